import CreditMethods
import Trajectories
import Simulation

/// The decisions of simulated episodes, told apart by turn, node, joint action and place among those that act.
struct DecisionSituations {
  /// Decisions by situation, those of one situation ascending.
  let groups: Grouping
  /// The turn of each decision, from 0.
  let turn: [UInt32]
  /// Its node.
  let node: [UInt32]
  /// Its joint action.
  let row: [Int]
  /// Its place among the agents that act.
  let slot: [UInt32]

  /// Divides the decisions of episodes.
  ///
  /// - Parameter jointAction: What stands for the joint action of a turn of the batch, for the decision at a place.
  init(_ rollouts: Rollouts, by jointAction: (_ turn: Int, _ place: Int) -> Int) {
    let batch = rollouts.batch
    var turn: [UInt32] = []
    var node: [UInt32] = []
    var row: [Int] = []
    var number: [UInt32] = []
    var slot: [UInt32] = []
    // Where many act at once, joint actions are more than 32 bits tell apart.
    var numbers: [Int: UInt32] = [:]
    for episode in 0..<batch.episodeCount {
      for (time, index) in batch.turns(of: episode).enumerated() {
        for place in 0..<batch.decisions(of: index).count {
          turn.append(UInt32(time))
          node.append(UInt32(rollouts.node[index]))
          let joint = jointAction(index, place)
          let known = numbers[joint] ?? UInt32(numbers.count)
          numbers[joint] = known
          number.append(known)
          row.append(joint)
          slot.append(UInt32(place))
        }
      }
    }
    var groups = Grouping(turn, count: rollouts.mdp.horizon)
    groups = Grouping(groups.split(by: node, symbolCount: rollouts.mdp.nodeCount))
    groups = Grouping(groups.split(by: number, symbolCount: numbers.count))
    self.groups = Grouping(groups.split(by: slot, symbolCount: rollouts.mdp.agents.count))
    self.turn = turn
    self.node = node
    self.row = row
    self.slot = slot
  }
}
