import Ascribe
import CreditMethods
import Ground
import Simulation
import TestSupport
import Testing
import Trajectories

/// Shapley values under an episode's own noise: by hand, and against plain plays of all orders of players.
@Suite struct CounterfactualShapleyTests {
  private func credits(_ settings: String, _ simulated: Simulated) throws -> Attribution {
    try simulated.attribution(CounterfactualShapley.self, settings)
  }

  /// `or` returns 1 if anybody does: two who do share it, one alone has it. `and` returns 1 if both do, and each has half.
  @Test func twoAgentsByHand() throws {
    let either = try Simulated("or", episodes: 40, seed: 3)
    let both = try Simulated("and", episodes: 40, seed: 3)
    for (simulated, isAny) in [(either, true), (both, false)] {
      let found = try credits("", simulated).credits
      var kinds = Set<[String]>()
      for episode in 0..<40 {
        let decisions = simulated.batch.decisions(ofEpisode: episode)
        let actions = decisions.map { simulated.batch.symbols.actions[simulated.batch.decisions.action[$0]] }
        kinds.insert(actions)
        let expected: [Double] =
          switch actions {
          case ["do", "do"]: [0.5, 0.5]
          case ["do", "skip"]: isAny ? [1, 0] : [0, 0]
          case ["skip", "do"]: isAny ? [0, 1] : [0, 0]
          default: [0, 0]
          }
        #expect(Array(found[decisions]) == expected, "\(actions)")
      }
      #expect(kinds.count == 4)
    }
  }

  /// Where the ledger of variances says that all is luck, nothing is divided, in any single episode; where it says that decisions are
  /// all, the whole return is, since nothing is won without anybody.
  @Test func besideTheLedger() throws {
    let luck = try Simulated("luck", episodes: 200, seed: 4)
    let ledger = luck.solution.varianceLedger()
    #expect(ledger.decisions.allSatisfy { $0 == 0 })
    #expect(ledger.variance > 0.2)
    #expect(Set(luck.batch.episodes.score) == [0, 1])
    #expect(try credits("", luck).credits.allSatisfy { $0 == 0 })
    for name in ["or", "and"] {
      let simulated = try Simulated(name, episodes: 60, seed: 5)
      let ledger = simulated.solution.varianceLedger()
      #expect(ledger.luck.allSatisfy { $0 == 0 })
      #expect(ledger.start == 0)
      let found = try credits("", simulated).credits
      for episode in 0..<60 {
        let sum: Double = found[simulated.batch.decisions(ofEpisode: episode)].reduce(0, +)
        let distance: Double = abs(sum - simulated.batch.episodes.score[episode])
        #expect(distance <= 1e-12)
      }
    }
  }

  /// Every order of players, each coalition played turn by turn on the tables with the draws of the episode.
  @Test(arguments: ["or", "coupling", "relay", "two-step", "repair"]) func agreesWithPlainPlays(name: String)
    throws
  {
    let simulated = try Simulated(name, episodes: 12, seed: 6)
    let plain = PlainCounterfactuals(simulated, seed: 6)
    for isByTurn in [false, true] {
      let found = try credits("players=\(isByTurn ? "agent-turn" : "agent")", simulated)
      for episode in 0..<12 {
        let decisions = simulated.batch.decisions(ofEpisode: episode)
        let players = plain.players(of: episode, byTurn: isByTurn)
        // Orders of many players are too many; what is divided is compared all the same.
        let whole = plain.worth(of: episode, without: [])
        let gap: Double = abs(whole - plain.recorded(episode))
        #expect(gap <= 1e-12)
        let sum: Double = found.credits[decisions].reduce(0, +)
        let divided: Double = whole - plain.worth(of: episode, without: players)
        let distance: Double = abs(sum - divided)
        #expect(distance <= 1e-9)
        guard players.count <= 5 else { continue }
        let values = plain.shapley(of: episode, players)
        for (player, value) in zip(players, values) {
          let own = decisions.filter { plain.is($0, of: player, in: episode) }
          let expected: Double = value / Double(own.count)
          for decision in own {
            let distance: Double = abs(found.credits[decision] - expected)
            #expect(distance <= 1e-12, "\(name) \(episode)")
          }
        }
      }
    }
  }

  /// Sampled orders divide the same, whatever is drawn.
  @Test func sampledOrdersDivideTheSame() throws {
    let simulated = try Simulated("relay", episodes: 6, seed: 8)
    let exact = try credits("", simulated).credits
    let sampled = try credits("estimator=permutation orders=3", simulated).credits
    let many = try credits("estimator=permutation orders=4000", simulated).credits
    for episode in 0..<6 {
      let decisions = simulated.batch.decisions(ofEpisode: episode)
      let one: Double = exact[decisions].reduce(0, +)
      let other: Double = sampled[decisions].reduce(0, +)
      let distance: Double = abs(one - other)
      #expect(distance <= 1e-12)
    }
    // Marginals are of size 1 at most: a mean of 4000 has a deviation below 0.016, and differs by 0.1 with 10^-9 at most.
    let farthest: Double = zip(exact, many).reduce(0.0) { max($0, abs($1.0 - $1.1)) }
    #expect(farthest <= 0.1)
  }

