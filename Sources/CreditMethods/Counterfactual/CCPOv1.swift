import Glibc
public import Trajectories

/// CCPO as first published: a squashed, standardised difference for agents that are removed, and a gated mixture of the
/// joint and the solo outcome for the others; then standardised in the group, agent by agent.
///
/// The released trainer standardises by running statistics of earlier batches. Here they are those of the batch itself,
/// or given as parameters. With several removed agents the solo outcome of the others is the mean over them.
public struct CCPOv1: CreditMethod {
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
  public static let card = MethodCard(
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
    parameters: [
      .number("alpha", in: CommonParameters.notNegative, default: 1, "slope of the squashed difference"),
      .number("eta", in: CommonParameters.notNegative, default: 1, "slope of the gate"),
      .number(
        "eps", in: CommonParameters.notNegative, default: 1e-6, "added to the standard deviations"),
      .choice(
        "statistics", CommonParameters.words(Statistics.self),
        "means and standard deviations are the batch's own, or given"),
      .number("muDelta", in: finite, default: 0, "mean of D (given)"),
      .number("sigmaDelta", in: CommonParameters.notNegative, default: 1, "standard deviation of D (given)"),
      .number("muJoint", in: finite, default: 0, "mean of R (given)"),
      .number("sigmaJoint", in: CommonParameters.notNegative, default: 1, "standard deviation of R (given)"),
      .number("muSolo", in: finite, default: 0, "mean of R without the agent (given)"),
      .number(
        "sigmaSolo", in: CommonParameters.notNegative, default: 1,
        "standard deviation of R without the agent (given)"),
      .choice("emit", CommonParameters.words(Emission.self), "the standardised reward, or the reward itself"),
      Removable.parameter,
    ] + RemovalScores.parameters,
    unverified: [.init("what becomes of teams of more than two agents", where: "removed", is: .text("all"))])

  private static let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

  private let parameters: ParameterValues

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) { self.parameters = parameters }

  /// That of the scores without an agent, which the credit is made of.
  public var contrast: Contrast? { RemovalScores.contrast(parameters) }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let roles = TeamRoles(of: batch)
    let removed = parameters.choice("removed", as: Removable.self).among(Array(roles.agents))
    let scores = try RemovalScores(batch, parameters, removing: removed, for: Self.card, in: context)
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

  /// Mean and standard deviation of some numbers.
  private struct Moments {
    let mean: Double
    let deviation: Double

    func measure(_ x: Double, eps: Double) -> Double { (x - mean) / (deviation + eps) }
  }

  private func moments(of numbers: [Double], given name: String) -> Moments {
    if parameters.choice("statistics", as: Statistics.self) == .given {
      return Moments(
        mean: parameters.number("mu\(name)"), deviation: parameters.number("sigma\(name)"))
    }
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
    let moments = moments(of: differences.compactMap(\.self), given: "Delta")
    let (alpha, eps) = (parameters.number("alpha"), parameters.number("eps"))
    return zip(differences, otherwise).map { difference, otherwise in
      difference.map { tanh(alpha * moments.measure($0, eps: eps)) } ?? otherwise
    }
  }

  /// The reward of an agent that is never removed.
  private func gated(_ joint: [Double], _ solo: [Double?]) -> [Double] {
    let differences = zip(joint, solo).compactMap { joint, solo in solo.map { joint - $0 } }
    let delta = moments(of: differences, given: "Delta")
    let jointMoments = moments(of: joint, given: "Joint")
    let soloMoments = moments(of: solo.compactMap(\.self), given: "Solo")
    let eps = parameters.number("eps")
    let slope = parameters.number("eta") * delta.mean / (delta.deviation + eps)
    let gate = 1 / (1 + exp(-min(20, max(-20, slope))))
    return zip(joint, solo).map { joint, solo in
      let own = jointMoments.measure(joint, eps: eps)
      return solo.map { gate * own + (1 - gate) * soloMoments.measure($0, eps: eps) } ?? own
    }
  }

  private func emitted(_ reward: [Double], in tasks: Grouping) -> [Double] {
    guard parameters.choice("emit", as: Emission.self) == .advantage else { return reward }
    return Standardisation()(reward, in: tasks)
  }
}
