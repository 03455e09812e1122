/// The dynamics of a model as the search reads them: P(joint observation, next state | state, joint action), on states
/// that need to be told apart.
///
/// States from which the same is paid and the same follows, whatever is done, are one **class**: the coarsest stable
/// partition, found by refinement. A model that was taken from a scenario needs it, since its states hold the last
/// observations, which the agents know anyway and which would keep equal histories apart.
struct JointKernel {
  let agentCount: Int
  let actionCounts: [Int]
  let observationCounts: [Int]
  let discount: Double
  let jointActionCount: Int
  let jointObservationCount: Int
  /// Number of classes.
  let stateCount: Int
  /// Probability that an episode starts in a class.
  let start: [Double]
  /// At joint action · number of classes + class.
  let rewards: [Double]
  /// First outcome of each row, numbered like the rewards, and the number of outcomes.
  let offsets: [Int]
  /// Outcomes of a row by joint observation and next class, ascending.
  let outcomes: [Outcome]
  /// Each agent's own observation of a joint one.
  let ownObservations: [[Int]]

  /// What a joint action may lead to.
  struct Outcome {
    let observation: Int32
    let state: Int32
    let probability: Double
  }

  /// Number of outcomes of a model before states are put into classes: pairs of a next state and a joint observation.
  static func outcomeCount(of model: DecPOMDPModel) -> Int {
    var count = 0
    for action in 0..<model.jointActionCount {
      for state in 0..<model.stateCount {
        for entry in model.transitions[model.row(action, state)] {
          count += model.observationRows[model.row(action, Int(model.transitions.columns[entry]))].count
        }
      }
    }
    return count
  }

  init(_ model: DecPOMDPModel) {
    agentCount = model.agents.count
    actionCounts = model.actions.map(\.count)
    observationCounts = model.observations.map(\.count)
    discount = model.discount
    jointActionCount = model.jointActionCount
    jointObservationCount = model.jointObservationCount
    ownObservations = (0..<model.jointObservationCount).map { model.ownObservations(of: $0) }
    let classes = StateClasses(of: model)
    stateCount = classes.representatives.count
    var start = [Double](repeating: 0, count: classes.representatives.count)
    for (state, probability) in model.start.enumerated() { start[classes.number[state]] += probability }
    self.start = start
    var rewards: [Double] = []
    var offsets = [0]
    var outcomes: [Outcome] = []
    for action in 0..<model.jointActionCount {
      for state in classes.representatives {
        rewards.append(model.expectedRewards[model.row(action, state)])
        outcomes += classes.outcomes(of: state, action: action, in: model)
        offsets.append(outcomes.count)
      }
    }
    self.rewards = rewards
    self.offsets = offsets
    self.outcomes = outcomes
  }

  func row(_ jointAction: Int, _ state: Int) -> Int { jointAction * stateCount + state }

  /// The outcomes of a row.
  subscript(row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}

/// Which states of a model are one.
private struct StateClasses {
  /// The class of each state.
  private(set) var number: [Int]
  /// The first state of each class.
  private(set) var representatives: [Int] = []

  init(of model: DecPOMDPModel) {
    number = [Int](repeating: 0, count: model.stateCount)
    refine { state in
      (0..<model.jointActionCount).map { model.expectedRewards[model.row($0, state)].bitPattern }
    }
    var count = 0
    while representatives.count > count {
      count = representatives.count
      let known = self
      refine { state in
        var signature = [UInt64(known.number[state])]
        for action in 0..<model.jointActionCount {
          for outcome in known.outcomes(of: state, action: action, in: model) {
            signature += [
              UInt64(action), UInt64(outcome.observation), UInt64(outcome.state),
              outcome.probability.bitPattern,
            ]
          }
        }
        return signature
      }
    }
  }

  /// Puts states of one signature into one class, numbered in the order of their first states.
  private mutating func refine(_ signature: (_ state: Int) -> [UInt64]) {
    var classes: [[UInt64]: Int] = [:]
    representatives = []
    for state in number.indices {
      let own = signature(state)
      if let known = classes[own] {
        number[state] = known
      } else {
        classes[own] = representatives.count
        number[state] = representatives.count
        representatives.append(state)
      }
    }
  }

  /// The outcomes of a state and joint action, by joint observation and next class.
  func outcomes(of state: Int, action: Int, in model: DecPOMDPModel) -> [JointKernel.Outcome] {
    var entries: [JointKernel.Outcome] = []
    for transition in model.transitions[model.row(action, state)] {
      let next = Int(model.transitions.columns[transition])
      for seen in model.observationRows[model.row(action, next)] {
        let probability = model.transitions.values[transition] * model.observationRows.values[seen]
        guard probability > 0 else { continue }
        entries.append(
          JointKernel.Outcome(
            observation: Int32(model.observationRows.columns[seen]), state: Int32(number[next]),
            probability: probability))
      }
    }
    entries.sort { ($0.observation, $0.state, $0.probability) < ($1.observation, $1.state, $1.probability) }
    var merged: [JointKernel.Outcome] = []
    for entry in entries {
      if let last = merged.last, last.observation == entry.observation, last.state == entry.state {
        merged[merged.count - 1] = JointKernel.Outcome(
          observation: last.observation, state: last.state, probability: last.probability + entry.probability)
      } else {
        merged.append(entry)
      }
    }
    return merged
  }
}
