import Trajectories
import Simulation

/// What the controlled bifurcation tasks share: most turns are routine, a few forks decide the outcome.
enum Bifurcation {
  static let family = "bifurcation"
  static let source =
    "Zhang, From Reasoning to Agentic: Credit Assignment in Reinforcement Learning for Large Language Models, "
    + "arXiv 2604.09459 (controlled bifurcation tasks; this construction is Ascribe's own)"

  /// The only agent of the tasks with one agent.
  static let solver: AgentID = "solver"

  /// Checks the place of a turn among the turns of an episode.
  static func check(
    _ name: String, is turn: Int, in accepted: ClosedRange<Int>
  ) throws(ScenarioError) {
    guard accepted.contains(turn) else {
      throw .invalid(
        place: "parameter \"\(name)\"", found: "\(turn)",
        expected:
          "a turn from \(accepted.lowerBound) to \(accepted.upperBound), with the other parameters as given")
    }
  }

  /// A terminal lottery: a success with a probability, otherwise a failure.
  static func lottery(_ probability: Double) -> Distribution<Ending> {
    Distribution(.success, probability: probability, otherwise: .failure)
  }
}

/// Whether a choice was the right one.
package enum Correctness: String, Hashable, Sendable, CustomStringConvertible {
  case right
  case wrong

  package var description: String { rawValue }
}

/// An action of a task that has forks and routine turns.
package enum ForkAction: Hashable, Sendable, CustomStringConvertible {
  /// A way at a fork.
  case take(Correctness)
  /// One of the actions of a routine turn, from 1; all are alike.
  case option(Int)

  /// The two ways of a fork, the right one first.
  static let fork: [ForkAction] = [.take(.right), .take(.wrong)]

  /// The actions of a routine turn.
  static func options(_ count: Int) -> [ForkAction] { (1...count).map { .option($0) } }

  /// The behaviour weight of an action: the right way has a probability, routine actions are alike.
  func weight(right probability: Double) -> Double {
    switch self {
    case .take(.right): probability
    case .take(.wrong): 1 - probability
    case .option: 1
    }
  }

  package var description: String {
    switch self {
    case .take(let way): way.description
    case .option(let number): "option-\(number)"
    }
  }
}
