import Glibc
package import Trajectories

/// StepAgent: how much likelier an action is in demonstrations than in all episodes.
///
/// Demonstrations are the episodes that a trace flags as `expert`; where it flags none, those that succeed. It credits
/// likeness to them, not an effect on the outcome: what experts do without need is praised.
package struct StepAgent: CreditMethod {
  /// What tells experts from the agent.
  private enum Form: String, CaseIterable {
    /// A discriminator of what was seen and done, at its optimum.
    case inverse
    /// The log-ratio of the recorded policy and its reference.
    case implicit
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "stepagent", name: "StepAgent, likeness to demonstrations",
    source: "arXiv 2411.03817 (2024)",
    granularity: .multiAgent, methodology: .implicit,
    estimand:
      "How much more often experts see what the agent saw and do what it did than the episodes on average. It is no "
      + "difference of values, and no baseline makes it one.",
    formula:
      "A = log rho_expert(agent, observation, action) - log rho(agent, observation, action), each count plus 0.5",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; O(decisions), with one look-up a decision",
    unverified: [.init("both forms: the paper's rewards were not seen")])

  @Parameter("experts are told apart by what they do, or by recorded log-probabilities")
  private var form = Form.inverse
  @Parameter("added to every count (inverse)", in: 1e-9...1e9) private var smoothing = 0.5
  @Parameter("factor of the log-ratios (implicit)", in: 0...) private var beta = 0.1

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let credits = try form == .implicit ? logRatios(of: batch) : logOdds(in: batch)
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }

  private func logRatios(of batch: TrajectoryBatch) throws(AttributionError) -> [Double] {
    let beta = beta
    return try batch.logRatios(or: "count with form=inverse", for: Self.card).map { beta * $0 }
  }

  /// The log-ratio of both frequencies at every decision; 0 where nobody is an expert.
  private func logOdds(in batch: TrajectoryBatch) -> [Double] {
    let flagged = batch.episodes.expert ?? []
    let isExpert =
      flagged.contains(true) ? flagged : batch.episodes.status.map { $0 == .success }
    guard isExpert.contains(true) else { return [Double](repeating: 0, count: batch.decisionCount) }
    let seen = batch.decisions.observation ?? batch.repeatedPerDecision(batch.turns.state)
    let situations = Grouping(
      Grouping(batch.decisions.agent, count: batch.symbols.agents.count)
        .split(by: seen, symbolCount: batch.symbols.keys.count))
    let keys = Grouping(
      situations.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count))
    var expert = [Double](repeating: smoothing, count: keys.count)
    var all = expert
    for episode in 0..<batch.episodeCount {
      for decision in batch.decisions(ofEpisode: episode) {
        all[Int(keys.group[decision])] += 1
        if isExpert[episode] { expert[Int(keys.group[decision])] += 1 }
      }
    }
    // Summed in the order of the trace.
    var (sum, sumOfExperts) = (0.0, 0.0)
    for (isFirst, key) in zip(keys.firstRows, keys.group) where isFirst {
      sum += all[Int(key)]
      sumOfExperts += expert[Int(key)]
    }
    let shift = log(sum) - log(sumOfExperts)
    let odds = zip(expert, all).map { log($0) - log($1) + shift }
    return keys.group.map { odds[Int($0)] }
  }
}
