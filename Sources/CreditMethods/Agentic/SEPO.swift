package import Trajectories

/// SEPO: agents share a bonus by what they are rated, by themselves and by their peers; in failures it is a malus.
///
/// The rating of an agent in an episode is the mean over its decisions: of the judge's labels, or of two factors, how it rates
/// itself and how its peers rate it. The bonus compares the agent's share of all ratings with its share in the task's other
/// episodes.
package struct SEPO: CreditMethod {
  /// Where ratings are read.
  private enum Ratings: String, CaseIterable {
    /// The judge's labels.
    case judge
    /// Two factors of every decision: the agent's own rating, and its peers'.
    case factors
  }

  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The reward less its mean over the task.
    case advantage
    /// The reward.
    case reward
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "sepo", name: "SEPO, credit shared by ratings",
    source: "arXiv 2603.21563, the sibling of ccpo; from the released code",
    granularity: .multiAgent, methodology: .judge,
    estimand:
      "The team's outcome relative to its task, and for an agent that was rated higher than usual a bonus where the team was "
      + "right, a malus where it was wrong. Not an effect: an agent's turns are not told apart.",
    formula:
      "r_j = R ± weightBonus (w_j - mean w_j), w_j = s_j / sum s, s_j = eta own + (1 - eta) peers'; A_j = r_j - mean of r_j",
    needs: [.trajectories, .judgements, .severalAgents], cost: "no continuations; O(decisions)",
    unverified: [.init("teams of more than two agents, and that rewards are centred")])

  private let worth = EpisodeScoreParameters()
  @Parameter("the judge's labels, or two factors: an agent's rating by itself and by its peers")
  private var ratings = Ratings.judge
  @Parameter("weight of an agent's rating by itself (factors)", in: 0...1) private var eta = 0.3
  @Parameter("weight of the bonus", in: 0...) private var weightBonus = 0.2
  @Parameter("the centred reward, or the reward itself") private var emit = Emission.advantage

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rated = try ratings(of: batch)
    let scores = worth.scores(of: batch)
    let agents = batch.symbols.agents.count
    // One row for each agent of each episode.
    var (sums, counts) = ([Double](repeating: 0, count: agents * batch.episodeCount), [Int]())
    counts = [Int](repeating: 0, count: sums.count)
    for episode in 0..<batch.episodeCount {
      for decision in batch.decisions(ofEpisode: episode) {
        let row = episode * agents + Int(batch.decisions.agent[decision])
        sums[row] += rated[decision]
        counts[row] += 1
      }
    }
    var shares = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
    for episode in 0..<batch.episodeCount {
      let rows = episode * agents..<(episode + 1) * agents
      let acting = rows.filter { counts[$0] > 0 }
      let total = acting.reduce(0) { $0 + shares[$1] }
      for row in acting { shares[row] = total > 0 ? shares[row] / total : 1 / Double(acting.count) }
    }
    let acts = counts.map { $0 > 0 }
    let rows = Grouping(
      Grouping(
        batch.episodes.task.flatMap { repeatElement($0, count: agents) }, count: batch.symbols.tasks.count
      )
      .split(
        by: (0..<batch.episodeCount).flatMap { _ in 0..<UInt32(agents) }, symbolCount: max(1, agents)))
    let bonus = Self.centred(shares, in: rows, counting: acts)
    let weight = weightBonus
    var rewards = bonus.indices.map { row in
      let score = scores[row / agents]
      return score + (score > 0.5 ? weight : -weight) * bonus[row]
    }
    if emit == .advantage { rewards = Self.centred(rewards, in: rows, counting: acts) }
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for decision in batch.decisions(ofEpisode: episode) {
        credits[decision] = rewards[episode * agents + Int(batch.decisions.agent[decision])]
      }
    }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }

  private static func centred(_ x: [Double], in rows: Grouping, counting counted: [Bool]) -> [Double] {
    Standardisation.centring(x, in: rows, counting: counted)
  }

  /// The rating of every decision, at least 0.
  private func ratings(of batch: TrajectoryBatch) throws(AttributionError) -> [Double] {
    guard ratings == .factors else {
      return try batch.everyDecision(batch.decisions.judge, .rating, for: Self.card)
    }
    guard let factors = batch.decisions.factors, batch.decisions.factorCount == 2 else {
      throw .lacks(
        method: Self.card.id, need: "two \"factors\" of every decision",
        howToSupply:
          "Write the field \"factors\", an agent's rating by itself and by its peers, on every decision of the trace, or use "
          + "ratings=judge.")
    }
    let own = try batch.everyDecision(
      (0..<batch.decisionCount).map { factors[2 * $0] }, .ratingByFactor, for: Self.card)
    let peers = try batch.everyDecision(
      (0..<batch.decisionCount).map { factors[2 * $0 + 1] }, .ratingByFactor, for: Self.card)
    let eta = eta
    return own.combined(with: peers) { eta * $0 + (1 - eta) * $1 }
  }
}

extension RecordedSignal {
  /// A judge's label that is read as a rating.
  fileprivate static let rating = RecordedSignal(field: "judge", flag: "--judge", range: 0...1e300)
  /// A factor that is read as a rating.
  fileprivate static let ratingByFactor = RecordedSignal(
    field: "factors", flag: "--factors", range: 0...1e300)
}
