import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What the graph term is whatever the batch: on random batches.
@Suite struct PropertyTests {
  private let seeds: Range<UInt64> = 1000..<1060

  @Test(arguments: ["std", "mean"], ["reference", "paper", "progress"])
  func graphTermSumsToZeroInEveryState(norm: String, convention: String) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let settings = "weightEpisode=0 norm=\(norm) convention=\(convention) penalty=row"
      let byTurn = try perTurn(credits(GraphGPO.self, makeBatch(drafts), settings), drafts)
      var sums: [String: Double] = [:]
      for (turn, credit) in byTurn { sums[turn.state, default: 0] += credit }
      for (state, sum) in sums { #expect(abs(sum) <= 1e-9, "seed \(seed), state \(state)") }
    }
  }

  /// Among the exits of one state a smaller distance after the turn means a larger credit, and equal ones tie.
  @Test(arguments: ["std", "mean"], ["occurrence", "unique"])
  func graphTermFallsWithTheDistance(norm: String, edges: String) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let graph = StateGraph(of: batch, over: StateNodes(of: batch, by: .state))
      let distance = graph.distancesToSuccess()
      let byTurn = try perTurn(
        credits(GraphGPO.self, batch, "weightEpisode=0 norm=\(norm) edges=\(edges)"), drafts)
      for first in byTurn.indices {
        for second in byTurn.indices where byTurn[first].turn.state == byTurn[second].turn.state {
          let nearer = distance[Int(graph.successor[first])]
          let farther = distance[Int(graph.successor[second])]
          let isOrdered =
            nearer < farther
            ? byTurn[first].credit > byTurn[second].credit
            : nearer > farther || byTurn[first].credit == byTurn[second].credit
          #expect(isOrdered, "seed \(seed), turns \(first) and \(second)")
        }
      }
    }
  }

  /// The credit of every turn, with the turn's state qualified by its task; agents of a turn must have equal credits.
  private func perTurn(
    _ credits: [Double], _ drafts: [EpisodeDraft]
  ) throws -> [(turn: (state: String, index: Int), credit: Double)] {
    let states = drafts.flatMap { episode in episode.turns.map { "\(episode.task) \($0.state)" } }
    let batch = makeBatch(drafts)
    return try states.enumerated().map { index, state in
      let copies = Set(credits[batch.decisions(of: index)])
      #expect(copies.count == 1)
      return ((state, index), try #require(copies.first))
    }
  }
}
