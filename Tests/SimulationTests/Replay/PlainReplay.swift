import Trajectories
import Simulation

/// The exact mean of a replay by plain recursion over turns and nodes, by the words of the intervention: no table, no
/// symbol, no shortcut.
struct PlainReplay {
  typealias Mean = (return: Double, success: Double)

  private let replay: Replay
  private let solution: ExactSolution
  private var mdp: TurnMDP { replay.rollouts.mdp }

  init(_ replay: Replay, _ solution: ExactSolution) {
    self.replay = replay
    self.solution = solution
  }

  func expectation(of request: ReplayRequest) -> Mean {
    let turns = replay.rollouts.batch.turns(of: request.episode)
    let recorded = { (turn: Int) in Int(replay.rollouts.node[turns.lowerBound + turn]) }
    switch replay.restoration {
    case .privileged: return play(recorded(request.turn), request.turn, request, lastWeight: 1)
    case .recordedActions: return play(recorded(0), 0, request, lastWeight: 1)
    case .publicState:
      let shown = { (node: Int) in
        ([mdp.symbols.keys[mdp.nodes.publicKey[node]]]
          + mdp.actingAgents(of: node).map { mdp.agents[$0].name })
          + mdp.nodes.slots(of: node).flatMap { mdp.legalActions(ofSlot: $0) }
      }
      var sum = (weight: 0.0, value: 0.0, success: 0.0)
      for cell in solution.cells.cells(ofTurn: request.turn) where !solution.cells.stops(cell) {
        let node = Int(solution.cells.node[cell])
        guard shown(node) == shown(recorded(request.turn)), solution.cells.visitation[cell] > 0 else {
          continue
        }
        let value = play(node, request.turn, request, lastWeight: 1)
        sum.weight += solution.cells.visitation[cell]
        sum.value += solution.cells.visitation[cell] * value.return
        sum.success += solution.cells.visitation[cell] * value.success
      }
      return (return: sum.value / sum.weight, success: sum.success / sum.weight)
    }
  }

  /// From a node at a turn to the end. `lastWeight` is what an ending here is worth.
  private func play(_ node: Int, _ turn: Int, _ request: ReplayRequest, lastWeight: Double)
    -> Mean
  {
    if turn == mdp.horizon || mdp.nodes.slots(of: node).isEmpty {
      let endings = mdp.nodes.endings(of: node)
      return (
        return: endings.reduce(0) {
          $0 + lastWeight * mdp.nodes.endingProbability[$1] * mdp.nodes.endingReward[$1]
        },
        success: endings.reduce(0) {
          $0 + (mdp.nodes.endingStatus[$1] == .success ? mdp.nodes.endingProbability[$1] : 0)
        }
      )
    }
    let isCounted = turn >= request.turn
    var weight = isCounted ? 1.0 : 0
    for _ in request.turn..<max(request.turn, turn) { weight *= mdp.discount }
    let rules = mdp.nodes.slots(of: node).map { distribution(ofSlot: $0, turn: turn, request) }
    var value = (return: 0.0, success: 0.0)
    for (row, index) in mdp.nodes.rows(of: node).enumerated() {
      let choices = mdp.choices(ofRow: row, in: node)
      let probability = zip(rules, choices).reduce(1.0) { $0 * ($1.0[$1.1] ?? 0) }
      guard probability > 0 else { continue }
      for outcome in mdp.nodes.outcomes(of: index) {
        let joint = probability * mdp.nodes.outcomeProbability[outcome]
        let rest = play(
          Int(mdp.nodes.outcomeNode[outcome]), turn + 1, request, lastWeight: isCounted ? weight : 1)
        value.return += joint * (weight * mdp.nodes.outcomeReward[outcome] + rest.return)
        value.success += joint * rest.success
      }
    }
    return (return: value.return, success: value.success)
  }

  /// Probability of each choice of a slot.
  private func distribution(ofSlot slot: Int, turn: Int, _ request: ReplayRequest) -> [Int: Double] {
    let information = Int(mdp.nodes.slotInformation[slot])
    let agent = mdp.agents[Int(mdp.information.agent[information])]
    var rule = Intervention.Rule.policy(0)
    switch request.intervention.keeping {
    case .nothing: break
    case .restoredTurn: if turn == request.turn { rule = .recorded }
    case .everything: rule = .recorded
    }
    for change in request.intervention.changes
    where change.turns.contains(turn) && (change.agent == nil || change.agent == agent) {
      rule = change.rule
    }
    if turn < request.turn { rule = .recorded }
    let choices = mdp.information.choices(of: information)
    let label = { (choice: Int) in mdp.symbols.actions[mdp.information.choiceAction[choice]] }
    let drawn = { (policy: TabularPolicy) in
      Dictionary(uniqueKeysWithValues: choices.map { ($0, policy.probability[$0]) })
    }
    let wanted: String?
    switch rule {
    case .policy(let index): return drawn(replay.policies[index])
    case .defaultAction: return [choices.lowerBound + Int(mdp.nodes.slotDefault[slot]): 1]
    case .action(let name): wanted = name
    case .recorded:
      let batch = replay.rollouts.batch
      let turns = batch.turns(of: request.episode)
      wanted =
        turn < turns.count
        ? batch.decisions(of: turns.lowerBound + turn).first {
          batch.symbols.agents[batch.decisions.agent[$0]] == agent.name
        }.map { batch.symbols.actions[batch.decisions.action[$0]] } : nil
    }
    return choices.first { label($0) == wanted }.map { [$0: 1] } ?? drawn(replay.policies[0])
  }
}
