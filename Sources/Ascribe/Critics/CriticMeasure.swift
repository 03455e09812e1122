import CreditMethods
import CreditNumerics
import Critics
import Simulation
import Trajectories

/// What a study of critics keeps of one batch.
package struct CriticBatch: Codable, Sendable {
  /// Of each turn of the batch its number within its episode, and its node.
  let turn, node: [Int32]
  /// The realised return from every turn on, discounted.
  let returns: [Double]
  /// Mean return of the episodes.
  let meanReturn: Double
  let decisions: Int
  /// How long its episodes are.
  let lengths: EpisodeLengths
  /// Each critic, in the plan's order.
  let critics: [JudgedTurns]
}

/// What one critic made of a batch.
struct JudgedTurns: Codable, Sendable {
  /// Whether it values states together with joint actions.
  let valuesActions: Bool
  /// Its value of every turn.
  let values: [Double]
  /// Of every turn the place in the tables of its ``CriticReference``.
  let places: [Int32]
  /// How near the gradient that its credits induce comes to the exact one.
  let agreement: [GradientAgreement]
  /// That gradient, without its zeros.
  let gradient: SparseVector
  /// What its credits cost.
  let cost: AttributionCost

  /// What is valued.
  var kind: TurnValues.Kind { valuesActions ? .stateAndAction : .state }
}

/// What a study of critics measures on a batch: the values of its turns, and the policy gradients of its credits.
package struct CriticMeasure: BatchMeasure {
  let critics: [any TurnCritic]
  let requests: [MethodRequest]
  let solution: ExactSolution
  let gradients: GradientReference

  package func measure(_ judged: JudgedBatch) throws -> CriticBatch {
    let rollouts = judged.rollouts
    var found: [JudgedTurns] = []
    for (index, critic) in critics.enumerated() {
      let values = try critic.values(of: rollouts.batch, in: judged.context)
      try CriticStudy.requireFinite(values, of: rollouts.batch, method: requests[index].card.id)
      found.append(JudgedTurns(values, judged.attributions[index], of: rollouts, solution, gradients))
    }
    return CriticBatch(rollouts, returns: rollouts.returns, critics: found)
  }
}

extension CriticBatch {
  init(_ rollouts: Rollouts, returns: [Double], critics: [JudgedTurns]) {
    turn = rollouts.turnNumbers
    node = rollouts.batch.turns.reward.indices.map { Int32(rollouts.node[$0]) }
    self.returns = returns
    meanReturn = rollouts.meanReturn
    decisions = rollouts.batch.decisionCount
    lengths = EpisodeLengths(of: rollouts.batch)
    self.critics = critics
  }
}

extension JudgedTurns {
  init(
    _ values: TurnValues, _ attribution: Attribution, of rollouts: Rollouts, _ solution: ExactSolution,
    _ gradients: GradientReference
  ) {
    valuesActions = values.kind == .stateAndAction
    self.values = values.values
    places = rollouts.turnNumbers.enumerated().map { index, turn in
      Int32(CriticReference.place(values.kind, ofTurn: Int(turn), at: index, in: rollouts, solution))
    }
    let gradient = InducedGradient.gradient(of: rollouts, credits: attribution.credits)
    agreement = gradients.agreement(of: gradient)
    self.gradient = SparseVector(
      gradient, at: gradient.indices.filter { gradient[$0] != 0 }.map { Int32($0) })
    cost = AttributionCost(attribution)
  }
}

extension Rollouts {
  /// Of each turn of the batch its number within its episode.
  fileprivate var turnNumbers: [Int32] {
    (0..<batch.episodeCount).flatMap { (0..<batch.turns(of: $0).count).map { Int32($0) } }
  }
}
