@testable import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Worked numbers of the methods that replay, in the form in which they attribute recorded traces.
@Suite struct WorkedReplayTests {
  /// A method with settings on a trace, and the credit of every decision.
  struct Example: Sendable, CustomTestStringConvertible {
    let method: any CreditMethod.Type
    let settings: String
    let trace: String
    let credits: [Double]

    init(_ method: any CreditMethod.Type, _ settings: String, _ trace: String, _ credits: [Double]) {
      self.method = method
      self.settings = settings
      self.trace = trace
      self.credits = credits
    }

    var testDescription: String { "\(method.card.id) \(settings)" }
  }

  /// Four episodes of three, three, two and three turns; the last one is the first again. Values of states by their visits:
  /// A 1/2, B 2/3, C 0, D 1, E 0.
  private static func demo(
    _ method: any CreditMethod.Type, _ settings: String, _ e0: [Double], _ e1: [Double], _ e2: [Double]
  ) -> Example { Example(method, settings, "demo", e0 + e1 + e2 + e0) }

  private static let demos: [Example] = [
    demo(VinePPO.self, "values=trace", [1 / 6, 1 / 3, 0], [1 / 6, -2 / 3, 0], [-1 / 2, 0]),
    demo(SPO.self, "values=trace interval=1", [1 / 6, 1 / 3, 0], [1 / 6, -2 / 3, 0], [-1 / 2, 0]),
    // Only the first cut of two is kept, so that one segment holds all.
    demo(SPO.self, "values=trace interval=2", [1 / 2, 1 / 2, 0], [-1 / 2, -1 / 2, 0], [-1 / 2, -1 / 2]),
    // Every fifth cut is kept unless something else is said.
    demo(SPO.self, "values=trace", [1 / 2, 1 / 2, 0], [-1 / 2, -1 / 2, 0], [-1 / 2, -1 / 2]),
    demo(
      SPO.self, "values=trace interval=2 mask=false", [1 / 2, 1 / 2, 1 / 2], [-1 / 2, -1 / 2, -1 / 2],
      [-1 / 2, -1 / 2]),
    // Nothing is unlikelier than 0.3.
    demo(SPO.self, "values=trace rho=0.3", [0, 0, 0], [0, 0, 0], [0, 0]),
    demo(SPO.self, "values=trace shape=tree", [1 / 6, 1 / 3, 0], [1 / 6, -2 / 3, 0], [-1 / 2, 0]),
    // One segment of two turns and the rest: V(A) = 1/2, then D, E, and the end of e2.
    demo(
      SPO.self, "values=trace shape=tree segment=2", [1 / 2, 1 / 2, 0], [-1 / 2, -1 / 2, 0], [-1 / 2, -1 / 2]),
    // Standard deviations of the returns: 1/2 from A, sqrt(2)/3 from B.
    demo(
      SPO.self, "values=trace shape=tree norm=parent", [1 / 3, 0.707107, 0], [1 / 3, -1.414214, 0], [-1, 0]),
    demo(TreeRPO.self, "values=trace", [1, 1, 0], [1, -1, 0], [-1, 0]),
    demo(TreeRPO.self, "values=trace norm=none", [1 / 3, 1 / 2, 0], [1 / 3, -1 / 2, 0], [-1 / 3, 0]),
    // Siblings of A have the mean 1/3, those of B 1/2: divided by sqrt(2)/3 and by 1/2.
    demo(
      TreeRPO.self, "values=trace norm=bernoulli", [0.707107, 1, 0], [0.707107, -1, 0], [-0.707107, 0]),
    demo(MathShepherd.self, "values=trace", [2 / 3, 1, 1], [2 / 3, 0, 0], [0, 0]),
    demo(MathShepherd.self, "values=trace label=hard", [1, 1, 1], [1, 0, 0], [0, 0]),
    demo(OmegaPRM.self, "values=trace", [1, 1, 1], [1, 0, 0], [0, 0]),
    demo(InT.self, "values=trace", [0, 0, 0], [0, -2 / 3, 0], [-1 / 2, 0]),
    demo(InT.self, "values=trace emit=imitation", [0, 0, 0], [1, 1, 0], [1, 0]),
    // A loss of more than 0.6 is needed.
    demo(InT.self, "values=trace drop=0.6", [0, 0, 0], [0, -2 / 3, 0], [0, 0]),
    // Every judgement is wrong: the first turn that is no error is flagged.
    demo(InT.self, "values=trace judgeError=1", [0, 0, 0], [1 / 6, 0, 0], [0, 0]),
  ]

