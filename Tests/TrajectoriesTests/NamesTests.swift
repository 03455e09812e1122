import Testing
import Trajectories

@Suite struct NamesTests {
  @Test func recordedEpisodesKeepTheirNames() {
    let names = EpisodeNames.recorded(["a", "b"])
    #expect(names[1] == "b")
  }

  @Test func simulatedEpisodesAreNumbered() {
    let names = EpisodeNames.numbered(prefix: "relay-", first: 40)
    #expect(names[0] == "relay-40")
    #expect(names[2] == "relay-42")
  }

  @Test func agentsAreOrderedByName() {
    #expect(["solver", "critic", "planner"].map { AgentID($0) }.sorted() == ["critic", "planner", "solver"])
    #expect(AgentID("solver").description == "solver")
  }

  @Test func onlyASuccessScoresByDefault() {
    #expect(OutcomeStatus.allCases.map(\.description) == ["success", "failure", "truncated", "aborted"])
    #expect(OutcomeStatus.allCases.map(\.defaultScore) == [1, 0, 0, 0])
  }
}
