import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A value critic and the advantages that are read from it: what all value critics of this target share.
///
/// V is fitted to returns or bootstrapped targets as a function of what the critic sees; the advantage of a turn is copied
/// to every acting agent, that of one agent's own critic stays with its decision. A critic is fitted to the episodes that
/// it judges, together with those that the context sets aside for fitting, or to the latter alone, or for each fold of whole
/// groups of the judged ones to all the others.
struct ValueCritic {
  /// What it sees.
  let view: CriticView
  /// How it is fitted.
  var settings: FitSettings
  private let card: MethodCard
  private let rules: ReturnRules
  private let gamma: Double
  /// Decay of advantages; 0 for those of one step.
  private let decay: Double
  /// Whether it also sees the turn's number.
  let usesTurn: Bool
  private let weighting: RowWeighting
  private var episodes: FitSettings.Episodes
  private let folds: Int
  private let unmet: FitSettings.Unmet
  private let bootstraps: Bool

  /// A critic with its parameters.
  ///
  /// - Parameters:
  ///   - parameters: What it fits, to which targets, and how advantages are read from it.
  ///   - view: What it sees, where no parameter says so.
  ///   - card: The method, for errors.
  init(_ parameters: ValueCriticParameters, seeing view: CriticView? = nil, for card: MethodCard) {
    self.view = view ?? parameters.seen?.view ?? .information
    self.card = card
    settings = parameters.fitting.settings(for: parameters.objective.targets)
    rules = parameters.rewarding.rules
    gamma = parameters.gamma
    decay = parameters.advantage == .gae ? parameters.lambda : 0
    usesTurn = parameters.turnIndex
    weighting = parameters.weighting
    episodes = parameters.fitting.fit
    folds = parameters.fitting.folds
    unmet = parameters.fitting.unmet
    bootstraps = parameters.truncation.bootstraps
  }

  /// A fit to a batch.
  private struct Valued {
    let batch: TrajectoryBatch
    let rows: CriticRows
    let chains: RowChains
    let rewards: TurnRewards
    let values: [Double]
    let fit: CriticFit
    let cuts: CutEpisodes
  }

  /// The credit of every decision of a batch, before it is known to be finite.
  func credits(
    of judged: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Folds.Judged {
    guard episodes != .folds else {
      let critic = fittedToOthers
      return try Folds.credits(of: judged, folds: folds, method: card.id, in: context) {
        (fold, context) throws(AttributionError) in try critic.credits(of: fold, in: context)
      }
    }
    let valued = try value(judged, in: context)
    var advantages = valued.chains.advantages(values: valued.values, lambda: decay)
    var fits = [valued.fit]
    if let penalty = valued.rewards.rowPenalty {
      // It lowers its own row alone: it is compared with what the cell's rows lose, and no earlier turn bootstraps
      // from it.
      let own = valued.rows.turn.map { penalty[Int($0)] }
      let expected = try fitted(
        FitProblem(
          cell: valued.rows.cell, cellCount: valued.rows.cellCount,
          weight: weights(of: valued.rows, in: valued.batch, judged), isClosed: true,
          targets: { _ in own }, returns: { own }), "penalties of \(card.id)", valued.rows, judged, context)
      for row in advantages.indices { advantages[row] -= own[row] - expected.values[row] }
      fits.append(expected.fit)
    }
    let credits = valued.rows.areDecisions ? advantages : valued.batch.copiedToActingAgents(advantages)
    let isOfOwn = episodes == .all && settings.function == .tabular
    return Folds.Judged(
      credits: Array(credits[..<judged.decisionCount]), fits: fits, cuts: valued.cuts,
      support: isOfOwn
        ? ValueSupport(
          of: valued.rows.cell, count: valued.rows.cellCount,
          judged: valued.rows.areDecisions ? judged.decisionCount : judged.turnCount) : ValueSupport())
  }

  /// The credit of every decision of a batch.
  func attribute(
    _ judged: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try credits(of: judged, in: context).attribution(of: judged, card, in: context)
  }

  /// The value of every turn of a batch; that of one agent's own critic is the mean over the acting agents.
  func values(of judged: TrajectoryBatch, in context: AttributionContext) throws(AttributionError)
    -> TurnValues
  {
    guard episodes != .folds else {
      let critic = fittedToOthers
      return try Folds.values(of: judged, folds: folds, method: card.id, in: context) {
        (fold, context) throws(AttributionError) in try critic.values(of: fold, in: context)
      }
    }
    let valued = try value(judged, in: context)
    guard valued.rows.areDecisions else {
      return TurnValues(
        kind: .state, values: Array(valued.values[..<judged.turnCount]), fit: valued.fit)
    }
    let means = (0..<judged.turnCount).map { turn in
      let decisions = judged.decisions(of: turn)
      guard !decisions.isEmpty else { return 0.0 }
      return valued.values[decisions].reduce(0, +) / Double(decisions.count)
    }
    return TurnValues(kind: .state, values: means, fit: valued.fit)
  }

  private func value(
    _ judged: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Valued {
    try episodes.require(context, for: card)
    let batch = context.fitting.map { judged.joined(with: $0) } ?? judged
    try batch.require(view, for: card)
    let rewards = TurnRewards(of: batch, by: rules)
    let rows = CriticRows(of: batch, seenBy: view, usesTurn: usesTurn)
    let ends = TruncatedEnds(of: batch, judged: judged, usesTurn: usesTurn, bootstraps, episodes, in: context)
    let chains = RowChains(rows, of: batch, reward: rewards.reward, gamma: gamma, ends: ends)
    let objective = settings.objective
    let problem = FitProblem(
      cell: rows.cell, cellCount: rows.cellCount, weight: weights(of: rows, in: batch, judged),
      isClosed: objective.isClosed && chains.ends.isEmpty,
      targets: { values in
        // Monte Carlo returns ask for no values.
        let own = values.isEmpty ? [] : rows.cell.map { values[Int($0)] }
        return chains.targets(objective, from: own)
      },
      returns: { chains.targets(.lambda(1), from: []) })
    let fitted = try fitted(problem, "values of \(card.id)", rows, judged, context)
    return Valued(
      batch: batch, rows: rows, chains: chains, rewards: rewards, values: fitted.values, fit: fitted.fit,
      cuts: ends.cuts)
  }

  /// The fitted value of every row, once it is known that the fit says something of all judged ones.
  private func fitted(
    _ problem: FitProblem, _ what: String, _ rows: CriticRows, _ judged: TrajectoryBatch,
    _ context: AttributionContext
  ) throws(AttributionError) -> (values: [Double], fit: CriticFit) {
    let fitter = CriticFitter(
      settings: settings, method: card.id, seed: context.seed, threads: context.threads,
      progress: context.fitProgress)
    let found = try fitter.fit(problem, what) { .of(rows, as: settings.features) }
    let isKnown = rows.cell.map { found.isKnown[Int($0)] }
    let values = rows.cell.map { found.values[Int($0)] }
    guard unmet == .error else {
      return (rows.filled(values, where: isKnown, weights: problem.weight), found.fit)
    }
    try rows.requireKnown(isKnown, for: problem, judged: judged, method: card.id)
    return (values, found.fit)
  }

  /// The critic that judges a fold.
  private var fittedToOthers: ValueCritic {
    var critic = self
    critic.episodes = .other
    return critic
  }

  private func weights(of rows: CriticRows, in batch: TrajectoryBatch, _ judged: TrajectoryBatch) -> [Double]
  {
    weighting.weights(of: rows, in: batch, fromTurn: episodes == .other ? judged.turnCount : 0)
  }
}
