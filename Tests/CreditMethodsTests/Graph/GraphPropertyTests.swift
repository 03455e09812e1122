import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What must be equal, whatever the batch: on random batches with random parameters.
@Suite struct GraphPropertyTests {
  private let seeds: Range<UInt64> = 2000..<2030

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

  @Test func graphIsGraphGPOWithoutItsEpisodeTerm() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let settings = acceptedSettings(for: GraphDistance.self, seed: seed)
      #expect(
        try credits(GraphDistance.self, batch, settings)
          == credits(GraphGPO.self, batch, settings + [("weightEpisode", "0")]), "seed \(seed)")
    }
  }

  /// Settings of GRPO that other methods with its episode term have too.
  private func episodeSettings(seed: UInt64) -> [(name: String, value: String)] {
    randomSettings(for: GRPO.fullCard.parameters, seed: seed).filter {
      !["group", "forks"].contains($0.name)
    }
  }

  @Test func g2poWithoutItsGraphIsGRPO() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let settings = episodeSettings(seed: seed)
      #expect(
        try credits(G2PO.self, batch, settings + [("weightGraph", "0")])
          == credits(GRPO.self, batch, settings),
        "seed \(seed)")
    }
  }

  /// Where centrality neither pays nor weighs nor discounts, or where there is none, GEPO is GiGPO.
  @Test func gepoWithoutCentralityIsGiGPO() throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let settings = episodeSettings(seed: seed)
      let expected = try credits(GiGPO.self, makeBatch(drafts), settings + [("gamma", "0.5")])
      let off = [("weightCentrality", "0"), ("eta", "0"), ("gMin", "0.5"), ("gMax", "0.5")]
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
