import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// Critics on random batches with random parameters: against the plain formulas, and what must not matter.
@Suite struct CriticPropertyTests {
  private static let critics: [(method: any CreditMethod.Type, view: NaiveCritic.View)] = [
    (SymmetricCritic.self, .information), (PintoCritic.self, .privileged), (AsymmetricCritic.self, .both),
  ]
  private let seeds: Range<UInt64> = 500..<560

  /// Random settings of the parameters that make a table of Monte Carlo returns.
  private func settings<Method: CreditMethod>(for method: Method.Type, seed: UInt64) -> String {
    let names = [
      "advantage", "gamma", "lambda", "turnIndex", "weighting", "reward", "successReward", "penalty",
      "invalidPenalty",
    ]
    let parameters = method.fullCard.parameters.filter { names.contains($0.name) }
    return text(randomSettings(for: parameters, seed: seed, values: [:], numbers: ["0", "0.25", "0.5", "1"]))
  }

  @Test(arguments: critics.indices) func agreesWithTheFormulas(index: Int) throws {
    let (method, view) = Self.critics[index]
    for seed in seeds {
      let episodes = sharedKeyDrafts(seed: seed)
      let settings = settings(for: method, seed: seed)
      let parameters = try ParameterValues(pairs(settings), for: method.fullCard.parameters, of: "")
      expectEqual(
        try credits(method, makeBatch(episodes), settings),
        NaiveCritic(episodes: episodes, view: view, parameters: parameters).credits(), within: 1e-11,
        "seed \(seed), \(settings)")
    }
  }

  /// MAPPO: the same advantages with the privileged state, less their mean, over their deviation and eps.
  @Test func normalisedAdvantagesAgreeWithTheFormulas() throws {
    for seed in seeds {
      let episodes = sharedKeyDrafts(seed: seed)
      let settings = settings(for: MAPPO.self, seed: seed) + " eps=0.01"
      let parameters = try ParameterValues(pairs(settings), for: MAPPO.fullCard.parameters, of: "")
      let plain = NaiveCritic(episodes: episodes, view: .privileged, parameters: parameters).credits()
      let mean = plain.reduce(0, +) / Double(plain.count)
      let square = plain.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(plain.count)
      expectEqual(
        try credits(MAPPO.self, makeBatch(episodes), settings),
        plain.map { ($0 - mean) / (square.squareRoot() + 0.01) }, within: 1e-9, "seed \(seed), \(settings)")
    }
  }

  /// Generalised advantages with lambda 1 are returns minus values, whatever the values.
  @Test func monteCarloAdvantagesAreReturnsMinusValues() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<50 {
      let lengths = (0..<4).map { _ in Int32.random(in: 1...5, using: &generator) }
      let start = lengths.reduce(into: [Int32(0)]) { $0.append($0[$0.count - 1] + $1) }
      let numbers = { (0..<Int(start[4])).map { _ in Double.random(in: -2...2, using: &generator) } }
      let (rewards, values) = (numbers(), numbers())
      let discount = Double.random(in: 0...1, using: &generator)
      let advantages = generalisedAdvantages(
        rewards: rewards, values: values, turnStart: start, discount: discount, lambda: 1)
      let returns = discountedReturns(of: rewards, turnStart: start, discount: discount)
      expectEqual(advantages, zip(returns, values).map { $0 - $1 }, within: 1e-13)
    }
  }

  @Test(arguments: critics.indices) func orderOfEpisodesDoesNotMatter(index: Int) throws {
    let method = Self.critics[index].method
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let episodes = sharedKeyDrafts(seed: seed)
      let order = Array(episodes.indices).shuffled(using: &generator)
      let settings = settings(for: method, seed: seed)
      let expected = try byEpisode(method, episodes, settings)
      let found = try byEpisode(method, order.map { episodes[$0] }, settings)
      for (place, episode) in order.enumerated() {
        expectEqual(found[place], expected[episode], within: 1e-11, "seed \(seed), episode \(episode)")
      }
    }
  }

  /// Every key gets another name; where a turn's state serves as observation, it does so under the new name.
  @Test(arguments: critics.indices) func namesOfStatesDoNotMatter(index: Int) throws {
    let method = Self.critics[index].method
    let renamed = { (name: String) in ["A": "zeta", "B": "A", "C": "one=A|two=B"][name] ?? name }
    for seed in seeds {
      let episodes = sharedKeyDrafts(seed: seed)
      let settings = settings(for: method, seed: seed)
      var others = episodes
      for episode in others.indices {
        for turn in others[episode].turns.indices {
          let old = others[episode].turns[turn]
          others[episode].turns[turn].state = renamed(old.state)
          others[episode].turns[turn].privileged = old.privileged.map(renamed)
          for decision in old.decisions.indices {
            others[episode].turns[turn].decisions[decision].observation =
              old.decisions[decision].observation.map(renamed)
          }
        }
      }
      expectEqual(
        try credits(method, makeBatch(others), settings),
        try credits(method, makeBatch(episodes), settings), within: 1e-12, "seed \(seed)")
    }
  }

  /// Credits of each episode, in the order of the episodes.
  private func byEpisode<Method: CreditMethod>(
    _ method: Method.Type, _ episodes: [EpisodeDraft], _ settings: String
  ) throws -> [[Double]] {
    let batch = makeBatch(episodes)
    let all = try credits(method, batch, settings)
    return (0..<batch.episodeCount).map { Array(all[batch.decisions(ofEpisode: $0)]) }
  }
}
