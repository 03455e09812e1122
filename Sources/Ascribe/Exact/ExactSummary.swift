public import Trajectories
public import Simulation

/// The exact counterfactual credit of one agent at one turn, over all that the policy does there.
public struct ExactUnit: Sendable, Hashable, Codable {
  /// The agent.
  public let agent: AgentID
  /// The turn, from 0.
  public let turn: Int
  /// Probability that the agent acts at the turn.
  public let probability: Double
  /// Root mean square credit when it acts, in reward units: how much its decision matters.
  public let rootMeanSquare: Double
  /// Mean credit of its decisions in episodes that succeed; `nil` where none does.
  public let meanInSuccess: Double?
  /// Mean credit of its decisions in episodes that do not; `nil` where all do.
  public let meanInFailure: Double?
}

extension ExactSolution {
  /// Every unit (turn, agent) that the policy reaches, by agent and then by turn.
  public func units() -> [ExactUnit] {
    var sums: [UnitSums?] = Array(repeating: nil, count: mdp.agents.count * mdp.horizon)
    var probabilities = JointProbabilities(mdp, policy)
    let table = ExactCreditTable(self)
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let joint = probabilities.ofRows(of: Int(cells.node[cell]))
        for (row, weight) in joint.enumerated() where weight > 0 {
          let credits = table.credits(ofRow: row, in: cell)
          let success = cells.actionSuccess[cells.rowStart[cell] + row]
          for (slot, credit) in zip(mdp.nodes.slots(of: Int(cells.node[cell])), credits) {
            let agent = Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])])
            sums[agent * mdp.horizon + turn, default: UnitSums()].add(
              credit, weight: cells.visitation[cell] * weight, success: success)
          }
        }
      }
    }
    return sums.indices.compactMap { index in
      sums[index]?.unit(agent: mdp.agents[index / mdp.horizon], turn: index % mdp.horizon)
    }
  }
}

/// Sums over the decisions of one unit.
private struct UnitSums {
  private var weight = 0.0
  private var squares = 0.0
  private var successWeight = 0.0
  private var successSum = 0.0
  private var sum = 0.0

  mutating func add(_ credit: Double, weight: Double, success: Double) {
    self.weight += weight
    squares += weight * credit * credit
    sum += weight * credit
    successWeight += weight * success
    successSum += weight * success * credit
  }

  func unit(agent: AgentID, turn: Int) -> ExactUnit {
    let failureWeight = weight - successWeight
    // A probability that is 0 but for rounding is 0.
    let least = 1e-12 * weight
    return ExactUnit(
      agent: agent, turn: turn, probability: weight, rootMeanSquare: (squares / weight).squareRoot(),
      meanInSuccess: successWeight > least ? successSum / successWeight : nil,
      meanInFailure: failureWeight > least ? (sum - successSum) / failureWeight : nil)
  }
}

extension [UnitSums?] {
  /// The sums at an index, made there when they are first asked for.
  fileprivate subscript(index: Int, default initial: @autoclosure () -> UnitSums) -> UnitSums {
    get { self[index] ?? initial() }
    set { self[index] = newValue }
  }
}
