import CreditNumerics
import Ground
import CreditStatistics
package import CreditMethods
package import Trajectories

/// SPA-RL: contributions of decisions that add up to the score, and a bonus for what could be executed.
///
/// Only the sums are fitted, and they say little about single decisions: of all contributions with the best
/// sums the ones of least norm are taken. With features that no two episodes share they spread every score
/// evenly over its decisions.
package struct SPARL: CreditMethod {
  private enum Features: String, CaseIterable {
    /// State, agent and action.
    case action
    /// All decisions of the episode so far, the own one included.
    case history
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "spa", name: "SPA-RL, stepwise progress attribution",
    source:
      "arXiv 2505.20732 (2025), with the released code; the table of least norm in place of its network is ours",
    granularity: .multiAgent, methodology: .returnDecomposition,
    estimand:
      "What a decision adds to the score, as far as scores are sums over (state, agent, action); an association, and "
      + "where sums leave contributions open, the evenest choice.",
    formula:
      "A = weightContribution c(s, i, a) + grounding [valid], c = X⁺ R, X = how often each episode shows each (s, i, a)",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; one least-squares fit of a coefficient a feature")

  private let scoring = ScoreParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("weight of the contribution", in: 0..., formerly: "alpha") private var weightContribution = 1.0
  @Parameter("bonus of a decision that the environment accepted", in: 0...) private var grounding = 0.5
  @Parameter("what has a contribution: state, agent and action, or the whole history with the decision")
  private var features = Features.action

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let batch = CriticBatch(batch, in: context, by: scoring)
    let all = batch.all
    let features: Grouping =
      switch self.features {
      case .action: StateCells(of: all, by: key).decisions
      case .history: historyFeatures(of: all)
      }
    var rows = MinimumNormRegression.Rows()
    for episode in 0..<all.episodeCount {
      for decision in all.decisions(ofEpisode: episode) { rows.add(1, column: Int(features.group[decision])) }
      rows.endRow()
    }
    let fit = try CriticFit.leastNorm(
      rows, targets: batch.rewards.episodeReturn, columns: features.count, "contributions of spa",
      method: Self.card.id)
    let (weight, bonus) = (weightContribution, grounding)
    let credits = features.group.indices.map { decision in
      weight * fit.coefficients[Int(features.group[decision])]
        + (all.decisions.valid?[decision] ?? true ? bonus : 0)
    }
    return try batch.attribution(decisions: credits, Self.card, fits: [fit.fit])
  }

  /// The decisions by all that was seen and decided in the episode, up to their own turn and action.
  ///
  /// - Complexity: O(decisions + turns of an episode · symbols).
  private func historyFeatures(of batch: TrajectoryBatch) -> Grouping {
    let histories = EpisodeHistories(of: batch, by: key)
    let byHistory = Grouping(batch.repeatedPerDecision(histories.turn), count: histories.count)
    let byAgent = Grouping(
      byHistory.split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
    return Grouping(byAgent.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count))
  }
}

extension CriticFit {
  /// Least squares of least norm, with how they ended.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` where there is no finite solution.
  static func leastNorm(
    _ rows: MinimumNormRegression.Rows, targets: [Double], columns: Int, _ what: String, method: String
  ) throws(AttributionError) -> (coefficients: [Double], fit: CriticFit) {
    let measured: Measured<MinimumNormRegression>
    do throws(GSLError) {
      measured = try MinimumNormRegression.fit(rows, targets: targets, columns: columns)
    } catch {
      throw .numerical(method: method, reason: "\(error)")
    }
    switch measured {
    case .undefined(let reason):
      throw .numerical(method: method, reason: "the \(what) cannot be fitted: \(reason)")
    case .value(let found):
      return (
        found.coefficients,
        CriticFit(
          what: what, parameters: columns, iterations: found.iterations,
          loss: found.residualSumOfSquares / Double(max(1, targets.count)),
          rule: found.iterations == 0 ? "the system is solved" : MinimumNormRegression.rule,
          residual: found.iterations == 0 ? 0 : found.residual, hasConverged: found.hasConverged)
      )
    }
  }
}
