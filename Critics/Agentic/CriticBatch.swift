import CreditMethods
import Trajectories

/// The episodes that a critic judges, and those that it is fitted to: the judged ones, followed by those that
/// the context sets aside for fitting.
struct CriticBatch {
  /// The judged episodes.
  let judged: TrajectoryBatch
  /// The judged episodes and the others, in this order.
  let all: TrajectoryBatch
  /// Rewards of `all`.
  let rewards: TurnRewards
  private let fittedTurns: Int

  /// - Complexity: O(decisions); nothing is copied where no episodes are set aside.
  init(_ judged: TrajectoryBatch, in context: AttributionContext, by rules: ReturnRules) {
    self.judged = judged
    all = context.fitting.map { judged.joined(with: $0) } ?? judged
    rewards = TurnRewards(of: all, by: rules)
    fittedTurns = context.fitting?.turnCount ?? 0
  }

  /// The attribution of one credit a turn of `all`, or of more turns, copied to the acting agents.
  ///
  /// A penalty that lowers rows alone is taken from the turn's own credit and nowhere else.
  func attribution(turns credits: [Double], _ card: MethodCard, fits: [CriticFit]) throws(AttributionError)
    -> Attribution
  {
    try attribution(decisions: all.copiedToActingAgents(credits), card, fits: fits)
  }

  /// The attribution of one credit a decision of `all`.
  func attribution(
    decisions credits: consuming [Double], _ card: MethodCard, fits: [CriticFit]
  ) throws(AttributionError) -> Attribution {
    var credits = credits
    if let penalty = rewards.rowPenalty {
      credits = credits.combined(with: all.repeatedPerDecision(penalty), -)
    }
    credits.removeLast(credits.count - judged.decisionCount)
    return try Attribution(finite: credits, of: judged, method: card.id, fittedTurns: fittedTurns, fits: fits)
  }
}

extension AttributionError {
  /// A fit that left the range of numbers.
  ///
  /// - Parameters:
  ///   - what: What was fitted.
  ///   - steps: Steps or sweeps until then.
  ///   - quantity: What the fit lowers.
  ///   - last: Its last finite value; not finite if there was none.
  ///   - method: The method's identifier.
  static func diverged(
    _ what: String, after steps: Int, last: Double, _ quantity: String = "loss", method: String
  ) -> AttributionError {
    let ending =
      last.isFinite ? "the last finite \(quantity) was \(last)" : "no \(quantity) before was finite"
    return .numerical(method: method, reason: "the fit of \(what) diverged at step \(steps); \(ending).")
  }
}
