import CreditMethods
import Trajectories

/// Where log-ratios of a policy and a reference come from.
struct ImplicitRewards: ParameterGroup {
  private enum Fit: String, CaseIterable {
    /// The records of a trace; a fit in a simulation.
    case auto
    /// The records.
    case never
    /// A fit.
    case always
  }

  @Parameter(
    "the policy is fitted in a simulation and recorded in a trace, always recorded, or always fitted")
  private var fit = Fit.auto
  @Parameter(
    "half the penalty on the squares of the logits' distance from the reference, if the policy is fitted",
    in: 1e-9...)
  private var ridge = 0.01

  /// Whether the policy is fitted rather than recorded.
  func isFitted(in context: AttributionContext) -> Bool {
    fit == .always || fit == .auto && context.simulation != nil
  }

  /// The log-ratio of every decision, in nats, and how the fit ended if there was one.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - context: The context.
  ///   - what: What is fitted.
  ///   - method: The method's identifier.
  ///   - loss: The loss of the episodes' summed log-ratios, whose derivatives it adds to an array of zeros.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)``, which names a missing field of the
  ///   trace.
  func logRatios(
    of batch: TrajectoryBatch, in context: AttributionContext, _ what: String, method: String,
    loss: (_ sums: [Double], _ gradient: inout [Double]) -> Double
  ) throws(AttributionError) -> (ratio: [Double], fits: [CriticFit]) {
    guard isFitted(in: context) else {
      let advice = "fit the policy with fit=always"
      let own = try batch.required(
        batch.decisions.logProbability, named: "logProbability", by: method, or: advice)
      let reference = try batch.required(
        batch.decisions.referenceLogProbability, named: "referenceLogProbability", by: method, or: advice)
      return (own.combined(with: reference, -), [])
    }
    let (ratio, fit) = try LogRatioTable(of: batch).fitted(
      to: batch, weight: [Double](repeating: 1, count: batch.episodeCount), ridge: ridge, what,
      method: method,
      loss: loss)
    return (ratio, [fit])
  }

  /// The same for a policy whose log-ratios, times `beta` and summed over an episode, are the logit of its score.
  ///
  /// - Throws: ``AttributionError/refused(method:reason:)`` for a fit to scores that are no probabilities.
  func logRatios(
    ofOutcomesOf batch: TrajectoryBatch, in context: AttributionContext, beta: Double, _ what: String,
    method: String
  ) throws(AttributionError) -> (ratio: [Double], fits: [CriticFit]) {
    let scores = batch.episodes.score
    if isFitted(in: context), let episode = scores.firstIndex(where: { !(0...1).contains($0) }) {
      throw .refused(
        method: method,
        reason:
          "the reward model is fitted to scores in 0...1; episode \"\(batch.episodeName(episode))\" scored "
          + "\(scores[episode]).")
    }
    let share = 1 / Double(max(1, batch.episodeCount))
    return try logRatios(of: batch, in: context, what, method: method) { sums, gradient in
      var loss = 0.0
      for episode in sums.indices {
        let logit = beta * sums[episode]
        loss += share * (softplus(logit) - scores[episode] * logit)
        gradient[episode] += share * beta * (logistic(logit) - scores[episode])
      }
      return loss
    }
  }
}
