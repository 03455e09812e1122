/// What may be seen after a joint action, with the beliefs that follow.
struct Successors {
  /// Joint observations of positive probability, ascending.
  let beliefs: [(observation: Int, mass: Double, belief: Belief)]

  init(of belief: Belief, action: Int, in kernel: JointKernel) {
    let states = kernel.stateCount
    var next = [Double](repeating: 0, count: kernel.jointObservationCount * states)
    var reached: [Int] = []
    for (state, mass) in zip(belief.states, belief.masses) {
      for outcome in kernel.outcomes[kernel[kernel.row(action, Int(state))]] {
        let index = Int(outcome.observation) * states + Int(outcome.state)
        if next[index] == 0 { reached.append(index) }
        next[index] += mass * outcome.probability
      }
    }
    reached.sort()
    var beliefs: [(observation: Int, mass: Double, belief: Belief)] = []
    for index in reached where next[index] > 0 {
      if beliefs.last?.observation != index / states { beliefs.append((index / states, 0, Belief())) }
      beliefs[beliefs.count - 1].belief.states.append(Int32(index % states))
      beliefs[beliefs.count - 1].belief.masses.append(next[index])
      next[index] = 0
    }
    for place in beliefs.indices { beliefs[place].mass = beliefs[place].belief.normalise() }
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
