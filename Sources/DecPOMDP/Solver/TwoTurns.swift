/// What two turns pay in a belief.
struct TwoTurns {
  /// Of the first turn, by joint action.
  private(set) var now: [Double] = []
  /// First successor of each joint action, and their number.
  private(set) var offsets: [Int] = [0]
  /// Joint observation of each successor.
  private(set) var observations: [Int] = []
  /// Of the second turn, at successor · number of joint actions + joint action, times the probability.
  private(set) var then: [Double] = []

  var byteCount: Int { (now.count + offsets.count + observations.count + then.count) * 8 }

  init(_ belief: Belief, in kernel: JointKernel) {
    for action in 0..<kernel.jointActionCount {
      now.append(Self.reward(of: belief, action, in: kernel))
      for next in Successors(of: belief, action: action, in: kernel).beliefs {
        observations.append(next.observation)
        for answer in 0..<kernel.jointActionCount {
          then.append(kernel.discount * next.mass * Self.reward(of: next.belief, answer, in: kernel))
        }
      }
      offsets.append(observations.count)
    }
  }

  private static func reward(of belief: Belief, _ action: Int, in kernel: JointKernel) -> Double {
    var reward = 0.0
    for place in belief.states.indices {
      reward += belief.masses[place] * kernel.rewards[kernel.row(action, Int(belief.states[place]))]
    }
    return reward
  }
}

/// An agent's choices in a cluster: an action with an answer to each observation.
struct Choices {
  private(set) var actions: [Int32] = []
  /// At choice · number of observations + observation.
  private(set) var answers: [Int32] = []

  var count: Int { actions.count }

  /// The choices, but for answers that never pay more than another one.
  ///
  /// - Parameters:
  ///   - outlooks: What two turns pay in the joint clusters that hold the agent's.
  ///   - limit: Most choices.
  /// - Returns: `nil` if there are more.
  init?(of agent: Int, in kernel: JointKernel, _ outlooks: [TwoTurns], limit: Int) {
    let inner = kernel.actionCounts[(agent + 1)...].reduce(1, *)
    let count = kernel.actionCounts[agent]
    let others = (0..<kernel.jointActionCount).filter { $0 / inner % count == 0 }
    for action in 0..<count {
      // For each observation, what may follow.
      var reached: [[(outlook: Int, successor: Int)]] = Array(
        repeating: [], count: kernel.observationCounts[agent])
      for (place, outlook) in outlooks.enumerated() {
        for other in others {
          let joint = other + action * inner
          for successor in outlook.offsets[joint]..<outlook.offsets[joint + 1] {
            reached[kernel.ownObservations[outlook.observations[successor]][agent]].append((place, successor))
          }
        }
      }
      var some: [Int32] = []
      var number = 1
      for (seen, reached) in reached.enumerated() {
        var kept = Array(0..<count)
        for answer in (0..<count).reversed() {
          let isDominated = kept.contains { better in
            better != answer
              && reached.allSatisfy { place, successor in
                let row = successor * kernel.jointActionCount
                return others.allSatisfy {
                  outlooks[place].then[row + $0 + answer * inner]
                    <= outlooks[place].then[row + $0 + better * inner]
                }
              }
          }
          if isDominated { kept.removeAll { $0 == answer } }
        }
        guard actions.count + number * kept.count <= limit else { return nil }
        var longer: [Int32] = []
        for choice in 0..<number {
          for answer in kept { longer += some[(choice * seen)..<((choice + 1) * seen)] + [Int32(answer)] }
        }
        some = longer
        number *= kept.count
      }
      actions += Array(repeating: Int32(action), count: number)
      answers += some
    }
  }
}
