/// The last two turns as one game, in which an agent chooses its action together with its answer to each observation.
///
/// Its payoffs are exact, where a bound on the next to last turn alone would have to assume that agents learn something
/// of each other before the last one. It exists where agents have few such choices.
struct Endgame {
  private let kernel: JointKernel
  /// Number of choices of each agent: an action, and an action for each observation.
  private let choiceCounts: [Int]
  /// For each agent, the number of choices that begin with the same action.
  private let answerCounts: [Int]
  /// Joint action of each joint choice, the last agent's fastest.
  private let first: [Int32]
  /// Joint action that answers a joint observation, at joint choice · number of joint observations + observation.
  private let second: [Int32]

  /// Most joint choices.
  private static let choiceLimit = 1024
  /// Most numbers in the payoffs of a game.
  private static let sizeLimit = 1 << 21

  /// `nil` where there are too many choices.
  init?(_ kernel: JointKernel) {
    self.kernel = kernel
    var answerCounts: [Int] = []
    var total = 1
    for (actions, observations) in zip(kernel.actionCounts, kernel.observationCounts) {
      var answers = 1
      for _ in 0..<observations {
        answers *= actions
        guard answers <= Self.choiceLimit else { return nil }
      }
      answerCounts.append(answers)
      total *= answers * actions
      guard total <= Self.choiceLimit else { return nil }
    }
    self.answerCounts = answerCounts
    choiceCounts = zip(answerCounts, kernel.actionCounts).map { $0 * $1 }
    var first: [Int32] = []
    var second: [Int32] = []
    for joint in 0..<total {
      var own = choiceCounts
      var rest = joint
      for agent in choiceCounts.indices.reversed() {
        own[agent] = rest % choiceCounts[agent]
        rest /= choiceCounts[agent]
      }
      first.append(
        own.indices.reduce(0) { $0 * Int32(kernel.actionCounts[$1]) + Int32(own[$1] / answerCounts[$1]) })
      for seen in kernel.ownObservations {
        var action: Int32 = 0
        for agent in own.indices {
          let count = kernel.actionCounts[agent]
          var answer = own[agent] % answerCounts[agent]
          for _ in 0..<seen[agent] { answer /= count }
          action = action * Int32(count) + Int32(answer % count)
        }
        second.append(action)
      }
    }
    self.first = first
    self.second = second
  }

  /// What each joint choice pays in a belief.
  func payoffs(of belief: Belief) -> [Double] {
    let actions = kernel.jointActionCount
    let observations = kernel.jointObservationCount
    var now = [Double](repeating: 0, count: actions)
    var then = [Double](repeating: 0, count: actions * observations * actions)
    for action in 0..<actions {
      for (state, mass) in zip(belief.states, belief.masses) {
        now[action] += mass * kernel.rewards[kernel.row(action, Int(state))]
      }
      for next in Successors(of: belief, action: action, in: kernel).beliefs {
        let row = (action * observations + next.observation) * actions
        for answer in 0..<actions {
          var reward = 0.0
          for (state, mass) in zip(next.belief.states, next.belief.masses) {
            reward += mass * kernel.rewards[kernel.row(answer, Int(state))]
          }
          then[row + answer] = kernel.discount * next.mass * reward
        }
      }
    }
    return first.indices.map { choice in
      var value = now[Int(first[choice])]
      let row = Int(first[choice]) * observations
      for observation in 0..<observations {
        value += then[(row + observation) * actions + Int(second[choice * observations + observation])]
      }
      return value
    }
  }

  /// Whether the game of an occupancy is small enough.
  func fits(_ occupancy: Occupancy) -> Bool {
    occupancy.clusterCounts.reduce(first.count) { min($0 * $1, Self.sizeLimit + 1) } <= Self.sizeLimit
  }

  /// The game of an occupancy.
  ///
  /// - Parameter payoffs: Payoffs of a belief.
  func game(of occupancy: Occupancy, scale: Double, payoffs: (Belief) -> [Double]) -> BayesianGame {
    var game = BayesianGame(typeCounts: occupancy.clusterCounts, actionCounts: choiceCounts)
    for (place, joint) in occupancy.jointClusters.enumerated() {
      var belief = occupancy.belief(at: place)
      let weight = scale * belief.normalise()
      for (choice, payoff) in payoffs(belief).enumerated() {
        game.payoffs[joint * first.count + choice] = weight * payoff
      }
    }
    return game
  }

  /// What agents do first.
  func firstActions(_ decisions: [[Int32]]) -> [[Int32]] {
    zip(decisions, answerCounts).map { own, answers in own.map { $0 / Int32(answers) } }
  }
}
