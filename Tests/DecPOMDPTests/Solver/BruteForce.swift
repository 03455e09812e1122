import TestSupport

@testable import DecPOMDP

/// The best of all deterministic joint policies, by trying each of them and following each history of its own: it
/// shares nothing with the search that it is compared with.
struct BruteForce {
  let model: DecPOMDPModel
  let horizon: Int

  /// Histories of observations of an agent that it decides after, numbered so that `history · O + 1 + observation` is
  /// one longer.
  private func historyCount(_ agent: Int) -> Int {
    var count = 1
    for _ in 1..<horizon { count = count * model.observations[agent].count + 1 }
    return count
  }

  /// The value of the best policy.
  func value() -> Double {
    var best = -Double.infinity
    var policy = model.agents.indices.map { [Int](repeating: 0, count: historyCount($0)) }
    repeat {
      var total = 0.0
      for state in model.start.indices where model.start[state] > 0 {
        total += model.start[state] * value(policy, state, policy.map { _ in 0 }, turn: 0)
      }
      best = max(best, total)
    } while advance(&policy)
    return best
  }

  private func value(_ policy: [[Int]], _ state: Int, _ histories: [Int], turn: Int) -> Double {
    var action = 0
    for agent in policy.indices {
      action = action * model.actions[agent].count + policy[agent][histories[agent]]
    }
    let row = model.row(action, state)
    var total = model.expectedRewards[row]
    guard turn + 1 < horizon else { return total }
    for entry in model.transitions[row] {
      let next = Int(model.transitions.columns[entry])
      for seen in model.observationRows[model.row(action, next)] {
        let own = model.ownObservations(of: Int(model.observationRows.columns[seen]))
        let longer = histories.indices.map { histories[$0] * model.observations[$0].count + 1 + own[$0] }
        total +=
          model.discount * model.transitions.values[entry] * model.observationRows.values[seen]
          * value(policy, next, longer, turn: turn + 1)
      }
    }
    return total
  }

  private func advance(_ policy: inout [[Int]]) -> Bool {
    for agent in policy.indices {
      for history in policy[agent].indices {
        policy[agent][history] += 1
        if policy[agent][history] < model.actions[agent].count { return true }
        policy[agent][history] = 0
      }
    }
    return false
  }
}

/// Models with random numbers.
struct SmallModels {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  private mutating func next() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  /// Probabilities of which about a third are 0.
  private mutating func distribution(_ count: Int) -> [Double] {
    var weights = (0..<count).map { _ in next() < 0.33 ? 0 : next() }
    if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private mutating func rows(_ count: Int, columns: Int) -> SparseRows {
    var rows = SparseRows()
    for _ in 0..<count {
      for (column, probability) in distribution(columns).enumerated() where probability > 0 {
        rows.append(column: column, value: probability)
      }
      rows.endRow()
    }
    return rows
  }

  /// A model with rewards in a range.
  mutating func model(
    states: Int, actions: [Int], observations: [Int], discount: Double = 1,
    rewards range: ClosedRange<Double> = -1...1
  ) throws -> DecPOMDPModel {
    let count = actions.reduce(1, *) * states
    let transitions = rows(count, columns: states)
    let seen = rows(count, columns: observations.reduce(1, *))
    return try DecPOMDPModel(
      agents: actions.indices.map { "agent-\($0)" }, discount: discount,
      states: (0..<states).map { "s\($0)" },
      actions: actions.map { (0..<$0).map { "a\($0)" } },
      observations: observations.map { (0..<$0).map { "o\($0)" } }, start: distribution(states),
      transitions: transitions, observationRows: seen,
      rewards: .ofTurns(
        (0..<count).map { _ in range.lowerBound + next() * (range.upperBound - range.lowerBound) }))
  }
}
