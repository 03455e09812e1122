public import CreditMethods
public import Trajectories
import Simulation

/// AgentPRM: the progress of a promise, which is fitted to its own generalised estimates.
///
/// The promise M(s, a) of a state and joint action is what the episode will score; progress is its change
/// from the turn before. That is the advantage only where transitions are deterministic and nothing is earned
/// on the way: otherwise the luck of a transition is credited to the turn after it.
public struct AgentPRM: TurnCritic, StateTableCritic {
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
  public static let card = MethodCard(
    id: "agentprm", name: "AgentPRM, promise and progress",
    source: "arXiv 2511.08325 (2025), read in detailed notes",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q of the turn less Q of the turn before: the advantage where transitions are deterministic and r = 0, otherwise with "
      + "the luck of the transition before. Agents that act together are not told apart.",
    formula:
      "A_t = M_t - M_(t-1), M_0 = v0; M minimises sum of (M_t - Qhat_t)²/2 + beta sum over t >= 2 of (M_t - M_(t-1) - "
      + "Ahat_t)², Ahat_t = sum of (gamma lam)^k delta_(t+k), Qhat_t = Ahat_t + M_(t-1), Qhat_T = R, delta_t = gamma M_t - "
      + "M_(t-1), delta_T = R - M_(T-1)",
    needs: [.trajectories], spansTasks: true,
    cost:
      "no continuations; sweeps of O(turns) and a sparse least-squares fit until the largest change is below 1e-13",
    parameters: CommonParameters.scores + [
      .choice("emit", CommonParameters.words(Emission.self), "the change of the promise, or the promise"),
      CommonParameters.key, CommonParameters.gamma(1), CommonParameters.lambda(0.95),
      .number("beta", in: 0...1e6, default: 1, "weight of the promise's differences in the fit"),
      .choice(
        "v0", CommonParameters.words(Start.self),
        "promise before the first turn: the mean score of the task, or 0"),
    ],
    unverified: [.init("the promise before the first turn, which the sources leave open")])

  private let parameters: ParameterValues
  let key: StateKey

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    self.parameters = parameters
    key = parameters.choice("key", as: StateKey.self)
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let batch = CriticBatch(batch, in: context, parameters)
    let (promise, fit) = try promises(of: batch)
    var credits = promise
    if parameters.choice("emit", as: Emission.self) == .progress {
      let start = startValues(of: batch)
      for episode in 0..<batch.all.episodeCount {
        var before = start[episode]
        for turn in batch.all.turns(of: episode) {
          credits[turn] -= before
          before = promise[turn]
        }
      }
    }
    return try batch.attribution(turns: credits, Self.card, fits: [fit])
  }

  /// The promise of every turn's state and joint action.
  public func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    let (promise, fit) = try promises(of: CriticBatch(batch, in: context, parameters))
    return TurnValues(kind: .stateAndAction, values: Array(promise[..<batch.turnCount]), fit: fit)
  }

  /// The promise before the first turn of each episode.
  private func startValues(of batch: CriticBatch) -> [Double] {
    let scores = batch.rewards.episodeReturn
    guard parameters.choice("v0", as: Start.self) == .groupMean else {
      return [Double](repeating: 0, count: scores.count)
    }
    let tasks = Grouping(batch.all.episodes.task, count: batch.all.symbols.tasks.count)
    let means = tasks.means(of: scores)
    return tasks.group.map { means[Int($0)] }
  }

  private func promises(of batch: CriticBatch) throws(AttributionError) -> ([Double], CriticFit) {
    try PromiseTable(
      batch.all, keys: StateCells(of: batch.all, by: key).jointActions, scores: batch.rewards.episodeReturn,
      before: startValues(of: batch), discount: parameters.number("gamma"), lambda: parameters.number("lam"),
      beta: parameters.number("beta")
    ).fitted(method: Self.card.id)
  }
}
