extension JointPlan {
  /// The plan that repeats the joint action of the largest expected return when it is repeated: what a search has before it has
  /// found anything.
  ///
  /// - Returns: The plan with its expected return.
  /// - Complexity: O(joint actions · turns · transitions).
  static func bestConstant(horizon: Int, in model: DecPOMDPModel) -> (value: Double, plan: JointPlan) {
    var best: (value: Double, action: Int)?
    for action in 0..<model.jointActionCount {
      let value = value(ofRepeating: action, horizon: horizon, in: model)
      if value > best?.value ?? -.infinity { best = (value, action) }
    }
    let (value, action) = best ?? (0, 0)
    return (value, JointPlan(repeating: action, horizon: horizon, in: model))
  }

  private static func value(ofRepeating action: Int, horizon: Int, in model: DecPOMDPModel) -> Double {
    var (total, scale, masses) = (0.0, 1.0, model.start)
    for _ in 0..<horizon {
      var next = [Double](repeating: 0, count: masses.count)
      for state in masses.indices where masses[state] > 0 {
        let row = model.row(action, state)
        total += scale * masses[state] * model.expectedRewards[row]
        for entry in model.transitions[row] {
          next[Int(model.transitions.columns[entry])] += masses[state] * model.transitions.values[entry]
        }
      }
      masses = next
      scale *= model.discount
    }
    return total
  }

  private init(repeating action: Int, horizon: Int, in model: DecPOMDPModel) {
    var own: [[Int]] = []
    var rest = action
    for actions in model.actions.reversed() {
      own.append([rest % actions.count])
      rest /= actions.count
    }
    let next = model.observations.map { [Int](repeating: 0, count: $0.count) }
    turns = (0..<horizon).map { Turn(actions: own.reversed(), next: $0 == horizon - 1 ? [] : next) }
  }

  /// The plan again and again, for more turns: agents forget what they know at the end of each.
  func repeated(for horizon: Int, in model: DecPOMDPModel) -> JointPlan {
    var repeated = JointPlan(turns: [])
    while repeated.turns.count < horizon { repeated.turns += turns }
    repeated.turns.removeLast(repeated.turns.count - horizon)
    for turn in repeated.turns.indices {
      if turn == horizon - 1 {
        repeated.turns[turn].next = []
      } else if repeated.turns[turn].next.isEmpty {
        repeated.turns[turn].next = model.observations.indices.map { agent in
          [Int](
            repeating: 0, count: turns[turns.count - 1].actions[agent].count * model.observations[agent].count
          )
        }
      }
    }
    return repeated
  }
}
