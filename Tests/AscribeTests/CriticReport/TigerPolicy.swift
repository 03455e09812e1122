import Scenarios
import Simulation

/// A policy of both agents of Dec-Tiger: probabilities of listen, open-left and open-right by what was heard last.
struct TigerPolicy {
  let none, left, right: [Double]

  /// Listen first; then listen after hear-left, and open the left door after hear-right.
  static let repeated = TigerPolicy(none: [1, 0, 0], left: [1, 0, 0], right: [0, 1, 0])
  /// Listen first with probability 1/2; then mostly open the door away from the tiger.
  static let opening = TigerPolicy(none: [0.5, 0.25, 0.25], left: [0.2, 0.1, 0.7], right: [0.2, 0.7, 0.1])

  /// Dec-Tiger, solved for the policy.
  func solution(horizon: Int = 2, memory: Memory = .lastObservation) throws -> ExactSolution {
    let mdp = try TurnMDP(
      compiling: try ScenarioCatalogue.entry(named: "dec-tiger").scenario([("horizon", "\(horizon)")]),
      memory: memory)
    let actions = ["listen", "open-left", "open-right"]
    let policy = try TabularPolicy(.probabilities, on: mdp) { _, known, action in
      let row = known.hasSuffix("left") ? left : known.hasSuffix("right") ? right : none
      return actions.firstIndex(of: action).map { row[$0] }
    }
    return try ExactSolution(of: mdp, under: policy)
  }
}
