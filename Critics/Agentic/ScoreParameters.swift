import CreditMethods
import Trajectories

/// As ``ReturnParameters``, with the defaults of the published agentic critics: the terminal score as it is on the last
/// turn, and no penalty. Some of them are made for scores in 0...1 and would mean something else in the units of the
/// other defaults.
struct ScoreParameters: ParameterGroup {
  @Parameter("where rewards come from: terminal score, outcome, or the trace")
  private var reward = RewardConvention.score
  @Parameter("reward of a success; scale of a terminal score", in: 0...) private var successReward = 1.0
  @Parameter(
    "what an invalid turn lowers: nothing, its own row, or the return", among: [.none, .row, .trajectory])
  private var penalty = PenaltyScope.none
  @Parameter("what an invalid turn costs, in reward units", in: 0...) private var invalidPenalty = 0.1
  private let truncation: TruncationParameters

  /// The defaults.
  ///
  /// - Parameter bootstraps: Whether the method knows values of states.
  init(bootstrapping bootstraps: Bool = false) {
    truncation = TruncationParameters(bootstrapping: bootstraps)
  }

  /// Whether the last state of a truncated episode counts with its value.
  var bootstraps: Bool { truncation.bootstraps }

  /// The rules that they make.
  var rules: ReturnRules {
    var rules = ReturnRules()
    rules.reward = reward
    rules.successReward = successReward
    rules.penalty = penalty
    rules.invalidPenalty = invalidPenalty
    return rules
  }
}

extension ParameterHelp {
  /// Decay of later differences.
  static let lambda = "lambda, decay of later differences; 1 makes them Monte Carlo"
}
