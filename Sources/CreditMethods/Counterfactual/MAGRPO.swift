package import Trajectories

/// MAGRPO: the return of a joint action less the mean return of the joint actions that were sampled beside it.
///
/// In a trace these are the turns that were taken after the same recorded turns: the first ones of a task, and those of episodes
/// where one was forked from the other (`forkOf`, `forkTurn`). Without forks all credit is on first turns.
package struct MAGRPO: CreditMethod {
  /// What is compared.
  private enum Among: String, CaseIterable {
    /// The joint actions sampled after the same turns.
    case node
    /// The actions of an agent there, each with the sum of the returns of the joint actions that contain it.
    case cross
    /// Returns from turns of the same place in the task.
    case turn
    /// Returns of the episodes of the task.
    case task
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "magrpo", name: "MAGRPO, joint actions sampled side by side",
    source: "arXiv 2508.04652 (2025), with the released code; group=turn is ours",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "(1 - 1/n) (Q - V) of the joint action with n actions sampled after the same turns, the luck of what follows included; 0 "
      + "where nothing else was sampled. Agents that act together are not told apart, unless group=cross.",
    formula:
      "g = r + gamma mean of the g sampled below; A = g - mean of the g sampled beside it",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  /// Added to the variance under the root.
  private static let tinyVariance = 1e-8

  @Parameter(ParameterHelp.rewardOfScore)
  private var reward = RewardConvention.score
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.9
  @Parameter(
    "what is compared: joint actions after the same turns, an agent's actions there by sums over the joint ones (cross), "
      + "returns from turns of one place, or of whole episodes")
  private var group = Among.node
  @Parameter("whether a return is compared with the mean of the others") private var loo = false
  @Parameter("whether deviations are divided by the deviation of the population") private var std = false
  private let forks = ForkParameters()
  private let truncation = TruncationParameters(bootstrapping: false)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let shared = try forks.shared(in: batch, for: Self.card)
    let rewards = TurnRewards(of: batch, by: ReturnRules(ofScores: reward))
    let credits: [Double]
    switch group {
    case .task:
      let returns = rewards.returnsToGo(discount: gamma)
      let first = batch.episodes.turnStart
      let ofEpisodes = (0..<batch.episodeCount).map { episode in
        batch.turns(of: episode).isEmpty ? 0 : returns[Int(first[episode])]
      }
      let advantages = compared(
        ofEpisodes, in: batch.episodesByTask, counting: batch.episodesWithTurns)
      credits = batch.repeatedPerDecision(batch.repeatedPerTurn(advantages))
    case .turn:
      credits = batch.repeatedPerDecision(
        compared(
          rewards.returnsToGo(discount: gamma), in: batch.turnsByTaskAndPlace, counting: shared?.isOwn))
    case .node, .cross:
      let tree = SampledTurns(of: batch, sharing: shared)
      let returns = tree.returns(of: rewards.reward, in: batch, discount: gamma)
      credits =
        group == .node
        ? batch.repeatedPerDecision(compared(returns, in: tree.siblings, counting: shared?.isOwn))
        : crossed(batch.repeatedPerDecision(returns), tree.siblings, batch, shared)
    }
    let copied = group == .task ? credits : shared?.copied(credits, in: batch) ?? credits
    var attribution = try Attribution(finite: copied, of: batch, method: Self.card.id)
    attribution.remarks.countsForksOnce = forks.countsOnce
    return attribution
  }

  /// The sums of the returns of an agent's actions at a node, compared with its other actions there.
  private func crossed(
    _ returns: [Double], _ siblings: Grouping, _ batch: TrajectoryBatch, _ shared: SharedTurns?
  ) -> [Double] {
    let agents = Grouping(
      Grouping(batch.repeatedPerDecision(siblings.group), count: siblings.count)
        .split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
    let actions = Grouping(agents.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count))
    let isOwn = shared.map { batch.repeatedPerDecision($0.isOwn) }
    var sums = [Double](repeating: 0, count: actions.count)
    var isFirst = [Bool](repeating: false, count: returns.count)
    var seen = [Bool](repeating: false, count: actions.count)
    for (decision, action) in actions.group.enumerated() where isOwn?[decision] ?? true {
      isFirst[decision] = !seen[Int(action)]
      seen[Int(action)] = true
      sums[Int(action)] += returns[decision]
    }
    return compared(actions.group.map { sums[Int($0)] }, in: agents, counting: isFirst)
  }

  /// Values less the mean of the counted ones of their group, or of the others; 0 where they are equal.
  private func compared(_ values: [Double], in groups: Grouping, counting isCounted: [Bool]?) -> [Double] {
    var standardise = Standardisation()
    (standardise.norm, standardise.leavesOneOut) = (.mean, loo)
    let deviations = standardise(values, in: groups, counting: isCounted)
    guard std else { return deviations }
    standardise.leavesOneOut = false
    let squares = standardise(values, in: groups, counting: isCounted).map { $0 * $0 }
    let variances = groups.means(of: squares, counting: isCounted)
    return groups.group.indices.map { row in
      deviations[row] / (variances[Int(groups.group[row])] + Self.tinyVariance).squareRoot()
    }
  }
}

/// The turns of a batch as a tree: a node's samples are the turns that were taken after the same turns.
private struct SampledTurns {
  /// The turns by what was before them: nothing, in the same task, or the same turn.
  let siblings: Grouping
  /// The turn that each turn is; `nil` where each is its own.
  private let origin: [Int32]?

  init(of batch: TrajectoryBatch, sharing shared: SharedTurns?) {
    let origin = shared?.origin
    let tasks = UInt32(batch.symbols.tasks.count)
    var before = [UInt32](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard let first = turns.first else { continue }
      before[first] = batch.episodes.task[episode]
      for turn in turns.dropFirst() { before[turn] = tasks + UInt32(origin?[turn - 1] ?? Int32(turn - 1)) }
    }
    siblings = Grouping(before, count: Int(tasks) + batch.turnCount)
    self.origin = origin
  }

  /// The return of every turn: its reward, and the discounted mean return of the turns that were taken after it.
  ///
  /// - Complexity: O(turns).
  func returns(of reward: [Double], in batch: TrajectoryBatch, discount: Double) -> [Double] {
    guard let origin else {
      return discountedReturns(of: reward, turnStart: batch.episodes.turnStart, discount: discount)
    }
    var returns = reward
    // What was sampled after each turn, added up and counted; late turns come first.
    var (sum, count) = ([Double](repeating: 0, count: reward.count), [Int](repeating: 0, count: reward.count))
    let places = (0..<batch.episodeCount).flatMap { episode in
      batch.turns(of: episode).map { (turn: $0, place: $0 - batch.turns(of: episode).lowerBound) }
    }
    let byPlace = Grouping(
      places.map { UInt32($0.place) }, count: (places.map(\.place).max() ?? 0) + 1)
    for place in (0..<byPlace.count).reversed() {
      for turn in byPlace[place].map(Int.init) where Int(origin[turn]) == turn {
        if count[turn] > 0 { returns[turn] += discount * sum[turn] / Double(count[turn]) }
        guard place > 0 else { continue }
        sum[Int(origin[turn - 1])] += returns[turn]
        count[Int(origin[turn - 1])] += 1
      }
    }
    for turn in returns.indices { returns[turn] = returns[Int(origin[turn])] }
    return returns
  }
}
