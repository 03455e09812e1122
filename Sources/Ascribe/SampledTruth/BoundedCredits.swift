import CreditMethods
import Ground
import Simulation
import Trajectories

extension SampledCredits {
  /// Bounds credits of a batch's decisions.
  ///
  /// - Parameters:
  ///   - kinds: Which credits beside the counterfactual one; those that are not among ``kinds`` are left out.
  ///   - drawable: The first decisions of the batch, among which is drawn.
  /// - Throws: `BoundedValueError` for episodes that were played on tables, and where nothing is declared and something left out;
  ///   `ScenarioError` and `PolicyError` of what is met.
  /// - Complexity: O(cells · transitions).
  init(
    bounding rollouts: Rollouts, _ plan: BoundedTruthPlan, kinds: Set<ExactCredit.Kind>, among drawable: Int,
    seed: UInt64
  ) throws {
    let kinds = Self.known(of: kinds)
    let draws = PhiloxStream(seed: seed, purpose: .truth, lane: rollouts.lane)
    let decisions = Self.sample(plan.decisions, of: drawable, draws)
    var outlook = try BoundedOutlook(of: rollouts, ranges: plan.ranges, limit: plan.cells)
    var place = DecisionPlaces(rollouts.batch)
    let mass = 1 / Double(max(1, decisions.count))
    let found = try decisions.map {
      try DecisionOutlook(of: $0, at: place.next($0), in: rollouts, kinds, &outlook, mass: mass)
    }
    try outlook.narrow { outlook in
      plan.width > 0
        && found.allSatisfy { decision in
          kinds.allSatisfy { outlook.bounds(of: decision, $0).width <= plan.width }
        }
    }
    var halves: [ExactCredit.Kind: Halves] = [:]
    for kind in kinds {
      let bounds = found.map { outlook.bounds(of: $0, kind) }
      let middles = bounds.map(\.middle)
      halves[kind] = Halves(first: middles, second: middles, reach: bounds.map { $0.width / 2 })
    }
    let gradients = found.map { decision in decision.policyGradient.map { outlook.bounds(of: decision, $0) } }
    let middles = gradients.map { $0.map(\.middle) }
    self.init(
      decisions: decisions, halves: halves,
      gradients: PlaceGradients(
        first: middles, second: middles, reach: gradients.map { $0.map { $0.width / 2 } }),
      continuations: 0, turns: 0)
    cells = outlook.cellCount
  }
}

/// What the alternatives of one decision lead to.
private struct DecisionOutlook {
  let alternatives: DecisionAlternatives
  /// Of each alternative, and last of a draw of all agents' actions, where a credit needs it.
  let branches: [BoundedOutlook.Branch]

  init(
    of decision: Int, at place: (episode: Int, index: Int, turn: Int, slot: Int), in rollouts: Rollouts,
    _ kinds: [ExactCredit.Kind], _ outlook: inout BoundedOutlook, mass: Double
  ) throws {
    let alternatives = DecisionAlternatives(to: decision, at: place, of: rollouts)
    let share = mass / Double(alternatives.rows.count)
    var branches = try alternatives.rows.map {
      try outlook.branch(ofTurn: place.index, turn: place.turn, joint: $0, mass: share)
    }
    if alternatives.needsDraw(for: kinds) {
      branches.append(try outlook.draw(ofTurn: place.index, turn: place.turn, mass: mass))
    }
    self.alternatives = alternatives
    self.branches = branches
  }

  /// Of each choice a of the agent, the weights of the alternatives in π(a) · (Q(a) - V).
  var policyGradient: [[Double]] {
    let policy = alternatives.probability
    return policy.indices.map { choice in
      policy.indices.map { policy[choice] * (($0 == choice ? 1 : 0) - policy[$0]) }
    }
  }
}

extension BoundedOutlook {
  fileprivate func bounds(of decision: DecisionOutlook, _ kind: ExactCredit.Kind) -> ClosedRange<Double> {
    bounds(of: decision, decision.alternatives.weights(of: kind))
  }

  fileprivate func bounds(of decision: DecisionOutlook, _ weights: [Double]) -> ClosedRange<Double> {
    bounds(of: decision.branches, weighing: weights)
  }
}
