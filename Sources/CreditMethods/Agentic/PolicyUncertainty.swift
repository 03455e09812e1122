import Trajectories

/// How uncertain the policy was at decisions.
enum PolicyUncertainty: String, CaseIterable {
  /// The recorded entropies where there are any; otherwise the surprise.
  case auto
  /// The recorded entropies.
  case entropy
  /// The negative log-probability of the action, for each of its tokens.
  case surprise

  /// What a parameter says that names it.
  static let help =
    "recorded entropies, or the negative log-probability for each token; auto takes the first where there are any"

  /// Whether entropies are read.
  func readsEntropies(of batch: TrajectoryBatch) -> Bool {
    self == .entropy || self == .auto && batch.decisions.entropy != nil
  }

  /// The uncertainty at every decision, in nats. Shape `[decisions]`.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` and ``AttributionError/refused(method:reason:)`` for what
  ///   is missing or out of range.
  func ofDecisions(
    of batch: TrajectoryBatch, for card: MethodCard, named name: String
  ) throws(AttributionError) -> [Double] {
    if readsEntropies(of: batch) {
      return try batch.everyDecision(
        batch.decisions.entropy, .entropy, or: "use \(name)=surprise", for: card)
    }
    let own = try batch.everyDecision(
      batch.decisions.logProbability, .logProbability, or: "use \(name)=entropy", for: card)
    return own.indices.map { -own[$0] / Double(max(1, batch.decisions.tokens?[$0] ?? 1)) }
  }

  /// The uncertainty of every turn: the mean entropy of its decisions, or their surprise for each of all their tokens. Shape
  /// `[turns]`.
  func ofTurns(
    of batch: TrajectoryBatch, for card: MethodCard, named name: String
  ) throws(AttributionError) -> [Double] {
    let own = try ofDecisions(of: batch, for: card, named: name)
    guard !readsEntropies(of: batch) else { return batch.meansPerTurn(of: own) }
    return (0..<batch.turnCount).map { turn in
      let decisions = batch.decisions(of: turn)
      let tokens = decisions.map { Double(max(1, batch.decisions.tokens?[$0] ?? 1)) }
      let surprise = zip(decisions, tokens).reduce(0) { $0 + own[$1.0] * $1.1 }
      return surprise / max(1, tokens.reduce(0, +))
    }
  }
}
