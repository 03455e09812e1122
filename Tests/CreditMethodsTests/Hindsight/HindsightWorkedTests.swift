import CreditMethods
import Testing
import TestSupport

/// Credits of the worked traces against numbers of an independent computation, printed with 12 decimals.
private let printed = 1e-11

@Suite struct HindsightWorkedTests {
  @Test func hcaReturnOnOneAgent() throws {
    try expectEqual(
      credits(HCAReturn.self, workedTrace(.e1)),
      [2, 6.666666666667, 3.333333333333, -0.06, -0.066666666667, 0, 2, 3.333333333333, 0, 0, 0, 0],
      within: printed)
  }

  @Test func hcaReturnCreditsTheAgentThatMattered() throws {
    let (right, last) = (3.333333333333, 1.666666666667)
    try expectEqual(
      credits(HCAReturn.self, workedTrace(.e2)),
      [0, right, last, 0, 0, 0, 0, right, last, 0, 0, 0, 0, 0, 0, 0, right, last], within: printed)
  }

  @Test func hcaStateOnOneAgent() throws {
    try expectEqual(
      credits(HCAState.self, workedTrace(.e1)),
      [
        15, 20.033333333333, 3.333333333333, -0.15, -0.066666666667, 0.033333333333, 15, 3.333333333333,
        0, 0, 0, -6.666666666667,
      ], within: printed)
  }

  /// The state M hides what the right agent did.
  @Test func hcaStateMissesWhatTheStateHides() throws {
    let expected: [Double] = [5.0, -5, 5, -5, -5, 5].flatMap { [0.0, 0.0, $0] }
    try expectEqual(credits(HCAState.self, workedTrace(.e2)), expected, within: printed)
  }

  @Test func cocoaOnOneAgent() throws {
    try expectEqual(
      credits(COCOA.self, workedTrace(.e1)),
      [
        2.5, 20.033333333333, 3.333333333333, -0.15, -0.066666666667, 0.033333333333, 2.5, 3.333333333333,
        0, 0, 0, -6.666666666667,
      ], within: printed)
  }

  @Test func cocoaCreditsTheAgentThatMattered() throws {
    let expected = [5.0, -5, 5, -5, -5, 5].flatMap { [0.0, max($0, 0.0), $0] }
    try expectEqual(credits(COCOA.self, workedTrace(.e2)), expected, within: printed)
  }

  /// With the state as outcome, time pooled. At A, C follows go-b once and go-c twice (e2 and the second visit of e3),
  /// and once more go-d (the first visit of e3): h(go-b) = 1/4, h(go-c) = 2/4, pi = 2/5 each.
  @Test(arguments: ["state", "both"])
  func cocoaWithStates(outcome: String) throws {
    let found = try credits(COCOA.self, workedTrace(.e1), "outcome=\(outcome)")
    // Both tells the rewarded visits of C (e0, e2) apart from that of e3: 1/2 over 2/5.
    let goB = outcome == "state" ? (0.25 / 0.4 - 1) * 10 : 2.5
    let goC = outcome == "state" ? (0.5 / 0.4 - 1) * 10 : 2.5
    // B, B follows go-b only, in e1, with -0.1 at the first: as a state (e0, e1 twice) and as a state with a reward.
    expectEqual([found[0], found[6]], [goB, goC], within: 1e-12)
    expectEqual([found[3]], [(1 / 0.4 - 1) * -0.1], within: 1e-12)
  }

  @Test func ccaOnOneAgent() throws {
    try expectEqual(
      credits(CCA.self, workedTrace(.e1)),
      [6.02, 6.7, 3.333333333333, -4.08, -3.4, -3.3, 6.02, 3.333333333333, -3.98, 0, -3.98, -6.666666666667],
      within: printed)
  }

  @Test func ccaConditionsOnTheTeammate() throws {
    try expectEqual(
      credits(CCA.self, workedTrace(.e2)),
      [2.5, 5, 5, 0, -5, -5, 2.5, 5, 5, -7.5, -5, -5, 0, -5, -5, 2.5, 5, 5], within: printed)
  }

  @Test func rudderOnOneAgent() throws {
    try expectEqual(
      credits(RUDDER.self, workedTrace(.e1)),
      [
        -0.713333333333, 3.4, 3.333333333333, -0.713333333333, 0, -3.366666666667, 2.686666666667,
        3.333333333333,
        -3.98, 3.98, 2.686666666667, -6.666666666667,
      ], within: printed)
  }

  /// E2: every episode goes S, M; half of them succeed, so that the prediction is 5 until the end.
  @Test func rudderCopiesToBothAgents() throws {
    let expected: [Double] = [5.0, -5, 5, -5, -5, 5].flatMap { [0.0, 0.0, $0] }
    try expectEqual(credits(RUDDER.self, workedTrace(.e2)), expected, within: printed)
  }

  @Test func syntheticOnOneAgent() throws {
    let (a, b, d) = (0.569120645104, 1.473999480108, -4.774613011984)
    try expectEqual(
      credits(SyntheticReturns.self, workedTrace(.e1)), [a, b, 10, a, b - 0.1, b, a, 10, a, d, a, 0],
      within: printed)
  }

  /// E2, every episode S then M, three of six with 10 at M. The normal equations are diagonal but for b(M) and c(S),
  /// which enter the same six rows: both are 30 / (12 + ridge).
  @Test func syntheticCopiesToBothAgents() throws {
    let c = 30 / 12.001
    let expected: [Double] = [10.0, 0, 10, 0, 0, 10].flatMap { [c, c, $0] }
    try expectEqual(credits(SyntheticReturns.self, workedTrace(.e2)), expected, within: 1e-12)
    let scaled: [Double] = [5.0, 0, 5, 0, 0, 5].flatMap { [3 * c, 3 * c, $0] }
    try expectEqual(
      credits(SyntheticReturns.self, workedTrace(.e2), "weightState=3 weightReward=0.5"), scaled,
      within: 1e-12)
  }
}
