public import Ground
import Simulation
import Trajectories

/// What infinitely many continuations of a replay would give, between bounds.
public struct ReplayBounds: Sendable, Hashable, Codable {
  /// Expected return from the restored turn on, and probability of success, of each branch.
  public let factual, counterfactual: Outcome
  /// Return of the factual branch less that of the counterfactual one: narrower than the two bounds, for what can follow both
  /// cancels.
  public let difference: Bounds
  /// Every legal action of the agent, in the scenario's order.
  public let alternatives: [Outcome]
  /// Cells (state and turn) that the bounds rest on.
  public let cells: Int

  /// What follows a branch.
  public struct Outcome: Sendable, Hashable, Codable {
    /// Expected return in reward units, and probability of success.
    public let `return`, success: Bounds
  }
}

extension ReplayBounds {
  /// Expands what can follow a decision of an episode.
  ///
  /// - Parameters:
  ///   - plan: What is asked, about an episode that a lazy simulator played.
  ///   - index: The turn of the batch.
  ///   - slot: The agent's place among those that act in it.
  /// - Throws: `BoundedValueError`, `ScenarioError` and `PolicyError` of what is met.
  init(_ plan: ReplayPlan, _ bounding: BoundedTruthPlan, ofTurn index: Int, slot: Int) throws {
    let rollouts = plan.rollouts
    let decision = rollouts.batch.decisions(of: index).lowerBound + slot
    let alternatives = DecisionAlternatives(
      to: decision, at: (episode: plan.episode, index: index, turn: plan.turn, slot: slot), of: rollouts)
    var outlook = try BoundedOutlook(of: rollouts, ranges: bounding.ranges, limit: bounding.cells)
    let branches = try alternatives.rows.map {
      try outlook.branch(
        ofTurn: index, turn: plan.turn, joint: $0, mass: 1 / Double(alternatives.rows.count))
    }
    let first = rollouts.choices(ofTurn: index, slot: slot).lowerBound
    let taken = Int(rollouts.choice[decision]) - first
    let instead = plan.action.flatMap { action in
      alternatives.rows.indices.first { rollouts.action(ofChoice: first + $0) == action }
    }
    let only = { (chosen: Int) in alternatives.rows.indices.map { $0 == chosen ? 1.0 : 0 } }
    let other = instead.map(only) ?? alternatives.probability
    let difference = zip(only(taken), other).map(-)
    try outlook.narrow { outlook in
      bounding.width > 0 && outlook.bounds(of: branches, weighing: difference).width <= bounding.width
    }
    let outcome = { (weights: [Double]) in
      Outcome(
        return: Bounds(outlook.bounds(of: branches, weighing: weights)),
        success: Bounds(outlook.success(of: branches, weighing: weights)))
    }
    factual = outcome(only(taken))
    counterfactual = outcome(other)
    self.difference = Bounds(outlook.bounds(of: branches, weighing: difference))
    self.alternatives = alternatives.rows.indices.map { outcome(only($0)) }
    cells = outlook.cellCount
  }
}

extension Rollouts {
  /// The name of a choice's action.
  fileprivate func action(ofChoice choice: Int) -> String {
    mdp.symbols.actions[mdp.information.choiceAction[choice]]
  }
}
