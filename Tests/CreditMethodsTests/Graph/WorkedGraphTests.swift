import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Credits of the worked traces against numbers of an independent computation, printed with 12 decimals; what rounding
/// does under `eps` = 1e-6 is smaller than 1e-11 there.
private let printed = 1e-11

@Suite struct WorkedGraphTests {
  private func expectWorked(
    _ method: any CreditMethod.Type, _ worked: Worked, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectEqual(
      credits(method, workedTrace(.e1), worked.settings), worked.credits, within: printed,
      sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    Worked(
      settings: "",
      credits: [
        -0.669660696761, 1.150019641197, 0.577350169090,
        -0.669660696761, -0.485079374723, -0.664940266474,
        1.092604294716, 0.577350169090,
        -0.845887195909, 0, 1.092604294716, -1.154700338179,
      ]),
    Worked(
      settings: "convention=paper",
      credits: [
        -0.669648895773, 1.150000837545, 0.577349268190,
        -0.669648895773, -0.485071443325, -0.664929394220,
        1.092585040472, 0.577349268190,
        -0.845872289398, 0, 1.092585040472, -1.154698536381,
      ]),
    Worked(
      settings: "convention=progress",
      credits: [
        -0.669661876883, 1.150021521596, 0.577350169090,
        -0.669661876883, -0.485080167877, -0.664941353719,
        1.092606220177, 0.577350169090,
        -0.845888686589, 0, 1.092606220177, -1.154700338179,
      ]),
  ])
  func graph(_ worked: Worked) throws { try expectWorked(GraphDistance.self, worked) }

  @Test func g2po() throws {
    try expectWorked(
      G2PO.self,
      Worked(
        settings: "",
        credits: [
          0.295483856184, 2.730978886174, 2.383500242272,
          -1.445140736430, -1.075132215042, -2.883821973081,
          2.526052072881, 2.383500242272,
          -3.446039978013, 0.039232040366, 0.802661387126, -4.034664510463,
        ]))
  }

  @Test func gepo() throws {
    try expectWorked(
      GEPO.self,
      Worked(
        settings: "",
        credits: [
          3.013677707743, 2.602184957987, 1.928626643774,
          -2.410903607355, -1.765994230687, -1.752750133314,
          3.098179720244, 1.919925130426,
          -2.239377842326, -0.838245785880, -2.299821764186, -2.955196403781,
        ]))
  }

  @Test(arguments: [
    Worked(
      settings: "",
      credits: [
        4.827, 8.325, 5.928333333333, -5.273, -2.675, -10.775, 5.727, 5.928333333333,
        -5.983, -4.975, -4.273, -6.781666666667,
      ]),
    Worked(
      settings: "convention=paper",
      credits: [
        5.0052, 5.355, 5.115333333333, -5.0948, -4.835, -5.645, 5.0952, 5.115333333333,
        -5.0758, -4.975, -4.9048, -5.155666666667,
      ]),
  ])
  func rewardflow(_ worked: Worked) throws { try expectWorked(RewardFlow.self, worked) }

  /// Remembered: D finished successfully, and A led to the dead end E.
  @Test func tigpo() throws {
    let history = makeBatch([
      walk("h0", ["D"], .success, final: "Z"), walk("h1", ["A"], .failure, final: "E"),
    ])
    try expectEqual(
      credits(TIGPO.self, workedTrace(.e1), [], history: history),
      [
        -0.182592280509, 2.063641421322, 1.490200770362,
        -2.020424410222, -1.418177578447, -1.582576265452,
        1.643145874145, 1.490200770362,
        -0.176489897848, -0.906785159710, -0.176489897848, -2.061485475867,
      ], within: printed)
  }

  @Test func graphpo() throws {
    try expectWorked(
      GraphPO.self,
      Worked(
        settings: "",
        credits: [
          1.031717188207, 1.102642802836, -0.129756511997,
          0.009389370422, -1.409154569806, -0.848186771412,
          2.249510777295, 1.284455050379,
          -0.655997309194, 0, -0.772815040493, -1.861804986236,
        ]))
  }

  /// Expects the worked trace of two agents to be credited by success alone: at S for both, then at M.
  private func expectCopied(
    _ method: any CreditMethod.Type, _ settings: String = "",
    together: (Double) -> Double, alone: (Double) -> Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var expected: [Double] = []
    for sign in [1.0, -1, 1, -1, -1, 1] { expected += [together(sign), together(sign), alone(sign)] }
    try expectEqual(
      credits(method, workedTrace(.e2), settings), expected, within: printed, sourceLocation: sourceLocation)
  }

  /// All ways out of S lead to M; out of M three lead to success (10) and three to X, three turns away (0.01): half of
  /// the difference, 4.995, against the standard deviation 4.995 sqrt(6/5).
  @Test func graphCopiesToBothAgents() throws {
    let half = 4.995 / (4.995 * 1.2.squareRoot() + 1e-6)
    try expectCopied(GraphDistance.self, together: { _ in 0 }, alone: { $0 * half })
  }

  /// Half of the episodes succeed: V(S) = 5 · 0.95² = 4.5125 and V(M) = 5 · 0.95 = 4.75. At S both agents gain 0.2375,
  /// which ties there; at M a success gains 5.25 and a failure loses 4.75, 0.25 on average. The task's mean gain is
  /// 0.24375, and episodes differ by 5 from their mean.
  @Test func g2poCopiesToBothAgents() throws {
    try expectCopied(
      G2PO.self, "norm=mean", together: { 5 * $0 + 0.2375 - 0.24375 }, alone: { 15 * $0 + 0.25 - 0.24375 })
  }

  /// M lies between S and both ends: C(M) = 1, the others 0. All earn the same for reaching M. G at M is 10 or 0, G at
  /// S is 0.1 + 0.95 G at M. At M the step term counts twice.
  @Test func gepoCopiesToBothAgents() throws {
    try expectCopied(GEPO.self, "norm=mean", together: { (5 + 4.75) * $0 }, alone: { (5 + 2 * 5) * $0 })
  }

  /// G is worth 10, M 9, S 8.1 and X 0: at M a success gains 1 and a failure loses 9.
  @Test func rewardflowCopiesToBothAgents() throws {
    try expectCopied(RewardFlow.self, together: { 5 * $0 }, alone: { 10 * $0 })
  }

  /// S leads to M, where half succeed: 0.3 y + 0.35, so half the difference is 0.15. M leads to G or X, where all or
  /// none succeed: half the difference is 0.5. All ways into a state are equally long.
  @Test func graphpoCopiesToBothAgents() throws {
    try expectCopied(GraphPO.self, "norm=mean", together: { 0.15 * $0 }, alone: { 0.5 * $0 })
  }
}
