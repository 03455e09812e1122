/// One continuation, turn by turn.
public struct ReplayTrajectory: Sendable {
  /// The turn of the first entry: the restored one, or 0 where recorded actions are fed again.
  public let firstTurn: Int
  /// Node before each turn, and the node after the last.
  package let node: [Int32]
  /// Joint action of each turn, counted from its node's first.
  package let row: [Int]
  /// Reward of each turn, the ending's included in the last one's, in reward units.
  public let rewards: [Double]
  /// How it ended, an index of the tables.
  package let ending: Int32
  /// Return from the restored turn on.
  public let `return`: Double
}

extension Replay {
  /// Plays one continuation of a request and keeps all of it: the one of the same number among
  /// ``continuations(of:count:from:threads:)``.
  ///
  /// - Throws: ``ReplayError`` as ``continuations(of:count:from:threads:)``.
  public func trajectory(
    of request: ReplayRequest, continuation: Int = 0
  ) throws(ReplayError) -> ReplayTrajectory {
    guard lazy == nil else { throw .needsWholeTables }
    guard (0..<Self.continuationLimit).contains(continuation) else {
      throw .noSuchContinuation(found: continuation, limit: Self.continuationLimit)
    }
    let compiled = try CompiledReplays([request], of: self)
    var recorder = OutcomeRecorder()
    let finish = play(compiled.branches[0], compiled.directives, continuation, into: &recorder)
    return trajectory(
      recorder.outcomes, finish.finish,
      from: compiled.branches[0].turnCount == 0
        ? request.turn : Int(compiled.branches[0].firstTurn))
  }

  /// Plays on from any node at a turn and keeps all of it; see ``play(from:turn:row:episode:branch:continuation:)``.
  ///
  /// Tables that are not complete are a programmer error.
  package func trajectory(
    from node: Int32, turn: Int, row: Int?, episode: UInt64, branch: UInt64, continuation: Int
  ) -> ReplayTrajectory {
    precondition(lazy == nil, "the turns of a replay can be told only from complete tables")
    var recorder = OutcomeRecorder()
    let finish = play(
      from: node, turn: turn, row: row, episode: episode, branch: branch, continuation: continuation,
      into: &recorder)
    return trajectory(recorder.outcomes, finish, from: turn)
  }

  /// Outcomes tell everything: each belongs to one joint action, and each joint action to one node.
  private func trajectory(_ outcomes: [Int32], _ finish: Finish, from turn: Int) -> ReplayTrajectory {
    let nodes = rollouts.mdp.nodes
    let rows = outcomes.map { Self.owner(of: $0, in: nodes.outcomeStart) }
    let before = rows.map { Int32(Self.owner(of: Int32($0), in: nodes.rowStart)) }
    var rewards = outcomes.map { nodes.outcomeReward[Int($0)] }
    if !rewards.isEmpty { rewards[rewards.count - 1] += nodes.endingReward[Int(finish.ending)] }
    return ReplayTrajectory(
      firstTurn: turn, node: before + [finish.node],
      row: zip(rows, before).map { $0 - Int(nodes.rowStart[Int($1)]) }, rewards: rewards,
      ending: finish.ending, return: finish.return)
  }

  /// The entry whose run holds an index; `start` has the first index of every run.
  private static func owner(of index: Int32, in start: [Int32]) -> Int {
    var low = 0
    var high = start.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if start[middle] <= index { low = middle } else { high = middle }
    }
    return low
  }
}

/// Keeps the outcomes of a continuation.
struct OutcomeRecorder: TurnRecorder {
  private(set) var outcomes: [Int32] = []

  mutating func decide(choice: Int) {}
  mutating func finishTurn(outcome: Int) { outcomes.append(Int32(truncatingIfNeeded: outcome)) }
}
