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

  private let view: CriticView
  private let rules: ReturnRules
  private let gamma: Double
  private let lambda: Double
  private let usesTurn: Bool
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
    let batch = context.fitting.map { judged.joined(with: $0) } ?? judged
    if card.needs.contains(.privilegedStates), batch.turns.privileged == nil {
      throw .lacks(
        method: card.id, need: "privileged states",
        howToSupply:
          "Write the field \"privileged\" on every turn of the trace, or use a critic of information states.")
    }
    let rewards = TurnRewards(of: batch, by: rules)
    let values = try fittedValues(of: batch, returns: rewards.returnsToGo(discount: gamma), method: card)
    let advantages = generalisedAdvantages(
      rewards: rewards.lessRowPenalties(rewards.reward), values: values, turnStart: batch.episodes.turnStart,
      discount: gamma, lambda: advantage == .gae ? lambda : 0)
    let credits = batch.copiedToActingAgents(advantages)[..<judged.decisionCount]
    return try Attribution(
      finite: Array(credits), of: judged, method: card.id, fittedTurns: context.fitting?.turnCount ?? 0)
  }

  /// V of every turn.
  private func fittedValues(
    of batch: TrajectoryBatch, returns: [Double], method card: MethodCard
  ) throws(AttributionError) -> [Double] {
    let cells = ViewCells(of: batch, seenBy: view, usesTurn: usesTurn)
    var weights = [Double](repeating: 1, count: batch.turnCount)
    if weighting == .episodes {
      for episode in 0..<batch.episodeCount {
        let turns = batch.turns(of: episode)
        for turn in turns { weights[turn] = 1 / Double(turns.count) }
      }
    }
    let fit: OneHotRegression
    do throws(GSLError) {
      fit = try OneHotRegression.fit(
        cells: cells.cell, count: cells.count, weights: weights, targets: returns)
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
}
