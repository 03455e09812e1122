import Ground
import Trajectories

extension BestFirstExpansion {
  /// Bounds of the credits of decisions in expanded cells, as of the last visit and evaluation.
  ///
  /// - Parameter count: How many: those whose probability times squared credit is at least the largest; where that is nothing, or the
  ///   same, those for which it can be the largest, then the earliest.
  /// - Complexity: O(transitions of expanded cells · agents acting + decisions · (successors + log count)).
  mutating func credits(_ count: Int) throws -> [BoundedCredit] {
    guard count > 0 else { return [] }
    let beyond = frontierMass
    var kept = BinaryHeap<RankedDecision>()
    var sums = CreditSums()
    var order = 0
    for turn in expanded.indices {
      for cell in expanded[turn] {
        try add(Int(cell), turn: turn, to: &sums)
        let node = Int(cells[Int(cell)].1)
        for (place, slot) in world.slots(of: node).enumerated() {
          let row = try answers.row(for: Int(world.slotInformation[slot]), in: world)
          for (action, answer) in row.enumerated() where answer.probability > 0 {
            let credit = credit(of: sums, Int(cell), place, action, answer.probability)
            let reached = mass[Int(cell)]
            kept.insert(
              RankedDecision(
                credit: credit, probability: reached * answer.probability, cell: cell, slot: slot,
                action: action,
                mostProbability: min(1, reached + beyond) * answer.probability, order: order))
            if kept.count > count { _ = kept.popFirst() }
            order += 1
          }
        }
      }
    }
    var found: [BoundedCredit] = []
    while let worst = kept.popFirst() { found.append(named(worst)) }
    return found.reversed()
  }

  private struct RankedDecision: HeapElement {
    let credit: ClosedRange<Double>
    let probability: Double
    let cell: Int32
    let slot, action: Int
    let mostProbability: Double
    let order: Int

    /// Probability times squared credit, at the least and at the most.
    private var weights: (least: Double, most: Double) {
      let least = max(0, credit.lowerBound, -credit.upperBound)
      let most = max(credit.upperBound, -credit.lowerBound)
      return (probability * least * least, mostProbability * most * most)
    }

    /// The one that matters less comes out first.
    func precedes(_ other: Self) -> Bool {
      let (own, others) = (weights, other.weights)
      return (own.least, own.most, -order) < (others.least, others.most, -other.order)
    }
  }

  /// What an expanded cell's joint actions lead to, by own action of each agent that acts.
  private struct CreditSums {
    /// For each acting agent its number of actions.
    var actions: [Int] = []
    /// For each action of each acting agent, one after the other: probability times reward, and, for each edge of the cell,
    /// the probability of the joint actions with the action, and of the edge after them.
    var reward: [[Double]] = []
    var share: [[[Double]]] = []
    /// One entry a cell: its place among the edges of the cell that is looked at.
    var edge: [Int32] = []
  }

  private mutating func add(_ cell: Int, turn: Int, to sums: inout CreditSums) throws {
    let number = Int(expansion[cell])
    let edges = edgeStart[number]..<edgeStart[number + 1]
    if sums.edge.count < cells.count { sums.edge = [Int32](repeating: 0, count: cells.count) }
    for (place, edge) in edges.enumerated() { sums.edge[Int(edgeCell[edge])] = Int32(place) }
    let node = Int(cells[cell].1)
    _ = try findJoints(in: node)
    sums.actions = world.slots(of: node).map {
      world.choices(ofInformation: Int(world.slotInformation[$0])).count
    }
    sums.reward = sums.actions.map { [Double](repeating: 0, count: $0) }
    sums.share = sums.actions.map {
      [[Double]](repeating: [Double](repeating: 0, count: edges.count), count: $0)
    }
    for (joint, probability) in joints {
      successors.removeAll(keepingCapacity: true)
      let row = try world.expand(joint, of: node, into: &successors, forgettingFor: answers.policy)
      for (successor, outcome) in zip(successors, world.states.outcomes(of: row)) {
        let share = probability * world.states.outcomeProbability[outcome]
        guard share > 0, let next = cells.number(of: Int32(turn) + 1, successor) else { continue }
        let edge = Int(sums.edge[Int(next)])
        // The last acting agent's action runs fastest.
        var rest = joint
        for slot in sums.actions.indices.reversed() {
          let action = rest % sums.actions[slot]
          sums.reward[slot][action] += share * world.states.outcomeReward[outcome]
          sums.share[slot][action][edge] += share
          rest /= sums.actions[slot]
        }
      }
    }
  }

  private func credit(
    of sums: CreditSums, _ cell: Int, _ slot: Int, _ action: Int, _ probability: Double
  ) -> ClosedRange<Double> {
    let number = Int(expansion[cell])
    let certain = Self.difference(sums.reward[slot][action] / probability, reward[number])
    var (low, high) = (certain, certain)
    for (place, edge) in (edgeStart[number]..<edgeStart[number + 1]).enumerated() {
      let next = Int(edgeCell[edge])
      let gained = Self.difference(sums.share[slot][action][place] / probability, edgeProbability[edge])
      // An ending is paid with the last turn's reward.
      let weight = expansion[next] == Self.stopped ? gained : gained * world.discount
      low += weight * (weight > 0 ? lower[next] : upper[next])
      high += weight * (weight > 0 ? upper[next] : lower[next])
    }
    return low <= high ? low...high : -.infinity ... .infinity
  }

  /// The difference of two sums of the same parts, which is 0 where rounding is all of it.
  private static func difference(_ one: Double, _ other: Double) -> Double {
    let found = one - other
    return abs(found) <= 1e-15 * max(abs(one), abs(other)) ? 0 : found
  }

  private func named(_ found: RankedDecision) -> BoundedCredit {
    let (turn, node) = cells[Int(found.cell)]
    let known = world.informationState(Int(world.slotInformation[found.slot]))
    return BoundedCredit(
      turn: Int(turn),
      state: world.states.symbols.keys[world.states.privilegedKey[world.state(of: Int(node))]],
      agent: known.agent, informationState: known.label, action: known.actions[found.action],
      probability: found.probability...max(found.probability, found.mostProbability), credit: found.credit)
  }
}
