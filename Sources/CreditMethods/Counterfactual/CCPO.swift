public import Trajectories

/// CCPO: the team's outcome, with a bonus for an agent without whom a group would have failed, and a malus for one
/// without whom it would have succeeded.
///
/// Scores above 0.5 count 1, others -1. The credit is the same for all decisions of an agent in an episode. An agent that
/// is never removed, such as the solver who answers for the team, has the team's outcome.
public struct CCPO: CreditMethod {
  /// What the bonus is made of.
  private enum Bonus: String, CaseIterable {
    /// 1 where the team succeeds and fails without the agent, -1 the other way round.
    case event
    /// Half the difference.
    case half
  }

  /// What an episode is compared with.
  private enum Base: String, CaseIterable {
    /// The mean of the group's scores without the agent.
    case group
    /// The episode's own score without the agent.
    case own
  }

  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The reward less its mean over the group.
    case advantage
    /// The reward.
    case reward
  }

  /// What the method is and needs.
  public static let card = MethodCard(
    id: "ccpo", name: "CCPO, counterfactual credit for collaborating agents",
    source: "arXiv 2603.21563, second version (June 2026), with the released code",
    granularity: .turn, methodology: .gameTheoretic,
    estimand:
      "The team's outcome relative to its group, and a small bonus for the sign of E[score] - E[score without the agent]. "
      + "Not an effect of single decisions: an agent's turns are not told apart.",
    formula:
      "r_i = R + lambda ([R > 0 > base] - [R < 0 < base]), base = mean of R without i; A_i = r_i - group mean of r_i",
    needs: [.trajectories, .replay],
    cost: "one simulated episode for each removed agent and episode; none with source=trace",
    parameters: [
      .number("lambda", in: CommonParameters.notNegative, default: 0.2, "weight of the bonus"),
      .choice(
        "base", CommonParameters.words(Base.self),
        "compared with the group's mean without the agent, or the own"),
      .choice("bonus", CommonParameters.words(Bonus.self), "a bonus for events, or half the difference"),
      .choice("emit", CommonParameters.words(Emission.self), "the centred reward, or the reward itself"),
      Removable.parameter,
    ] + RemovalScores.parameters,
    unverified: [.init("what becomes of teams of more than two agents", where: "removed", is: .text("all"))])

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
    let tasks = roles.tasks
    let joint = scores.score.map(Self.sign)
    let rewards = roles.agents.map { agent in
      let alone = joint.indices.map { scores.score(of: $0, without: agent).map(Self.sign) }
      return emitted(reward(joint, alone, tasks), in: tasks)
    }
    return try Attribution(
      finite: roles.credits { rewards[Int($0)][$1] }, of: batch, method: Self.card.id, cost: scores.cost)
  }

  private static func sign(_ score: Double) -> Double { score > 0.5 ? 1 : -1 }

  /// The reward of an agent in each episode.
  private func reward(_ joint: [Double], _ alone: [Double?], _ tasks: Grouping) -> [Double] {
    let lambda = parameters.number("lambda")
    var base = alone
    if parameters.choice("base", as: Base.self) == .group {
      for task in 0..<tasks.count {
        let known = tasks[task].compactMap { alone[Int($0)] }
        let mean = known.reduce(0, +) / Double(known.count)
        for episode in tasks[task].lazy.map(Int.init) where alone[episode] != nil { base[episode] = mean }
      }
    }
    return zip(joint, base).map { joint, base in
      guard let base else { return joint }
      switch parameters.choice("bonus", as: Bonus.self) {
      case .half: return joint + lambda * (joint - base) / 2
      case .event: return joint + (joint > 0 && base < 0 ? lambda : joint < 0 && base > 0 ? -lambda : 0)
      }
    }
  }

  private func emitted(_ reward: [Double], in tasks: Grouping) -> [Double] {
    guard parameters.choice("emit", as: Emission.self) == .advantage else { return reward }
    var centre = Standardisation()
    centre.norm = .mean
    return centre(reward, in: tasks)
  }
}
