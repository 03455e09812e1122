package import Trajectories

/// TreeRPO: what a turn led to, compared with its siblings in a tree of continuations.
///
/// A node is worth the plain mean of its children, a leaf its return. The credit of a turn is what the node that it led
/// to is worth, less the plain mean over the siblings, divided by their spread. There is no term for the episode. With
/// `values=trace` the tree is the batch's own: the siblings are the joint actions taken at one node, a history of states
/// and joint actions, each counted once and worth the mean return of the episodes that took it; `node=state` merges equal
/// states.
package struct TreeRPO: CreditMethod {
  /// What a deviation from the siblings' mean m is divided by.
  private enum Norm: String, CaseIterable {
    /// The standard deviation over the siblings, all counted.
    case std
    /// The square root of m (1 - m).
    case bernoulli
    /// Nothing.
    case none
  }

  /// Where the tree comes from.
  private enum Source: String, CaseIterable {
    /// Continuations around every episode.
    case replay
    /// The batch.
    case trace
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "treerpo", name: "TreeRPO, siblings in a tree of continuations",
    source: "Yang et al. 2025, arXiv 2506.05183",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "With norm=none (1 - 1 / branching) (Q - V) of the turn's joint action, because the turn itself is among its "
      + "siblings; with norm=std its place among them, without unit.",
    formula:
      "A = (v(child) - m) / norm, m = mean of v over the siblings, v(node) = mean of v over its children",
    needs: [.trajectories, .replay],
    cost: "branching^levels - 1 simulated continuations an episode; none with values=trace",
    unverified: [.init("what the deviation is divided by", where: "norm", is: .text("std"))])

  @Parameter("what the deviation from the siblings is divided by") private var norm = Norm.std
  private let forking = ForkTreeParameters(branching: 4, levels: 3)
  @Parameter("where the tree comes from: continuations, or the batch") private var values = Source.replay
  @Parameter(ParameterHelp.rewardOfTrace, among: [.score, .trace]) private var reward = RewardConvention.score
  @Parameter("what identifies the state of a turn (trace)") private var key = StateKey.state
  @Parameter(TreeNodes.help, among: [.history, .state]) private var node = TreeNodes.history
  private let truncation = TruncationParameters()

  /// The method with its defaults.
  package init() {}

  /// A turn is compared with its siblings, itself among them; a trace that is read alone states none.
  package var contrast: Contrast? {
    guard values == .replay else { return nil }
    return Contrast(
      unit: .turn, teammates: .none,
      reference: .policyOrTaken(share: 1 / Double(forking.branching)))
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    guard values == .replay else {
      let continued = CutContinuations(of: batch, by: key, truncation.bootstraps, in: context)
      return try Attribution(
        finite: batch.copiedToActingAgents(credits(ofTrace: batch, continued, context)), of: batch,
        method: Self.card.id, cuts: continued.cuts)
    }
    let rollouts = try context.simulation(
      of: batch, for: Self.card, otherwise: "values=trace", keepingTurns: true)
    let tree = try ForkTree(forking, of: rollouts, seed: context.seed, method: Self.card.id)
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let (forks, cost) = tree(episode: episode)
      return (
        forks.flatMap { fork in
          [Double](repeating: credit(of: fork.children[0], among: fork.children), count: fork.segment.count)
        }, cost
      )
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(parts.flatMap(\.0)), of: batch, method: Self.card.id,
      cost: .sum(parts.map(\.1)))
  }

  /// A child's deviation from the siblings, itself included; 0 where all are worth the same.
  private func credit(of value: Double, among siblings: [Double]) -> Double {
    let count = Double(siblings.count)
    let mean = siblings.reduce(0, +) / count
    let largest = siblings.reduce(0) { max($0, abs($1 - mean)) }
    guard largest > 1e-12 * max(1, abs(mean)) else { return 0 }
    switch norm {
    case .none: return value - mean
    case .std:
      let squares = siblings.reduce(0) { $0 + ($1 - mean) / largest * (($1 - mean) / largest) }
      return (value - mean) / (largest * (squares / count).squareRoot())
    case .bernoulli:
      // Defined for means between 0 and 1 only; elsewhere there is no spread to divide by.
      let variance = mean * (1 - mean)
      return variance > 0 ? (value - mean) / variance.squareRoot() : 0
    }
  }

  // MARK: The batch's own tree

  private func credits(
    ofTrace batch: TrajectoryBatch, _ continued: CutContinuations, _ context: AttributionContext
  ) -> [Double] {
    let rewards = TurnRewards(of: batch, by: ReturnRules(ofScores: reward)).reward
    let nodes = node.turns(of: batch, by: key, in: context)
    let steps = batch.turnsByJointAction(within: nodes)
    let recorded = discountedReturns(of: rewards, turnStart: batch.episodes.turnStart, discount: 1)
    let after = batch.repeatedPerTurn(
      continued.replacing([Double](repeating: 0, count: batch.episodeCount), byMeansOf: recorded))
    let returns = zip(recorded, after).map(+)
    let value = nodes.means(of: returns)
    let isLast = batch.lastTurns
    // What a step is worth: its reward and the value of the node after it, on average over the turns that took it.
    var backup = rewards
    for turn in backup.indices {
      backup[turn] += isLast[turn] ? after[turn] : value[Int(nodes.group[turn + 1])]
    }
    let worth = steps.means(of: backup)
    var siblings = [[Double]](repeating: [], count: nodes.count)
    for (turn, isFirst) in steps.firstRows.enumerated() where isFirst {
      siblings[Int(nodes.group[turn])].append(worth[Int(steps.group[turn])])
    }
    return (0..<batch.turnCount).map { turn in
      credit(of: worth[Int(steps.group[turn])], among: siblings[Int(nodes.group[turn])])
    }
  }
}

extension TrajectoryBatch {
  /// Whether each turn is the last of its episode. Shape `[turns]`.
  var lastTurns: [Bool] {
    var isLast = [Bool](repeating: false, count: turnCount)
    for episode in 0..<episodeCount where !turns(of: episode).isEmpty {
      isLast[turns(of: episode).upperBound - 1] = true
    }
    return isLast
  }
}
