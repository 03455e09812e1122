import Ascribe
import CreditMethods
import Foundation
import TestSupport
import Testing
import Trajectories

/// LIIR by hand, against a plain transcription whose derivatives are differences, and what must not matter.
@Suite struct LIIRTests {
  private static func episode(_ name: String, _ status: OutcomeStatus, _ turns: [[(String, String)]])
    -> EpisodeDraft
  {
    EpisodeDraft(
      name: name, status: status,
      turns: turns.enumerated().map { number, decisions in
        TurnDraft(
          state: "S\(number)", reward: 0,
          decisions: decisions.map { DecisionDraft(agent: $0.0, action: $0.1) })
      })
  }

  /// One agent, "a" wins and "b" loses. Shares are 1/2 and proxy advantages ±1/2, so that one step leads to logits ±1/4 and to
  /// the probability p = 1/(1 + exp(-1/2)) of a. The objective rises with the reward of a as it falls with that of b: parameters
  /// 1 and -1, rewards ±10 tanh(.1), and proxy advantages 1/2 + 10 tanh(.1) / 100.
  @Test func oneAgentByHand() throws {
    let batch = makeBatch([
      Self.episode("w", .success, [[("p", "a")]]), Self.episode("l", .failure, [[("p", "b")]]),
    ])
    let reward = 10 * tanh(0.1)
    expectEqual(
      try attribution("liir", batch, "steps=1 emit=intrinsic").credits, [reward, -reward], within: 1e-12)
    let credit: Double = 0.5 + reward / 100
    expectEqual(try attribution("liir", batch, "steps=1").credits, [credit, -credit], within: 1e-12)
  }

  /// Two agents whose actions are combined in every way: what "p" does decides, and "q" does not matter. The return credits both
  /// alike; intrinsic rewards are p's alone.
  @Test func whoDoesNotMatterHasNoRewardOfItsOwn() throws {
    let batch = makeBatch(
      [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")].enumerated().map { number, actions in
        Self.episode(
          "e\(number)", actions.0 == "a" ? .success : .failure, [[("p", actions.0), ("q", actions.1)]])
      })
    let found = try attribution("liir", batch, "steps=3 emit=intrinsic").credits
    for episode in 0..<4 {
      let sign: Double = episode < 2 ? 1 : -1
      let own: Double = sign * found[2 * episode]
      let other: Double = found[2 * episode + 1]
      #expect(own > 1)
      #expect(other == 0)
    }
  }

  /// Without a step, or without weight, it is the return less its mean at what the agent sees.
  @Test func withoutRewardsItIsMonteCarlo() throws {
    for seed in UInt64(0)..<8 {
      let drafts = agenticDrafts(seed: seed)
      let plain = try PlainLIIR(drafts, gamma: 0.9, weight: 0, rate: 1, scale: 10)
      let expected = plain.advantages([:])
      for settings in ["steps=0", "weight=0"] {
        expectEqual(
          try attribution("liir", makeBatch(drafts), "gamma=0.9 key=state \(settings)").credits, expected,
          within: 1e-12, "seed \(seed), \(settings)")
      }
    }
  }

  /// A plain transcription that knows the objective alone and takes its derivatives as differences.
  @Test func agreesWithDifferencesOfTheObjective() throws {
    for seed in UInt64(100)..<124 {
      let drafts = agenticDrafts(seed: seed)
      let weight = [0.01, 0.25, 1][Int(seed % 3)]
      let plain = try PlainLIIR(drafts, gamma: 0.9, weight: weight, rate: 2, scale: 3)
      let rewards = plain.ascended(steps: 3, length: 0.5)
      let settings = "gamma=0.9 key=state weight=\(weight) rate=2 scale=3 steps=3 length=0.5"
      expectEqual(
        try attribution("liir", makeBatch(drafts), settings).credits, plain.advantages(rewards), within: 1e-6,
        "seed \(seed)")
      expectEqual(
        try attribution("liir", makeBatch(drafts), settings + " emit=intrinsic").credits,
        plain.decisions.map { 3 * tanh((rewards[$0.choice] ?? 0) / 3) }, within: 1e-5, "seed \(seed)")
    }
  }

  /// A step of the rewards raises what the team gets after a step of the policies.
  @Test func theObjectiveRises() throws {
    for seed in UInt64(200)..<212 {
      let plain = try PlainLIIR(agenticDrafts(seed: seed), gamma: 0.9, weight: 0.1, rate: 1, scale: 10)
      var last = plain.objective([:])
      for steps in 1...3 {
        let next = plain.objective(plain.ascended(steps: steps, length: 0.1))
        let gain: Double = next - last
        #expect(gain >= -1e-12, "seed \(seed)")
        last = next
      }
    }
  }

  /// Neither the order of episodes nor that of the agents of a turn matters.
  @Test func orderDoesNotMatter() throws {
    for seed in UInt64(300)..<308 {
      let drafts = agenticDrafts(seed: seed)
      let names = { (drafts: [EpisodeDraft]) in
        drafts.flatMap { draft in
          draft.turns.enumerated().flatMap { turn, row in
            row.decisions.map { "\(draft.name) \(turn) \($0.agent)" }
          }
        }
      }
      let turned = drafts.reversed().map { draft in
        var draft = draft
        for turn in draft.turns.indices { draft.turns[turn].decisions.reverse() }
        return draft
      }
      let one = try attribution("liir", makeBatch(drafts), "steps=4").credits
      let other = try attribution("liir", makeBatch(turned), "steps=4").credits
      let found = Dictionary(uniqueKeysWithValues: zip(names(turned), other))
      expectEqual(names(drafts).map { found[$0] ?? .nan }, one, within: 1e-9, "seed \(seed)")
    }
  }

