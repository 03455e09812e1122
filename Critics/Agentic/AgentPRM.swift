package import CreditMethods
package import Trajectories
import Simulation

/// AgentPRM: the progress of a promise, which is fitted to its own generalised estimates.
///
/// The promise M(s, a) of a state and joint action is what the episode will score; progress is its change
/// from the turn before. That is the advantage only where transitions are deterministic and nothing is earned
/// on the way: otherwise the luck of a transition is credited to the turn after it.
package struct AgentPRM: TurnCritic, StateTableCritic {
  private enum Emission: String, CaseIterable {
    /// The change of the promise.
    case progress
    /// The promise.
    case promise
  }

  private enum Start: String, CaseIterable {
    /// The mean score of the task's episodes.
    case groupMean
    /// 0.
    case zero
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "agentprm", name: "AgentPRM, promise and progress",
    source: "arXiv 2511.08325 (2025), read in detailed notes",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q of the turn less Q of the turn before: the advantage where transitions are deterministic and r = 0, otherwise with "
      + "the luck of the transition before. Agents that act together are not told apart.",
    formula:
      "A_t = M_t - M_(t-1), M_0 = v0; M minimises sum of (M_t - Qhat_t)²/2 + weightDifferences sum over t >= 2 of (M_t - M_(t-1) - "
      + "Ahat_t)², Ahat_t = sum of (gamma lambda)^k delta_(t+k), Qhat_t = Ahat_t + M_(t-1), Qhat_T = R, delta_t = gamma M_t - "
      + "M_(t-1), delta_T = R - M_(T-1)",
    needs: [.trajectories], spansTasks: true,
    cost:
      "no continuations; sweeps of O(turns) and a sparse least-squares fit until the largest change is below 1e-13",
    unverified: [.init("the promise before the first turn, which the sources leave open")])

  private let scoring = ScoreParameters(bootstrapping: true)
  @Parameter("the change of the promise, or the promise") private var emit = Emission.progress
  @Parameter(ParameterHelp.key) private(set) var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter(ParameterHelp.lambda, in: 0...1, formerly: "lam") private var lambda = 0.95
  @Parameter("weight of the promise's differences in the fit", in: 0...1e6, formerly: "beta")
  private var weightDifferences = 1.0
  @Parameter("promise before the first turn: the mean score of the task, or 0") private var v0 = Start
    .groupMean
  private let fitting = FittedEpisodesParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try fitting.attribution(of: batch, Self.card, in: context) {
      (batch, context, episodes) throws(AttributionError) in
      try attribute(CriticBatch(batch, in: context, by: scoring, fittedTo: episodes))
    }
  }

  private func attribute(_ batch: CriticBatch) throws(AttributionError) -> Attribution {
    let (promise, fit) = try promises(of: batch)
    var credits = promise
    if emit == .progress {
      let start = startValues(of: batch)
      for episode in 0..<batch.all.episodeCount {
        var before = start[episode]
        for turn in batch.all.turns(of: episode) {
          credits[turn] -= before
          before = promise[turn]
        }
      }
    }
    return try batch.attribution(
      turns: credits, Self.card, fits: [fit], table: StateCells(of: batch.all, by: key).jointActions)
  }

  /// The promise of every turn's state and joint action.
  package func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    try fitting.values(of: batch, Self.card, in: context) {
      (batch, context, episodes) throws(AttributionError) in
      let (promise, fit) = try promises(
        of: CriticBatch(batch, in: context, by: scoring, fittedTo: episodes))
      return TurnValues(kind: .stateAndAction, values: Array(promise[..<batch.turnCount]), fit: fit)
    }
  }

  /// The promise before the first turn of each episode: the mean over the fitted episodes of its task, or over all fitted
  /// ones where its task has none.
  private func startValues(of batch: CriticBatch) -> [Double] {
    let scores = batch.scores
    guard v0 == .groupMean else {
      return [Double](repeating: 0, count: scores.count)
    }
    let first = batch.firstFitted == 0 ? 0 : batch.judged.episodeCount
    let tasks = Grouping(batch.all.episodes.task, count: batch.all.symbols.tasks.count)
    let means = batch.fittedMeansOrNone(of: scores, in: tasks, from: first)
    let all = scores[first...].reduce(0, +) / Double(max(1, scores.count - first))
    return tasks.group.map { means[Int($0)] ?? all }
  }

  private func promises(of batch: CriticBatch) throws(AttributionError) -> ([Double], CriticFit) {
    let keys = StateCells(of: batch.all, by: key).jointActions
    let (scores, start) = (batch.scores, startValues(of: batch))
    guard batch.firstFitted > 0 else {
      return try PromiseTable(
        batch.all, keys: keys, scores: scores, before: start, discount: gamma, lambda: lambda,
        beta: weightDifferences
      ).fitted(method: Self.card.id)
    }
    let judged = batch.judged.episodeCount
    let others = batch.all.selecting(Array(judged..<batch.all.episodeCount))
    let cells = StateCells(of: others, by: key).jointActions
    let (fitted, fit) = try PromiseTable(
      others, keys: cells, scores: Array(scores[judged...]), before: Array(start[judged...]), discount: gamma,
      lambda: lambda, beta: weightDifferences
    ).fitted(method: Self.card.id)
    var promise = [Double?](repeating: nil, count: keys.count)
    for (turn, value) in fitted.enumerated() { promise[Int(keys.group[batch.firstFitted + turn])] = value }
    try fitting.requireKnown(keys.group.map { promise[Int($0)] != nil }, in: batch, Self.card)
    return (batch.filled(keys.group.map { promise[Int($0)] }), fit)
  }
}
