import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Operators say what they cannot take, and never trap on it.
@Suite struct OperandErrorTests {
  private let groups = Grouping(by: ["t", "t", "u"])

  private func sentence(_ body: () throws(AttributionError) -> Void) -> String {
    do {
      try body()
      return "accepted"
    } catch {
      return error.description
    }
  }

  private var batch: TrajectoryBatch {
    makeBatch([
      EpisodeDraft(
        name: "a", status: .success, turns: [TurnDraft(state: "A"), TurnDraft(state: "B")], final: "end")
    ])
  }

  @Test func lengthsAreThoseOfTheRows() {
    #expect(
      sentence { () throws(AttributionError) in _ = try centred([1, 2], by: groups) }
        == "centred(_:by:): values is of length 2; accepted: length 3, one value per row.")
    #expect(
      sentence { () throws(AttributionError) in _ = try leaveOneOut([], by: groups) }
        == "leaveOneOut(_:by:): values is of length 0; accepted: length 3, one value per row.")
    #expect(
      sentence { () throws(AttributionError) in _ = try means(of: [1, 2, 3, 4], by: groups) }
        == "means(of:by:): values is of length 4; accepted: length 3, one value per row.")
    #expect(
      sentence { () throws(AttributionError) in _ = try groups.refined(by: [1]) }
        == "Grouping.refined(by:): keys is of length 1; accepted: length 3, one value per row.")
    #expect(
      sentence { () throws(AttributionError) in _ = try standardised([1, 2, 3], by: groups, counting: [true])
      }
        == "standardised(_:by:counting:ddof:epsilon:): counting is of length 1; accepted: length 3, one value per row."
    )
    #expect(
      sentence { () throws(AttributionError) in _ = try repeatedPerTurn([1, 2], in: batch) }
        == "repeatedPerTurn(_:in:): values is of length 2; accepted: length 1, one value per episode.")
    #expect(
      sentence { () throws(AttributionError) in _ = try repeatedPerDecision([1], in: batch) }
        == "repeatedPerDecision(_:in:): values is of length 1; accepted: length 2, one value per turn.")
    let states = AttributionContext().states(of: batch, by: .state)
    #expect(
      sentence { () throws(AttributionError) in _ = try ValueTable(meansOf: [1], at: states) }
        == "ValueTable(meansOf:at:): numbers is of length 1; accepted: length 2, one value per turn.")
    #expect(
      sentence { () throws(AttributionError) in _ = try states.graph.propagatedValues(from: [], discount: 1) }
        == "StateGraph.propagatedValues(from:discount:): base is of length 0; accepted: length 4, one value per node."
    )
    #expect(
      sentence { () throws(AttributionError) in
        _ = try Attribution(finite: [1], of: batch, method: "mine")
      }
        == "Attribution(finite:of:method:): credits is of length 1; accepted: length 2, one value per decision."
    )
  }

  @Test(arguments: [-0.1, 1.1, .nan]) func discountsAreShares(_ discount: Double) {
    #expect(
      sentence { () throws(AttributionError) in
        _ = try discountedReturns(of: [0, 1], in: batch, discount: discount)
      }
        == "discountedReturns(of:in:discount:): discount is \(discount); accepted: 0.0...1.0.")
    #expect(
      sentence { () throws(AttributionError) in
        _ = try generalisedAdvantages(
          rewards: [0, 1], values: [0, 0], in: batch, discount: 1, lambda: discount)
      }
        == "generalisedAdvantages(rewards:values:endValues:in:discount:lambda:): lambda is \(discount); "
        + "accepted: 0.0...1.0.")
  }

  @Test func settingsOfStandardisationHaveRanges() {
    #expect(
      sentence { () throws(AttributionError) in _ = try standardised([1, 2, 3], by: groups, ddof: 2) }
        == "standardised(_:by:counting:ddof:epsilon:): ddof is 2; accepted: 0...1.")
    #expect(
      sentence { () throws(AttributionError) in _ = try standardised([1, 2, 3], by: groups, epsilon: -1) }
        .hasPrefix("standardised(_:by:counting:ddof:epsilon:): epsilon is -1.0; accepted: 0.0..."))
  }
}
