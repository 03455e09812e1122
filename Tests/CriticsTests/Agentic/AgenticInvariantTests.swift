import Ascribe
import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories
import Simulation

/// What the agentic critics' credits sum to, and what they reduce to, on random batches.
@Suite struct AgenticInvariantTests {
  private let seeds: Range<UInt64> = 900..<920

  /// The credit of each turn's first decision.
  private func turnCredits(_ batch: TrajectoryBatch, _ credits: [Double]) -> [Double] {
    (0..<batch.turnCount).map { credits[batch.decisions(of: $0).lowerBound] }
  }

  private func sums(_ batch: TrajectoryBatch, _ credits: [Double]) -> [Double] {
    (0..<batch.episodeCount).map { credits[batch.decisions(ofEpisode: $0)].reduce(0, +) }
  }

  @Test func turnPPOIsReturnMinusValueWithoutDecay() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let method = try TurnPPO(
        ParameterValues(pairs("gamma=1 lambda=1 reward=trace"), for: TurnPPO.fullCard.parameters, of: ""))
      let values = try method.values(of: batch, in: AttributionContext()).values
      let returns = turnCredits(
        batch, try attribution("turn_ppo", batch, "gamma=1 lambda=1 reward=trace values=zero").credits)
      let found = try attribution("turn_ppo", batch, "gamma=1 lambda=1 reward=trace").credits
      expectEqual(turnCredits(batch, found), zip(returns, values).map { $0 - $1 }, "seed \(seed)")
    }
  }

  /// The values of states that critics report: all are mean discounted returns, but the promise, and the
  /// fixed point.
  @Test func criticsReportTheirValues() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let values = { (id: String, settings: String) -> TurnValues in
        let entry = try MethodCatalogue.builtIn.entry(named: id)
        let parameters = try ParameterValues(pairs(settings), for: entry.card.parameters, of: id)
        let critic = try #require(try entry.make(parameters) as? any TurnCritic)
        #expect(critic.view == .information)
        return try critic.values(of: batch, in: AttributionContext())
      }
      let means = try values("turn_ppo", "gamma=0.9")
      for settings in ["order=listed gamma=0.9", "order=average gamma=0.9"] {
        expectEqual(try values("poad", settings).values, means.values, "seed \(seed)")
      }
      expectEqual(try values("bilevel", "gamma=0.9").values, means.values, "seed \(seed)")
      let promise = try values("agentprm", "")
      expectEqual(
        promise.values, turnCredits(batch, try attribution("agentprm", batch, "emit=promise").credits))
      let fixed = try values("archer", "gamma=0")
      let rewards = try values("turn_ppo", "gamma=0")
      expectEqual(fixed.values, rewards.values, "seed \(seed)")
      for kind in [means.kind, fixed.kind] { #expect(kind == .state) }
      #expect(promise.kind == .stateAndAction)
    }
  }

  @Test func archerIsZeroOnAverageInEveryState() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let credits = turnCredits(batch, try attribution("archer", batch, "reward=trace gamma=1").credits)
      for state in Set(batch.turns.state) {
        let sum = zip(batch.turns.state, credits).reduce(0) { $0 + ($1.0 == state ? $1.1 : 0) }
        #expect(abs(sum) < 1e-9, "seed \(seed)")
      }
    }
  }

  @Test(arguments: ["listed", "average"]) func poadSumsToTheTemporalDifference(order: String) throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let credits = try attribution("poad", batch, "lambda=0 reward=trace order=\(order)").credits
      let differences = turnCredits(
        batch, try attribution("turn_ppo", batch, "gamma=0.95 lambda=0 reward=trace").credits)
      let found = (0..<batch.turnCount).map { credits[batch.decisions(of: $0)].reduce(0, +) }
      expectEqual(found, differences, within: 1e-11, "seed \(seed)")
    }
  }

  @Test func oneDecisionATurnIsGeneralisedAdvantageOfTurns() throws {
    for seed in seeds {
      var drafts = agenticDrafts(seed: seed)
      for episode in drafts.indices {
        for turn in drafts[episode].turns.indices {
          drafts[episode].turns[turn].decisions.removeLast(drafts[episode].turns[turn].decisions.count - 1)
        }
      }
      let batch = makeBatch(drafts)
      let found = { (method: String, settings: String) in
        try attribution(method, batch, settings + " reward=trace").credits
      }
      expectEqual(try found("bilevel", ""), try found("turn_ppo", "gamma=0.95 lambda=1"), within: 1e-11)
      for order in ["listed", "average"] {
        expectEqual(
          try found("poad", "order=\(order)"), try found("turn_ppo", "gamma=0.95 lambda=0.95"), within: 1e-11)
      }
    }
  }

  /// Scores that are sums of numbers of (state, agent, action) are met; otherwise what is left has no part in
  /// any key.
  @Test func contributionsMeetConsistentScores() throws {
    for seed in seeds {
      var drafts = agenticDrafts(seed: seed)
      let keys = { (draft: EpisodeDraft) in
        draft.turns.flatMap { turn in turn.decisions.map { "\(turn.state) \($0.agent) \($0.action)" } }
      }
      let left = { (drafts: [EpisodeDraft]) in
        let batch = makeBatch(drafts)
        let found = try attribution("spa", batch, "grounding=0")
        let sums = sums(batch, found.credits)
        return zip(batch.episodes.score, sums).map { $0 - $1 }
      }
      let gap = try left(drafts)
      for key in Set(drafts.flatMap(keys)) {
        let product = zip(drafts, gap).reduce(0) { sum, row in
          sum + row.1 * Double(keys(row.0).count { $0 == key })
        }
        #expect(abs(product) < 1e-9, "seed \(seed), \(key)")
      }
      for index in drafts.indices {
        drafts[index].score = keys(drafts[index]).reduce(0) {
          $0 + Double($1.utf8.reduce(0) { $0 + Int($1) } % 7)
        }
      }
      expectEqual(try left(drafts), drafts.map { _ in 0 }, within: 1e-9, "seed \(seed)")
    }
  }

  @Test(arguments: ["", "bias=true"]) func decoderLeavesWhatNoFactorExplains(settings: String) throws {
    for seed in seeds {
      let drafts = agenticDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let left = zip(batch.episodes.score, sums(batch, try attribution("lare", batch, settings).credits)).map
      {
        $0 - $1
      }
      for column in 0..<(settings.isEmpty ? 2 : 3) {
        let product = drafts.indices.reduce(0) { sum, episode in
          let factors = drafts[episode].turns.flatMap(\.decisions).map { ($0.factors ?? []) + [1] }
          return sum + left[episode] * factors.reduce(0) { $0 + $1[column] }
        }
        #expect(abs(product) < 1e-9, "seed \(seed)")
      }
    }
  }

  @Test func dividedRewardsSumToTheScore() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let found = try attribution("itpo", batch, "emit=reward").credits
      expectEqual(sums(batch, found), batch.episodes.score, within: 1e-12, "seed \(seed)")
    }
  }

  /// Progress adds up to the last promise less the first one's reference.
  @Test func progressTelescopes() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let credits = { (settings: String) in
        turnCredits(batch, try attribution("agentprm", batch, settings).credits)
      }
      let (progress, promise) = (try credits("v0=zero"), try credits("v0=zero emit=promise"))
      for episode in 0..<batch.episodeCount {
        let turns = batch.turns(of: episode)
        let sum = progress[turns].reduce(0.0, +)
        #expect(abs(sum - promise[turns.upperBound - 1]) < 1e-12, "seed \(seed)")
      }
    }
  }

  /// Without differences and decay a promise is the mean score of the turns that share it.
  @Test func promisesAreMeanScoresWithoutDecay() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let found = turnCredits(
        batch, try attribution("agentprm", batch, "emit=promise weightDifferences=0 lambda=1").credits)
      let keys = StateKeys(batch).jointActions
      let scores = (0..<batch.episodeCount).flatMap { episode in
        batch.turns(of: episode).map { _ in batch.episodes.score[episode] }
      }
      for (turn, key) in keys.enumerated() {
        let own = scores.indices.filter { keys[$0] == key }
        let mean = own.reduce(0) { $0 + scores[$1] } / Double(own.count)
        #expect(abs(found[turn] - mean) < 1e-10, "seed \(seed)")
      }
    }
  }

  /// sum over a of ref(a|o) exp(A(h, o, a)) = 1, with the frequencies of actions as the reference.
  @Test func normalisedAdvantagesAreLogRatios() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let found = try attribution("sweet", batch, "form=normalised pairs=all key=state")
      let decisions = batch.decisions
      // Contexts (state, agent, observation), and those that see only agent and observation.
      let state = batch.turns.state.indices.flatMap { turn in
        batch.decisions(of: turn).map { _ in batch.turns.state[turn] }
      }
      let seen = decisions.agent.indices.map {
        "\(decisions.agent[$0]) \(decisions.observation?[$0] ?? state[$0])"
      }
      for context in Set(zip(seen, state).map { "\($0) in \($1)" }) {
        let own = seen.indices.filter { "\(seen[$0]) in \(state[$0])" == context }
        let others = seen.indices.filter { seen[$0] == seen[own[0]] }
        let actions = Set(others.map { decisions.action[$0] })
        // The identity needs every action's advantage; a context that has not shown all of them has less than
        // 1.
        let shown = Set(own.map { decisions.action[$0] })
        let sum = own.reduce(into: [UInt32: Double]()) { sums, row in
          let share =
            Double(others.count { decisions.action[$0] == decisions.action[row] }) / Double(others.count)
          sums[decisions.action[row]] = share * exponential(found.credits[row])
        }.values.reduce(0, +)
        if shown == actions {
          #expect(abs(sum - 1) < 1e-9, "seed \(seed)")
        } else {
          #expect(sum < 1, "seed \(seed)")
        }
      }
    }
  }

  /// The exponential by its series after halving, so that the tests need no mathematics library.
  private func exponential(_ x: Double) -> Double {
    let small = x / 1024
    let series = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4 * (1 + small / 5))))
    return (0..<10).reduce(series) { value, _ in value * value }
  }
}

/// Joint actions of turns as words.
private struct StateKeys {
  let jointActions: [String]

  init(_ batch: TrajectoryBatch) {
    jointActions = (0..<batch.turnCount).map { turn in
      let made = batch.decisions(of: turn).map {
        "\(batch.decisions.agent[$0]) does \(batch.decisions.action[$0])"
      }
      return "\(batch.turns.state[turn]): " + made.sorted().joined(separator: ", ")
    }
  }
}
