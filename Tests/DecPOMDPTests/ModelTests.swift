import Testing

@testable import DecPOMDP

/// The rules that a model's parts obey.
@Suite struct ModelTests {
  @Test func jointIndicesRunFastestInTheLastAgent() throws {
    let model = try Drafts.coins()
    #expect(model.jointActionCount == 6)
    #expect((0..<6).map(model.ownActions) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    #expect((0..<2).map(model.ownObservations) == [[0, 0], [1, 0]])
  }

  @Test func rowsNearOneAreDividedByTheirSumAndExactOnesAreKept() throws {
    let model = try Drafts.coins(probabilities: [0.3333333, 0.6666666])
    let row = Array(model.transitions.values[model.transitions[0]])
    #expect(abs(row[0] + row[1] - 1) <= ProbabilityRow.rounding)
    let exact = try Drafts.coins(probabilities: [0.1, 0.9])
    #expect(Array(exact.transitions.values[0..<2]) == [0.1, 0.9])
    #expect(try exact.discounted(by: 1).transitions == exact.transitions)
  }

  @Test func sumsBeyondTheToleranceAreRefused() {
    #expect {
      try Drafts.coins(probabilities: [0.3, 0.6])
    } throws: { "\($0)" == "transitions, row 0: found a sum of 0.8999999999999999; expected 1 within 1e-06." }
  }

  @Test func discountIsChecked() {
    #expect {
      try Drafts.coins().discounted(by: 1.5)
    } throws: { "\($0)" == "discount: found 1.5; expected a number in 0...1." }
  }
}

/// Small models.
enum Drafts {
  /// Two states, 2 and 3 actions, 2 and 1 observations; every joint action leads to the states alike.
  static func coins(probabilities: [Double] = [0.5, 0.5]) throws -> DecPOMDPModel {
    var transitions = SparseRows()
    var seen = SparseRows()
    for _ in 0..<6 {
      for state in 0..<2 {
        for (next, probability) in probabilities.enumerated() {
          transitions.append(column: next, value: probability)
        }
        transitions.endRow()
        seen.append(column: state, value: 1)
        seen.endRow()
      }
    }
    return try DecPOMDPModel(
      agents: ["a", "b"], discount: 0.9, states: ["heads", "tails"],
      actions: [["x", "y"], ["p", "q", "r"]], observations: [["h", "t"], ["nothing"]], start: [1, 0],
      transitions: transitions, observationRows: seen, rewards: .ofTurns((0..<12).map { Double($0) }))
  }
}
