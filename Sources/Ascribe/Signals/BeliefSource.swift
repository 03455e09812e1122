import Ground
import Simulation
import Trajectories

/// The beliefs in success of a ``BeliefSignal``.
struct BeliefSource: Sendable {
  private let signal: BeliefSignal
  private let solution: ExactSolution
  private let stranger: StrangerBelief?

  init(_ signal: BeliefSignal, _ solution: ExactSolution) {
    self.signal = signal
    self.solution = solution
    stranger = signal.given == .state ? StrangerBelief(solution) : nil
  }

  /// The beliefs before every turn, and after the last one of every episode.
  func beliefs(
    of rollouts: Rollouts, _ draws: PhiloxStream, threads: Int
  ) -> (turns: [Double], final: [Double]) {
    let batch = rollouts.batch
    let parts = parallelMap(count: batch.episodeCount, threads: threads) { episode in
      let exact =
        switch signal.given {
        case .history: PublicFilter(solution).beliefs(of: episode, in: rollouts)
        case .state: stranger?.beliefs(of: episode, in: rollouts) ?? []
        case .node: insider(of: episode, in: rollouts)
        }
      return exact.enumerated().map { noisy($1, draws, episode, turn: $0) }
    }
    return (parts.flatMap { $0.dropLast() }, parts.map { $0[$0.count - 1] })
  }

  private func noisy(_ belief: Double, _ draws: PhiloxStream, _ episode: Int, turn: Int) -> Double {
    // A probability is a sum of rounded products.
    guard signal.noise > 0 else { return min(1, max(0, belief)) }
    let noise = draws.normal(episode: UInt64(episode), turn: UInt64(turn), draw: SignalSource.beliefDraw)
    return min(1, max(0, belief + signal.noise * noise))
  }

  /// The beliefs of who knows the exact state.
  private func insider(of episode: Int, in rollouts: Rollouts) -> [Double] {
    let cells = solution.cells
    let turns = rollouts.batch.turns(of: episode)
    var beliefs = turns.enumerated().map { turn, index in
      cells.success[cells.index(turn: turn, node: Int(rollouts.node[index]))]
    }
    let last = turns.upperBound - 1
    let nodes = rollouts.mdp.nodes
    let node = Int(rollouts.node[last])
    let row = nodes.rows(of: node).lowerBound + rollouts.row(ofTurn: last)
    let end = rollouts.batch.episodes.final[episode]
    var (weight, success) = (0.0, 0.0)
    for outcome in nodes.outcomes(of: row) {
      let next = Int(nodes.outcomeNode[outcome])
      guard nodes.publicKey[next] == end else { continue }
      let cell = cells.index(turn: turns.count, node: next)
      guard cells.stops(cell) else { continue }
      weight += nodes.outcomeProbability[outcome]
      success += nodes.outcomeProbability[outcome] * cells.success[cell]
    }
    beliefs.append(success / weight)
    return beliefs
  }
}

/// The probability of success given the turn and what its state looks like.
private struct StrangerBelief: Sendable {
  private let belief: PublicBelief
  private let solution: ExactSolution
  /// Of each group of the belief.
  private let success: [Double]
  /// Of ends, by turn and public key: how likely they are, and how likely with success.
  private let ends: [EndKey: (weight: Double, success: Double)]

  private struct EndKey: Hashable {
    let turn: Int
    let key: UInt32
  }

