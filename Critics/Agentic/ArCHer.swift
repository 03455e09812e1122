import Glibc
package import CreditMethods
package import Trajectories
import Simulation

/// ArCHer: the advantage of an utterance-level critic that is trained by temporal differences on logged
/// turns.
///
/// The critic is the tabular fixed point that the training seeks. Its two critics agree in a table, so their
/// minimum does nothing; `twin=halves` fits them to the episodes of even and of odd place instead. What only
/// one half has logged is valued by that half.
package struct ArCHer: TurnCritic, StateTableCritic {
  private enum Weighting: String, CaseIterable {
    /// Actions as often as they were logged.
    case visits
    /// Actions by their recorded probability, renormalised over the logged ones.
    case policy
  }

  private enum Twin: String, CaseIterable {
    /// One table.
    case none
    /// The minimum of two tables on disjoint halves of the episodes.
    case halves
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "archer", name: "ArCHer, hierarchical temporal differences",
    source: "Zhou et al. 2024, arXiv 2402.19446, with the released code",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q - V of the turn's joint action with infinitely many episodes; with few, of the model that they count. Agents "
      + "that act together are not told apart.",
    formula:
      "A = Q(s, a) - V(s), Q(s, a) = mean of r + gamma V(s') over the logged (s, a), V(s) = sum over logged a of w(a|s) "
      + "Q(s, a), V = 0 after the end, or the mean V of where a truncated episode was cut (truncated=bootstrap); with twins min(Q1, Q2) - min(V1, V2)",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; sweeps of O(distinct transitions) until the largest change is below 1e-13")

  private let scoring = ScoreParameters(bootstrapping: true)
  @Parameter(ParameterHelp.key) private(set) var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter(
    "V weighs actions as they were logged, or by \"logProbability\", renormalised over the logged ones")
  private var weights = Weighting.visits
  @Parameter("one critic, or the minimum of two on halves of the episodes") private var twin = Twin.none
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
      let fitted = try values(of: batch)
      // The fit says nothing of what it did not see: such a turn is no better and no worse than its state.
      let credits = zip(fitted.action, fitted.state).map { $0.isNaN || $1.isNaN ? 0 : $0 - $1 }
      return try batch.attribution(
        turns: credits, Self.card, fits: fitted.fits, table: StateCells(of: batch.all, by: key).states)
    }
  }

  /// The values of the turns' states, of the first critic where there are two.
  package func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    try fitting.values(of: batch, Self.card, in: context) {
      (batch, context, episodes) throws(AttributionError) in
      let all = CriticBatch(batch, in: context, by: scoring, fittedTo: episodes)
      let fitted = try values(of: all)
      let values = all.filled(fitted.state.map { $0.isNaN ? nil : $0 })
      return TurnValues(kind: .state, values: Array(values[..<batch.turnCount]), fit: fitted.fits[0])
    }
  }

  /// Q and V of every turn.
  private func values(of batch: CriticBatch) throws(AttributionError) -> (
    action: [Double], state: [Double], fits: [CriticFit]
  ) {
    let cells = StateCells(of: batch.all, by: key)
    let (states, actions) = (cells.states, cells.jointActions)
    let probability = try probabilities(of: batch.all, in: actions)
    let halves: [[Bool]?] =
      switch twin {
      case .none:
        batch.firstFitted == 0 ? [nil] : [(0..<batch.all.turnCount).map { $0 >= batch.firstFitted }]
      case .halves:
        (0..<2).map { half in
          let ofEpisodes = (0..<batch.all.episodeCount).map { $0 % 2 == half }
          return batch.all.repeatedPerTurn(ofEpisodes).enumerated().map { $1 && $0 >= batch.firstFitted }
        }
      }
    var tables: [TemporalDifferenceTable] = []
    for (half, isCounted) in halves.enumerated() {
      tables.append(
        try TemporalDifferenceTable(
          fitting: batch.rewards.reward, of: batch.all, states, actions, probability: probability,
          counting: isCounted, discount: gamma, ends: batch.ends,
          called: twin == .none ? "values of archer" : "values of archer, half \(half + 1)",
          method: Self.card.id))
    }
    let least = { (values: [[Double]], group: UInt32) in
      values.map { $0[Int(group)] }.filter { !$0.isNaN }.min() ?? .nan
    }
    let action = actions.group.map { least(tables.map(\.actionValue), $0) }
    try fitting.requireKnown(action.map { !$0.isNaN }, in: batch, Self.card)
    return (action, states.group.map { least(tables.map(\.stateValue), $0) }, tables.map(\.fit))
  }

  /// The probability of each state's joint actions, up to a factor of the state; `nil` for logged
  /// frequencies.
  private func probabilities(
    of batch: TrajectoryBatch, in actions: Grouping
  ) throws(AttributionError) -> [Double]? {
    guard weights == .policy else { return nil }
    let logs = try batch.required(
      batch.decisions.logProbability, named: "logProbability", by: Self.card.id, or: "use weights=visits")
    let joint = (0..<batch.turnCount).map { turn in
      exp(batch.decisions(of: turn).reduce(0) { $0 + logs[$1] })
    }
    return actions.means(of: joint)
  }
}
