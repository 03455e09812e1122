import Glibc
package import Trajectories

/// IGPO: a turn is rewarded with what it adds to the probability of the right answer, the last one with the outcome.
///
/// Gains and outcomes are standardised together within the task, and summed from the turn on. Without standardisation the
/// sums telescope: R + p(last) - p(turn).
package struct IGPO: CreditMethod {
  /// What a gain is the difference of.
  private enum Gain: String, CaseIterable {
    /// Probabilities.
    case prob
    /// Their logarithms, of probabilities of at least 1e-6.
    case logprob
  }

  /// What rewards are standardised among.
  private enum Norm: String, CaseIterable {
    /// Gains and outcomes of the task together.
    case joint
    /// Gains and outcomes apart.
    case separate
    /// Nothing.
    case none
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "igpo", name: "IGPO, information gain",
    source: "arXiv 2510.14967 (2025), with the code released in February 2026",
    granularity: .turn, methodology: .informationTheoretic,
    estimand:
      "What the turn and all later ones add to the belief in the right answer, and the outcome, relative to the other turns of "
      + "the task. Luck that the belief sees is credited too; agents that act together are not told apart.",
    formula:
      "A_t = sum over k >= t of gamma^(k - t) z(x_k), x_k = p_(k+1) - p_k, on the last turn R; z over all x of the task",
    needs: [.trajectories, .beliefs], cost: "no continuations; O(decisions)")

  private let worth = EpisodeScoreParameters()
  @Parameter("gains of the probability, or of its logarithm") private var type = Gain.prob
  @Parameter("gains and outcomes are standardised together, apart, or not at all") private var norm =
    Norm.joint
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter("weight of the standardised gains", in: 0...) private var weightGain = 1.0
  @Parameter("weight of the standardised outcome", in: 0...) private var weightOutcome = 1.0
  @Parameter(BeliefSource.help) private var belief = BeliefSource.trace

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = worth.scores(of: batch)
    var beliefs = try belief.beliefs(of: batch, scores: scores, for: Self.card, in: context)
    if type == .logprob { beliefs = beliefs.map { log(max($0, 1e-6)) } }
    let isLast = batch.endsEpisode
    let raw = batch.gains(of: beliefs, atTheEnd: scores)
    let tasks = batch.turnsByTask
    let rewards: [Double]
    switch norm {
    case .none: rewards = raw
    case .joint:
      rewards = InformationScale.standardise(
        raw, in: tasks, counting: [Bool](repeating: true, count: raw.count))
    case .separate:
      let gains = InformationScale.standardise(raw, in: tasks, counting: isLast.map { !$0 })
      rewards = gains.combined(
        with: InformationScale.standardise(raw, in: tasks, counting: isLast), +)
    }
    let (weightGain, weightOutcome) = (weightGain, weightOutcome)
    let weighted = zip(rewards, isLast).map { $1 ? weightOutcome * $0 : weightGain * $0 }
    let credit = discountedReturns(
      of: weighted, turnStart: batch.episodes.turnStart, discount: gamma)
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}

extension TrajectoryBatch {
  /// What each turn adds to a belief, and on the last turn of an episode what the episode is worth. Shape `[turns]`.
  func gains(of beliefs: [Double], atTheEnd scores: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: turnCount)
    for episode in 0..<episodeCount {
      let turns = turns(of: episode)
      for turn in turns.dropLast() { result[turn] = beliefs[turn + 1] - beliefs[turn] }
      if let last = turns.last { result[last] = scores[episode] }
    }
    return result
  }
}