  init(_ solution: ExactSolution) {
    self.solution = solution
    belief = PublicBelief(solution)
    let (cells, mdp) = (solution.cells, solution.mdp)
    var success: [Double] = []
    var ends: [EndKey: (weight: Double, success: Double)] = [:]
    for turn in 0...mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where cells.visitation[cell] > 0 {
        let node = Int(cells.node[cell])
        if cells.stops(cell) {
          let key = EndKey(turn: turn, key: mdp.nodes.publicKey[node])
          ends[key, default: (0, 0)].weight += cells.visitation[cell]
          ends[key, default: (0, 0)].success += cells.visitation[cell] * cells.success[cell]
        } else if let group = belief.group(turn: turn, node: node), group == success.count {
          // Groups are numbered in the order in which cells show them.
          success.append(
            belief.members(of: group).reduce(0) {
              $0 + $1.probability * cells.success[cells.index(turn: turn, node: $1.node)]
            })
        }
      }
    }
    self.success = success
    self.ends = ends
  }

  func beliefs(of episode: Int, in rollouts: Rollouts) -> [Double] {
    let turns = rollouts.batch.turns(of: episode)
    var beliefs = turns.enumerated().map { turn, index in
      // An episode under the policy is where the policy goes.
      belief.group(turn: turn, node: Int(rollouts.node[index])).map { success[$0] } ?? 0
    }
    let end = ends[EndKey(turn: turns.count, key: rollouts.batch.episodes.final[episode])]
    beliefs.append(end.map { $0.success / $0.weight } ?? 0)
    return beliefs
  }
}

/// The probability of success given all that a trace has shown: a filter over the nodes that it leaves open.
private struct PublicFilter {
  private let solution: ExactSolution
  private var mdp: TurnMDP { solution.mdp }

  init(_ solution: ExactSolution) { self.solution = solution }

  func beliefs(of episode: Int, in rollouts: Rollouts) -> [Double] {
    let batch = rollouts.batch
    let turns = batch.turns(of: episode)
    let nodes = turns.map { Int(rollouts.node[$0]) }
    var weights = mdp.start.reduce(into: [Int: Double]()) { weights, start in
      if mdp.look(Int(start.node), like: nodes[0]) {
        weights[Int(start.node), default: 0] += start.probability
      }
    }
    var beliefs = [success(weights, turn: 0)]
    for (turn, index) in turns.enumerated() {
      let row = rollouts.row(ofTurn: index)
      var following: [Int: Double] = [:]
      for (node, weight) in weights.sorted(by: { $0.key < $1.key }) {
        let likelihood = weight * probability(ofRow: row, in: node)
        guard likelihood > 0 else { continue }
        for outcome in mdp.nodes.outcomes(of: mdp.nodes.rows(of: node).lowerBound + row) {
          let next = Int(mdp.nodes.outcomeNode[outcome])
          let isOpen =
            turn + 1 < turns.count
            ? mdp.look(next, like: nodes[turn + 1])
            : mdp.nodes.publicKey[next] == batch.episodes.final[episode]
              && solution.cells.stops(solution.cells.index(turn: turn + 1, node: next))
          if isOpen { following[next, default: 0] += likelihood * mdp.nodes.outcomeProbability[outcome] }
        }
      }
      let total = following.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
      weights = following.mapValues { $0 / total }
      beliefs.append(success(weights, turn: turn + 1))
    }
    return beliefs
  }

  /// The mean probability of success over nodes, in their order, so that the sum is the same whatever the dictionary's is.
  private func success(_ weights: [Int: Double], turn: Int) -> Double {
    let cells = solution.cells
    var (total, success) = (0.0, 0.0)
    for (node, weight) in weights.sorted(by: { $0.key < $1.key }) {
      total += weight
      success += weight * cells.success[cells.index(turn: turn, node: node)]
    }
    return success / total
  }

  /// Nodes that look alike have the same joint actions, in the same order.
  private func probability(ofRow row: Int, in node: Int) -> Double {
    mdp.choices(ofRow: row, in: node).reduce(1) { $0 * solution.policy.probability[$1] }
  }
}

extension TurnMDP {
  /// Whether a trace shows two nodes alike: the same public key, and the same agents with the same legal actions.
  fileprivate func look(_ node: Int, like other: Int) -> Bool {
    guard node != other else { return true }
    let (slots, others) = (nodes.slots(of: node), nodes.slots(of: other))
    guard nodes.publicKey[node] == nodes.publicKey[other], slots.count == others.count else { return false }
    return zip(slots, others).allSatisfy { slot, another in
      let (one, two) = (Int(nodes.slotInformation[slot]), Int(nodes.slotInformation[another]))
      return information.agent[one] == information.agent[two]
        && information.choiceAction[information.choices(of: one)]
          == information.choiceAction[information.choices(of: two)]
    }
  }
}