  /// f0 goes A-a, B-b, C-c and succeeds; f1 forks it before B and fails; f2 forks f1 a turn later and fails; f3 starts
  /// anew and succeeds.
  private static let forks: [Example] = [
    Example(CARL.self, "tree=trace", "fork", [-0.25, 0.5, 0, -0.25, -0.5, 0, -0.25, -0.5, 0, 0.25, 0]),
    // Turns without siblings have the credit of the turn before.
    Example(
      CARL.self, "tree=trace update=all", "fork",
      [-0.25, 0.5, 0.5, -0.25, -0.5, 0, -0.25, -0.5, 0, 0.25, 0.25]),
    Example(
      AT2PO.self, "tree=trace", "fork", [0.4219, 1, 1, 0.4219, -1, -1, 0.4219, -1, -1, 1, 1]),
    Example(
      AT2PO.self, "tree=trace adv=diffParent", "fork",
      [-0.3321, 0.5781, 0, -0.3321, -1.4219, 0, -0.3321, -1.4219, 0, 0.246, 0]),
    Example(
      AT2PO.self, "tree=trace leafNorm=false value=childMean adv=diffParent", "fork",
      [-0.25, 0.5, 0, -0.25, -0.5, 0, -0.25, -0.5, 0, 0.25, 0]),
    Example(
      AT2PO.self, "tree=trace leafNorm=false value=leafMean adv=diffParent", "fork",
      [-1 / 6, 2 / 3, 0, -1 / 6, -1 / 3, 0, -1 / 6, -1 / 3, 0, 0.5, 0]),
    // The root is worth 3/4: 1/2 through a, 1 through h.
    Example(
      AT2PO.self, "tree=trace leafNorm=false value=childMean adv=diffGlobal", "fork",
      [-0.25, 0.25, 0.25, -0.25, -0.75, -0.75, -0.25, -0.75, -0.75, 0.25, 0.25]),
    Example(
      AT2PO.self, "tree=trace leafNorm=false value=childMean adv=diffLocalGlobal", "fork",
      [-0.5, 0.75, 0.25, -0.5, -1.25, -0.75, -0.5, -1.25, -0.75, 0.5, 0.25]),
  ]

  /// Planner and solver act together twice in each of four episodes, scores (1, 0, 0, 1), without the planner
  /// (0, 0, 1, 0).
  private static func team(
    _ method: any CreditMethod.Type, _ settings: String, _ credits: [(planner: Double, solver: Double)]
  ) -> Example {
    Example(
      method, settings, "team", credits.flatMap { [$0.planner, $0.solver, $0.planner, $0.solver] })
  }

  private static let recorded = "source=trace missing=unremovable"
  /// The solver, who acts last, is never removed, and needs no score without it.
  private static let plain = "source=trace"

