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

  /// The words of the parameter.
  enum Word: String, CaseIterable {
    /// Monte Carlo returns.
    case mc
    /// One-step temporal difference.
    case td
    /// n-step returns.
    case nstep
    /// lambda-returns.
    case tdlambda
  }

  /// The parameters that name an objective; the first word is the default.
  static func parameters(_ words: [String] = CommonParameters.words(Word.self), decay: Double = 0.8)
    -> [ParameterSpecification]
  {
    [
      .choice(
        "objective", words,
        "targets of the fit: Monte Carlo returns, one-step, n-step or lambda-returns with the critic's own values"
      ),
      .integer("n", in: 1...1_000_000, default: 5, "rewards before the value counts (nstep)"),
      .number("decay", in: 0...1, default: decay, "lambda of the targets (tdlambda)"),
    ]
  }

  init(_ parameters: ParameterValues) {
    switch Word(rawValue: parameters.text("objective")) {
    case .mc: self = .lambda(1)
    case .nstep: self = .steps(parameters.integer("n"))
    case .tdlambda: self = .lambda(parameters.number("decay"))
    // Expected SARSA bootstraps one step ahead; what it bootstraps from is the critic's affair.
    case .td, nil: self = .steps(1)
    }
  }
}
