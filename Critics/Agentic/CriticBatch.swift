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
  /// The first turn of `all` that the critic is fitted to: 0, or the number of the judged ones.
  let firstFitted: Int
  private let fittedTurns: Int

  /// - Parameter episodes: Which of the episodes the critic is fitted to; those of folds are judged one fold at a time.
  /// - Complexity: O(decisions); nothing is copied where no episodes are set aside.
  init(
    _ judged: TrajectoryBatch, in context: AttributionContext, by scoring: ScoreParameters,
    fittedTo episodes: FitSettings.Episodes = .all
  ) {
    self.judged = judged
    let firstFitted = episodes == .all ? 0 : judged.turnCount
    self.firstFitted = firstFitted
    all = context.fitting.map { judged.joined(with: $0) } ?? judged
    rewards = TurnRewards(of: all, by: scoring.rules)
    bootstraps = scoring.bootstraps && context.simulation == nil
    ends =
      bootstraps
      ? TruncatedEnds(of: all, usesTurn: false, judged: judged.episodeCount) { $0 >= firstFitted } : .none
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

  /// The mean over each group's fitted turns of a number of turns, for every turn; for a turn of a group without fitted ones
  /// the mean of the fitted turns of its number in the episode, or of all.
  ///
  /// - Parameters:
  ///   - groups: The turns of `all`, in groups.
  ///   - numbers: One number a turn of `all`.
  /// - Complexity: O(turns).
  func fittedMeans(of numbers: [Double], in groups: Grouping) -> [Double] {
    guard firstFitted > 0 else {
      let means = groups.means(of: numbers)
      return groups.group.map { means[Int($0)] }
    }
    let means = fittedMeansOrNone(of: numbers, in: groups)
    return filled(groups.group.map { means[Int($0)] })
  }

  /// The mean over each group's fitted rows of a number; `nil` for a group without any.
  ///
  /// - Parameter firstRow: The first fitted row; that of turns without it.
  func fittedMeansOrNone(of numbers: [Double], in groups: Grouping, from firstRow: Int? = nil) -> [Double?] {
    let first = firstRow ?? firstFitted
    let fitted = Grouping(Array(groups.group[first...]), count: groups.count)
    let means = fitted.means(of: Array(numbers[first...]))
    return means.indices.map { fitted.size(of: $0) > 0 ? means[$0] : nil }
  }

  /// Numbers of turns, in which one that is missing is the mean of the fitted turns of its number in the episode, or of all.
  func filled(_ numbers: [Double?]) -> [Double] {
    let number = all.turnNumbers
    return numbers.filled(
      at: number, by: numbers[firstFitted...].map { $0 ?? 0 }, at: Array(number[firstFitted...]))
  }

  /// The attribution of one credit a turn of `all`, or of more turns, copied to the acting agents.
  ///
  /// A penalty that lowers rows alone is taken from the turn's own credit and nowhere else.
  ///
  /// - Parameter table: The turns of `all` by what the values see; `nil` without a table.
  func attribution(
    turns credits: [Double], _ card: MethodCard, fits: [CriticFit], table: Grouping? = nil
  ) throws(AttributionError) -> Attribution {
    try attribution(decisions: all.copiedToActingAgents(credits), card, fits: fits, table: table)
  }

  /// The attribution of one credit a decision of `all`.
  func attribution(
    decisions credits: consuming [Double], _ card: MethodCard, fits: [CriticFit], table: Grouping? = nil
  ) throws(AttributionError) -> Attribution {
    var credits = credits
    if let penalty = rewards.rowPenalty {
      credits = credits.combined(with: all.repeatedPerDecision(penalty), -)
    }
    credits.removeLast(credits.count - judged.decisionCount)
    var attribution = try Attribution(
      finite: credits, of: judged, method: card.id, fittedTurns: fittedTurns, fits: fits,
      cuts: ends.cuts)
    if let table, firstFitted == 0 {
      attribution.support = ValueSupport(of: table.group, count: table.count, judged: judged.turnCount)
    }
    return attribution
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

extension FittedEpisodesParameters {
  /// The attribution of judged episodes, at once or fold by fold.
  ///
  /// - Parameter attribute: The attribution of a batch by a fit to all its episodes, or to those set aside alone.
  func attribution(
    of batch: TrajectoryBatch, _ card: MethodCard, in context: AttributionContext,
    _ attribute: (TrajectoryBatch, AttributionContext, FitSettings.Episodes) throws(AttributionError) ->
      Attribution
  ) throws(AttributionError) -> Attribution {
    guard fit == .folds else {
      try fit.require(context, for: card)
      return try attribute(batch, context, fit)
    }
    let found = try Folds.credits(of: batch, folds: folds, method: card.id, in: context) {
      (fold, context) throws(AttributionError) in
      let found = try attribute(fold, context, .other)
      return Folds.Judged(credits: found.credits, fits: found.fits, cuts: found.cuts)
    }
    return try found.attribution(of: batch, card, in: context)
  }

  /// The values of judged episodes, at once or fold by fold.
  ///
  /// - Parameter values: The values of a batch by a fit to all its episodes, or to those set aside alone.
  func values(
    of batch: TrajectoryBatch, _ card: MethodCard, in context: AttributionContext,
    _ values: (TrajectoryBatch, AttributionContext, FitSettings.Episodes) throws(AttributionError) ->
      TurnValues
  ) throws(AttributionError) -> TurnValues {
    guard fit == .folds else {
      try fit.require(context, for: card)
      return try values(batch, context, fit)
    }
    return try Folds.values(of: batch, folds: folds, method: card.id, in: context) {
      (fold, context) throws(AttributionError) in try values(fold, context, .other)
    }
  }

  /// Refuses a fit that says nothing of a judged turn, where that is an error.
  ///
  /// - Parameters:
  ///   - isKnown: Whether the fit says anything of each turn; only the judged ones are asked for.
  ///   - batch: The judged episodes, and those that the fit is of.
  func requireKnown(_ isKnown: [Bool], in batch: CriticBatch, _ card: MethodCard) throws(AttributionError) {
    guard unmet == .error else { return }
    let unseen = (0..<batch.judged.turnCount).filter { !isKnown[$0] }
    guard let first = unseen.first else { return }
    let (episode, number) = batch.judged.place(ofTurn: first)
    let state = batch.judged.symbols.keys[batch.judged.turns.state[first]]
    throw .refused(
      method: card.id,
      reason:
        "turn \(number) of episode \"\(batch.judged.episodeName(episode))\", state \"\(state)\", looks like none of the "
        + "\(batch.all.turnCount - batch.firstFitted) turns that the critic is fitted to; \(unseen.count) judged ones do. "
        + "Fit it to more episodes, let it see less, or use fit=all.")
  }
}
