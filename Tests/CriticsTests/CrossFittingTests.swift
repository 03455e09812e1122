import Ascribe
import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// Values of a fold by a critic that is fitted to the other folds.
@Suite struct CrossFittingTests {
  /// One-turn episodes of a state, a task and a reward.
  private func batch(_ rows: [(task: String, state: String, reward: Double)]) throws -> TrajectoryBatch {
    try TrajectoryBatch(
      building: rows.enumerated().map { index, row in
        Episode(
          task: row.task, name: "e\(index)", status: .failure,
          turns: [
            Turn(
              state: row.state, reward: row.reward, decisions: [Decision(agent: "a", action: "x")],
              privileged: row.state)
          ], final: "Z")
      })
  }

  private func credits(_ text: String, _ batch: TrajectoryBatch) throws -> [Double] {
    try MethodRequest(text).attribute(batch, in: AttributionContext()).credits
  }

  /// Groups t0 (1, 3), t1 (5, 7), t2 (2, 4) at one state, in two folds: t0 and t2 against t1. Means of the others: 6 for
  /// t0 and t2, (1 + 3 + 2 + 4) / 4 = 2.5 for t1.
  @Test(arguments: ["symmetric", "pinto", "asymmetric"]) func wholeGroupsAreJudgedByTheOthers(
    _ critic: String
  ) throws {
    let rows = [("t0", 1.0), ("t1", 5), ("t0", 3), ("t2", 2), ("t1", 7), ("t2", 4)].map { ($0.0, "s", $0.1) }
    expectEqual(
      try credits("\(critic)(reward=trace,fit=folds,folds=2)", batch(rows)), [-5, 2.5, -3, -4, 4.5, -2],
      within: 1e-12)
    // Three folds are the groups: others' means 4.5, 2.5 and 4.
    expectEqual(
      try credits("\(critic)(reward=trace,fit=folds)", batch(rows)), [-3.5, 2.5, -1.5, -2, 4.5, 0],
      within: 1e-12)
  }

  /// One group is divided into episodes: each against the mean of the others.
  @Test func oneGroupIsDividedIntoEpisodes() throws {
    let rows = [1.0, 2, 6].map { ("t", "s", $0) }
    expectEqual(
      try credits("symmetric(reward=trace,fit=folds)", batch(rows)), [-3, -1.5, 4.5], within: 1e-12)
    #expect(throws: AttributionError.self) {
      try credits("symmetric(reward=trace,fit=folds)", batch([("t", "s", 1)]))
    }
  }

  /// A state that no other fold shows is worth the mean of its turn's number, unless that is an error.
  @Test func whatIsNotMetHasAStatedValue() throws {
    let rows = [("t0", "s", 1.0), ("t1", "s", 3), ("t2", "lonely", 9)]
    expectEqual(
      try credits("symmetric(reward=trace,fit=folds)", batch(rows)), [1 - 3, 3 - 1, 9 - 2], within: 1e-12)
    #expect(throws: AttributionError.self) {
      try credits("symmetric(reward=trace,fit=folds,unmet=error)", batch(rows))
    }
  }

  /// Values and credits are of the same fits: one turn's credit is its reward less its value.
  @Test func valuesAreThoseOfTheCredits() throws {
    let rows = [("t0", "s", 1.0), ("t1", "s", 3), ("t2", "s", 8)]
    let critic = try SymmetricCritic(
      ParameterValues(pairs("reward=trace fit=folds"), for: SymmetricCritic.fullCard.parameters, of: "test"))
    let found = try critic.values(of: batch(rows), in: AttributionContext())
    expectEqual(found.values, [5.5, 4.5, 2], within: 1e-12)
  }
}
