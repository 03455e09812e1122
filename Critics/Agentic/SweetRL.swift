package import CreditMethods
package import Trajectories

/// SWEET-RL: turn-wise advantages of a critic that sees training-time information, fitted so that the better
/// one of two episodes of a task has the larger sum.
///
/// Only differences inside pairs are identified; the ridge makes the rest 0. `form=normalised` restricts the
/// advantages to log-ratios of a policy that sees the privileged state and one that does not, as the
/// published model has them.
package struct SweetRL: CreditMethod {
  private enum Form: String, CaseIterable {
    /// One free number for each (state, agent, action).
    case free
    /// log softmax of logits that see the state, less the log of the reference that sees the observation
    /// alone.
    case normalised
  }

  private enum Aggregation: String, CaseIterable {
    /// An episode counts with the sum of its advantages.
    case sum
    /// An episode counts with the mean of its advantages.
    case mean
  }

  private enum Pairs: String, CaseIterable {
    /// The first of a task's best episodes with every worse one.
    case firstBest
    /// All pairs of different scores.
    case all
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "sweet", name: "SWEET-RL, turn-wise advantages of a privileged critic",
    source:
      "arXiv 2503.15478 (2025), with the released code; the table with a ridge in place of its network is ours",
    granularity: .multiAgent, methodology: .critic,
    estimand:
      "How much likelier decisions make the better of two episodes, on a log scale of its own; an association within "
      + "pairs, and 0 for what both members of every pair show.",
    formula:
      "A minimises the mean over pairs of -log sigma(beta (sum of A over the better - sum of A over the worse)) + ridge/2 "
      + "|A|²; normalised: A = log softmax(theta(h, o))[a] - log ref(a|o), ridge on theta - log ref",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; a Newton or quasi-Newton fit, each step O(decisions + pairs)")

  private let scoring = ScoreParameters()
  @Parameter("free numbers, or log-ratios of two policies") private var form = Form.free
  @Parameter("episodes are compared by the sum of advantages, or the mean") private var agg = Aggregation.sum
  @Parameter("what identifies the state of a turn; a turn without a privileged state has its state")
  private var key = StateKey.privileged
  @Parameter("factor of the differences in the loss", in: 1e-6...1e6) private var beta = 0.1
  @Parameter(
    "half the penalty on the squares of the advantages, or on the logits' distance from the reference",
    in: 1e-9...)
  private var ridge = 0.01
  @Parameter("the first of a task's best episodes with every worse one, or all pairs of different scores")
  private var pairs = Pairs.firstBest
  @Parameter("what the best episode has to score for pairs=firstBest, in reward units")
  private var leastScore = 1.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: scoring.rules)
    let pairs =
      switch self.pairs {
      case .firstBest:
        EpisodePairs(
          ofFirstBestIn: batch, scores: rewards.episodeReturn, atLeast: leastScore)
      case .all: try EpisodePairs(ofAllIn: batch, scores: rewards.episodeReturn, method: Self.card.id)
      }
    var (credits, fit) = try advantages(of: batch, pairs)
    if let penalty = rewards.rowPenalty {
      credits = credits.combined(with: batch.repeatedPerDecision(penalty), -)
    }
    var attribution = try Attribution(finite: credits, of: batch, method: Self.card.id, fits: [fit])
    attribution.remarks.tasksByOrder = pairs.tasksByOrder
    return attribution
  }

  private func advantages(
    of batch: TrajectoryBatch, _ pairs: EpisodePairs
  ) throws(AttributionError) -> (credits: [Double], fit: CriticFit) {
    let cells = StateCells(of: batch, by: key)
    let (beta, ridge) = (beta, ridge)
    let agg = agg
    let weight: [Double] = (0..<batch.episodeCount).map { episode in
      switch agg {
      case .sum: 1
      case .mean: 1 / Double(max(1, batch.decisions(ofEpisode: episode).count))
      }
    }
    let what = "advantages of sweet, \(pairs.count) pair\(pairs.count == 1 ? "" : "s")"
    switch form {
    case .free:
      let entries = cells.decisions
      let problem = PairwiseAdvantages.Problem(
        entries: entries, weight: weight, pairs: pairs, beta: beta, ridge: ridge, batch: batch)
      let fitted = try PairwiseAdvantages(problem, called: what, method: Self.card.id)
      return (entries.group.map { fitted.advantage[Int($0)] }, fitted.fit)
    case .normalised:
      let (ratio, fit) = try LogRatioTable(of: batch, seeing: cells.states).fitted(
        to: batch, weight: weight, ridge: ridge, what, method: Self.card.id
      ) { pairs.loss($0, beta: beta, gradient: &$1) }
      return (ratio, fit)
    }
  }
}
