package import CreditMethods
package import Trajectories
import Simulation

/// POAD: advantages of the decisions of a turn, one after the other, without a discount between them.
///
/// Agents that act together decide one after the other as far as the critic goes: it values a state together
/// with the decisions already made. Which share of the turn's difference an agent gets depends on its place
/// in the order; `order=average` averages over all orders of every turn.
package struct POAD: TurnCritic, StateTableCritic {
  private enum Order: String, CaseIterable {
    /// The order of the trace.
    case listed
    /// The mean over all orders.
    case average
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "poad", name: "POAD, Bellman backup with action decomposition",
    source:
      "Wen et al. 2024, arXiv 2405.15821, equations of the backup inside an action, with the released code",
    granularity: .multiAgent, methodology: .critic,
    estimand:
      "E[return | decisions of the turn up to the agent's] less the same without its own, and a share of what follows: "
      + "the agent's advantage given those before it. With lambda=0 the credits of a turn sum to its temporal difference.",
    formula:
      "inside a turn A = V(s, a_<j+1) - V(s, a_<j) + lambda A_next; last of a turn A = r + gamma V(s') - V(s, a_<n) + gamma "
      + "lambda A_next; V = every-visit mean of the return discounted by turns",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; O(decisions + symbols), with order=average O(n 2^n) a turn of n agents")

  private let scoring = ScoreParameters(bootstrapping: true)
  @Parameter(ParameterHelp.key) private(set) var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter(ParameterHelp.lambda, in: 0...1, formerly: "lam") private var lambda = 0.95
  @Parameter("agents decide in the trace's order, or the mean over all orders") private var order = Order
    .listed
  private let fitting = FittedEpisodesParameters()

  /// The method with its defaults.
  package init() {}

  /// The values of the turns' states, before any decision.
  package func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    try fitting.values(of: batch, Self.card, in: context) {
      (batch, context, episodes) throws(AttributionError) in
      let (prefixes, values) = try values(
        of: CriticBatch(batch, in: context, by: scoring, fittedTo: episodes))
      return values.ofStates(prefixes, turns: batch.turnCount, fitted)
    }
  }

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
    let (prefixes, values) = try values(of: batch)
    let reward = batch.rewards.reward
    let (gamma, lambda) = (gamma, lambda)
    let endValues = batch.ends.values(
      from: values.ofStates(prefixes, turns: batch.all.turnCount), episodes: batch.all.episodeCount)
    let credits =
      switch order {
      case .listed: listed(batch.all, reward, values.value, endValues, gamma, lambda)
      case .average: averaged(batch.all, prefixes, reward, values.value, endValues, gamma, lambda)
      }
    return try batch.attribution(
      decisions: credits, Self.card, fits: [values.fit(fitted)], table: prefixes.states)
  }

  /// What is fitted, in words.
  private var fitted: String { order == .listed ? "values of poad" : "values of poad, of all sets of agents" }

  private func values(
    of batch: CriticBatch
  ) throws(AttributionError) -> (DecisionPrefixes, DecisionPrefixes.Values) {
    let states = StateCells(of: batch.all, by: key).states
    let returns = batch.ends.returns(
      of: batch.rewards.reward, turnStart: batch.all.episodes.turnStart, discount: gamma)
    let prefixes =
      switch order {
      case .listed: DecisionPrefixes(listedIn: batch.all, from: states)
      case .average: try DecisionPrefixes(ofSubsetsIn: batch.all, from: states, method: Self.card.id)
      }
    let values = prefixes.values(meansOf: returns, of: batch)
    try fitting.requireKnown(values.isKnown, in: batch, Self.card)
    return (prefixes, values)
  }

  /// Credits in the listed order; `value` holds the value before each decision.
  private func listed(
    _ batch: TrajectoryBatch, _ reward: [Double], _ value: [Double], _ endValues: [Double], _ gamma: Double,
    _ lambda: Double
  ) -> [Double] {
    var credits = value
    for episode in 0..<batch.episodeCount {
      var (nextValue, following) = (endValues[episode], 0.0)
      for turn in batch.turns(of: episode).reversed() {
        let decisions = batch.decisions(of: turn)
        if decisions.isEmpty {
          // Nobody decides: time passes, and the turn before looks through it.
          (nextValue, following) = (reward[turn] + gamma * nextValue, gamma * following)
        }
        for decision in decisions.reversed() {
          let endsTurn = decision + 1 == decisions.upperBound
          let discount = endsTurn ? gamma : 1
          following =
            (endsTurn ? reward[turn] : 0) + discount * nextValue - value[decision] + discount * lambda
            * following
          credits[decision] = following
          nextValue = value[decision]
        }
      }
    }
    return credits
  }

  /// Credits averaged over the orders of every turn; `value` holds the value of every proper subset of a
  /// turn's agents.
  ///
  /// After the subset S the next agent is any of the others with the same probability, so that the expected
  /// advantage of a decision made after S needs only those after larger subsets; S precedes the agent in the
  /// share |S|! (n - 1 - |S|)! / n! of the orders.
  private func averaged(
    _ batch: TrajectoryBatch, _ prefixes: DecisionPrefixes, _ reward: [Double], _ value: [Double],
    _ endValues: [Double], _ gamma: Double,
    _ lambda: Double
  ) -> [Double] {
    let order = batch.decisionsByAgent
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      var (nextValue, following) = (endValues[episode], 0.0)
      for turn in batch.turns(of: episode).reversed() {
        let decisions = batch.decisions(of: turn)
        guard !decisions.isEmpty else {
          (nextValue, following) = (reward[turn] + gamma * nextValue, gamma * following)
          continue
        }
        let (n, first) = (decisions.count, prefixes.start[turn])
        let full = (1 << n) - 1
        /// Expected advantage of whoever decides first after each subset.
        var expected = [Double](repeating: 0, count: full)
        for subset in (0..<full).reversed() {
          let size = subset.nonzeroBitCount
          let share = 1 / (Double(n) * Double(binomial(n - 1, size)))
          for place in 0..<n where subset & (1 << place) == 0 {
            let after = subset | 1 << place
            let advantage =
              after == full
              ? reward[turn] + gamma * nextValue - value[first + subset] + gamma * lambda * following
              : value[first + after] - value[first + subset] + lambda * expected[after]
            expected[subset] += advantage / Double(n - size)
            credits[Int(order[decisions.lowerBound + place])] += share * advantage
          }
        }
        (nextValue, following) = (value[first], expected[0])
      }
    }
    return credits
  }

  private func binomial(_ n: Int, _ k: Int) -> Int { (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) } }
}
