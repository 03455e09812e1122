import Testing
@testable import Trajectories

/// The recorded traces among the test resources.
@Suite struct WorkedTraceTests {
  private func batch(_ name: String) throws -> TrajectoryBatch { try TraceReader.read(worked(name)) }

  @Test func aWalkOfOneAgent() throws {
    let batch = try batch("E1")
    #expect((batch.episodeCount, batch.turnCount, batch.decisionCount) == (4, 12, 12))
    #expect(batch.symbols.tasks.names == ["t0"])
    #expect(batch.symbols.agents.names == ["planner"])
    #expect(batch.episodes.status == [.success, .failure, .success, .truncated])
    #expect(batch.episodes.score == [1, 0, 1, 0])
    #expect(batch.episodes.turnStart == [0, 3, 6, 8, 12])
    #expect(batch.turns.reward == [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    // Only the second turn of "e1" is marked, as refused by the environment.
    #expect(batch.decisions.valid == (0..<12).map { $0 != 4 })
    #expect(batch.decisions.observation == batch.turns.state)
    #expect(batch.decisions.logProbability == nil && batch.decisions.tokens == nil)
  }

  @Test func judgedDecisionsWithFactors() throws {
    let batch = try batch("single")
    #expect(batch.episodeCount == 4)
    #expect(batch.decisions.factorCount == 2)
    #expect(batch.decisions.factors?.prefix(4) == [1, 0, 1, 1])
    #expect(batch.decisions.judge?.prefix(4) == [1, 1, 1, 0])
    #expect(batch.turns.belief?.prefix(2) == [0.3, 0.6])
    #expect(batch.turns.privileged.map { batch.symbols.keys[$0[0]] } == "A/h1")
  }

  @Test func aTeamWithCounterfactuals() throws {
    let batch = try batch("team")
    #expect(batch.symbols.agents.names == ["planner", "solver"])
    #expect(batch.turns.decisionStart.prefix(3) == [0, 2, 4])
    #expect(batch.episodes.counterfactuals?[0] == [.init(agent: 0, score: 0)])
    #expect(batch.decisions.logProbability?[0] == -0.6931471805599453)
  }

  @Test func forksOfAnEpisode() throws {
    let forks = try #require(try batch("fork").episodes.fork)
    #expect(forks[0] == nil)
    #expect(forks[1] == .init(episode: "f0", turn: 1))
  }

  @Test func turnsWithProcessScores() throws {
    let batch = try batch("demo")
    #expect(batch.turns.process?.prefix(3) == [0.8, 0.6, 0.9])
    #expect(batch.decisions.tokens?.prefix(3) == [100, 50, 20])
    #expect(batch.episodes.expert == nil)
  }

  @Test(arguments: ["E1", "single", "team", "fork", "demo"])
  func writtenAndReadAgainTheyAreTheSame(_ name: String) throws {
    let batch = try batch(name)
    var text: [UInt8] = []
    TraceWriter.append(batch, to: &text)
    let again = try TraceReader.read(text, named: name)
    #expect(PlainBatch(again) == PlainBatch(batch))
    var textAgain: [UInt8] = []
    TraceWriter.append(again, to: &textAgain)
    #expect(textAgain == text)
  }
}
