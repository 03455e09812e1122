import Simulation
import Trajectories

/// What the diagnostics read of an exact solution, over everything that its policy reaches.
struct SolvedSigns {
  /// Public states with a joint action; those with several outcomes; those whose outcomes depend on what is hidden.
  private(set) var situations = 0, chance = 0, hidden = 0
  /// What agents see at a turn, and what of it is of states in which their actions are worth something else.
  private(set) var views = 0, aliased = 0
  /// Kinds of actions that are never a choice between each other.
  private(set) var actionKinds = 0
  /// Share of the variance of decisions that the reward of their turn does not show; `nil` without such variance.
  private(set) var delayedShare: Double?
  /// By how much the mean squares of all agents' credits exceed the team's, as a share; `nil` without variance.
  private(set) var interaction: Double?

  /// - Complexity: O(cells · joint actions · outcomes).
  init(_ solution: ExactSolution) {
    let reached = Set(
      (0..<solution.cells.count).lazy.filter {
        !solution.cells.stops($0) && solution.cells.visitation[$0] > 0
      }.map { Int(solution.cells.node[$0]) }
    ).sorted()
    lookAtTransitions(of: reached, solution.mdp)
    lookAtViews(solution)
    lookAtActions(of: reached, solution.mdp)
    lookAtRewards(solution)
  }

  /// A public state with who does what in it.
  private struct Situation: Hashable {
    let state: UInt32
    let actions: [UInt32]
  }

  /// Where a joint action leads, as the public sees it.
  private struct Outcome: Hashable {
    let state: UInt32
    /// The reward with that of the ending, in steps of 1e-9, and whether the episode ends.
    let reward: Double
    let ends: Bool
  }

  private mutating func lookAtTransitions(of nodes: [Int], _ mdp: TurnMDP) {
    var known: [Situation: [Outcome: Double]] = [:]
    var isOpen: Set<Situation> = []
    var isUncertain: Set<Situation> = []
    for node in nodes {
      for (place, row) in mdp.nodes.rows(of: node).enumerated() where mdp.nodes.isExpanded(row) {
        let situation = Situation(
          state: mdp.nodes.publicKey[node], actions: mdp.actions(ofRow: place, in: node))
        var outcomes: [Outcome: Double] = [:]
        for outcome in mdp.nodes.outcomes(of: row) where mdp.nodes.outcomeProbability[outcome] > 0 {
          outcomes[Self.outcome(outcome, mdp), default: 0] += mdp.nodes.outcomeProbability[outcome]
        }
        if mdp.nodes.outcomes(of: row).count(where: { mdp.nodes.outcomeProbability[$0] > 0 }) > 1 {
          isUncertain.insert(situation)
        }
        if let other = known[situation] {
          if !Self.areEqual(other, outcomes) { isOpen.insert(situation) }
        } else {
          known[situation] = outcomes
        }
      }
    }
    (situations, chance, hidden) = (known.count, isUncertain.count, isOpen.count)
  }

  private static func outcome(_ outcome: Int, _ mdp: TurnMDP) -> Outcome {
    let next = Int(mdp.nodes.outcomeNode[outcome])
    let ends = mdp.nodes.isTerminal(next)
    var reward = mdp.nodes.outcomeReward[outcome]
    if ends {
      for ending in mdp.nodes.endings(of: next) {
        reward += mdp.nodes.endingProbability[ending] * mdp.nodes.endingReward[ending]
      }
    }
    return Outcome(
      state: mdp.nodes.publicKey[next], reward: (reward * 1e9).rounded() / 1e9, ends: ends)
  }

  private static func areEqual(_ one: [Outcome: Double], _ other: [Outcome: Double]) -> Bool {
    one.count == other.count && one.allSatisfy { abs((other[$0.key] ?? 2) - $0.value) <= 1e-9 }
  }

  private struct View: Hashable {
    let turn: Int
    let information: Int32
  }

