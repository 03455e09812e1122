import Attribution
import Testing
import Trajectories

/// What must not change, and what must change in step, whatever the batch: on random batches with random parameters.
@Suite struct PropertyTests {
  /// The methods under test, with their credits by parameters.
  private static let methods: [any CreditMethod.Type] = [GRPO.self, GiGPO.self, GraphGPO.self]
  private let seeds: Range<UInt64> = 1000..<1060

  @Test(arguments: methods.indices)
  func orderOfEpisodesDoesNotMatter(index: Int) throws {
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let drafts = randomDrafts(seed: seed)
      let shuffled = drafts.shuffled(using: &generator)
      let settings = randomSettings(for: Self.methods[index].card.parameters, seed: seed)
      let found = try byEpisode(Self.methods[index], shuffled, settings)
      for (name, expected) in try byEpisode(Self.methods[index], drafts, settings) {
        expectEqual(found[name] ?? [], expected, within: 1e-9, "seed \(seed), episode \(name)")
      }
    }
  }

  @Test(arguments: methods.indices)
  func otherTasksDoNotMatter(index: Int) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let settings = randomSettings(for: Self.methods[index].card.parameters, seed: seed)
      let together = try byEpisode(Self.methods[index], drafts, settings)
      for task in ["t0", "t1", "t2"] {
        for (name, alone) in try byEpisode(Self.methods[index], drafts.filter { $0.task == task }, settings) {
          #expect(together[name] == alone, "seed \(seed), episode \(name)")
        }
      }
    }
  }

  /// A and B change places in every name, joint observations included, which is a renaming of all states.
  @Test(arguments: methods.indices)
  func namesOfStatesDoNotMatter(index: Int) throws {
    let swapped = { (name: String) in String(name.map { $0 == "A" ? "B" : $0 == "B" ? "A" : $0 }) }
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      var renamed = drafts
      for episode in renamed.indices {
        renamed[episode].final = swapped(renamed[episode].final)
        for turn in renamed[episode].turns.indices {
          let old = renamed[episode].turns[turn]
          renamed[episode].turns[turn].state = swapped(old.state)
          renamed[episode].turns[turn].privileged = old.privileged.map(swapped)
          for decision in old.decisions.indices {
            renamed[episode].turns[turn].decisions[decision].observation =
              old.decisions[decision].observation.map(swapped)
          }
        }
      }
      let settings = randomSettings(for: Self.methods[index].card.parameters, seed: seed)
      let expected = try byEpisode(Self.methods[index], drafts, settings)
      let found = try byEpisode(Self.methods[index], renamed, settings)
      #expect(found == expected, "seed \(seed)")
    }
  }

  @Test(arguments: ["reward=outcome", "reward=score"], methods.indices)
  func scalesWithTheSuccessReward(reward: String, index: Int) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let settings = "norm=mean penalty=none \(reward)"
      let tripled = try credits(Self.methods[index], batch, "\(settings) successReward=30")
      let expected = try credits(Self.methods[index], batch, settings).map { 3 * $0 }
      expectEqual(tripled, expected, within: 1e-9, "seed \(seed)")
    }
  }

  @Test(arguments: methods.indices)
  func failuresAloneEarnExactlyNothing(index: Int) throws {
    for seed in seeds {
      var drafts = randomDrafts(seed: seed)
      for episode in drafts.indices where drafts[episode].status == .success {
        drafts[episode].status = .truncated
      }
      let settings =
        randomSettings(for: Self.methods[index].card.parameters, seed: seed)
        .filter { $0.name != "reward" && $0.name != "penalty" } + [("penalty", "none")]
      let found = try credits(Self.methods[index], makeBatch(drafts), settings)
      #expect(found.allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }

  @Test(arguments: ["std", "mean"], ["reference", "paper", "progress"])
  func graphTermSumsToZeroInEveryState(norm: String, convention: String) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let settings = "betaEpisode=0 norm=\(norm) convention=\(convention) penalty=row"
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
        credits(GraphGPO.self, batch, "betaEpisode=0 norm=\(norm) edges=\(edges)"), drafts)
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

  // MARK: Credits by name

  /// The credits of every episode's decisions.
  private func byEpisode(
    _ method: any CreditMethod.Type, _ drafts: [EpisodeDraft], _ settings: [(name: String, value: String)]
  ) throws -> [String: [Double]] {
    let batch = makeBatch(drafts)
    let values = try credits(method, batch, settings)
    return Dictionary(
      uniqueKeysWithValues: drafts.indices.map { episode in
        (drafts[episode].name, Array(values[batch.decisions(ofEpisode: episode)]))
      })
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
