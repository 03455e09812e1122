public import Trajectories

/// How many continuations went, in columns: row `request · continuations + continuation`.
public struct ReplayOutcomes: Sendable {
  /// Number of requests.
  public let requests: Int
  /// Continuations of each request.
  public let continuations: Int
  /// Return from the restored turn on, that turn's reward undiscounted, the ending's reward included, in reward units.
  /// Where recorded actions are fed again and the episode stops before the restored turn, the ending's reward alone.
  public private(set) var returns: [Double] = []
  /// Terminal score.
  public private(set) var scores: [Double] = []
  /// How it ended.
  public private(set) var statuses: [OutcomeStatus] = []
  /// Turns that were simulated, those before the restored turn included where recorded actions are fed again.
  public private(set) var turns: [Int32] = []
  /// Whether the restored turn was reached; always, unless recorded actions are fed again.
  public private(set) var reached: [Bool] = []
  /// Decisions that were drawn from the policy because what should have been done was not legal.
  public private(set) var substitutions: [Int32] = []

  /// Turns that were simulated in all.
  public var simulatedTurns: Int { turns.reduce(0) { $0 + Int($1) } }

  /// The rows of a request.
  public func rows(of request: Int) -> Range<Int> {
    request * continuations..<(request + 1) * continuations
  }

  /// Mean return of a request's continuations, in reward units.
  public func meanReturn(of request: Int) -> Double {
    rows(of: request).reduce(0) { $0 + returns[$1] } / Double(continuations)
  }

  init(requests: Int, continuations: Int, _ parts: [ReplayOutcomes] = []) {
    self.requests = requests
    self.continuations = continuations
    for part in parts {
      returns += part.returns
      scores += part.scores
      statuses += part.statuses
      turns += part.turns
      reached += part.reached
      substitutions += part.substitutions
    }
  }

  mutating func reserve(_ count: Int) {
    returns.reserveCapacity(count)
    scores.reserveCapacity(count)
    statuses.reserveCapacity(count)
    turns.reserveCapacity(count)
    reached.reserveCapacity(count)
    substitutions.reserveCapacity(count)
  }

  @inline(__always)
  mutating func append(_ finish: ReplayFinish) {
    returns.append(finish.finish.return)
    scores.append(finish.finish.score)
    statuses.append(finish.finish.status)
    turns.append(finish.finish.turns)
    reached.append(finish.isReached)
    substitutions.append(finish.substitutions)
  }
}

/// The end of a replay.
package struct ReplayFinish {
  /// Where it ended, its simulated turns and its return.
  package let finish: Finish
  /// Whether the restored turn was reached.
  package let isReached: Bool
  /// Decisions that were drawn because what should have been done was not legal.
  package let substitutions: Int32
}
