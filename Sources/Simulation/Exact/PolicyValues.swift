/// The exact action values of a policy, by a ``PolicyEvaluator``.
package struct PolicyValues: Sendable {
  private let evaluator: PolicyEvaluator
  private let policy: TabularPolicy
  /// Expected return of an episode, in reward units.
  package let value: Double
  /// Q of each joint action of each cell.
  private let actionValue: [Double]

  init(evaluator: PolicyEvaluator, policy: TabularPolicy, value: Double, actionValue: [Double]) {
    self.evaluator = evaluator
    self.policy = policy
    self.value = value
    self.actionValue = actionValue
  }

  /// The exact gradient of the expected return with respect to the logits, as
  /// ``ExactSolution/policyGradient(turns:)`` has it, with where it comes from.
  ///
  /// - Returns: One number a choice of the tables; and one an information state: the sum over turns of discount^t times the
  ///   probability that its agent decides there.
  /// - Complexity: O(cells · joint actions · (agents + outcomes)).
  package func gradient() -> (gradient: [Double], occupancy: [Double]) {
    let mdp = evaluator.mdp
    var gradient = [Double](repeating: 0, count: policy.probability.count)
    var occupancy = [Double](repeating: 0, count: mdp.information.agent.count)
    var visitation = [Double](repeating: 0, count: mdp.nodeCount)
    var following = visitation
    for start in mdp.start { visitation[Int(start.node)] += start.probability }
    var slots: [Range<Int>] = []
    for turn in 0..<mdp.horizon {
      for cell in evaluator.turnStart[turn]..<evaluator.turnStart[turn + 1] {
        let node = Int(evaluator.cellNode[cell])
        let weight = visitation[node]
        visitation[node] = 0
        guard weight > 0 else { continue }
        slots.removeAll(keepingCapacity: true)
        for slot in mdp.nodes.slots(of: node) {
          occupancy[Int(mdp.nodes.slotInformation[slot])] += weight
          slots.append(mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot])))
        }
        var mean = 0.0
        for (place, row) in mdp.nodes.rows(of: node).enumerated() {
          let probability = probability(ofPlace: place, slots)
          guard probability > 0 else { continue }
          let value = weight * probability * actionValue[evaluator.valueStart[cell] + place]
          mean += value
          var rest = place
          for choices in slots.reversed() {
            gradient[choices.lowerBound + rest % choices.count] += value
            rest /= choices.count
          }
          guard turn < mdp.horizon - 1 else { continue }
          for outcome in mdp.nodes.outcomes(of: row) {
            following[Int(mdp.nodes.outcomeNode[outcome])] +=
              weight * probability * evaluator.weight[outcome]
          }
        }
        for choices in slots {
          for choice in choices { gradient[choice] -= policy.probability[choice] * mean }
        }
      }
      swap(&visitation, &following)
    }
    return (gradient, occupancy)
  }

  private func probability(ofPlace place: Int, _ slots: [Range<Int>]) -> Double {
    var (rest, probability) = (place, 1.0)
    for choices in slots.reversed() {
      probability *= policy.probability[choices.lowerBound + rest % choices.count]
      rest /= choices.count
    }
    return probability
  }
}
