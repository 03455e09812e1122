import Testing
import Trajectories

@Suite struct GroupsTests {
  @Test func groupsStandInTheOrderOfTheirFirstEpisode() throws {
    // Tasks u, t, u, v, t: three groups whose episodes are not adjacent.
    let tasks = ["u", "t", "u", "v", "t"]
    let lines = tasks.enumerated().map { TraceText.line(task: "\"\($1)\"", episode: "\"e\($0)\"") }
    let groups = Groups(of: try read(lines.joined(separator: "\n")))
    #expect(groups.count == 3)
    #expect((0..<3).map { Array(groups[$0]) } == [[0, 2], [1, 4], [3]])
  }

  @Test func aBatchWithoutEpisodesHasNoGroups() {
    #expect(Groups(of: TrajectoryBatch()).count == 0)
  }

  @Test func aTaskWithoutEpisodesIsNoGroup() {
    var batch = TrajectoryBatch()
    batch.symbols.tasks = SymbolTable(["unused", "used"])
    batch.episodes.task = [1, 1]
    let groups = Groups(of: batch)
    #expect(groups.count == 1)
    #expect(Array(groups[0]) == [0, 1])
  }
}
