import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// What critics refuse, word by word.
@Suite struct CriticErrorTests {
  private func message<Method: CreditMethod>(
    _ method: Method.Type, _ episodes: [EpisodeDraft], _ settings: String = ""
  ) throws -> String {
    let batch = makeBatch(episodes)
    let error = try #require(throws: AttributionError.self) { try credits(method, batch, settings) }
    return error.description
  }

  @Test func privilegedCriticsNeedPrivilegedStates() throws {
    let advice =
      "Write the field \"privileged\" on every turn of the trace, or use a critic of information states."
    #expect(
      try message(PintoCritic.self, pathEpisodes)
        == "method \"pinto\" needs privileged states. \(advice)")
    #expect(
      try message(AsymmetricCritic.self, pathEpisodes)
        == "method \"asymmetric\" needs privileged states. \(advice)")
  }

  @Test func aTurnWithoutPrivilegedStateIsNamed() throws {
    var episodes = pathEpisodes
    for episode in episodes.indices {
      for turn in episodes[episode].turns.indices { episodes[episode].turns[turn].privileged = "s" }
    }
    episodes[1].turns[2].privileged = nil
    #expect(
      try message(PintoCritic.self, episodes)
        == "method \"pinto\" needs privileged states. Turn 2 of episode \"e1\" has none. Write the field \"privileged\" on every turn of the trace, or use a critic of information states."
    )
    #expect(try credits(SymmetricCritic.self, makeBatch(episodes)).count == 12)
  }

  @Test func aValueBeyondTheRangeIsAnError() throws {
    let large = Double.greatestFiniteMagnitude
    let turns = [TurnDraft(state: "S", reward: large), TurnDraft(state: "S", reward: large)]
    #expect(
      try message(SymmetricCritic.self, [EpisodeDraft(name: "e", turns: turns)], "reward=trace")
        == "method \"symmetric\": a value cannot be fitted: A value is NaN or infinite.")
  }

  /// V(T) is large and V(S) a quarter of it: large + V(S) is beyond the range.
  @Test func anAdvantageBeyondTheRangeIsAnError() throws {
    let large = Double.greatestFiniteMagnitude
    let episodes = [
      EpisodeDraft(name: "e0", turns: [TurnDraft(state: "T", reward: large), TurnDraft(state: "S")]),
      EpisodeDraft(name: "e1", turns: [TurnDraft(state: "S", reward: large / 2)]),
    ]
    #expect(
      try message(SymmetricCritic.self, episodes, "reward=trace turnIndex=false")
        == "method \"symmetric\": the credit of agent \"planner\" at turn 0 of episode \"e0\" is not finite; the rewards or scores of its group are too large."
    )
  }

  /// Nothing to value is nothing to refuse.
  @Test func anEmptyBatchHasNoCredits() throws {
    #expect(try credits(SymmetricCritic.self, TrajectoryBatch()) == [])
  }
}
