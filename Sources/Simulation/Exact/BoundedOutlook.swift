import Ground
import Trajectories

/// Bounds of what can follow many situations of played episodes, by one best-first expansion that begins in all of them.
///
/// Restored situations are cells (turn, node) of the world that the episodes were played in. What a joint action of one leads
/// to is a ``Branch``: a reward, and cells with their probabilities. ``narrow(until:)`` expands what is probable to follow, and
/// what was not expanded can be whatever the scenario declares of returns. A credit is a sum of branches with weights: what
/// follows whatever is done cancels (``bounds(of:weighing:)``).
package struct BoundedOutlook {
  /// What a joint action, or a draw of one, leads to.
  package struct Branch: Sendable {
    /// Expected reward of the turn.
    fileprivate var reward = 0.0
    /// Cells that can follow, each once, and the probability of each.
    fileprivate var next: [(cell: Int32, probability: Double)] = []
    /// Whether they begin with the turn itself, which is not discounted.
    fileprivate var isTurn = false
  }

  private let rollouts: Rollouts
  private var expansion: BestFirstExpansion
  private let hasRanges: Bool

  /// The world of played episodes, with nothing expanded.
  ///
  /// - Parameters:
  ///   - rollouts: Episodes that a ``LazySimulator`` played.
  ///   - ranges: What the return from each turn on can be; `nil` where nothing is declared.
  ///   - limit: How many cells are found before the expansion stops, at least 1.
  /// - Throws: ``BoundedValueError/compiled`` for episodes that were played on tables, and for a limit below 1.
  package init(
    of rollouts: Rollouts, ranges: [ClosedRange<Double>]?, limit: Int
  ) throws(BoundedValueError) {
    guard limit >= 1 else { throw .invalidStateLimit(found: limit) }
    guard let world = rollouts.mdp.world else { throw .compiled }
    self.rollouts = rollouts
    hasRanges = ranges != nil
    expansion = BestFirstExpansion(
      world, under: rollouts.policy.source ?? NamedPolicy(rollouts.policy, on: rollouts.mdp),
      ranges: ranges, limit: limit, namesStates: false)
  }

  /// Cells that were found.
  package var cellCount: Int { expansion.cellCount }

  // MARK: Branches

  /// What a joint action of the node of a turn leads to.
  ///
  /// - Parameters:
  ///   - index: The turn of the batch.
  ///   - turn: Its number in the episode.
  ///   - joint: The joint action, counted from the node's first.
  ///   - mass: How much of the expansion is for what follows.
  /// - Throws: ``ScenarioError`` of what is met.
  package mutating func branch(
    ofTurn index: Int, turn: Int, joint: Int, mass: Double
  ) throws -> Branch {
    var branch = Branch()
    try add(joint, of: Int(rollouts.node[index]), turn: turn, probability: 1, to: &branch)
    try begin(&branch, after: turn, mass: mass)
    return branch
  }

  /// What the policy's draw of a joint action leads to in the node of a turn.
  ///
  /// - Throws: ``ScenarioError`` and ``PolicyError`` of what is met.
  package mutating func draw(ofTurn index: Int, turn: Int, mass: Double) throws -> Branch {
    let node = rollouts.node[index]
    try expansion.world.describe(Int(node))
    guard try expansion.findJoints(in: Int(node)), expansion.joints.count <= Self.mostJoints else {
      return Branch(next: [(try expansion.begin(at: node, turn: turn, mass: mass), 1)], isTurn: true)
    }
    var branch = Branch()
    for (joint, probability) in expansion.joints {
      try add(joint, of: Int(node), turn: turn, probability: probability, to: &branch)
    }
    try begin(&branch, after: turn, mass: mass)
    return branch
  }

  /// Most joint actions whose outcomes are put together; more are one cell, whose value cancels with nothing.
  private static let mostJoints = 256

  private mutating func add(
    _ joint: Int, of node: Int, turn: Int, probability: Double, to branch: inout Branch
  ) throws {
    expansion.successors.removeAll(keepingCapacity: true)
    let row = try expansion.world.expand(
      joint, of: node, into: &expansion.successors, forgettingFor: expansion.answers.policy)
    let states = expansion.world.states
    for (successor, outcome) in zip(expansion.successors, states.outcomes(of: row)) {
      let share = probability * states.outcomeProbability[outcome]
      guard share > 0 else { continue }
      branch.reward += share * states.outcomeReward[outcome]
      // Cells have no numbers before they are begun in; nodes stand for them.
      if let place = branch.next.firstIndex(where: { $0.cell == successor }) {
        branch.next[place].probability += share
      } else {
        branch.next.append((successor, share))
      }
    }
  }

  /// Begins in what follows a branch, whose nodes become cells.
  private mutating func begin(_ branch: inout Branch, after turn: Int, mass: Double) throws {
    for place in branch.next.indices {
      branch.next[place].cell = try expansion.begin(
        at: branch.next[place].cell, turn: turn + 1, mass: mass * branch.next[place].probability)
    }
  }

  // MARK: Bounds

  /// Expands until everything is known, until enough is, or up to the limit.
  ///
  /// - Parameter isEnough: Whether the bounds are narrow enough; asked whenever there are an eighth more expanded cells.
  /// - Throws: ``ScenarioError`` and ``PolicyError`` of what is met; ``BoundedValueError/noReturnBounds(success:cells:)`` where
  ///   something was not expanded and nothing is declared.
  /// - Complexity: As ``BoundedValue``.
  package mutating func narrow(until isEnough: (Self) -> Bool = { _ in false }) throws {
    var isLimited = false
    while true {
      expansion.visit()
      expansion.evaluate()
      if !expansion.hasFrontier { return }
      if isLimited || (hasRanges && isEnough(self)) { break }
      isLimited = try !expansion.expand(max(1, expansion.expandedCount / 8))
    }
    guard hasRanges else {
      throw BoundedValueError.noReturnBounds(success: 0...1, cells: expansion.cellCount)
    }
  }

  /// Bounds of a sum of branches with weights, in units of return, as of the last call of ``narrow(until:)``.
  package func bounds(of branches: [Branch], weighing weights: [Double]) -> ClosedRange<Double> {
    var reward = 0.0
    var size = 0.0
    for (branch, weight) in zip(branches, weights) {
      reward += weight * branch.reward
      size += abs(weight * branch.reward)
    }
    let ends = sum(of: branches, weighing: weights) { cell, probability, isTurn in
      let isPaid = isTurn || expansion.expansion[cell] == BestFirstExpansion.stopped
      let carried = isPaid ? probability : probability * expansion.world.discount
      return (carried * expansion.lower[cell], carried * expansion.upper[cell])
    }
    let certain = Self.withoutRounding(reward, besides: size)
    return certain + ends.lowerBound...certain + ends.upperBound
  }

  /// Bounds of the probability of success that follows branches, of which the weights draw one.
  package func success(of branches: [Branch], weighing weights: [Double]) -> ClosedRange<Double> {
    let ends = sum(of: branches, weighing: weights) { cell, probability, _ in
      (probability * expansion.successLower[cell], probability * expansion.successUpper[cell])
    }
    return max(0, ends.lowerBound)...min(1, max(0, ends.upperBound))
  }

  /// Sums what cells are worth over the net weight of each, so that a cell that several branches lead to is taken at the same end
  /// in all of them.
  private func sum(
    of branches: [Branch], weighing weights: [Double],
    _ ends: (_ cell: Int, _ probability: Double, _ isTurn: Bool) -> (Double, Double)
  ) -> ClosedRange<Double> {
    var parts: [(cell: Int32, isTurn: Bool, weight: Double, size: Double)] = []
    for (branch, weight) in zip(branches, weights) where weight != 0 {
      for (cell, probability) in branch.next {
        let share = weight * probability
        if let place = parts.firstIndex(where: { $0.cell == cell && $0.isTurn == branch.isTurn }) {
          parts[place].weight += share
          parts[place].size += abs(share)
        } else {
          parts.append((cell, branch.isTurn, share, abs(share)))
        }
      }
    }
    var (lower, upper) = (0.0, 0.0)
    for part in parts {
      let net = Self.withoutRounding(part.weight, besides: part.size)
      let (one, other) = ends(Int(part.cell), net, part.isTurn)
      lower += min(one, other)
      upper += max(one, other)
    }
    return lower <= upper ? lower...upper : -.infinity ... .infinity
  }

  /// A sum of numbers of some size, which is 0 where rounding is all of it.
  private static func withoutRounding(_ sum: Double, besides size: Double) -> Double {
    abs(sum) <= 4e-16 * size ? 0 : sum
  }
}
