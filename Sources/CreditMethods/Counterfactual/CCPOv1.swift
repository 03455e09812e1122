import Glibc
package import Trajectories

/// CCPO as first published: a squashed, standardised difference for agents that are removed, and a gated mixture of the
/// joint and the solo outcome for the others; then standardised in the group, agent by agent.
///
/// The released trainer standardises by running statistics of earlier batches. Here they are those of the batch itself,
/// or given as parameters. With several removed agents the solo outcome of the others is the mean over them.
package struct CCPOv1: CreditMethod {
  /// Where means and standard deviations come from.
  private enum Statistics: String, CaseIterable {
    /// The batch itself, all episodes counted; a variance of at most 1e-6 gives the standard deviation 1.
    case own
    /// The parameters.
    case given
  }

  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The reward, standardised in the group.
    case advantage
    /// The reward.
    case reward
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "ccpo_v1", name: "CCPO, first version",
    source: "arXiv 2603.21563, first version (March 2026), with the released code",
    granularity: .turn, methodology: .gameTheoretic,
    estimand:
      "How unusual the agent's E[score] - E[score without the agent] is in its group, squashed; for the others how good "
      + "the outcome is. Not an effect of single decisions: an agent's turns are not told apart.",
    formula:
      "removed: tanh(alpha (D - mu_D) / (sigma_D + eps)), D = R - R without i; others: g z(R) + (1 - g) z(R solo), "
      + "g = sigmoid(eta mu_D / (sigma_D + eps)); then (r - mean) / (sd + eps) in the group",
    needs: [.trajectories, .replay], spansTasks: true,
    cost: "one simulated episode for each removed agent and episode; none with source=trace",
    unverified: [.init("what becomes of teams of more than two agents", where: "removed", is: .text("all"))])

  @Parameter("slope of the squashed difference", in: 0...) private var alpha = 1.0
  @Parameter("slope of the gate", in: 0...) private var eta = 1.0
  @Parameter("added to the standard deviations", in: 0...) private var eps = 1e-6
  @Parameter("means and standard deviations are the batch's own, or given") private var statistics =
    Statistics.own
  @Parameter("mean of D (given)") private var muDelta = 0.0
  @Parameter("standard deviation of D (given)", in: 0...) private var sigmaDelta = 1.0
  @Parameter("mean of R (given)") private var muJoint = 0.0
  @Parameter("standard deviation of R (given)", in: 0...) private var sigmaJoint = 1.0
  @Parameter("mean of R without the agent (given)") private var muSolo = 0.0
  @Parameter("standard deviation of R without the agent (given)", in: 0...) private var sigmaSolo = 1.0
  @Parameter("the standardised reward, or the reward itself") private var emit = Emission.advantage
  @Parameter(Removable.help) private var removed = Removable.allButLast
  private let removal = RemovalParameters()

  /// The method with its defaults.
  package init() {}

  /// That of the scores without an agent, which the credit is made of.
  package var contrast: Contrast? { removal.contrast }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let roles = TeamRoles(of: batch)
    let removed = self.removed.among(Array(roles.agents))
    let scores = try RemovalScores(batch, removal, removing: removed, for: Self.card, in: context)
    let episodes = 0..<batch.episodeCount
    let alone = roles.agents.map { agent in episodes.map { scores.score(of: $0, without: agent) } }
    let solo = episodes.map { episode in mean(of: alone.compactMap { $0[episode] }) }
    let others = gated(scores.score, solo)
    let rewards = roles.agents.map { agent in
      emitted(squashed(scores.score, alone[Int(agent)], otherwise: others), in: roles.tasks)
    }
    return try Attribution(
      finite: roles.credits { rewards[Int($0)][$1] }, of: batch, method: Self.card.id, cost: scores.cost)
  }

  /// Means and standard deviations that are given, in place of the batch's own.
  private var given: (delta: Moments, joint: Moments, solo: Moments) {
    (
      Moments(mean: muDelta, deviation: sigmaDelta), Moments(mean: muJoint, deviation: sigmaJoint),
      Moments(mean: muSolo, deviation: sigmaSolo)
    )
  }

  /// Mean and standard deviation of some numbers.
  private struct Moments {
    let mean: Double
    let deviation: Double

    func measure(_ x: Double, eps: Double) -> Double { (x - mean) / (deviation + eps) }
  }

  private func moments(of numbers: [Double], otherwise given: Moments) -> Moments {
    if statistics == .given { return given }
    let mean = mean(of: numbers) ?? 0
    let variance = self.mean(of: numbers.map { ($0 - mean) * ($0 - mean) }) ?? 0
    return Moments(mean: mean, deviation: variance > 1e-6 ? variance.squareRoot() : 1)
  }

  private func mean(of numbers: [Double]) -> Double? {
    numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
  }

  /// The reward of an agent that is removed; where it is not, that of the others.
  private func squashed(_ joint: [Double], _ alone: [Double?], otherwise: [Double]) -> [Double] {
    let differences = zip(joint, alone).map { joint, alone in alone.map { joint - $0 } }
    let moments = moments(of: differences.compactMap(\.self), otherwise: given.delta)
    let (alpha, eps) = (alpha, eps)
    return zip(differences, otherwise).map { difference, otherwise in
      difference.map { tanh(alpha * moments.measure($0, eps: eps)) } ?? otherwise
    }
  }

  /// The reward of an agent that is never removed.
  private func gated(_ joint: [Double], _ solo: [Double?]) -> [Double] {
    let differences = zip(joint, solo).compactMap { joint, solo in solo.map { joint - $0 } }
    let delta = moments(of: differences, otherwise: given.delta)
    let jointMoments = moments(of: joint, otherwise: given.joint)
    let soloMoments = moments(of: solo.compactMap(\.self), otherwise: given.solo)
    let slope = eta * delta.mean / (delta.deviation + eps)
    let gate = 1 / (1 + exp(-min(20, max(-20, slope))))
    return zip(joint, solo).map { joint, solo in
      let own = jointMoments.measure(joint, eps: eps)
      return solo.map { gate * own + (1 - gate) * soloMoments.measure($0, eps: eps) } ?? own
    }
  }

  private func emitted(_ reward: [Double], in tasks: Grouping) -> [Double] {
    guard emit == .advantage else { return reward }
    return Standardisation()(reward, in: tasks)
  }
}
