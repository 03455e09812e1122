import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Worked numbers of the methods of single reasoning steps on the trace `demo`, whose last episode is the first again. They
/// were printed with six decimals.
@Suite struct WorkedReasoningTests {
  typealias Example = (call: String, e0: [Double], e1: [Double], e2: [Double])

  private static let examples: [Example] = [
    (
      "red(values=trace)", [0.166667, 0.333333, 0], [0.166667, -0.666667, 0], [-0.5, 0]
    ),
    (
      "red(values=trace,betaC=0.5)", [0.083333, 0.166667, 0.5], [0.083333, -0.333333, 0], [-0.25, 0]
    ),
    (
      "treg", [0.045455, 0.083333, 0.013514], [0.045455, -0.125, 0.013514], [-0.055556, 0.115385]
    ),
    (
      "qstar", [0.018232, 0.033647, 0.005407], [0.018232, -0.051083, 0.005407], [-0.022314, 0.047]
    ),
    (
      "dpo_implicit", [0.018232, 0.033647, 0.005407], [0.018232, -0.051083, 0.005407], [-0.022314, 0.047]
    ),
    ("tempo", [1.333333, 1.666667, 1], [-0.666667, -2.333333, -1], [-2, -1]),
    (
      "pure", [0.635442, 0.544086, 0.037809], [-0.498513, -0.498515, 0.000247], [-0.576159, -0.528478]
    ),
    ("pure(temperature=0)", [0.6, 0.6, 0], [-0.5, -0.5, 0], [-0.6, -0.6]),
    (
      "pure(baseline=step)", [0.877879, 0.70571, 0.118621], [-0.634062, -0.588881, -0.044936],
      [-0.747797, -0.614297]
    ),
    (
      "spro", [0.967392, 1.044467, 1.148458], [-0.764659, -1.534882, -1.430891], [-1.170124, -0.554052]
    ),
    (
      "spro(weightProcess=0)", [0.866025, 0.866025, 0.866025], [-0.866025, -0.866025, -0.866025],
      [-0.866025, -0.866025]
    ),
    ("capo(errors=invalid,emit=reward)", [2, 2, 2], [0, -1, 0], [0, -1]),
    (
      "capo(errors=invalid)", [0.879883, 0.879883, 0.879883], [-0.733236, -1.539795, -0.733236],
      [-0.733236, -1.539795]
    ),
    (
      "acpo(values=trace)", [0.212237, 2.385389, 0], [-0.212237, -2.385389, 0], [-1.731751, 0]
    ),
    (
      "hicra", [1.039051, 0.865875, 0.865875], [-0.6927, -0.865875, -0.865875], [-0.6927, -0.865875]
    ),
    (
      "prl", [0.86316, 0.864071, 0.865754], [-0.864652, -0.86374, -0.866294], [-0.867258, -0.868374]
    ),
    (
      "prl(eta=2)", [0.579593, 0.670754, 0.83899], [-0.728805, -0.637645, -0.893058], [-0.989454, -1.101026]
    ),
    ("finepo", [0.58, 0.24, 0.75], [-0.25, -0.949367, -0.626582], [-0.25, -1]),
    (
      "prime", [0.684164, 0.678763, 0.665655], [-0.705655, -0.706349, -0.672386], [-0.664005, -0.648007]
    ),
    ("tree_grpo", [1.57313, 1.57313, 1.57313], [-1.57313, -1.57313, -1.57313], [-1.57313, -1.57313]),
    (
      "tree_grpo(form=code)", [0.707106, 0.707106, 0.707106], [-0.707106, -0.707106, -0.707106],
      [-0.707106, -0.707106]
    ),
  ]

  private func credits(_ call: String) throws -> [Double] {
    try MethodRequest(call).attribute(replayTrace("demo"), in: AttributionContext()).credits
  }

  @Test(arguments: examples.indices) func numbersAreThePrintedOnes(index: Int) throws {
    let example = Self.examples[index]
    try expectEqual(
      credits(example.call), example.e0 + example.e1 + example.e2 + example.e0, within: 1.01e-6,
      "\(example.call)")
  }

  @Test func thePrintedNumbersOfTheReleasedCodeOfPRIME() throws {
    expectEqual(
      Array(try credits("prime(form=code)").prefix(3)), [0.684164, 0.678907, 0.663374], within: 1.01e-6)
  }

  /// Numbers in closed form, to the last digits.
  @Test func closedForms() throws {
    let ratios = [1.2, 1.4, 0.95 / 0.9, 1.2, 0.6, 0.95 / 0.9, 0.8, 1.6, 1.2, 1.4, 0.95 / 0.9]
    try expectEqual(credits("qstar"), ratios.map { 0.1 * log($0) }, within: 1e-12)
    try expectEqual(credits("treg"), ratios.map { $0 / (1 + $0) - 0.5 }, within: 1e-12)
    try expectEqual(
      credits("tempo"),
      [4, 5, 3, -2, -7, -3, -6, -3, 4, 5, 3].map { $0 / 3 }, within: 1e-12)
    // The mean 10/11 and the variance 186/121 of six times 2, three times 0 and two times -1.
    let capo = { (reward: Double) in (reward - 10 / 11) / (186.0 / 121).squareRoot() }
    try expectEqual(
      credits("capo(errors=invalid)"), [2, 2, 2, 0, -1, 0, 0, -1, 2, 2, 2].map(capo), within: 1e-12)
    let weights = [0.8, 0.6, 0.9].map { exp(-10 * $0) }
    let soft = zip([0.8, 0.6, 0.9], weights).map { $0 * $1 / weights.reduce(0, +) }
    expectEqual(
      Array(try credits("pure").prefix(3)), [soft[0] + soft[1] + soft[2], soft[1] + soft[2], soft[2]],
      within: 1e-12)
  }
}
