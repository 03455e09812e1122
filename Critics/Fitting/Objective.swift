import CreditMethods
import Trajectories

/// What a critic's values are fitted to.
enum Objective: Sendable, Hashable {
  /// The lambda-return: 1 is the Monte Carlo return, 0 one-step temporal difference.
  case lambda(Double)
  /// The rewards of n rows and the value after them.
  case steps(Int)

  /// Whether the targets do not depend on the values.
  var isClosed: Bool { self == .lambda(1) }
}

/// What names an objective.
struct ObjectiveParameters: ParameterGroup {
  /// The words of the objective.
  enum Word: String, CaseIterable {
    /// Monte Carlo returns.
    case mc
    /// One-step temporal difference.
    case td
    /// n-step returns.
    case nstep
    /// lambda-returns.
    case tdlambda
    /// Expected SARSA: one step ahead, to the mean over the policy's actions.
    case expected
  }

  @Parameter private(set) var objective: Word
  @Parameter("rewards before the value counts (nstep)", in: 1...1_000_000) private var n = 5
  @Parameter("lambda of the targets (tdlambda)", in: 0...1, formerly: "decay") private var targetLambda = 0.8

  /// The defaults; the first word is the one when nothing is said.
  init(among words: [Word] = [.mc, .td, .nstep, .tdlambda]) {
    _objective = Parameter(
      wrappedValue: words[0],
      "targets of the fit: Monte Carlo returns, one-step, n-step or lambda-returns with the critic's own values",
      among: words)
  }

  /// The targets; what expected SARSA bootstraps from is the critic's affair.
  var targets: Objective {
    switch objective {
    case .mc: .lambda(1)
    case .nstep: .steps(n)
    case .tdlambda: .lambda(targetLambda)
    case .td, .expected: .steps(1)
    }
  }
}
