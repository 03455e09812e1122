import Glibc
package import Trajectories

/// ACPO: the outcome relative to the group, shared out among the turns by what each told of the outcome.
///
/// A turn's contribution is how much it changed the entropy of success. The mean over the turns of an episode is the credit of
/// GRPO. Once the outcome is sealed nothing more is told, and nothing credited.
package struct ACPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "acpo", name: "ACPO, credit by information on the outcome",
    source: "arXiv 2510.08899 (2025)",
    granularity: .step, methodology: .informationTheoretic,
    estimand:
      "The episode's relative outcome times the share of the information on it that came with the turn: a turn that sealed a "
      + "defeat of a success that luck brought is praised.",
    formula:
      "A_t = A T c_t / sum c, c_t = |H(S(s_t)) - H(S(s_(t+1)))|, H the entropy of success, A = (R - mean R) / (sd R + eps)",
    needs: [.trajectories, .replay],
    cost: "K simulated continuations a turn; none with values=exact or values=trace",
    unverified: [
      .init("all of it: the abstract names an information-theoretic attribution, and the formula is ours")
    ])

  private let outcome = GroupOutcomeParameters()
  private let evaluation = EvaluatorParameters(continuations: 9, node: .history)

  /// The method with its defaults.
  package init() {}

  /// The state after the turn against that before it; a trace that is read alone states none.
  package var contrast: Contrast? {
    evaluation.contrast(reference: .absence("nothing: what the turn told of the outcome"))
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let evaluator = try StateEvaluator(evaluation, for: Self.card, of: batch, in: context)
    let states = try StateEstimates(of: batch, by: evaluator, in: context)
    let before = states.success.map(Self.entropy)
    let after = states.successAfter(batch, by: evaluator).map(Self.entropy)
    let scores = TurnRewards(of: batch, by: ReturnRules(ofScores: evaluation.reward)).episodeReturn
    let advantages = outcome.standardise(
      scores, in: batch.episodesByTask, counting: batch.episodesWithTurns)
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let told = turns.map { abs(before[$0] - after[$0]) }
      let sum = told.reduce(0, +)
      for (turn, share) in zip(turns, told) {
        credit[turn] = advantages[episode] * (sum > 0 ? Double(turns.count) * share / sum : 1)
      }
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cost: states.cost,
      cuts: evaluator.cuts)
  }

  /// The entropy of an event of this probability, in nats; scores beyond 0 and 1 are as certain as these.
  private static func entropy(of probability: Double) -> Double {
    guard probability > 0, probability < 1 else { return 0 }
    return -probability * log(probability) - (1 - probability) * log1p(-probability)
  }
}

/// How the outcomes of a group are standardised.
private struct GroupOutcomeParameters: ParameterGroup {
  @Parameter("the variance divides by the group's size less this", in: 0...1) private var ddof = 1
  @Parameter("added to the standard deviation, in reward units", in: 0...) private var eps = 1e-4

  var standardise: Standardisation {
    var standardise = Standardisation()
    (standardise.ddof, standardise.eps) = (ddof, eps)
    return standardise
  }
}
