import TestSupport

@testable import DecPOMDP

/// Random small models.
enum RandomModels {
  /// What rewards depend on.
  enum Rewards: CaseIterable {
    case turns, nextStates, outcomes
  }

  /// A model with 1 to 3 agents and few states, whose rows have random supports.
  static func model(seed: Int, rewards: Rewards) throws -> DecPOMDPModel {
    var generator = SplitMix64(seed: UInt64(seed))
    let agents = Int.random(in: 1...3, using: &generator)
    let states = Int.random(in: 1...4, using: &generator)
    let actions = (0..<agents).map { _ in Int.random(in: 1...3, using: &generator) }
    let observations = (0..<agents).map { _ in Int.random(in: 1...3, using: &generator) }
    let rowCount = actions.reduce(states, *)
    let seen = rows(rowCount, width: observations.reduce(1, *), &generator)
    let transitions = rows(rowCount, width: states, &generator)
    var start = (0..<states).map { _ in Double.random(in: 0...1, using: &generator) }
    let sum = start.reduce(0, +)
    start = start.map { $0 / sum }
    let modelRewards: ModelRewards
    if rewards == .turns {
      modelRewards = .ofTurns((0..<rowCount).map { _ in Double.random(in: -5...5, using: &generator) })
    } else {
      var outcomes = OutcomeRewards()
      for row in 0..<rowCount {
        for entry in transitions[row] {
          let width = seen[row / states * states + Int(transitions.columns[entry])].count
          for _ in 0..<(rewards == .outcomes ? width : 1) {
            outcomes.append(Double.random(in: -5...5, using: &generator))
          }
          outcomes.endEntry()
        }
      }
      modelRewards = .ofOutcomes(outcomes)
    }
    return try DecPOMDPModel(
      agents: (0..<agents).map { "agent-\($0)" }, discount: Double.random(in: 0...1, using: &generator),
      states: (0..<states).map { "s\($0)" }, actions: actions.map { (0..<$0).map { "a\($0)" } },
      observations: observations.map { $0 == 2 ? ["0", "1"] : (0..<$0).map { "o\($0)" } }, start: start,
      transitions: transitions, observationRows: seen, rewards: modelRewards)
  }

  private static func rows(_ count: Int, width: Int, _ generator: inout SplitMix64) -> SparseRows {
    var rows = SparseRows()
    for _ in 0..<count {
      var weights = (0..<width).map { _ in
        Bool.random(using: &generator) ? Double.random(in: 0.01...1, using: &generator) : 0
      }
      if weights.allSatisfy({ $0 == 0 }) { weights[Int.random(in: 0..<width, using: &generator)] = 1 }
      let sum = weights.reduce(0, +)
      for column in 0..<width where weights[column] > 0 {
        rows.append(column: column, value: weights[column] / sum)
      }
      rows.endRow()
    }
    return rows
  }

  /// A policy without memory, drawn at random.
  static func policy(on model: DecPOMDPModel, seed: Int) -> MemorylessPolicy {
    var generator = SplitMix64(seed: UInt64(seed))
    var weights: [[[Double]]] = []
    for agent in model.agents.indices {
      weights.append(
        (0...model.observations[agent].count).map { _ in
          let row = model.actions[agent].map { _ in Double.random(in: 0.1...1, using: &generator) }
          return row.map { $0 / row.reduce(0, +) }
        })
    }
    return MemorylessPolicy(on: model) { weights[$0][$1.map { $0 + 1 } ?? 0][$2] }
  }
}
