import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Identities between methods, on random batches with random parameters.
@Suite struct ReturnPropertyTests {
  private static let valued: [any CreditMethod.Type] = [
    PotentialShaping.self, GAE.self, TemporalDifference.self, NStep.self, MonteCarlo.self, LambdaReturn.self,
  ]
  private let seeds: Range<UInt64> = 1000..<1020

  /// Values of the trace are 0 then, and so is the graph's potential: nothing is near to success.
  @Test func failuresAloneAreWorthNothing() throws {
    for seed in seeds {
      let batch = makeBatch(failures(seed))
      for method in Self.valued {
        #expect(try credits(method, batch, "penalty=none").allSatisfy { $0 == 0 }, "seed \(seed)")
      }
    }
  }

  private func failures(_ seed: UInt64) -> [EpisodeDraft] {
    randomDrafts(seed: seed).map { draft in
      var failed = draft
      if draft.status == .success { failed.status = .truncated }
      return failed
    }
  }

  // MARK: Identities

  @Test(arguments: ["trajectory", "none"])
  func leaveOneOutComparesWithTheOtherEpisodes(penalty: String) throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let leftOut = try credits(RLOO.self, batch, "penalty=\(penalty)")
      let centred = try credits(DrGRPO.self, batch, "penalty=\(penalty)")
      var rules = ReturnRules()
      rules.penalty = penalty == "none" ? .none : .trajectory
      let returns = TurnRewards(of: batch, by: rules).episodeReturn
      for episode in drafts.indices {
        let others = drafts.indices.filter { $0 != episode && drafts[$0].task == drafts[episode].task }
        let size = Double(others.count + 1)
        for decision in batch.decisions(ofEpisode: episode) where !others.isEmpty {
          let baseline = others.map { returns[$0] }.reduce(0, +) / Double(others.count)
          #expect(abs(leftOut[decision] - (returns[episode] - baseline)) <= 1e-12)
          #expect(abs(leftOut[decision] - size / (size - 1) * centred[decision]) <= 1e-12)
        }
      }
    }
  }

  /// Generalised advantages interpolate between one-step and Monte Carlo advantages, n-step ones too.
  @Test(arguments: ["trajectory", "row"], ["1", "0.9"])
  func advantagesMeetAtTheirLimits(penalty: String, gamma: String) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let common = "penalty=\(penalty) gamma=\(gamma)"
      let montecarlo = try credits(MonteCarlo.self, batch, common)
      for truncated in ["bootstrap", "failure"] {
        let settings = "\(common) truncated=\(truncated)"
        let oneStep = try credits(TemporalDifference.self, batch, settings)
        #expect(try credits(GAE.self, batch, "\(settings) lambda=0") == oneStep)
        try expectEqual(credits(NStep.self, batch, "\(settings) n=1"), oneStep, within: 1e-12)
        #expect(
          try credits(GAE.self, batch, "\(settings) lambda=1")
            == credits(NStep.self, batch, "\(settings) n=\(Int.max)"))
      }
      let cut = "\(common) truncated=failure"
      #expect(try credits(GAE.self, batch, "\(cut) lambda=1") == montecarlo, "seed \(seed)")
      #expect(try credits(NStep.self, batch, "\(cut) n=6") == montecarlo, "seed \(seed)")
    }
  }

  /// Less the values, lambda-returns are generalised advantages; with lambda=1 and no bootstrap they are returns.
  @Test func lambdaReturnsAreTargets() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      var rules = ReturnRules()
      rules.penalty = .row
      let returns = TurnRewards(of: batch, by: rules).returnsToGo(discount: 0.9)
      try expectEqual(
        credits(LambdaReturn.self, batch, "gamma=0.9 lambda=1 truncated=failure penalty=row"),
        batch.copiedToActingAgents(returns), within: 1e-12)
    }
  }

  /// Every-visit advantages of a state sum to 0, whatever its rows lost.
  @Test(arguments: PenaltyScope.allCases)
  func monteCarloAdvantagesOfAStateSumToZero(penalty: PenaltyScope) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let nodes = StateNodes(of: batch, by: .state)
      let found = try credits(MonteCarlo.self, batch, "gamma=0.9 penalty=\(penalty)")
      var sums = [Double](repeating: 0, count: nodes.count)
      for turn in 0..<batch.turnCount {
        sums[Int(nodes.turn[turn])] += found[batch.decisions(of: turn).lowerBound]
      }
      #expect(sums.allSatisfy { abs($0) <= 1e-11 }, "seed \(seed)")
    }
  }

  /// Undiscounted, the credits of an episode sum to its return less the potential of its first state.
  @Test(arguments: ["graph", "values"])
  func shapingTelescopes(potential: String) throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let found = try credits(PotentialShaping.self, batch, "potential=\(potential)")
      let returns = TurnRewards(of: batch, by: ReturnRules()).episodeReturn
      let rewards = TurnRewards(of: batch, by: ReturnRules())
      let table =
        try potential == "graph"
        ? ValueTable(nearnessIn: BatchStates(of: batch, by: .state), omega: 0.5, success: 10)
        : ValueTable(meansOf: rewards.returnsToGo(discount: 1), at: BatchStates(of: batch, by: .state))
      for episode in 0..<batch.episodeCount {
        let turns = batch.turns(of: episode)
        let sum = turns.reduce(0) { $0 + found[batch.decisions(of: $1).lowerBound] }
        let first = table.atTurns[turns.lowerBound]
        #expect(abs(sum - (returns[episode] - first)) <= 1e-11, "seed \(seed), episode \(episode)")
      }
    }
  }

  /// With values as potential the shaped reward is the one-step advantage without bootstrap.
  @Test func shapingByValuesIsOneStep() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      #expect(
        try credits(PotentialShaping.self, batch, "potential=values gamma=0.9")
          == credits(TemporalDifference.self, batch, "gamma=0.9 truncated=failure"))
    }
  }
}
