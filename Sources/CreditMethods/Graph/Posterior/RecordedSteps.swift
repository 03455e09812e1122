import Ground
import Foundation
import Trajectories

/// The turns of a batch as steps of a Markov model: the state, the joint action, and what followed, with names that draws are
/// addressed by.
struct RecordedSteps {
  /// A turn that counts.
  struct Step {
    /// Joint action within the state.
    let action: UInt32
    /// The node after it, or a ``PosteriorBoundary``.
    let outcome: Int32
  }

  /// The turns by state, and by state and joint action.
  let states: Grouping
  let actions: Grouping
  private let batch: TrajectoryBatch
  private let taskStart: [Int32]
  private let outcome: [Int32]
  private let isCounted: [Bool]?
  private let logProbability: [Double]?
  private let symbols: StateKey.Symbols

  /// Reads the turns of a batch.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - key: What identifies a state.
  ///   - context: Where states are remembered.
  ///   - cut: What a truncated episode ends with.
  ///   - isCounted: The turns that count; all without it.
  ///   - logProbability: That of every decision, where it is made use of.
  /// - Complexity: O(decisions + keys + tasks).
  init(
    of batch: TrajectoryBatch, by key: StateKey, in context: AttributionContext, cut: PosteriorRules.Cut,
    counting isCounted: [Bool]?, logProbability: [Double]?
  ) {
    self.batch = batch
    self.isCounted = isCounted
    self.logProbability = logProbability
    let known = context.states(of: batch, by: key)
    symbols = key.symbols(of: batch)
    states = known.turnsByNode
    taskStart = known.nodes.taskStart
    actions = batch.turnsByJointAction(within: states)
    var outcome = states.group.dropFirst().map { Int32($0) }
    if !states.group.isEmpty { outcome.append(0) }
    for episode in 0..<batch.episodeCount {
      guard let last = batch.turns(of: episode).last else { continue }
      outcome[last] =
        switch batch.episodes.status[episode] {
        case .success: PosteriorBoundary.success
        case .truncated where cut == .interval: PosteriorBoundary.cut
        case .failure, .truncated, .aborted: PosteriorBoundary.failure
        }
    }
    self.outcome = outcome
  }

  /// The nodes of a task.
  func nodes(of task: Int) -> Range<Int> { Int(taskStart[task])..<Int(taskStart[task + 1]) }

  /// The counted steps from a node.
  func steps(from node: Int) -> [Step] {
    turns(from: node).map { Step(action: actions.group[$0], outcome: outcome[$0]) }
  }

  private func turns(from node: Int) -> [Int] {
    states[node].lazy.map(Int.init).filter { isCounted?[$0] ?? true }
  }

  /// How probable the policy that acted says joint actions were, as a part of those that were seen: the mean over the visits,
  /// where its memory may differ. Shape `[actions]`.
  func recordedShares(of actions: [UInt32], from node: Int) -> [Double] {
    guard let logProbability else { return actions.map { _ in 1 / Double(actions.count) } }
    let visits = turns(from: node).map { turn in
      (
        action: self.actions.group[turn],
        weight: batch.decisions(of: turn).reduce(0) { $0 + logProbability[$1] }
      )
    }
    // Divided by the largest, so that not all of them vanish.
    let largest = visits.map(\.weight).max() ?? 0
    let means = actions.map { action in
      let own = visits.lazy.filter { $0.action == action }.map { exp($0.weight - largest) }
      return own.reduce(0, +) / Double(own.count)
    }
    let total = means.reduce(0, +)
    return means.map { $0 / total }
  }

  // MARK: Names

  /// Where the draws of a task stand.
  func address(ofTask task: Int) -> UInt64 { StableHash(batch.symbols.tasks.names[task]).value }

  /// Where the draws of the policy of a node stand.
  func address(ofPolicy node: Int) -> UInt64 {
    var hash = StableHash("policy")
    hash.follow(by: name(of: node))
    return hash.value
  }

  /// Where the draws of what follows a joint action stand.
  func address(ofAction action: UInt32) -> UInt64 {
    let turn = Int(actions[Int(action)].first ?? 0)
    var hash = StableHash("action")
    hash.follow(by: name(of: Int(states.group[turn])))
    // In the order of the agents' names, whoever is named first. Members of a set would be added up, and sums of hashes that differ in a
    // last byte meet easily: two actions would have the same draws.
    let members = batch.decisions(of: turn).map { decision in
      (
        agent: batch.symbols.agents[batch.decisions.agent[decision]],
        action: batch.symbols.actions[batch.decisions.action[decision]]
      )
    }
    for member in members.sorted(by: { $0.agent < $1.agent }) {
      hash.follow(by: member.agent)
      hash.follow(by: member.action)
    }
    return hash.value
  }

  /// What orders outcomes: nodes by name, and boundaries after them.
  func address(of outcome: Int32) -> UInt64 {
    outcome < 0 ? UInt64.max - UInt64(-outcome) : StableHash(name(of: Int(outcome))).value
  }

  /// The name of the state of a node that turns start in.
  private func name(of node: Int) -> String {
    guard let turn = states[node].first else { return "" }
    let symbol = Int(symbols.turn[Int(turn)])
    let known = batch.symbols.keys
    return symbol < known.count ? known.names[symbol] : symbols.added[symbol - known.count]
  }
}
