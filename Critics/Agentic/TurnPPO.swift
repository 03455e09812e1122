package import CreditMethods
package import Trajectories
import Simulation

/// Turn-PPO: generalised advantages over turns, with a critic that values the history up to a turn.
///
/// The critic is a table of mean returns of all tasks' turns, the exact values of the scenario, a file of
/// values, or 0.
package struct TurnPPO: TurnCritic, StateTableCritic {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "turn_ppo", name: "Turn-PPO, generalised advantages over turns",
    source: "arXiv 2512.17008 (2025); advantages of Schulman et al. 2016, arXiv 1506.02438",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q - V of the turn's joint action as far as the values are right: for lambda=1 the return less V. Agents that act "
      + "together are not told apart.",
    formula:
      "A_t = sum over l of (gamma lambda)^l delta_(t+l), delta_t = r_t + gamma V(s_(t+1)) - V(s_t), V = 0 after the "
      + "end, or V(final) of a truncated episode (truncated=bootstrap)",
    needs: [.trajectories], spansTasks: true, cost: "no continuations; O(decisions + states)",
    unverified: [.init("the constants gamma=0.99 and lambda=0.9, read in a secondary source")])

  private let scoring = ScoreParameters(bootstrapping: true)
  @Parameter(ParameterHelp.key) private(set) var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.99
  @Parameter(ParameterHelp.lambda, in: 0...1, formerly: "lam") private var lambda = 0.9
  private let source = TurnValueSource()
  private let fitting = FittedEpisodesParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try fitting.attribution(of: batch, Self.card, in: context) {
      (batch, context, episodes) throws(AttributionError) in
      let batch = CriticBatch(batch, in: context, by: scoring, fittedTo: episodes)
      let (values, endValues) = try values(of: batch, in: context)
      let advantages = generalisedAdvantages(
        rewards: batch.rewards.reward, values: values.values, endValues: endValues,
        turnStart: batch.all.episodes.turnStart, discount: gamma, lambda: lambda)
      return try batch.attribution(
        turns: advantages, Self.card, fits: source.isFitted ? [values.fit] : [],
        table: source.isFitted ? StateCells(of: batch.all, by: key).states : nil)
    }
  }

  /// The values of the turns' states.
  package func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    try fitting.values(of: batch, Self.card, in: context) {
      (batch, context, episodes) throws(AttributionError) in
      let (values, _) = try values(
        of: CriticBatch(batch, in: context, by: scoring, fittedTo: episodes), in: context)
      return TurnValues(kind: .state, values: Array(values.values[..<batch.turnCount]), fit: values.fit)
    }
  }

  private func values(
    of batch: CriticBatch, in context: AttributionContext
  ) throws(AttributionError) -> (TurnValues, endValues: [Double]) {
    let returns = batch.ends.returns(
      of: batch.rewards.reward, turnStart: batch.all.episodes.turnStart, discount: gamma)
    return try source.values(of: batch, returns: returns, by: key, fitting, Self.card, in: context)
  }
}

extension CriticView {
  /// What a critic sees that is keyed so. An anchor state is public, and no more than what agents know.
  init(_ key: StateKey) { self = key == .privileged ? .privileged : .information }
}
