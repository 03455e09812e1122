/// What may be seen after a joint action, with the beliefs that follow.
struct Successors {
  /// Joint observations of positive probability, ascending.
  let beliefs: [(observation: Int, mass: Double, belief: Belief)]

  init(of belief: Belief, action: Int, in kernel: JointKernel) {
    let states = kernel.stateCount
    var next = [Double](repeating: 0, count: kernel.jointObservationCount * states)
    for (state, mass) in zip(belief.states, belief.masses) {
      for outcome in kernel.outcomes[kernel[kernel.row(action, Int(state))]] {
        next[Int(outcome.observation) * states + Int(outcome.state)] += mass * outcome.probability
      }
    }
    var beliefs: [(observation: Int, mass: Double, belief: Belief)] = []
    for observation in 0..<kernel.jointObservationCount {
      var belief = Belief()
      for state in 0..<states where next[observation * states + state] > 0 {
        belief.states.append(Int32(state))
        belief.masses.append(next[observation * states + state])
      }
      guard !belief.states.isEmpty else { continue }
      let mass = belief.normalise()
      beliefs.append((observation, mass, belief))
    }
    self.beliefs = beliefs
  }

  /// For each agent, the observations that it may receive, ascending.
  func ownObservations(in kernel: JointKernel) -> [[Int]] {
    var isSeen = kernel.observationCounts.map { [Bool](repeating: false, count: $0) }
    for entry in beliefs {
      for (agent, observation) in kernel.ownObservations[entry.observation].enumerated() {
        isSeen[agent][observation] = true
      }
    }
    return isSeen.map { seen in seen.indices.filter { seen[$0] } }
  }
}