  /// What it cannot do is said.
  @Test func refusals() throws {
    let long = try Simulated("single", [("turns", "20"), ("fork", "10")], episodes: 2, seed: 1)
    #expect(throws: AttributionError.self) { try credits("players=agent-turn", long) }
    #expect(try credits("players=agent-turn estimator=permutation orders=2", long).replays > 0)
    #expect(throws: AttributionError.self) {
      try CounterfactualShapley().attribute(long.batch, in: AttributionContext())
    }
  }
}

/// Episodes played again by hand: the words of a turn's block of draws choose, one for the transition and one for each acting agent.
private struct PlainCounterfactuals {
  struct Player: Hashable {
    let agent: Int
    let turns: Range<Int>
  }

  private let simulated: Simulated
  private let draws: PhiloxStream

  init(_ simulated: Simulated, seed: UInt64) {
    self.simulated = simulated
    draws = PhiloxStream(seed: seed, purpose: .rollout)
  }

  private var mdp: TurnMDP { simulated.rollouts.mdp }

  func players(of episode: Int, byTurn: Bool) -> [Player] {
    let batch = simulated.batch
    if byTurn {
      return batch.turns(of: episode).enumerated().flatMap { number, turn in
        batch.decisions(of: turn).map {
          Player(agent: Int(batch.decisions.agent[$0]), turns: number..<number + 1)
        }
      }
    }
    let agents = Set(batch.decisions(ofEpisode: episode).map { Int(batch.decisions.agent[$0]) })
    return agents.sorted().map { Player(agent: $0, turns: 0..<1000) }
  }

  func `is`(_ decision: Int, of player: Player, in episode: Int) -> Bool {
    let batch = simulated.batch
    let turn = batch.turns(of: episode).firstIndex { batch.decisions(of: $0).contains(decision) } ?? 0
    let number = turn - batch.turns(of: episode).lowerBound
    return Int(batch.decisions.agent[decision]) == player.agent && player.turns.contains(number)
  }

  func recorded(_ episode: Int) -> Double {
    let batch = simulated.batch
    var (total, weight) = (0.0, 1.0)
    for turn in batch.turns(of: episode) {
      total += weight * batch.turns.reward[turn]
      weight *= mdp.discount
    }
    return total
  }

  /// The return of an episode in which some take their default actions.
  func worth(of episode: Int, without absent: [Player]) -> Double {
    let nodes = mdp.nodes
    var node = Int(simulated.rollouts.node[simulated.batch.turns(of: episode).lowerBound])
    var (total, weight, lastWeight) = (0.0, 1.0, 1.0)
    var turn = 0
    while turn < mdp.horizon, !nodes.slots(of: node).isEmpty {
      var row = 0
      for (place, slot) in nodes.slots(of: node).enumerated() {
        let information = Int(nodes.slotInformation[slot])
        let choices = mdp.information.choices(of: information)
        let agent = Int(mdp.information.agent[information])
        var action = Int(nodes.slotDefault[slot])
        if !absent.contains(where: { $0.agent == agent && $0.turns.contains(turn) }) {
          let unit = PhiloxStream.unit(word(episode, turn, place + 1))
          var left = unit
          action = choices.count - 1
          for (index, choice) in choices.enumerated() {
            left -= simulated.solution.policy.probability[choice]
            if left < 0 {
              action = index
              break
            }
          }
        }
        row = row * choices.count + action
      }
      let outcomes = nodes.outcomes(of: nodes.rows(of: node).lowerBound + row)
      let outcome = pick(outcomes, nodes.outcomeProbability, word(episode, turn, 0))
      total += weight * nodes.outcomeReward[outcome]
      lastWeight = weight
      weight *= mdp.discount
      node = Int(nodes.outcomeNode[outcome])
      turn += 1
    }
    let ending = pick(nodes.endings(of: node), nodes.endingProbability, word(episode, turn, 0))
    return total + lastWeight * nodes.endingReward[ending]
  }

  /// The mean over all orders of what each player adds to those before it.
  func shapley(of episode: Int, _ players: [Player]) -> [Double] {
    var orders: [[Int]] = [[]]
    for _ in players {
      var longer: [[Int]] = []
      for order in orders {
        for player in players.indices where !order.contains(player) { longer.append(order + [player]) }
      }
      orders = longer
    }
    var sums = [Double](repeating: 0, count: players.count)
    for order in orders {
      var absent = Set(players.indices)
      for player in order {
        let before = worth(of: episode, without: absent.map { players[$0] })
        absent.remove(player)
        sums[player] += worth(of: episode, without: absent.map { players[$0] }) - before
      }
    }
    return sums.map { $0 / Double(orders.count) }
  }

  private func word(_ episode: Int, _ turn: Int, _ place: Int) -> UInt64 {
    draws.block(episode: UInt64(episode), turn: UInt64(turn), draw: UInt64(place / 4))[UInt64(place % 4)]
  }

  private func pick(_ range: Range<Int>, _ probability: [Double], _ word: UInt64) -> Int {
    var left = PhiloxStream.unit(word)
    for place in range {
      left -= probability[place]
      if left < 0 { return place }
    }
    return range.upperBound - 1
  }
}
