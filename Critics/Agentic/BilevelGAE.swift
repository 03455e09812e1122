package import CreditMethods
package import Trajectories
import Simulation

/// Bi-level generalised advantages: first over turns, then inside each turn towards the turn's target.
///
/// The turn level compares the values before the last decision of each turn; its target, advantage plus
/// value, is what the earlier decisions of the turn are then led to. The decisions of agents that act
/// together stand for the tokens, in the order of the trace.
package struct BilevelGAE: TurnCritic, StateTableCritic {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "bilevel", name: "Bi-level GAE",
    source:
      "RAGEN, arXiv 2504.20073 (2025), with the released code; advantages of Schulman et al. 2016, arXiv 1506.02438",
    granularity: .multiAgent, methodology: .critic,
    estimand:
      "What the rest of the turn and of the episode bring beyond the value before the decision: the later decisions of "
      + "the same turn are credited to the earlier ones too.",
    formula:
      "turns: A_t = delta_t + gamma lambda A_(t+1), delta_t = r_t + gamma U_(t+1) - U_t, U = V before a turn's last decision; "
      + "inside: A_last = A_t, A_j = tokenGamma V_(j+1) - V_j + tokenGamma tokenLambda A_(j+1)",
    needs: [.trajectories], spansTasks: true, cost: "no continuations; O(decisions + symbols)")

  private static let fitted = "values of bilevel"

  private let scoring = ScoreParameters(bootstrapping: true)
  @Parameter(ParameterHelp.key) private(set) var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter(ParameterHelp.lambda, in: 0...1, formerly: "lam") private var lambda = 1.0
  @Parameter("discount between the decisions of a turn", in: 0...1) private var tokenGamma = 1.0
  @Parameter("lambda inside a turn; 1 leads to the turn's target", in: 0...1, formerly: "tokenLam")
  private var tokenLambda = 1.0
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
      return values.ofStates(prefixes, turns: batch.turnCount, Self.fitted)
    }
  }

  private func values(
    of batch: CriticBatch
  ) throws(AttributionError) -> (DecisionPrefixes, DecisionPrefixes.Values) {
    let prefixes = DecisionPrefixes(listedIn: batch.all, from: StateCells(of: batch.all, by: key).states)
    let returns = batch.ends.returns(
      of: batch.rewards.reward, turnStart: batch.all.episodes.turnStart, discount: gamma)
    let values = prefixes.values(meansOf: returns, of: batch)
    try fitting.requireKnown(values.isKnown, in: batch, Self.card)
    return (prefixes, values)
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
    let (all, reward) = (batch.all, batch.rewards.reward)
    let turnStart = all.episodes.turnStart
    let (prefixes, values) = try values(of: batch)
    let stateValue = values.ofStates(prefixes, turns: all.turnCount)
    // A turn in which nobody decides has its state's value alone.
    let lastValue = (0..<all.turnCount).map { turn in
      let decisions = all.decisions(of: turn)
      return decisions.isEmpty ? stateValue[turn] : values.value[decisions.upperBound - 1]
    }
    let ofTurns = generalisedAdvantages(
      rewards: reward, values: lastValue,
      endValues: batch.ends.values(from: stateValue, episodes: all.episodeCount), turnStart: turnStart,
      discount: gamma, lambda: lambda)
    let (discount, lambda) = (tokenGamma, tokenLambda)
    var credits = values.value
    for turn in 0..<all.turnCount {
      var following = ofTurns[turn]
      for decision in all.decisions(of: turn).reversed() {
        if decision + 1 < all.decisions(of: turn).upperBound {
          let delta = discount * values.value[decision + 1] - values.value[decision]
          following = delta + discount * lambda * following
        }
        credits[decision] = following
      }
    }
    return try batch.attribution(
      decisions: credits, Self.card, fits: [values.fit(Self.fitted)], table: prefixes.states)
  }
}
