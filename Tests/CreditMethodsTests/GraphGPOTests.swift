import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Small graphs whose distances and edge values are worked out by hand.
@Suite struct GraphGPOTests {
  private func graph(_ drafts: [EpisodeDraft]) -> (graph: StateGraph, distance: [Int32]) {
    let batch = makeBatch(drafts)
    let graph = StateGraph(of: batch, over: StateNodes(of: batch, by: .state))
    return (graph, graph.distancesToSuccess())
  }

  /// C leads to success, B and A to C, D back to A; E is a dead end, one turn farther than D.
  @Test func distancesOfTheWorkedTrace() {
    let (graph, distance) = graph(workedDrafts(.e1))
    #expect(graph.source.map { distance[Int($0)] } == [2, 2, 1, 2, 2, 2, 2, 1, 2, 3, 2, 1])
    #expect(graph.successor.map { distance[Int($0)] } == [2, 1, 0, 2, 2, 4, 1, 0, 3, 2, 1, 3])
  }

  /// The name after a success is no node: a failure that ends in the same name has not reached the goal.
  @Test func successEndsInAPrivateSink() {
    let (graph, distance) = graph([walk("a", ["A"], .success), walk("b", ["A"], .failure)])
    #expect(graph.successor[0] == graph.sink(of: 0))
    #expect(graph.successor.map { distance[Int($0)] } == [0, 2])
  }

  @Test func withoutSuccessEveryStateIsOneTurnAway() {
    let (graph, distance) = graph([walk("a", ["A", "B"], .failure), walk("b", ["A"], .success, task: "t1")])
    #expect(graph.source.map { distance[Int($0)] } == [1, 1, 1])
    #expect(graph.successor.map { distance[Int($0)] } == [1, 1, 0])
  }

  /// S is one turn from success: leaving is worth 10, staying 1. Mean 5.5, sd sqrt(2 · 4.5²) = sqrt(40.5).
  @Test func staying() throws {
    let batch = makeBatch([walk("a", ["S", "S"], .success)])
    let half = 4.5 / (40.5.squareRoot() + 1e-6)
    try expectEqual(credits(GraphGPO.self, batch, "weightEpisode=0"), [-half, half], within: 1e-14)
  }

  /// From A to success, to C (one turn before it) and to B (two before it): 10, 1 and 0.1 around 3.7.
  @Test func ladder() throws {
    let batch = makeBatch([
      walk("a", ["A", "B", "C"], .success), walk("b", ["A", "C"], .success), walk("c", ["A"], .success),
    ])
    try expectEqual(
      credits(GraphGPO.self, batch, "weightEpisode=0 norm=mean"), [-3.6, 0, 0, -2.7, 0, 6.3], within: 1e-14)
  }

  /// Three times to success, once into a dead end two turns away: 10, 10, 10 and 0.1. Each time counted, the mean is
  /// 7.525; each edge once, 5.05.
  @Test func repeatedEdgesCountOnceOnDemand() throws {
    let batch = makeBatch([
      walk("a", ["A"], .success), walk("b", ["A"], .success), walk("c", ["A"], .success),
      walk("d", ["A"], .failure),
    ])
    try expectEqual(
      credits(GraphGPO.self, batch, "weightEpisode=0 norm=mean"), [2.475, 2.475, 2.475, -7.425], within: 1e-14
    )
    try expectEqual(
      credits(GraphGPO.self, batch, "weightEpisode=0 norm=mean edges=unique"), [4.95, 4.95, 4.95, -4.95],
      within: 1e-14)
  }

  /// With row penalties an edge taken validly (twice) and invalidly has the values 10 and 9; the dead end 0.1.
  @Test func uniqueEdgesDifferByTheirPenalty() throws {
    var drafts = [
      walk("a", ["A"], .success), walk("b", ["A"], .success), walk("c", ["A"], .success),
      walk("d", ["A"], .failure),
    ]
    drafts[1].turns[0].decisions[0].isValid = false
    let mean = (10 + 9 + 0.1) / 3
    try expectEqual(
      credits(
        GraphGPO.self, makeBatch(drafts),
        "weightEpisode=0 norm=mean edges=unique penalty=row invalidPenalty=1"),
      [10 - mean, 9 - mean, 10 - mean, 0.1 - mean], within: 1e-14)
  }

  /// B leads to success in one turn, so A is two away; the dead end E counts as three away, X (whose only way leads to
  /// E) as well. A's exits: B 10 · 0.1, E and X 10 · 0.001 each.
  @Test func unreachableStatesAreOneTurnBeyondTheFarthest() throws {
    let batch = makeBatch([
      walk("a", ["A", "B"], .success), walk("b", ["A"], .failure, final: "E"),
      walk("c", ["A", "X"], .truncated, final: "E"),
    ])
    let mean = 1.02 / 3
    try expectEqual(
      credits(GraphGPO.self, batch, "weightEpisode=0 norm=mean"), [1 - mean, 0, 0.01 - mean, 0.01 - mean, 0],
      within: 1e-14)
  }

  /// Only the joint observation tells the two turns at S apart, and a failure ends in a state of the joint's name, from
  /// which success is one turn away.
  @Test func jointObservationsAreStates() throws {
    let pair = { (first: String, second: String) in
      TurnDraft(
        state: "S",
        decisions: [
          DecisionDraft(agent: "two", observation: second), DecisionDraft(agent: "one", observation: first),
        ])
    }
    let batch = makeBatch([
      EpisodeDraft(name: "a", status: .success, turns: [pair("x", "y")], final: "end"),
      EpisodeDraft(name: "b", status: .failure, turns: [pair("y", "x")], final: "one=x|two=y"),
      EpisodeDraft(name: "c", status: .failure, turns: [pair("y", "x")], final: "end"),
    ])
    // Exits of (y, x): to (x, y), one turn away, and to the dead end, three away: 1 and 0.01.
    try expectEqual(
      credits(GraphGPO.self, batch, "weightEpisode=0 norm=mean key=observation"),
      [0, 0, 0.495, 0.495, -0.495, -0.495], within: 1e-14)
  }
}
