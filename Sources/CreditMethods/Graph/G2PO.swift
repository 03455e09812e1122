package import Trajectories

/// G2PO: the gain of a turn on the mean discounted outcomes of states, once relative to the other exits of its state and
/// once relative to all turns of the task, plus the episode's relative return.
///
/// The value of a state is the mean of `gamma^(T - t) R` over the turns that start in it: the last turn of an episode
/// carries one discount already, so that values grow along a success and its turns gain. An episode ends in the value
/// `successReward` after a success and 0 otherwise, whatever its score; with `truncated=bootstrap` a truncated one ends in the
/// value of its last state, if turns start there. Invalid turns lose the penalty in the comparison
/// of exits (unless `penalty=none`) but not in the values of states.
package struct G2PO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "g2po", name: "G2PO, differences of group state values",
    source:
      "arXiv 2606.22995 and its released code, from which the penalty among the exits and the values after the last "
      + "turn are taken",
    granularity: .turn, methodology: .temporalDifference,
    estimand:
      "The difference V(s') - V(s) of the behaviour policy, with V the mean discounted outcome of the episodes that "
      + "visit a state, seen from the state's exits and from the whole task; the episode's relative return is added.",
    formula:
      "A = (R_i - mean R) / (sd R + eps) + weightGraph (z(V(s') - penalty) + z(V(s') - V(s))), the first z over turns leaving "
      + "the same state, the second over all turns of the task; V(s) = mean of gamma^(T - t) R over turns at s",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)")

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters(bootstrapping: true)
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter("weight of the two terms of the graph", in: 0..., formerly: "w") private var weightGraph = 1.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rules = rewarding.rules
    let standardise = standardisation.standardise
    var rowRules = rules
    if rowRules.penalty == .trajectory { rowRules.penalty = .row }
    let outcomes = TurnRewards(of: batch, by: rowRules)
    let known = context.states(of: batch, by: key)
    let states = known.turnsByNode

    let stateValue = states.means(of: discountedOutcomes(outcomes.episodeReturn, of: batch))
    let after = valuesAfterTurns(known.nodes, stateValue, of: batch)
    let gain = after.combined(with: states.group) { $0 - stateValue[Int($1)] }
    let node = standardise(outcomes.lessRowPenalties(after), in: states)
    let edge = standardise(
      gain, in: Groups(of: batch), turnStart: batch.episodes.turnStart, weighting: .crossSteps)
    let graph = node.combined(with: edge, +)

    let weight = weightGraph
    let credit = episodes.term(standardise)(TurnRewards(of: batch, by: rules), of: batch)
      .combined(with: graph) { $0 + weight * $1 }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  /// `gamma^(T - t) R` of every turn `t` of an episode of `T` turns, in reward units. Shape `[turns]`.
  private func discountedOutcomes(_ episodeReturn: [Double], of batch: TrajectoryBatch) -> [Double] {
    let discount = gamma
    var result = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      var outcome = episodeReturn[episode]
      for turn in batch.turns(of: episode).reversed() {
        outcome *= discount
        result[turn] = outcome
      }
    }
    return result
  }

  /// The value of the state after every turn: that of the next turn's, or the outcome; the mean over the turns of a state
  /// in which none starts is 0. Shape `[turns]`.
  private func valuesAfterTurns(
    _ nodes: StateNodes, _ stateValue: [Double], of batch: TrajectoryBatch
  ) -> [Double] {
    let success = rewarding.successReward
    let bootstraps = episodes.bootstraps
    var after = [Double](repeating: 0, count: nodes.turn.count)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns.dropLast() { after[turn] = stateValue[Int(nodes.turn[turn + 1])] }
      if let last = turns.last {
        switch batch.episodes.status[episode] {
        case .success: after[last] = success
        case .truncated where bootstraps: after[last] = stateValue[Int(nodes.final[episode])]
        case .failure, .truncated, .aborted: break
        }
      }
    }
    return after
  }
}
