import CreditMethods
import Trajectories
import Simulation

/// A method that fits a decomposed joint action value to the judged episodes, together with those that the context sets
/// aside for fitting, and reads a credit for each agent from it.
protocol MixingMethod: TurnCritic {
  associatedtype Model: MixingModel

  /// How it is fitted and read.
  var rules: MixingRules { get }

  /// The model over the rows of a batch.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - seed: Seed of what the model draws.
  /// - Throws: `AttributionError.refused` where the model would be too large.
  func model(of rows: TeamRows, seed: UInt64) throws(AttributionError) -> Model
}

extension MixingMethod {
  /// What the utilities see.
  public var view: CriticView { rules.view }

  /// Whether they also see the turn's number.
  public var seesTurn: Bool { rules.usesTurn }

  /// The credit of every decision.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let found =
      switch rules.episodes {
      case .all: try credits(of: batch, in: context)
      case .other: try FittedElsewhere(self, batch, in: context).credits
      case .folds:
        try Folds.credits(of: batch, folds: rules.folds, method: Self.card.id, in: context) {
          (fold, context) throws(AttributionError) in try FittedElsewhere(self, fold, in: context).credits
        }
      }
    return try found.attribution(of: batch, Self.card, in: context)
  }

  private func credits(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Folds.Judged {
    let fitted = try fit(batch, in: context)
    guard let rows = fitted.model?.rows else { return Folds.Judged(credits: [], cuts: fitted.cuts) }
    let byRow = fitted.read(rows.rowChoice.count) { rules.reading.credits(of: $0, $1) }
    let losses = fitted.rewards.rowPenalty.map { rows.differencesFromCellMeans($0) }
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for turn in 0..<batch.turnCount {
      let first = rows.rowStart[Int(rows.turnRow[turn])]
      for (place, decision) in batch.decisions(of: turn).enumerated() {
        credits[Int(rows.slotDecision[decision])] = byRow[first + place] - (losses?[turn] ?? 0)
      }
    }
    return Folds.Judged(credits: credits, fits: [fitted.report(of: Self.card.id)], cuts: fitted.cuts)
  }

  /// Q_tot of every turn's joint action.
  public func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    switch rules.episodes {
    case .all: break
    case .other: return try FittedElsewhere(self, batch, in: context).values
    case .folds:
      return try Folds.values(of: batch, folds: rules.folds, method: Self.card.id, in: context) {
        (fold, context) throws(AttributionError) in try FittedElsewhere(self, fold, in: context).values
      }
    }
    let fitted = try fit(batch, in: context)
    let values = fitted.read(fitted.model?.rows.rowCount ?? 0) { $0.values($1) }
    let turns = fitted.model.map { $0.rows.turnRow[..<batch.turnCount].map { values[Int($0)] } }
    return TurnValues(kind: .stateAndAction, values: turns ?? [], fit: fitted.report(of: Self.card.id))
  }

  /// The model of the judged episodes and those set aside, with its fitted parameters.
  func fit(
    _ judged: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> FittedMixing<Model> {
    try fit(
      to: context.fitting.map { judged.joined(with: $0) } ?? judged, judging: judged.episodeCount, in: context
    )
  }

  /// The model of a batch with its fitted parameters.
  ///
  /// - Parameter judged: How many of the episodes, the first ones, are judged.
  func fit(
    to batch: TrajectoryBatch, judging judged: Int, in context: AttributionContext
  ) throws(AttributionError) -> FittedMixing<Model> {
    let rewards = TurnRewards(of: batch, by: rules.returns)
    guard batch.decisionCount > 0 else {
      return FittedMixing(rewards: rewards, model: nil, fit: nil, scale: 0, cuts: CutEpisodes())
    }
    let first = batch.decisions.agent[0]
    guard batch.decisions.agent.contains(where: { $0 != first }) else {
      throw .refused(
        method: Self.card.id,
        reason: "it divides the value of a team and needs at least two agents; all decisions are of agent "
          + "\"\(batch.symbols.agents[first])\".")
    }
    let ends =
      rules.bootstraps && context.simulation == nil
      ? TruncatedEnds(of: batch, usesTurn: rules.usesTurn, judged: judged) : .none
    let rows = TeamRows(of: batch, seenBy: rules.view, usesTurn: rules.usesTurn, ends: ends)
    let targets = MixingTargets(
      of: rows, rewards: rewards.reward, turnStart: batch.episodes.turnStart, target: rules.target,
      gamma: rules.gamma, ends: ends)
    guard targets.scale.isFinite else {
      throw .numerical(method: Self.card.id, reason: "a reward is beyond the range of numbers.")
    }
    let model = try model(of: rows, seed: context.seed)
    guard targets.scale > 0 else {
      return FittedMixing(rewards: rewards, model: model, fit: nil, scale: 0, cuts: ends.cuts)
    }
    do throws(MixingDivergence) {
      let fit = try model.fitted(to: targets, by: rules, seed: context.seed)
      return FittedMixing(
        rewards: rewards, model: model, fit: fit, scale: targets.scale, cuts: ends.cuts)
    } catch {
      throw .numerical(method: Self.card.id, reason: sentence(error, scale: targets.scale))
    }
  }

  /// What a user is told of a fit that diverged, with the loss in reward units.
  private func sentence(_ error: MixingDivergence, scale: Double) -> String {
    let last = error.lastFiniteLoss.map { "the last finite loss was \($0 * scale * scale)" }
    return "the fit diverged at step \(error.step); \(last ?? "no loss was finite"). Use "
      + (rules.descent == nil ? "target=mc." : "a smaller rate.")
  }
}

/// A model with fitted parameters, and what is paid for turns.
struct FittedMixing<Model: MixingModel> {
  let rewards: TurnRewards
  /// `nil` for a batch without decisions.
  let model: Model?
  /// `nil` where nothing is ever paid: all that a fit could find is 0.
  let fit: MixingFit?
  /// What numbers of the model are multiplied by to be in reward units.
  let scale: Double
  /// Truncated episodes that are bootstrapped.
  let cuts: CutEpisodes

  /// Numbers that are read from the fitted model, in reward units; zeros where nothing is ever paid.
  func read(_ count: Int, _ numbers: (Model, [Double]) -> [Double]) -> [Double] {
    guard let model, let fit else { return Array(repeating: 0, count: count) }
    return numbers(model, fit.parameters).map { scale * $0 }
  }

  /// How the fit ended, in reward units.
  func report(of id: String) -> CriticFit {
    let what = "the joint action value of \(id)"
    guard let model, let fit else { return .closedForm(what, parameters: 0, loss: 0) }
    return CriticFit(
      what: what, parameters: model.parameterCount, iterations: fit.iterations,
      loss: fit.loss * scale * scale, rule: fit.rule, residual: fit.residual,
      hasConverged: fit.hasConverged)
  }
}

extension TeamRows {
  /// Numbers of turns less their means over the turns of the same cell.
  fileprivate func differencesFromCellMeans(_ numbers: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: cellCount)
    var count = sum
    for (turn, cell) in turnCell.enumerated() {
      sum[Int(cell)] += numbers[turn]
      count[Int(cell)] += 1
    }
    return numbers.enumerated().map {
      $0.element - sum[Int(turnCell[$0.offset])] / count[Int(turnCell[$0.offset])]
    }
  }
}
