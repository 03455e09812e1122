import Attribution
import CreditStatistics
import Trajectories
import TurnMDP

/// A tabular value critic and the advantages that are read from it: what all critics of this target share.
///
/// `V(cell)` is the weighted least-squares fit of Monte Carlo returns on one-hot features of what the critic sees; the
/// advantage of a turn is copied to every acting agent. A critic is fitted to the episodes that it judges, together with
/// those that the context sets aside for fitting.
struct ValueCritic {
  private enum Weighting: String, CaseIterable {
    /// Every turn weighs the same.
    case turns
    /// Every episode weighs the same: a turn weighs one over its episode's length.
    case episodes
  }

  private enum Advantage: String, CaseIterable {
    /// Generalised advantage estimation.
    case gae
    /// `r + gamma V(next) - V(now)`.
    case oneStep
  }

  let view: CriticView
  private let rules: ReturnRules
  private let gamma: Double
  private let lambda: Double
  let usesTurn: Bool
  private let weighting: Weighting
  private let advantage: Advantage

  /// The parameters that every value critic takes.
  static let parameters: [ParameterSpecification] =
    [
      .choice(
        "advantage", CommonParameters.words(Advantage.self),
        "generalised (with lambda) or one-step advantages"),
      CommonParameters.gamma(1),
      .number(
        "lambda", in: 0...1, default: 0.95, "decay of generalised advantages; 1 makes them Monte Carlo"),
      .flag("turnIndex", default: true, "whether the critic also sees the turn's number"),
      .choice(
        "weighting", CommonParameters.words(Weighting.self),
        "every turn, or every episode, weighs the same in the fit"),
    ] + CommonParameters.returns

  init(_ view: CriticView, _ parameters: ParameterValues) {
    self.view = view
    rules = ReturnRules(parameters)
    gamma = parameters.number("gamma")
    lambda = parameters.number("lambda")
    usesTurn = parameters.flag("turnIndex")
    weighting = parameters.choice("weighting", as: Weighting.self)
    advantage = parameters.choice("advantage", as: Advantage.self)
  }

  /// The credit of every decision of a batch.
  func attribute(
    _ judged: TrajectoryBatch, in context: AttributionContext, method card: MethodCard
  ) throws(AttributionError) -> Attribution {
    let values = try fit(judged, context, card)
    let (batch, rewards, cells) = (values.batch, values.rewards, values.cells)
    var advantages = generalisedAdvantages(
      rewards: rewards.reward, values: values.ofTurns,
      turnStart: batch.episodes.turnStart, discount: gamma, lambda: advantage == .gae ? lambda : 0)
    if let penalty = rewards.rowPenalty {
      // It lowers its own row alone: it is compared with what the cell's rows lose, and no earlier turn bootstraps
      // from it.
      let expected = try fitted(to: penalty, of: batch, cells, card)
      for turn in advantages.indices { advantages[turn] -= penalty[turn] - expected[turn] }
    }
    let credits = batch.copiedToActingAgents(advantages)[..<judged.decisionCount]
    return try Attribution(
      finite: Array(credits), of: judged, method: card.id, fittedTurns: context.fitting?.turnCount ?? 0,
      fits: [values.fit])
  }

  /// The fitted value of every turn of a batch.
  func values(
    of judged: TrajectoryBatch, in context: AttributionContext, method card: MethodCard
  ) throws(AttributionError) -> TurnValues {
    let values = try fit(judged, context, card)
    return TurnValues(kind: .state, values: Array(values.ofTurns[..<judged.turnCount]), fit: values.fit)
  }

  /// The fit to a batch and the episodes set aside, and what it rests on; one value a turn of both.
  private struct FittedValues {
    let batch: TrajectoryBatch
    let rewards: TurnRewards
    let cells: ViewCells
    let ofTurns: [Double]
    let fit: CriticFit
  }

  private func fit(
    _ judged: TrajectoryBatch, _ context: AttributionContext, _ card: MethodCard
  ) throws(AttributionError) -> FittedValues {
    let batch = context.fitting.map { judged.joined(with: $0) } ?? judged
    if card.needs.contains(.privilegedStates) { try requirePrivilegedStates(of: batch, for: card) }
    let rewards = TurnRewards(of: batch, by: rules)
    let cells = ViewCells(of: batch, seenBy: view, usesTurn: usesTurn)
    let returns = discountedReturns(
      of: rewards.reward, turnStart: batch.episodes.turnStart, discount: gamma)
    let values = try fitted(to: returns, of: batch, cells, card)
    let loss = zip(returns, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return FittedValues(
      batch: batch, rewards: rewards, cells: cells, ofTurns: values,
      fit: .closedForm(
        "values of \(card.id)", parameters: cells.count, loss: loss / Double(max(1, batch.turnCount))))
  }

  private func requirePrivilegedStates(
    of batch: TrajectoryBatch, for card: MethodCard
  ) throws(AttributionError) {
    var howToSupply =
      "Write the field \"privileged\" on every turn of the trace, or use a critic of information states."
    if let privileged = batch.turns.privileged {
      guard let missing = privileged.firstIndex(of: TurnColumns.absent) else { return }
      let episode = (0..<batch.episodeCount).first { batch.turns(of: $0).contains(missing) } ?? 0
      let turn = missing - batch.turns(of: episode).lowerBound
      howToSupply = "Turn \(turn) of episode \"\(batch.episodeName(episode))\" has none. " + howToSupply
    }
    throw .lacks(method: card.id, need: "privileged states", howToSupply: howToSupply)
  }

  /// The weighted least-squares fit to the targets of turns, at every turn.
  private func fitted(
    to targets: [Double], of batch: TrajectoryBatch, _ cells: ViewCells, _ card: MethodCard
  ) throws(AttributionError) -> [Double] {
    let fit: OneHotRegression
    do throws(GSLError) {
      fit = try OneHotRegression.fit(
        cells: cells.cell, count: cells.count, weights: weights(of: batch), targets: targets)
    } catch {
      throw .numerical(method: card.id, reason: "\(error)")
    }
    for coefficient in fit.cells {
      if case .undefined(let reason) = coefficient, reason != .noUnits {
        throw .numerical(method: card.id, reason: "a value cannot be fitted: \(reason)")
      }
    }
    let values = fit.values(substituting: 0)
    return cells.cell.map { values[Int($0)] }
  }

  /// The weight of every turn.
  private func weights(of batch: TrajectoryBatch) -> [Double] {
    switch weighting {
    case .turns: Array(repeating: 1, count: batch.turnCount)
    case .episodes:
      batch.repeatedPerTurn((0..<batch.episodeCount).map { 1 / Double(batch.turns(of: $0).count) })
    }
  }
}