  private mutating func lookAtViews(_ solution: ExactSolution) {
    let (mdp, cells) = (solution.mdp, solution.cells)
    let tolerance = 1e-9 * cells.value.reduce(1e-300) { max($0, abs($1)) }
    var first: [View: [Double]] = [:]
    var several: Set<View> = []
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        for (place, slot) in mdp.nodes.slots(of: Int(cells.node[cell])).enumerated() {
          let view = View(turn: turn, information: mdp.nodes.slotInformation[slot])
          let values = solution.ownActionValues(ofSlot: place, in: cell)
          if let other = first[view] {
            if zip(other, values).contains(where: { abs($0 - $1) > tolerance }) { several.insert(view) }
          } else {
            first[view] = values
          }
        }
      }
    }
    (views, aliased) = (first.count, several.count)
  }

  private mutating func lookAtActions(of nodes: [Int], _ mdp: TurnMDP) {
    var kinds = ActionKinds()
    var seen: Set<Int32> = []
    for node in nodes {
      for slot in mdp.nodes.slots(of: node) where seen.insert(mdp.nodes.slotInformation[slot]).inserted {
        let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
        kinds.join(mdp.information.choiceAction[choices].map(\.self))
      }
    }
    actionKinds = kinds.count
  }

  private mutating func lookAtRewards(_ solution: ExactSolution) {
    let (mdp, cells) = (solution.mdp, solution.cells)
    let table = ExactCreditTable(solution)
    var probabilities = JointProbabilities(mdp, solution.policy)
    var (decisions, delayed, single, weight) = (0.0, 0.0, 0.0, 1.0)
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let joint = probabilities.ofRows(of: Int(cells.node[cell]))
        let rows = mdp.nodes.rows(of: Int(cells.node[cell]))
        let rewards = rows.map { Self.reward(ofRow: $0, turn: turn, solution) }
        let mean = zip(joint, rewards).reduce(0) { $0 + $1.0 * $1.1 }
        for (place, probability) in joint.enumerated() where probability > 0 {
          let share = weight * cells.visitation[cell] * probability
          let advantage = cells.actionValue[cells.rowStart[cell] + place] - cells.value[cell]
          let open = advantage - (rewards[place] - mean)
          decisions += share * advantage * advantage
          delayed += share * open * open
          single += share * table.credits(ofRow: place, in: cell).reduce(0) { $0 + $1 * $1 }
        }
      }
      weight *= mdp.discount * mdp.discount
    }
    let scale = cells.value.reduce(0) { max($0, abs($1)) }
    guard decisions > 1e-24 * scale * scale else { return }
    delayedShare = min(1, delayed / decisions)
    let excess = single / decisions - 1
    interaction = excess > DiagnosticFinding.negligible ? excess : 0
  }

  /// Expected reward of a turn after a joint action, with that of the ending where the episode stops.
  private static func reward(ofRow row: Int, turn: Int, _ solution: ExactSolution) -> Double {
    let (mdp, cells) = (solution.mdp, solution.cells)
    return mdp.nodes.outcomes(of: row).reduce(0) { sum, outcome in
      let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
      let ending = cells.stops(next) ? cells.value[next] : 0
      return sum + mdp.nodes.outcomeProbability[outcome] * (mdp.nodes.outcomeReward[outcome] + ending)
    }
  }
}

/// Actions that are joined where they are a choice between each other.
struct ActionKinds {
  private var parent: [UInt32: UInt32] = [:]

  /// How many kinds there are.
  var count: Int { parent.count { $0.key == $0.value } }

  /// Notes that actions are a choice between each other.
  mutating func join(_ actions: [UInt32]) {
    guard let first = actions.first else { return }
    for action in actions {
      let (one, other) = (root(of: first), root(of: action))
      if one != other { parent[max(one, other)] = min(one, other) }
    }
  }

  private mutating func root(of action: UInt32) -> UInt32 {
    var place = action
    while let above = parent[place], above != place { place = above }
    if parent[place] == nil { parent[place] = place }
    parent[action] = place
    return place
  }
}

extension TurnMDP {
  /// Who does what in a joint action of a node: agents and actions, in turn.
  fileprivate func actions(ofRow place: Int, in node: Int) -> [UInt32] {
    let slots = nodes.slots(of: node).map { Int(nodes.slotInformation[$0]) }
    var (rest, stride) = (place, slots.reduce(1) { $0 * information.choices(of: $1).count })
    return slots.flatMap { known -> [UInt32] in
      let choices = information.choices(of: known)
      stride /= choices.count
      defer { rest %= stride }
      return [UInt32(information.agent[known]), information.choiceAction[choices.lowerBound + rest / stride]]
    }
  }
}
