import CreditMethods
import Simulation
import Trajectories

/// What an agent could have done in the place of a decision, and what credits compare.
struct DecisionAlternatives {
  /// Of each alternative its joint action, counted from the node's first, and its probability under the policy.
  let rows: [Int]
  let probability: [Double]
  /// Whether others act at the same time, so that a draw of all is another comparison than one of the agent.
  let hasTeammates: Bool
  /// The alternative that was taken, and the one that stands for doing nothing.
  private let taken, idle: Int

  init(to decision: Int, at place: (episode: Int, index: Int, turn: Int, slot: Int), of rollouts: Rollouts) {
    let mdp = rollouts.mdp
    let slots = mdp.nodes.slots(of: Int(rollouts.node[place.index]))
    let choices = rollouts.choices(ofTurn: place.index, slot: place.slot)
    rows = choices.indices.map {
      rollouts.row(ofTurn: place.index, replacing: place.slot, by: $0 - choices.startIndex)
    }
    probability = choices.map { rollouts.policy.probability[$0] }
    hasTeammates = slots.count > 1
    taken = Int(rollouts.choice[decision]) - choices.lowerBound
    idle = Int(mdp.nodes.slotDefault[slots.lowerBound + place.slot])
  }

  /// Whether some of the credits are held to what a draw of all agents' actions leads to.
  func needsDraw(for kinds: [ExactCredit.Kind]) -> Bool { hasTeammates && kinds.contains(.advantage) }

  /// A credit of the decision, a linear function of the returns or mean returns of the alternatives, after which comes that of a
  /// draw of all agents' actions.
  func credit(_ kind: ExactCredit.Kind, from returns: [Double]) -> Double {
    let reference =
      switch kind {
      case .advantage where hasTeammates: returns[rows.count]
      case .difference: returns[idle]
      case .uniform: returns[..<rows.count].reduce(0, +) / Double(rows.count)
      default: policyMean(of: returns)
      }
    return returns[taken] - reference
  }

  /// The mean over the policy's draw of the agent's action.
  func policyMean(of returns: [Double]) -> Double {
    zip(probability, returns).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The weights of the returns in a credit.
  func weights(of kind: ExactCredit.Kind) -> [Double] {
    var unit = [Double](repeating: 0, count: rows.count + 1)
    return unit.indices.map { place in
      unit[place] = 1
      defer { unit[place] = 0 }
      return credit(kind, from: unit)
    }
  }
}
