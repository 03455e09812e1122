import CreditNumerics
import Ground
import CreditStatistics
package import Trajectories

/// Synthetic returns: a state is worth what its visits add to any later reward, by a regression over the task.
///
/// The reward of a turn is explained by its own state and by the states visited before it in the episode, each with a
/// coefficient of its own. The coefficient of a state depends on the state reached, so that it stands on the turn that
/// starts there. Under `penalty=row` the regression sees rewards without penalties, and an invalid turn's own credit
/// loses its penalty.
package struct SyntheticReturns: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "synthetic", name: "Synthetic returns by ridge regression",
    source:
      "Raposo et al. 2021, arXiv 2102.12425 (read in the abstract only); one coefficient a state with the gate "
      + "fixed at 1, and the ridge, are ours",
    granularity: .step, methodology: .returnDecomposition,
    estimand:
      "What a visit of the state adds to each later reward, as far as states add up; an association, not an effect, "
      + "and the same for every action taken there.",
    formula:
      "A = weightState c(s_t) + weightReward r_t, where r_t ~ b(s_t) + sum over k < t of c(s_k) is fitted by least squares with "
      + "ridge (|b|² + |c|²)",
    needs: [.trajectories],
    cost: "no continuations; O(S³) a task of S states, and O(S) a turn at most")

  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("weight of the state's contribution", in: 0..., formerly: "alpha") private var weightState = 1.0
  @Parameter("weight of the turn's own reward", in: 0..., formerly: "beta") private var weightReward = 1.0
  @Parameter("penalty on the squares of the coefficients", in: 1e-9...) private var ridge = 1e-3

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let nodes = context.states(of: batch, by: key).nodes
    let reward = rewards.reward
    let (weightState, weightReward) = (weightState, weightReward)
    let ofState = try contributions(to: reward, of: nodes, in: batch).map { weightState * $0 }
    let synthetic = reward.combined(with: nodes.turn) { ofState[Int($1)] + weightReward * $0 }
    let credit = batch.copiedToActingAgents(rewards.lessRowPenalties(synthetic))
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }

  /// What a visit of each node adds to later rewards. Shape `[nodes]`.
  private func contributions(
    to reward: [Double], of nodes: StateNodes, in batch: TrajectoryBatch
  ) throws(AttributionError) -> [Double] {
    let groups = Groups(of: batch)
    var contribution = [Double](repeating: 0, count: nodes.count)
    for group in 0..<groups.count {
      guard let first = groups[group].first else { continue }
      let task = Int(batch.episodes.task[Int(first)])
      let states = Int(nodes.taskStart[task])..<Int(nodes.taskStart[task + 1])
      let fit: Measured<[Double]>
      do throws(GSLError) {
        var moments = try VisitMoments(states: states.count)
        for episode in groups[group] {
          let turns = batch.turns(of: Int(episode))
          moments.add(nodes: nodes.turn[turns], from: states.lowerBound, rewards: reward[turns])
        }
        fit = try moments.regression().coefficients(ridge: ridge)
      } catch {
        throw .numerical(method: Self.card.id, reason: "\(error)")
      }
      switch fit {
      case .value(let coefficients): contribution[states] = coefficients[states.count...]
      case .undefined(let reason):
        throw .numerical(
          method: Self.card.id,
          reason: "the contributions of task \"\(batch.taskName(of: Int(first)))\": \(reason)")
      }
    }
    return contribution
  }
}
