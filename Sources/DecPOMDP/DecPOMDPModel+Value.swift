public import Ground

extension DecPOMDPModel {
  /// The expected return of an episode under a policy without memory, exactly.
  ///
  /// Dynamic programming over (state, last joint observation), turn by turn from the end: with `W(a, s')` the expected
  /// value of what follows when the joint action `a` has led to `s'`, over the joint observations there,
  ///
  ///     Q(s, a) = R(s, a) + discount · sum over s' of P(s' | s, a) W(a, s')
  ///     V(s, o) = sum over a of pi(a | o) Q(s, a).
  ///
  /// The scenario's tables, which hold every pair of outcomes, are not needed, so models are evaluated whose tables
  /// would not fit in memory.
  ///
  /// - Parameters:
  ///   - policy: The joint policy, of the model's agents, observations and actions.
  ///   - horizon: Turns of an episode, at least 1.
  /// - Returns: In reward units, discounted by turns from the first.
  /// - Throws: `ArgumentError` for a horizon or a policy that is not accepted.
  /// - Complexity: O(horizon · (transitions + observations + states · joint observations · joint actions)).
  public func value(of policy: MemorylessPolicy, horizon: Int) throws(ArgumentError) -> Double {
    guard horizon >= 1 else { throw ArgumentError("horizon", horizon, accepted: "1 or more turns") }
    guard policy.fits(self) else {
      throw ArgumentError("policy", "one of another model", accepted: "a policy of this model's agents")
    }
    let weights = jointProbabilities(of: policy)
    // Joint observations that need a value of their own: those after which the policy differs.
    let classes = Self.classes(of: weights.afterObservation, each: jointActionCount)
    var next = [Double](repeating: 0, count: stateCount * classes.count)
    var actionValues = [Double](repeating: 0, count: jointActionCount * stateCount)
    for turn in (0..<horizon).reversed() {
      actionValues = turn == horizon - 1 ? expectedRewards : self.actionValues(before: next, classes)
      guard turn > 0 else { break }
      for (index, representative) in classes.representatives.enumerated() {
        let row = representative * jointActionCount
        for state in 0..<stateCount {
          next[state * classes.count + index] = mean(
            of: actionValues, in: state, weights.afterObservation[row..<row + jointActionCount])
        }
      }
    }
    return start.indices.reduce(0) { sum, state in
      start[state] == 0 ? sum : sum + start[state] * mean(of: actionValues, in: state, weights.first[...])
    }
  }

  private func mean(of actionValues: [Double], in state: Int, _ weights: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (jointAction, weight) in weights.enumerated() where weight != 0 {
      sum += weight * actionValues[jointAction * stateCount + state]
    }
    return sum
  }

  /// Q of every joint action and state, from the values V(s', class of the joint observation) of the next turn.
  private func actionValues(before next: [Double], _ classes: ObservationClasses) -> [Double] {
    var result = expectedRewards
    var after = [Double](repeating: 0, count: stateCount)
    for jointAction in 0..<jointActionCount {
      for state in 0..<stateCount {
        var sum = 0.0
        for entry in observationRows[row(jointAction, state)] {
          let index = classes.index[Int(observationRows.columns[entry])]
          sum += observationRows.values[entry] * next[state * classes.count + index]
        }
        after[state] = sum
      }
      for state in 0..<stateCount {
        var sum = 0.0
        for entry in transitions[row(jointAction, state)] {
          sum += transitions.values[entry] * after[Int(transitions.columns[entry])]
        }
        result[row(jointAction, state)] += discount * sum
      }
    }
    return result
  }

  /// Probabilities of the joint actions: before the first turn, and at joint observation · number of joint actions +
  /// joint action.
  private func jointProbabilities(of policy: MemorylessPolicy) -> (
    first: [Double], afterObservation: [Double]
  ) {
    let product = { (rows: [[Double]]) in
      rows.reduce([1.0]) { products, row in products.flatMap { product in row.map { product * $0 } } }
    }
    var after: [Double] = []
    after.reserveCapacity(jointObservationCount * jointActionCount)
    for joint in 0..<jointObservationCount {
      let own = ownObservations(of: joint)
      after += product(agents.indices.map { policy.probabilities[$0][own[$0] + 1] })
    }
    return (product(policy.probabilities.map { $0[0] }), after)
  }

  /// Joint observations, grouped by what the agents do after them.
  private struct ObservationClasses {
    var index: [Int] = []
    var representatives: [Int] = []
    var count: Int { representatives.count }
  }

  private static func classes(of rows: [Double], each count: Int) -> ObservationClasses {
    var classes = ObservationClasses()
    var known: [ArraySlice<Double>: Int] = [:]
    for row in 0..<rows.count / count {
      let weights = rows[row * count..<(row + 1) * count]
      if let index = known[weights] {
        classes.index.append(index)
      } else {
        known[weights] = classes.count
        classes.index.append(classes.count)
        classes.representatives.append(row)
      }
    }
    return classes
  }
}
