import Simulation

/// What tells situations apart.
public enum SituationKind: String, Sendable, CaseIterable, Codable {
  /// The turn and what the deciding agent knows: what its policy, and so its gradient, can tell apart.
  case knowledge
  /// The turn and the node: the state with what every agent remembers.
  case cell
}

/// Sums over the decisions of one batch in each situation with each action: of a method's credits c, and of what they are
/// held to, r. What bias, baseline and noise follow from at any scale of the method.
struct SituationSums: Sendable, Codable {
  /// The situation of each group: turn · situations + situation, ascending.
  let situation: [Int32]
  /// The agent that decides.
  let agent: [Int32]
  /// The choice that was made, an index of the tables.
  let choice: [Int32]
  /// Decisions, and the sums of c, r, c², c r and r².
  let count, credit, reference, creditSquare, product, referenceSquare: [Double]

  init(
    situation: [Int32], agent: [Int32], choice: [Int32], count: [Double], credit: [Double],
    reference: [Double],
    creditSquare: [Double], product: [Double], referenceSquare: [Double]
  ) {
    (self.situation, self.agent, self.choice) = (situation, agent, choice)
    (self.count, self.credit, self.reference) = (count, credit, reference)
    (self.creditSquare, self.product, self.referenceSquare) = (creditSquare, product, referenceSquare)
  }

  init(_ credits: [Double], against reference: [Double], _ groups: SituationGroups) {
    var sums = [Double](repeating: 0, count: 6 * groups.situation.count)
    for (decision, group) in groups.group.enumerated() {
      let (c, r) = (credits[decision], reference[decision])
      let place = 6 * Int(group)
      sums[place] += 1
      sums[place + 1] += c
      sums[place + 2] += r
      sums[place + 3] += c * c
      sums[place + 4] += c * r
      sums[place + 5] += r * r
    }
    let column = { (offset: Int) in groups.situation.indices.map { sums[6 * $0 + offset] } }
    self.init(
      situation: groups.situation, agent: groups.agent, choice: groups.choice, count: column(0),
      credit: column(1), reference: column(2), creditSquare: column(3), product: column(4),
      referenceSquare: column(5))
  }
}

/// The decisions of a batch by situation and action.
struct SituationGroups {
  /// Of each group its situation, its agent and its choice; groups ascend by situation, agent and choice.
  let situation, agent, choice: [Int32]
  /// The group of each decision.
  let group: [Int32]

  init(_ rollouts: Rollouts, _ kind: SituationKind) {
    let (batch, information) = (rollouts.batch, rollouts.mdp.information)
    let situations = kind == .knowledge ? information.agent.count : rollouts.mdp.nodeCount
    var keys: [Key] = []
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: index) {
          let choice = rollouts.choice[decision]
          let state = information.choiceInformation[Int(choice)]
          let place = kind == .knowledge ? Int(state) : Int(rollouts.node[index])
          keys.append(
            Key(
              situation: Int32(turn * situations + place), agent: information.agent[Int(state)],
              choice: choice,
              decision: Int32(keys.count)))
        }
      }
    }
    keys.sort()
    var found: [Key] = []
    var group = [Int32](repeating: 0, count: keys.count)
    for key in keys {
      if found.last.map({ !$0.isSame(as: key) }) ?? true { found.append(key) }
      group[Int(key.decision)] = Int32(found.count - 1)
    }
    self.group = group
    situation = found.map(\.situation)
    agent = found.map(\.agent)
    choice = found.map(\.choice)
  }

  private struct Key: Comparable {
    let situation, agent, choice, decision: Int32

    func isSame(as other: Key) -> Bool {
      situation == other.situation && agent == other.agent && choice == other.choice
    }

    static func < (one: Key, other: Key) -> Bool {
      (one.situation, one.agent, one.choice, one.decision)
        < (other.situation, other.agent, other.choice, other.decision)
    }
  }
}
