package import Trajectories

/// CCPO: the team's outcome, with a bonus for an agent without whom a group would have failed, and a malus for one
/// without whom it would have succeeded.
///
/// Scores above 0.5 count 1, others -1. The credit is the same for all decisions of an agent in an episode. An agent that
/// is never removed, such as the solver who answers for the team, has the team's outcome.
package struct CCPO: CreditMethod {
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
  package static let card = MethodCard(
    id: "ccpo", name: "CCPO, counterfactual credit for collaborating agents",
    source: "arXiv 2603.21563, second version (June 2026), with the released code",
    granularity: .turn, methodology: .gameTheoretic,
    estimand:
      "The team's outcome relative to its group, and a small bonus for the sign of E[score] - E[score without the agent]. "
      + "Not an effect of single decisions: an agent's turns are not told apart.",
    formula:
      "r_i = R + weightBonus ([R > 0 > base] - [R < 0 < base]), base = mean of R without i; A_i = r_i - group mean of r_i",
    needs: [.trajectories, .replay],
    cost: "one simulated episode for each removed agent and episode; none with source=trace",
    unverified: [.init("what becomes of teams of more than two agents", where: "removed", is: .text("all"))])

  @Parameter("weight of the bonus", in: 0..., formerly: "lambda") private var weightBonus = 0.2
  @Parameter("compared with the group's mean without the agent, or the own") private var base = Base.group
  @Parameter("a bonus for events, or half the difference") private var bonus = Bonus.event
  @Parameter("the centred reward, or the reward itself") private var emit = Emission.advantage
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
    let (weight, bonus) = (weightBonus, bonus)
    var reference = alone
    if base == .group {
      for task in 0..<tasks.count {
        let known = tasks[task].compactMap { alone[Int($0)] }
        let mean = known.reduce(0, +) / Double(known.count)
        for episode in tasks[task].lazy.map(Int.init) where alone[episode] != nil {
          reference[episode] = mean
        }
      }
    }
    return zip(joint, reference).map { joint, base in
      guard let base else { return joint }
      switch bonus {
      case .half: return joint + weight * (joint - base) / 2
      case .event: return joint + (joint > 0 && base < 0 ? weight : joint < 0 && base > 0 ? -weight : 0)
      }
    }
  }

  private func emitted(_ reward: [Double], in tasks: Grouping) -> [Double] {
    guard emit == .advantage else { return reward }
    var centre = Standardisation()
    centre.norm = .mean
    return centre(reward, in: tasks)
  }
}
