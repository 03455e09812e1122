package import CreditMethods
package import Trajectories

/// PRIME: implicit process rewards of a model that was trained on outcomes, each less what other episodes have a turn, summed
/// to the end, plus the outcome less that of the others.
///
/// The rewards are beta times the log-ratio of that model and the reference. A trace records both; in a simulation the model is
/// fitted to the batch, as a softmax table over (agent, observation) whose summed rewards predict the outcomes.
package struct PRIME: CreditMethod {
  /// How rewards are compared with the other episodes.
  private enum Form: String, CaseIterable {
    /// Less the others' mean reward of a turn.
    case paper
    /// As the released code does, which stretches differences within an episode by G / (G - 1).
    case code
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "prime", name: "PRIME, implicit process rewards",
    source: "Cui et al. 2025, arXiv 2502.01456, with the released code",
    granularity: .token, methodology: .implicit,
    estimand:
      "The outcome relative to the others, and how much the model of outcomes prefers what is still to come: at its optimum on "
      + "deterministic ways R - V* from the turn on.",
    formula:
      "A_t = sum over k >= t of gamma^(k - t) (r_k - mean over the others of their mean r) + R - mean R of the others, "
      + "r = beta (log p - log ref) of the joint action",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities], spansTasks: true,
    cost: "no continuations; with a fit, quasi-Newton steps of O(decisions)")

  private let scoring = ScoreParameters()
  @Parameter("the baseline of the paper, or of the released code") private var form = Form.paper
  @Parameter("factor of the log-ratios, in the rewards and in the fit", in: 1e-6...1e6) private var beta =
    0.05
  @Parameter("weight of the implicit rewards; 5 in the released script", in: 0...) private
    var weightImplicit = 1.0
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter("whether credits are standardised over all turns of the batch") private var whiten = false
  private let policy = ImplicitRewards()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (beta, weight) = (beta, weightImplicit)
    let (ratio, fits) = try policy.logRatios(
      ofOutcomesOf: batch, in: context, beta: beta, "process reward model of prime", method: Self.card.id)
    let scores = TurnRewards(of: batch, by: scoring.rules)
    var isActed = [Bool](repeating: true, count: batch.turnCount)
    var reward = [Double](repeating: 0, count: batch.turnCount)
    for turn in 0..<batch.turnCount {
      let decisions = batch.decisions(of: turn)
      isActed[turn] = !decisions.isEmpty
      for decision in decisions { reward[turn] += weight * beta * ratio[decision] }
    }
    var credit = advantages(of: batch, reward, isActed, scores.episodeReturn)
    if whiten {
      var standardise = Standardisation()
      standardise.eps = 1e-8
      credit = standardise(
        credit, in: Grouping([UInt32](repeating: 0, count: credit.count), count: 1), counting: isActed)
    }
    credit = scores.lessRowPenalties(credit)
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, fits: fits)
  }

  /// What is still to come, each reward less the baseline, and the outcome less that of the others; 0 in a group of one.
  private func advantages(
    of batch: TrajectoryBatch, _ reward: [Double], _ isActed: [Bool], _ scores: [Double]
  ) -> [Double] {
    let (gamma, isPaper) = (gamma, form == .paper)
    var result = [Double](repeating: 0, count: batch.turnCount)
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count {
      let members = tasks[task].map(Int.init).filter { !batch.decisions(ofEpisode: $0).isEmpty }
      guard members.count > 1 else { continue }
      let size = Double(members.count)
      let means = members.map { episode in
        let acted = batch.turns(of: episode).filter { isActed[$0] }
        return acted.reduce(0) { $0 + reward[$1] } / Double(acted.count)
      }
      let sumOfMeans = means.reduce(0, +)
      let sumOfScores = members.reduce(0) { $0 + scores[$1] }
      for (episode, mean) in zip(members, means) {
        let factor = isPaper ? 1 : size / (size - 1)
        let baseline = (isPaper ? sumOfMeans - mean : sumOfMeans) / (size - 1)
        let outcome = scores[episode] - (sumOfScores - scores[episode]) / (size - 1)
        var sum = 0.0
        for turn in batch.turns(of: episode).reversed() {
          sum = gamma * sum + (isActed[turn] ? factor * reward[turn] - baseline : 0)
          result[turn] = sum + outcome
        }
      }
    }
    return result
  }
}
