package import Trajectories

/// GraphPO: how often episodes succeed after a turn's successor, relative to the other exits of its state, and how early
/// the turn reaches its successor, relative to the other ways into it.
///
/// Unverified: from the abstract and a summary of the paper it is known that the ways out of a merged state are compared
/// by correctness, pooled over the state that they lead to, and the ways into it by their length; the formula is our
/// reconstruction. States are the trace's, where the paper merges summaries by similarity, and it means what the paper
/// means only if no state is revisited. A truncated episode of a trace succeeds as often as those do that go on where it was
/// cut (`truncated=bootstrap`). The length term is not 0 in a task without success.
package struct GraphPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "graphpo", name: "GraphPO, reasoning as a directed acyclic graph",
    source:
      "arXiv 2606.18954, abstract and a summary only",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "The success rate after the turn, pooled over all episodes that visit its successor, relative to the other "
      + "exits of its state; ways that reach the successor early are added to.",
    formula:
      "A = z((1 - w) y_i + w mean y over all visits of the successor) over turns leaving the same state "
      + "+ z(-(t + 1)) over turns into the same successor, y = 1 for a success, else 0",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    unverified: [MethodCard.Unverified("the formula, which is our reconstruction")])

  private let standardisation = StandardisationParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("share of the outcomes pooled over the successor; 0 means a tree", in: 0...1) private var w = 0.7
  private let truncation = TruncationParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (standardise, pooling) = (standardisation.standardise, w)
    let states = context.states(of: batch, by: key)
    let entries = Grouping(states.graphWithoutSinks.successor, count: states.nodes.count)
    let ended = batch.episodes.status.map { $0 == .success ? 1.0 : 0 }
    let continued = CutContinuations(of: batch, by: key, truncation.bootstraps, in: context)
    let outcome = continued.replacing(ended, byMeansOf: batch.repeatedPerTurn(ended))
    let success = batch.repeatedPerTurn(outcome)
    // A visit is a turn that starts in a state or an episode that ends in it: where an episode starts counts too.
    let visits = Grouping(states.nodes.turn + states.nodes.final, count: states.nodes.count)
    let successRate = visits.means(of: success + outcome)
    let value = success.combined(with: entries.group) { (1 - pooling) * $0 + pooling * successRate[Int($1)] }
    let correctness = standardise(value, in: states.turnsByNode)
    let efficiency = standardise(earliness(of: batch), in: entries)
    let credit = correctness.combined(with: efficiency, +)
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cuts: continued.cuts)
  }

  /// `-(t + 1)` of every turn `t` of its episode: the length of the way to its successor, negated. Shape `[turns]`.
  private func earliness(of batch: TrajectoryBatch) -> [Double] {
    (0..<batch.episodeCount).flatMap { episode in
      (0..<batch.turns(of: episode).count).map { -Double($0 + 1) }
    }
  }
}
