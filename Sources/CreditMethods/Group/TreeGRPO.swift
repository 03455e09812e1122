package import Trajectories

/// Tree-GRPO: the outcome relative to the episode's tree, plus that relative to all trees of the task.
///
/// The tree of an episode is its `rollout`, or without one what stands before the last "/" of its identifier. An episode without
/// either is a tree of its own, in which it is compared with nobody.
package struct TreeGRPO: CreditMethod {
  /// How the two comparisons are combined.
  private enum Form: String, CaseIterable {
    /// As the paper says: their sum.
    case paper
    /// As the released code does: first that of the task, and the result compared within the tree.
    case code
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "tree_grpo", name: "Tree-GRPO, episodes compared within and among trees",
    source: "arXiv 2509.21240 (ICLR 2026), with the released code",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand:
      "How good the episode was among those that share its tree and among all, without unit; the same for all of its "
      + "decisions, shared ones too.",
    formula:
      "A = weightIntra (R - mean R in the tree) / (sd + eps) + (R - mean R in the task) / (sd + eps); code: z in the tree "
      + "of z in the task",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  @Parameter("the sum of both comparisons, or one after the other") private var form = Form.paper
  @Parameter("weight of the comparison within the tree (paper)", in: 0...) private var weightIntra = 1.0
  @Parameter("credit within a tree of one episode: 0, or as it was (code)")
  private var singleton = Standardisation.Singleton.zero
  private let outcome = GroupScoreParameters(eps: 1e-6)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let weight = weightIntra
    let trees = Grouping(by: batch.trees)
    let among = outcome.advantages(of: batch)
    var standardise = outcome.standardise
    let credit: [Double]
    switch form {
    case .paper:
      credit = standardise(outcome.scores(of: batch), in: trees, counting: batch.episodesWithTurns)
        .combined(with: among) { weight * $0 + $1 }
    case .code:
      standardise.singleton = singleton
      credit = standardise(among, in: trees, counting: batch.episodesWithTurns)
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(batch.repeatedPerTurn(credit)), of: batch, method: Self.card.id)
  }
}

/// What tells trees apart.
private struct Tree: Hashable {
  let task: UInt32
  /// What the episodes of the tree have in common; `nil` for a tree of one, which has its own place instead.
  let name: String?
  let episode: Int
}

extension TrajectoryBatch {
  /// The tree of every episode. Shape `[episodes]`.
  fileprivate var trees: [Tree] {
    (0..<episodeCount).map { episode in
      var name = episodes.rollout?[episode]
      if name == nil, case .recorded = episodes.names, let slash = episodeName(episode).lastIndex(of: "/") {
        name = String(episodeName(episode)[..<slash])
      }
      return Tree(task: episodes.task[episode], name: name, episode: name == nil ? episode : 0)
    }
  }
}
