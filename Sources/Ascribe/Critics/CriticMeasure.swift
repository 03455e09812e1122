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
    let batch = rollouts.batch
    let returns = rollouts.returns
    let turn = (0..<batch.episodeCount).flatMap { (0..<batch.turns(of: $0).count).map { Int32($0) } }
    var found: [JudgedTurns] = []
    for (index, critic) in critics.enumerated() {
      let values = try critic.values(of: batch, in: judged.context)
      try CriticStudy.requireFinite(values, of: batch, method: requests[index].card.id)
      let gradient = InducedGradient.gradient(of: rollouts, credits: judged.attributions[index].credits)
      found.append(
        JudgedTurns(
          valuesActions: values.kind == .stateAndAction, values: values.values,
          places: turn.indices.map { place in
            Int32(
              CriticReference.place(
                values.kind, ofTurn: Int(turn[place]), at: place, in: rollouts, solution))
          }, agreement: gradients.agreement(of: gradient),
          gradient: SparseVector(
            gradient, at: gradient.indices.filter { gradient[$0] != 0 }.map { Int32($0) }),
          cost: AttributionCost(judged.attributions[index])))
    }
    return CriticBatch(
      turn: turn, node: turn.indices.map { Int32(rollouts.node[$0]) }, returns: returns,
      meanReturn: rollouts.meanReturn, decisions: batch.decisionCount, critics: found)
  }
}
