package import Trajectories

/// M-GRPO: the main agent's episodes are compared with each other, and so are the delegations to each of the other agents.
///
/// A delegation is a run of consecutive turns in which an agent acts. Agents that act in every turn have one an episode.
package struct MGRPO: CreditMethod {
  /// What a trajectory of an agent other than the main one is.
  private enum Unit: String, CaseIterable {
    /// Consecutive turns in which it acts.
    case run
    /// A turn in which it acts.
    case turn
  }

  /// How often a trajectory counts.
  private enum Alignment: String, CaseIterable {
    /// Once.
    case none
    /// As its share of the agent's trajectories of the episode: what drawing equally many from every episode does on average.
    case weight
  }

  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// Rewards relative to the task.
    case advantage
    /// The rewards.
    case reward
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "m_grpo", name: "M-GRPO, a main agent and delegations compared apart",
    source: "arXiv 2511.13288 (2025), by notes; align=weight is ours",
    granularity: .multiAgent, methodology: .monteCarlo,
    estimand:
      "How good the whole episode was among the episodes of the task, for the main agent; for the others whether their "
      + "delegation was valid and the episode succeeded, among the agent's delegations. What was delegated is not compared.",
    formula:
      "A = (r - mean r) / (sd r + eps) by agent and task; main: r = weightFormat [all valid] + weightCorrect R; others: r = 0 "
      + "with an invalid decision, 1 where R > threshold, otherwise partial",
    needs: [.trajectories], spansTasks: true, cost: "no continuations; O(decisions)",
    unverified: [
      .init("the weights of the main agent's reward, the judge's term of the others', ddof"),
      .init(
        "how many trajectories are drawn: each weighs its share instead", where: "align", is: .text("weight")),
    ])

  private let outcome = GroupScoreParameters(ddof: 0, eps: 1e-6)
  @Parameter("the main agent's place among the agents, in the order of the trace, from 0", in: 0...63)
  private var main = 0
  @Parameter("what the main agent earns if all of its decisions are valid", in: 0...)
  private var weightFormat = 0.0
  @Parameter("weight of the score in the main agent's reward", in: 0...) private var weightCorrect = 1.0
  @Parameter("score above which a valid delegation earns 1") private var threshold = 0.0
  @Parameter("what a valid delegation earns otherwise", in: 0...1) private var partial = 0.1
  @Parameter("what is compared: runs of consecutive turns in which an agent acts, or its turns")
  private var unit = Unit.run
  @Parameter("a delegation counts once, or as its share of the agent's delegations of the episode")
  private var align = Alignment.none
  @Parameter("rewards relative to the task, or as they are") private var emit = Emission.advantage

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (agents, main) = (batch.symbols.agents.count, main)
    guard main < agents || batch.decisionCount == 0 else {
      throw .refused(
        method: Self.card.id,
        reason:
          "main is \(main), and the batch has \(agents) agent\(agents == 1 ? "" : "s"); accepted: 0...\(agents - 1)."
      )
    }
    let scores = outcome.scores(of: batch)
    let trajectories = AgentTrajectories(of: batch, main: main, asTurns: unit == .turn)
    let (format, correct, threshold, partial) = (weightFormat, weightCorrect, threshold, partial)
    let rewards = trajectories.rows.map { row in
      let score = scores[row.episode]
      guard row.agent != main else { return (row.isValid ? format : 0) + correct * score }
      return row.isValid ? (score > threshold ? 1 : partial) : 0
    }
    let values =
      emit == .reward
      ? rewards
      : trajectories.standardised(
        rewards, tasks: batch.episodes.task, by: outcome.standardise, aligned: align == .weight)
    return try Attribution(
      finite: trajectories.ofDecision.map { values[$0] }, of: batch, method: Self.card.id)
  }
}

/// The trajectories of the agents of a batch: the main agent has one an episode, whether or not it acts, the others one for
/// each time that they are called.
private struct AgentTrajectories {
  /// A trajectory.
  struct Row {
    let episode: Int
    let agent: Int
    /// Whether the environment accepted all of its decisions.
    var isValid = true
  }

  private(set) var rows: [Row] = []
  /// The trajectory of every decision. Shape `[decisions]`.
  private(set) var ofDecision: [Int] = []

  init(of batch: TrajectoryBatch, main: Int, asTurns: Bool) {
    let valid = batch.decisions.valid
    // The trajectory that an agent was last seen in, and the turn.
    var last = [(row: Int, turn: Int)](repeating: (-1, -2), count: batch.symbols.agents.count)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard !turns.isEmpty, main < last.count else { continue }
      for agent in last.indices { last[agent] = (-1, -2) }
      last[main] = (rows.count, -2)
      rows.append(Row(episode: episode, agent: main))
      for turn in turns {
        for decision in batch.decisions(of: turn) {
          let agent = Int(batch.decisions.agent[decision])
          let goesOn =
            agent == main || last[agent].turn == turn || (!asTurns && last[agent].turn == turn - 1)
          if !goesOn || last[agent].row < 0 {
            last[agent].row = rows.count
            rows.append(Row(episode: episode, agent: agent))
          }
          last[agent].turn = turn
          if !(valid?[decision] ?? true) { rows[last[agent].row].isValid = false }
          ofDecision.append(last[agent].row)
        }
      }
    }
  }

  /// Rewards less the mean of the agent's in the task, over their deviation; 0 where they are equal. Shape `[rows]`.
  ///
  /// - Parameters:
  ///   - rewards: One a trajectory.
  ///   - tasks: The task of every episode.
  ///   - rules: What deviations are divided by.
  ///   - isAligned: Whether all episodes with a trajectory weigh the same, instead of all trajectories.
  func standardised(
    _ rewards: [Double], tasks: [UInt32], by rules: Standardisation, aligned isAligned: Bool
  ) -> [Double] {
    let groups = Grouping(by: rows.map { UInt64(tasks[$0.episode]) << 32 | UInt64($0.agent) })
    guard isAligned else { return rules(rewards, in: groups) }
    var result = [Double](repeating: 0, count: rewards.count)
    for group in 0..<groups.count {
      let members = groups[group].map(Int.init)
      let ofEpisode = Grouping(by: members.map { rows[$0].episode })
      let count = Double(ofEpisode.count)
      guard ofEpisode.count > rules.ddof, !Standardisation.areEqual(members.map { rewards[$0] }) else {
        continue
      }
      let weights = ofEpisode.group.map { 1 / Double(ofEpisode.size(of: Int($0))) }
      let mean = zip(weights, members).reduce(0) { $0 + $1.0 * rewards[$1.1] } / count
      let squares = zip(weights, members).reduce(0) { sum, row in
        sum + row.0 * (rewards[row.1] - mean) * (rewards[row.1] - mean)
      }
      let unit =
        rules.norm == .std ? (squares / (count - Double(rules.ddof))).squareRoot() + rules.eps : 1
      for row in members { result[row] = (rewards[row] - mean) / unit }
    }
    return result
  }
}