  private static let teams: [Example] = [
    team(CCPO.self, plain, [(1.1, 1), (-1.1, -1), (-1.1, -1), (1.1, 1)]),
    team(CCPO.self, recorded, [(1.1, 1), (-1.1, -1), (-1.1, -1), (1.1, 1)]),
    team(CCPO.self, recorded + " emit=reward", [(1.2, 1), (-1, -1), (-1, -1), (1.2, 1)]),
    team(CCPO.self, recorded + " base=own", [(1.15, 1), (-1.05, -1), (-1.25, -1), (1.15, 1)]),
    // Half the difference to the group's -1/2: 1.15 and -1.05, less their mean 0.05.
    team(CCPO.self, recorded + " bonus=half", [(1.1, 1), (-1.1, -1), (-1.1, -1), (1.1, 1)]),
    team(
      CCPOv1.self, plain, [(0.8226, 0.596), (-0.4395, -1.4846), (-1.2056, 0.2925), (0.8226, 0.596)]),
    team(
      CCPOv1.self, recorded, [(0.8226, 0.596), (-0.4395, -1.4846), (-1.2056, 0.2925), (0.8226, 0.596)]),
    team(
      CCPOv1.self, recorded + " emit=reward",
      [(0.7185, 0.3293), (-0.2927, -0.8203), (-0.9065, 0.1616), (0.7185, 0.3293)]),
    // tanh(1 / 0.707107) = 0.888385; the gate of a mean difference of 0 is 1/2.
    team(
      CCPOv1.self, recorded + " emit=reward statistics=given sigmaDelta=0.707106781",
      [(0.888385, 0.5), (0, 0), (-0.888385, 0.5), (0.888385, 0.5)]),
    // Mean 0.25 and deviation 0.6 open the gate to 0.602685.
    team(
      CCPOv1.self, recorded + " emit=reward statistics=given muDelta=0.25 sigmaDelta=0.6 eps=0",
      [(tanh(1.25), 0.602685), (tanh(-0.25 / 0.6), 0), (tanh(-1.25 / 0.6), 0.397315), (tanh(1.25), 0.602685)]),
    team(DifferenceReward.self, recorded, [(1, 0), (0, 0), (-1, 0), (1, 0)]),
    // Planner 2.1, 0.1, -0.9, 2.1: mean 0.85, deviation sqrt(1.6875); solver 1.1, 0.1, 0.1, 1.1.
    team(
      SHARP.self, recorded,
      [(0.962250, 1), (-0.577350, -1), (-1.347151, -1), (0.962250, 1)]),
  ]

  @Test(arguments: demos + forks + teams) func numbersAreThoseByHand(example: Example) throws {
    let batch = try replayTrace(example.trace)
    let found = try credits(example.method, batch, example.settings)
    expectEqual(found, example.credits, within: 1e-4, "\(example.testDescription): \(found)")
  }

  /// Scores (1, 1, 0), marginals (1, 0, 0), shares of accepted actions (1, 1/2, 0), weights 1/2 and 1/10.
  @Test func sharpByHand() throws {
    let episodes: [(isSuccess: Bool, valid: [Bool])] = [
      (true, [true]), (true, [true, false]), (false, [false]),
    ]
    var drafts = episodes.enumerated().map { index, episode in
      EpisodeDraft(
        name: "e\(index)", status: episode.isSuccess ? .success : .failure,
        turns: episode.valid.map { TurnDraft(state: "A", decisions: [DecisionDraft(isValid: $0)]) },
        final: "Z")
    }
    drafts[0].score = 1
    var batch = makeBatch(drafts)
    batch.episodes.counterfactuals = [0.0, 1, 0].map { [.init(agent: 0, score: $0)] }
    let found = try credits(SHARP.self, batch, "source=trace weightShapley=0.5 weightProcess=0.1")
    expectEqual(found, [1.079734, 0.251101, 0.251101, -1.330835], within: 1e-6)
  }

  /// Rbar (1, 0, 1, 0): a candidate is compared with the other three, or with all.
  @Test func candidatesByHand() {
    let means = [1.0, 0, 1, 0]
    let bucket = bucket(means, [1, 1, 1, 1])
    expectEqual(
      means.indices.map { means[$0] - bucket.othersMean(of: $0) }, [2 / 3, -2 / 3, 2 / 3, -2 / 3],
      within: 1e-15)
    expectEqual(means.map { $0 - bucket.mean }, [0.5, -0.5, 0.5, -0.5], within: 1e-15)
  }

  /// Rbar (1/2, 1, 0) with weights (2, 1, 1).
  @Test func weightedCandidatesByHand() {
    let bucket = bucket([0.5, 1, 0], [2, 1, 1])
    expectEqual((0..<3).map(bucket.othersMean), [1 / 2, 1 / 3, 2 / 3], within: 1e-15)
  }

  @Test func aCandidateWithoutOthersIsItsOwnBaseline() {
    #expect(bucket([0.25], [3]).othersMean(of: 0) == 0.25)
  }

  private func bucket(_ means: [Double], _ weights: [Double]) -> CandidateBucket {
    var bucket = CandidateBucket()
    for (mean, weight) in zip(means, weights) { bucket.append(mean: mean, weight: weight) }
    return bucket
  }
}

/// The batch of a worked trace of forks, removals or values.
func replayTrace(_ name: String) throws -> TrajectoryBatch {
  let path = try #require(
    Bundle.module.path(forResource: "\(name).trace", ofType: "jsonl", inDirectory: "Traces"))
  return try TraceReader.read(path)
}
