import Attribution
import Testing
import Trajectories

/// What must not change, and what must be equal, whatever the batch: on random batches with random parameters.
///
/// Where the order of sums changes, a group that is constant but for rounding shows the rounding over `eps` = 1e-6:
/// 1e-15 becomes 1e-9. These seeds stay below that.
private let afterReordering = 1e-9

@Suite struct GraphPropertyTests {
  private static let methods = GraphMethodTests.methods
  private let seeds: Range<UInt64> = 2000..<2030

  @Test(arguments: methods.indices)
  func orderOfEpisodesDoesNotMatter(index: Int) throws {
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let drafts = randomDrafts(seed: seed)
      let shuffled = drafts.shuffled(using: &generator)
      var settings = acceptedSettings(for: Self.methods[index], seed: seed)
      if Self.methods[index].card.id == "rewardflow" {
        settings = settings.filter { $0.name != "convention" } + [("convention", "paper")]
      }
      let found = try byEpisode(Self.methods[index], shuffled, settings)
      for (name, expected) in try byEpisode(Self.methods[index], drafts, settings) {
        expectEqual(found[name] ?? [], expected, within: afterReordering, "seed \(seed), episode \(name)")
      }
    }
  }

  /// Where success ends in a state of its own, rewards arrive nowhere else, and order does not matter.
  @Test func orderDoesNotMatterForRewardsOnArrival() throws {
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      var drafts = randomDrafts(seed: seed)
      for episode in drafts.indices where drafts[episode].status == .success {
        drafts[episode].final = "goal"
      }
      let shuffled = drafts.shuffled(using: &generator)
      let found = try byEpisode(RewardFlow.self, shuffled, [])
      for (name, expected) in try byEpisode(RewardFlow.self, drafts, []) {
        expectEqual(found[name] ?? [], expected, within: 1e-12, "seed \(seed), episode \(name)")
      }
    }
  }

  @Test(arguments: methods.indices)
  func otherTasksDoNotMatter(index: Int) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let settings = acceptedSettings(for: Self.methods[index], seed: seed)
      let together = try byEpisode(Self.methods[index], drafts, settings)
      for task in ["t0", "t1", "t2"] {
        for (name, alone) in try byEpisode(Self.methods[index], drafts.filter { $0.task == task }, settings) {
          #expect(together[name] == alone, "seed \(seed), episode \(name)")
        }
      }
    }
  }

  /// A and B change places in every name, joint observations included.
  @Test(arguments: methods.indices)
  func namesOfStatesDoNotMatter(index: Int) throws {
    let swapped = { (name: String) in String(name.map { $0 == "A" ? "B" : $0 == "B" ? "A" : $0 }) }
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let renamed = drafts.map { draft in
        var renamed = draft
        renamed.final = swapped(draft.final)
        renamed.turns = draft.turns.map { turn in
          var turn = turn
          turn.state = swapped(turn.state)
          turn.privileged = turn.privileged.map(swapped)
          for decision in turn.decisions.indices {
            turn.decisions[decision].observation = turn.decisions[decision].observation.map(swapped)
          }
          return turn
        }
        return renamed
      }
      let settings = acceptedSettings(for: Self.methods[index], seed: seed)
      let expected = try credits(Self.methods[index], makeBatch(drafts), settings)
      #expect(try credits(Self.methods[index], makeBatch(renamed), settings) == expected, "seed \(seed)")
    }
  }

  /// The number of a turn is copied to all of its agents.
  @Test(arguments: methods.indices)
  func agentsOfATurnShareItsCredit(index: Int) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let found = try credits(
        Self.methods[index], batch, acceptedSettings(for: Self.methods[index], seed: seed))
      for turn in 0..<batch.turnCount { #expect(Set(found[batch.decisions(of: turn)]).count == 1) }
    }
  }

  @Test(arguments: [GraphDistance.self, G2PO.self, RewardFlow.self, TIGPO.self] as [any CreditMethod.Type])
  func failuresAloneEarnExactlyNothing(method: any CreditMethod.Type) throws {
    for seed in seeds {
      var drafts = randomDrafts(seed: seed)
      for episode in drafts.indices where drafts[episode].status == .success {
        drafts[episode].status = .truncated
      }
      let settings =
        acceptedSettings(for: method, seed: seed).filter { $0.name != "reward" && $0.name != "penalty" }
        + [("penalty", "none")]
      let found = try credits(method, makeBatch(drafts), settings)
      #expect(found.allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }

  @Test(arguments: [GraphDistance.self, G2PO.self, RewardFlow.self, TIGPO.self] as [any CreditMethod.Type])
  func scalesWithTheSuccessReward(method: any CreditMethod.Type) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let tripled = try credits(method, batch, "norm=mean penalty=none successReward=30")
      let expected = try credits(method, batch, "norm=mean penalty=none").map { 3 * $0 }
      expectEqual(tripled, expected, within: 1e-10, "seed \(seed)")
    }
  }

  // MARK: Identities

  @Test func graphIsGraphGPOWithoutItsEpisodeTerm() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let settings = acceptedSettings(for: GraphDistance.self, seed: seed)
      #expect(
        try credits(GraphDistance.self, batch, settings)
          == credits(GraphGPO.self, batch, settings + [("betaEpisode", "0")]), "seed \(seed)")
    }
  }

  @Test func g2poWithoutItsGraphIsGRPO() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let settings = randomSettings(for: GRPO.card.parameters, seed: seed)
      #expect(
        try credits(G2PO.self, batch, settings + [("w", "0")]) == credits(GRPO.self, batch, settings),
        "seed \(seed)")
    }
  }

  /// Where centrality neither pays nor weighs nor discounts, or where there is none, GEPO is GiGPO.
  @Test func gepoWithoutCentralityIsGiGPO() throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let settings = randomSettings(for: GRPO.card.parameters, seed: seed)
      let expected = try credits(GiGPO.self, makeBatch(drafts), settings + [("gamma", "0.5")])
      let off = [("lambda", "0"), ("eta", "0"), ("gMin", "0.5"), ("gMax", "0.5")]
      expectEqual(
        try credits(GEPO.self, makeBatch(drafts), settings + off), expected, within: 1e-12, "seed \(seed)")

      let two = drafts.map { draft in
        var draft = draft
        draft.final = draft.final == "A" ? "A" : "B"
        for turn in draft.turns.indices where draft.turns[turn].state != "A" { draft.turns[turn].state = "B" }
        return draft
      }
      expectEqual(
        try credits(GEPO.self, makeBatch(two), settings), try credits(GiGPO.self, makeBatch(two), settings),
        within: 1e-12, "seed \(seed)")
    }
  }

  /// What RewardFlow adds to the episode term sums to 0 in every state.
  @Test(arguments: ["reference", "paper"])
  func rewardflowStepTermSumsToZeroInEveryState(convention: String) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let credit = try credits(RewardFlow.self, batch, "penalty=row convention=\(convention)")
      let episode = try credits(GRPO.self, batch, "penalty=row norm=mean")
      let states = drafts.flatMap { draft in draft.turns.map { "\(draft.task) \($0.state)" } }
      var sums: [String: Double] = [:]
      for (turn, state) in states.enumerated() {
        let first = batch.decisions(of: turn).lowerBound
        sums[state, default: 0] += credit[first] - episode[first]
      }
      for (state, sum) in sums { #expect(abs(sum) <= 1e-10, "seed \(seed), state \(state)") }
    }
  }

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
}