  /// Long steps end in probabilities of 0 and 1, and never in no number.
  @Test func longStepsAreFinite() throws {
    let batch = makeBatch(agenticDrafts(seed: 7))
    let found = try attribution("liir", batch, "weight=1000 rate=1000 length=1000 steps=50").credits
    #expect(found.allSatisfy { $0.isFinite })
  }
}

/// LIIR's objective from its formula, with dictionaries, and its derivatives by differences.
private struct PlainLIIR {
  struct Decision {
    let episode: Int
    let turn: Int
    let agent: String
    let cell: String
    let choice: String
  }

  let decisions: [Decision]
  private let plain: PlainAgentic
  private let weight: Double
  private let rate: Double
  private let scale: Double
  private let gamma: Double

  init(_ drafts: [EpisodeDraft], gamma: Double, weight: Double, rate: Double, scale: Double) throws {
    let settings = "gamma=\(gamma) key=state"
    let specifications = try MethodCatalogue.builtIn.entry(named: "liir").card.parameters
    let parameters = try ParameterValues(pairs(settings), for: specifications, of: "liir")
    plain = PlainAgentic(episodes: drafts, parameters: parameters)
    decisions = plain.decisions.map {
      Decision(
        episode: $0.episode, turn: $0.turn, agent: $0.draft.agent, cell: "\($0.state) \($0.draft.agent)",
        choice: $0.key)
    }
    (self.gamma, self.weight, self.rate, self.scale) = (gamma, weight, rate, scale)
  }

  /// The proxy advantages at some parameters.
  func advantages(_ parameters: [String: Double]) -> [Double] {
    let proxies: [Double] = decisions.map { own in
      var proxy = plain.toGo(own.episode, own.turn, gamma)
      for later in decisions where later.episode == own.episode && later.agent == own.agent {
        guard later.turn >= own.turn else { continue }
        let reward: Double = scale * tanh((parameters[later.choice] ?? 0) / scale)
        proxy += pow(gamma, Double(later.turn - own.turn)) * weight * reward
      }
      return proxy
    }
    return decisions.indices.map { place in
      let peers = decisions.indices.filter { decisions[$0].cell == decisions[place].cell }
      let mean: Double = peers.reduce(0.0) { $0 + proxies[$1] } / Double(peers.count)
      return proxies[place] - mean
    }
  }

  /// What the team gets after a step of every policy.
  func objective(_ parameters: [String: Double]) -> Double {
    let advantages = advantages(parameters)
    var share: [String: Double] = [:]
    for decision in decisions {
      let chosen = decisions.count { $0.choice == decision.choice }
      let met = decisions.count { $0.cell == decision.cell }
      share[decision.choice] = Double(chosen) / Double(met)
    }
    let cells = Dictionary(decisions.map { ($0.choice, $0.cell) }) { $1 }
    var logit = share.mapValues { log($0) }
    for (decision, advantage) in zip(decisions, advantages) {
      let length = rate * advantage / Double(decisions.count { $0.agent == decision.agent })
      for choice in share.keys where cells[choice] == decision.cell {
        let chosen: Double = choice == decision.choice ? 1 : 0
        logit[choice, default: 0] += length * (chosen - (share[choice] ?? 0))
      }
    }
    func probability(_ choice: String) -> Double {
      var all = 0.0
      for other in share.keys where cells[other] == cells[choice] { all += exp(logit[other] ?? 0) }
      return exp(logit[choice] ?? 0) / all
    }
    let stepped = Dictionary(uniqueKeysWithValues: share.keys.map { ($0, probability($0)) })
    let places = plain.places
    var total = 0.0
    for place in places {
      let state = plain.state(plain.episodes[place.episode].turns[place.turn])
      let peers = places.filter { plain.state(plain.episodes[$0.episode].turns[$0.turn]) == state }
      var mean = 0.0
      for peer in peers { mean += plain.toGo(peer.episode, peer.turn, gamma) / Double(peers.count) }
      var ratio = 1.0
      for decision in decisions where decision.episode == place.episode && decision.turn == place.turn {
        ratio *= (stepped[decision.choice] ?? 0) / (share[decision.choice] ?? 1)
      }
      total += (plain.toGo(place.episode, place.turn, gamma) - mean) * ratio
    }
    return total / Double(places.count)
  }

  /// Parameters after some steps uphill.
  func ascended(steps: Int, length: Double) -> [String: Double] {
    let choices = Set(decisions.map(\.choice)).sorted()
    var parameters: [String: Double] = [:]
    for _ in 0..<steps {
      let slopes: [Double] = choices.map { choice -> Double in
        let at = { (offset: Double) -> Double in
          var moved = parameters
          moved[choice, default: 0] += offset
          return objective(moved)
        }
        let step = 0.02
        // Fourth order.
        let near: Double = at(step) - at(-step)
        let far: Double = at(2 * step) - at(-2 * step)
        return (8 * near - far) / (12 * step)
      }
      let largest = slopes.reduce(0) { max($0, abs($1)) }
      guard largest > 1e-10 else { return parameters }
      for (choice, slope) in zip(choices, slopes) {
        parameters[choice, default: 0] += length * slope / largest
      }
    }
    return parameters
  }
}
