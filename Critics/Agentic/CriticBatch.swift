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
  /// The truncated episodes that go on with the values of where they were cut; none in a simulation.
  let ends: TruncatedEnds
  /// Whether truncated episodes are bootstrapped.
  let bootstraps: Bool
  private let fittedTurns: Int

  /// - Complexity: O(decisions); nothing is copied where no episodes are set aside.
  init(_ judged: TrajectoryBatch, in context: AttributionContext, by scoring: ScoreParameters) {
    self.judged = judged
    all = context.fitting.map { judged.joined(with: $0) } ?? judged
    rewards = TurnRewards(of: all, by: scoring.rules)
    bootstraps = scoring.bootstraps && context.simulation == nil
    ends =
      bootstraps
      ? TruncatedEnds(of: all, usesTurn: false, judged: judged.episodeCount) : .none
    fittedTurns = context.fitting?.turnCount ?? 0
  }

  /// What every episode of `all` scores; a truncated one that is bootstrapped scores what those did on average that were not
  /// cut and that start a turn where it was.
  var scores: [Double] {
    var scores = rewards.episodeReturn
    guard !ends.ends.isEmpty else { return scores }
    let recorded = all.repeatedPerTurn(scores)
    let isWhole = all.repeatedPerTurn(all.episodes.status.map { $0 != .truncated })
    for end in ends.ends {
      let known = end.turns.filter { isWhole[Int($0)] }
      guard !known.isEmpty else { continue }
      scores[end.episode] = known.reduce(0) { $0 + recorded[Int($1)] } / Double(known.count)
    }
    return scores
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
    return try Attribution(
      finite: credits, of: judged, method: card.id, fittedTurns: fittedTurns, fits: fits,
      cuts: ends.cuts)
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
