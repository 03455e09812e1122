import Ground
import Trajectories
import Simulation

/// Where the trees of a batch's groups come from, and credits read from them.
struct TreeSource: Sendable {
  /// The origin of the tree.
  enum Origin: String, CaseIterable {
    /// Forks in the simulator.
    case replay
    /// The forks that the trace records.
    case trace
  }

  /// How surprising a turn is.
  enum Surprise: String, CaseIterable {
    /// The negative log-probability of what was drawn, for each token.
    case sampled
    /// The entropy of the policy.
    case exact
  }

  /// Where the tree comes from.
  let origin: Origin
  /// Forks of a group, in the simulator.
  let forks: Int
  /// Whether a turn's surprise is the policy's entropy.
  let isExact: Bool

  /// The turns that a turn is compared with, in words.
  static let siblings = "the turns sampled from the same state, the taken one among them"

  /// What the values of a tree compare a turn with; `nil` where the tree is a trace's.
  func contrast(with reference: String) -> Contrast? {
    origin == .replay ? Contrast(unit: .turn, teammates: .none, reference: .absence(reference)) : nil
  }

  /// Attributes a batch by its trees.
  ///
  /// - Parameter credits: Given a tree and the discount of a turn, one number for each turn of a path.
  func attribution(
    of batch: TrajectoryBatch, rule: ForkSearch.Rule, for card: MethodCard, in context: AttributionContext,
    _ credits: @Sendable (EpisodeTree, _ discount: Double) -> ([Int]) -> [Double]
  ) throws(AttributionError) -> Attribution {
    let groups = Groups(of: batch)
    let members = (0..<groups.count).map { groups[$0].map(Int.init) }
    var parts: [(credits: [[Double]], cost: ReplayCost)] = []
    switch origin {
    case .trace:
      let surprise = batch.surpriseOfTurns
      for episodes in members {
        let tree = try EpisodeTree(recordedIn: batch, episodes, surprise: surprise, for: card)
        let credit = credits(tree, 1)
        parts.append((tree.paths.map(credit), ReplayCost()))
      }
    case .replay:
      let rollouts = try context.simulation(of: batch, for: card, otherwise: "tree=trace", keepingTurns: true)
      let search = ForkSearch(
        replay: Replay(of: rollouts, seed: context.seed), rule: rule, forks: forks, isExact: isExact)
      parts = parallelMap(count: members.count, threads: context.threads) { group in
        let (tree, cost) = search(members[group])
        let credit = credits(tree, rollouts.mdp.discount)
        return (tree.paths.prefix(members[group].count).map(credit), cost)
      }
    }
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for (episodes, part) in zip(members, parts) {
      for (episode, values) in zip(episodes, part.credits) {
        for (turn, value) in zip(batch.turns(of: episode), values) { credit[turn] = value }
      }
    }
    var attribution = try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: card.id, cost: .sum(parts.map(\.cost)))
    attribution.remarks.countsForksOnce = origin == .trace
    return attribution
  }
}

/// Where a tree comes from.
struct TreeSourceParameters: ParameterGroup {
  @Parameter("forks of a group (replay)", in: 0...1 << 16) private var forks = 16
  @Parameter("where the tree comes from: forks in the simulator, or those that the trace records")
  private var tree = TreeSource.Origin.replay
  @Parameter("a turn's surprise is that of what was drawn, or the policy's entropy (replay)")
  private var entropy = TreeSource.Surprise.sampled

  /// The source that they name.
  var source: TreeSource { TreeSource(origin: tree, forks: forks, isExact: entropy == .exact) }
}
