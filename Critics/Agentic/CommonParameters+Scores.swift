import CreditMethods
import Trajectories

extension CommonParameters {
  /// As ``CommonParameters/returns``, with the defaults of the published agentic critics: the terminal score
  /// as it is on the last turn, and no penalty. Some of them are made for scores in 0...1 and would mean
  /// something else in the units of the other defaults.
  static let scores: [ParameterSpecification] = [
    .choice(
      "reward",
      [RewardConvention.score, .outcome, .trace].map(\.rawValue),
      "where rewards come from: terminal score, outcome, or the trace"),
    .number("successReward", in: notNegative, default: 1, "reward of a success; scale of a terminal score"),
    .choice(
      "penalty", [PenaltyScope.none, .row, .trajectory].map(\.rawValue),
      "what an invalid turn lowers: nothing, its own row, or the return"),
    .number("invalidPenalty", in: notNegative, default: 0.1, "what an invalid turn costs, in reward units"),
  ]

  /// What identifies a state to a critic that sees more than the actors: the privileged state unless said
  /// otherwise.
  static let privilegedKey: ParameterSpecification =
    .choice(
      "key", [StateKey.privileged, .state, .observation].map(\.rawValue),
      "what identifies the state of a turn; a turn without a privileged state has its state")

  /// The penalty on squares without which a fit is not unique.
  static func ridge(_ value: Double, on what: String) -> ParameterSpecification {
    .number(
      "ridge", in: 1e-9...notNegative.upperBound, default: value, "half the penalty on the squares of \(what)"
    )
  }

  /// Decay of later differences.
  static func lambda(_ value: Double) -> ParameterSpecification {
    .number("lam", in: 0...1, default: value, "lambda, decay of later differences; 1 makes them Monte Carlo")
  }
}
