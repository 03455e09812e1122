import Glibc
package import Trajectories

/// SPO, segment policy optimisation: the change of the state's value over a run of turns, for all of its turns.
///
/// With `shape=chain` a segment starts before a turn whose joint action was unlikely, `pi < rho`: the first such turn
/// and every `interval`-th of them after it. Turns before the first start have credit 0, and so have likely turns
/// (`pi > rho`), unless `mask` is off. With `shape=tree` segments have a fixed length, and values are means over the leaves
/// of a full tree of continuations around the episode; in a trace, over the episodes with the same history.
package struct SPO: CreditMethod {
  private enum Shape: String, CaseIterable {
    /// Segments start before unlikely turns.
    case chain
    /// Segments of equal length, valued by a tree.
    case tree
  }

  /// What the change of a value in the tree is divided by.
  private enum Norm: String, CaseIterable {
    /// Nothing.
    case none
    /// The standard deviation of the returns from the segment's start on, plus 1e-8.
    case parent
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "spo", name: "SPO, segment policy optimisation",
    source: "Guo et al. 2025, arXiv 2505.23564 (NeurIPS 2025), with the released code",
    granularity: .segment, methodology: .monteCarlo,
    estimand:
      "The value that a run of turns added, luck included: with every turn a segment of its own (rho=1 interval=1) "
      + "Q - V of the turn. Likely turns are masked, right or wrong; a tree of B branches takes 1/B of the credit away.",
    formula: "A(segment k) = rewards of the segment + V(start of k + 1) - V(start of k), V = 0 after the end",
    needs: [.trajectories, .logProbabilities, .replay], spansTasks: true,
    cost:
      "chain: K simulated continuations for each start; tree: branching^levels - 1 an episode; none with "
      + "values=exact or values=trace",
    unverified: [
      .init(
        "which of the unlikely positions an interval keeps: here the first and every interval-th after it",
        where: "shape", is: .text("chain"))
    ],
    unit: .segment)

  @Parameter("where segments start, and what values are") private var shape = Shape.chain
  @Parameter("turns less likely than this start segments (chain)", in: 0...1) private var rho = 0.9
  @Parameter("every how many such turns one does (chain)", in: 1...1 << 20) private var interval = 5
  @Parameter("whether turns likelier than rho have credit 0 (chain)") private var mask = true
  @Parameter("whether credits of turns that are not masked are standardised (chain)") private var whiten =
    false
  @Parameter("what credits are divided by (tree)") private var norm = Norm.none
  private let forking = ForkTreeParameters(branching: 6, levels: 3)
  private let evaluation = EvaluatorParameters(continuations: 9, node: .auto)

  /// The method with its defaults.
  package init() {}

  /// What a segment changed; in a tree the episode is among those that it is compared with.
  package var contrast: Contrast? {
    guard shape == .tree, evaluation.values == .replay else {
      return evaluation.contrast(unit: .segment)
    }
    return Contrast(
      unit: .segment, teammates: .none,
      reference: .policyOrTaken(share: 1 / Double(forking.branching)))
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (credit, cost, cuts) = shape == .chain ? try chain(batch, context) : try tree(batch, context)
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cost: cost, cuts: cuts)
  }

  /// The source of values, whose nodes in a trace are those of the shape if nothing else is said.
  private func evaluator(
    of batch: TrajectoryBatch, _ context: AttributionContext
  ) throws(AttributionError) -> StateEvaluator {
    var parameters = evaluation
    if parameters.node == .auto { parameters.node = shape == .tree ? .history : .state }
    return try StateEvaluator(parameters, for: Self.card, of: batch, in: context)
  }

  // MARK: Chain

  private func chain(
    _ batch: TrajectoryBatch, _ context: AttributionContext
  ) throws(AttributionError) -> ([Double], ReplayCost, CutEpisodes) {
    let probability = try turnProbabilities(of: batch)
    let evaluator = try evaluator(of: batch, context)
    let (rho, interval) = (rho, interval)
    var starts = [Bool](repeating: false, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      var unlikely = 0
      for turn in batch.turns(of: episode) where probability[turn] < rho {
        starts[turn] = unlikely % interval == 0
        unlikely += 1
      }
    }
    let states = try StateEstimates(of: batch, at: starts, by: evaluator, in: context)
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let first = turns.filter { starts[$0] }
      for (index, start) in first.enumerated() {
        let end = index + 1 < first.count ? first[index + 1] : turns.upperBound
        let change = evaluator.change(
          over: start..<end, endOf: end == turns.upperBound ? episode : nil, of: states.value)
        for turn in start..<end { credit[turn] = change }
      }
    }
    return (finished(credit, probability), states.cost, evaluator.cuts)
  }

  /// Masks likely turns, and standardises the rest if that is wanted.
  private func finished(_ credit: [Double], _ probability: [Double]) -> [Double] {
    let (mask, rho) = (mask, rho)
    let isMasked = probability.map { mask && $0 > rho }
    let masked = zip(credit, isMasked).map { $1 ? 0 : $0 }
    guard whiten else { return masked }
    var standardise = Standardisation()
    standardise.ddof = 0
    standardise.eps = 1e-8
    let all = Grouping(together: credit.count)
    return zip(standardise(masked, in: all, counting: isMasked.map { !$0 }), isMasked).map { $1 ? 0 : $0 }
  }

  /// The probability of each turn's joint action under the behaviour policy.
  private func turnProbabilities(of batch: TrajectoryBatch) throws(AttributionError) -> [Double] {
    let logProbability = try batch.everyDecision(
      batch.decisions.logProbability, .logProbability, or: "use shape=tree", for: Self.card)
    return (0..<batch.turnCount).map { exp(logProbability[batch.decisions(of: $0)].reduce(0, +)) }
  }

  // MARK: Tree

  private func tree(
    _ batch: TrajectoryBatch, _ context: AttributionContext
  ) throws(AttributionError) -> ([Double], ReplayCost, CutEpisodes) {
    let divides = norm == .parent
    guard evaluation.values == .replay else {
      return try segments(batch, context, divides: divides)
    }
    let rollouts = try context.simulation(
      of: batch, for: Self.card, otherwise: "values=trace", keepingTurns: true)
    let tree = try ForkTree(forking, of: rollouts, seed: context.seed, method: Self.card.id)
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let (forks, cost) = tree(episode: episode)
      let credits = forks.flatMap { fork in
        let change = fork.meanOfOwnLeaves - fork.meanOfLeaves
        let spread = divides ? Self.spread(of: fork.leaves) : 1
        return [Double](repeating: spread == 0 ? 0 : change / spread, count: fork.segment.count)
      }
      return (credits, cost)
    }
    return (parts.flatMap(\.0), .sum(parts.map(\.1)), CutEpisodes())
  }

  /// The tree's credits with the values of another source, whose spread is that of the returns from the state on.
  private func segments(
    _ batch: TrajectoryBatch, _ context: AttributionContext, divides: Bool
  ) throws(AttributionError) -> ([Double], ReplayCost, CutEpisodes) {
    let evaluator = try evaluator(of: batch, context)
    let states = try StateEstimates(of: batch, by: evaluator, in: context)
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let segments = ForkTree.segments(
        ofLength: forking.segment, levels: forking.levels, turns: turns.count)
      for segment in segments {
        let range = turns.lowerBound + segment.lowerBound..<turns.lowerBound + segment.upperBound
        let change = evaluator.change(
          over: range, endOf: range.upperBound == turns.upperBound ? episode : nil, of: states.value)
        let spread =
          divides ? Self.regularised(evaluator.spread(episode: episode, turn: segment.lowerBound)) : 1
        for turn in range { credit[turn] = spread == 0 ? 0 : change / spread }
      }
    }
    return (credit, states.cost, evaluator.cuts)
  }

  /// The standard deviation of returns, all counted, plus 1e-8; 0 where they are all equal.
  private static func spread(of returns: [Double]) -> Double {
    guard !Standardisation.areEqual(returns) else { return 0 }
    let mean = returns.reduce(0, +) / Double(returns.count)
    let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return regularised((squares / Double(returns.count)).squareRoot())
  }

  private static func regularised(_ spread: Double) -> Double { spread < 1e-12 ? 0 : spread + 1e-8 }
}
