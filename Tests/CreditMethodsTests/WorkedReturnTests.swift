import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Credits of the worked traces against numbers of an independent computation, printed with 12 decimals: 1e-11 tells
/// every convention from every other.
@Suite struct WorkedReturnTests {
  private let printed = 1e-11

  private func expectOnE1<Method: CreditMethod>(
    _ method: Method.Type, _ expected: [Double], settings: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectEqual(
      credits(method, workedTrace(.e1), settings), expected, within: printed,
      sourceLocation: sourceLocation)
  }

  @Test func rloo() throws {
    try expectOnE1(
      RLOO.self,
      [
        6.7, 6.7, 6.7, -6.766666666667, -6.766666666667, -6.766666666667, 6.7, 6.7, -6.633333333333,
        -6.633333333333, -6.633333333333, -6.633333333333,
      ])
    // R = 10, 0, 10, 0, 0, 10: a success against (2 · 10) / 5, a failure against (3 · 10) / 5.
    let expected: [Double] = [6.0, -6, 6, -6, -6, 6].flatMap { [$0, $0, $0] }
    try expectEqual(credits(RLOO.self, try workedTrace(.e2)), expected, within: printed)
  }

  @Test func drgrpo() throws {
    try expectOnE1(
      DrGRPO.self,
      [5.025, 5.025, 5.025, -5.075, -5.075, -5.075, 5.025, 5.025, -4.975, -4.975, -4.975, -4.975])
    let expected: [Double] = [5.0, -5, 5, -5, -5, 5].flatMap { [$0, $0, $0] }
    try expectEqual(credits(DrGRPO.self, try workedTrace(.e2)), expected, within: printed)
  }

  @Test func hgpo() throws {
    try expectOnE1(
      HGPO.self,
      [
        1.171911308648, 1.165661683153, 0.707106277633,
        -0.829930072672, -0.887273090240, -0.695971273492,
        1.276173880592, 0.882842355906,
        -0.809077558284, 0, -0.809077558284, -1.165684951812,
      ])
    try expectOnE1(
      HGPO.self,
      [
        1.171911894604, 1.138051562183, 0.707106631187,
        -0.829930487637, -0.906061021690, -0.695971621477,
        1.276174518679, 0.902368743729,
        -0.809077962822, 0, -0.809077962822, -1.138070954124,
      ], settings: "convention=paper")
  }

  @Test func pbrs() throws {
    try expectOnE1(PotentialShaping.self, [0, 2.5, 5, 0, -0.1, -2.5, 2.5, 5, -1.25, 1.25, 2.5, -5])
  }

  @Test func gae() throws {
    try expectOnE1(
      GAE.self,
      [
        5.526666666667, 6.533333333333, 3.333333333333,
        -3.753250000000, -3.235000000000, -3.300000000000,
        5.853333333333, 3.333333333333,
        -3.490116666667, 0.515666666667, -3.646666666667, -6.666666666667,
      ])
  }

  @Test func td() throws {
    try expectOnE1(
      TemporalDifference.self,
      [
        -0.68, 3.366666666667, 3.333333333333,
        -0.68, -0.1, -3.3,
        2.686666666667, 3.333333333333,
        -3.98, 3.98, 2.686666666667, -6.666666666667,
      ])
  }

  @Test func nstep() throws {
    try expectOnE1(
      NStep.self,
      [
        2.686666666667, 6.7, 3.333333333333,
        -0.78, -3.4, -3.3,
        6.02, 3.333333333333,
        0, 6.666666666667, -3.98, -6.666666666667,
      ])
  }

  @Test func mc() throws {
    try expectOnE1(
      MonteCarlo.self,
      [
        6.02, 6.7, 3.333333333333,
        -4.08, -3.4, -3.3,
        6.02, 3.333333333333,
        -3.98, 0, -3.98, -6.666666666667,
      ])
  }

  @Test func lambdaReturn() throws {
    try expectOnE1(
      LambdaReturn.self,
      [
        9.506666666667, 9.833333333333, 10,
        0.226750000000, 0.065, 0,
        9.833333333333, 10,
        0.489883333333, 0.515666666667, 0.333333333333, 0,
      ])
  }

  /// At S all 6 episodes, at M too: both values are 5, and every acting agent gets its turn's number.
  @Test func valuesOfTwoAgents() throws {
    let signs = [1.0, -1, 1, -1, -1, 1]
    let e2 = try workedTrace(.e2)
    try expectEqual(
      credits(MonteCarlo.self, e2), signs.flatMap { [5 * $0, 5 * $0, 5 * $0] }, within: printed)
    try expectEqual(
      credits(TemporalDifference.self, e2), signs.flatMap { [0, 0, 5 * $0] }, within: printed)
    try expectEqual(
      credits(GAE.self, e2), signs.flatMap { [4.75 * $0, 4.75 * $0, 5 * $0] }, within: printed)
    // Success is one turn after M and two after S: potentials 5 and 2.5.
    try expectEqual(
      credits(PotentialShaping.self, e2), signs.flatMap { [2.5, 2.5, 5 * $0] }, within: printed)
  }
}
