import Ground
import Synchronization
import Trajectories

/// Plays replays in a world that grows, for many threads at once: one plays at a time.
///
/// What a replay gives depends on its address and not on what was met before, so not on the order of the threads; the
/// numbers of nodes do, and stay inside. So what was met can be forgotten when it becomes too much, and is. The first
/// error by address is kept, and what could not be played has a return that is not a number.
final class LazyReplayer: Sendable {
  private let state: Mutex<State>
  /// The world that replays branch off from.
  private let start: GrowingWorld
  /// Most nodes that are kept.
  private let limit: Int

  private struct State {
    var world: GrowingWorld
    var failure: (episode: UInt64, branch: UInt64, error: any Error)?
  }

  /// - Parameters:
  ///   - policies: The policy that plays on, and then those that directives may name.
  ///   - spare: Most nodes that are kept beyond twice those of the world.
  init(_ world: World, policies: [any Policy], spare: Int = 100_000) {
    var world = world
    world.namesStates = false
    start = GrowingWorld(world, policies: policies)
    limit = 2 * world.count + spare
    state = Mutex(State(world: start, failure: nil))
  }

  /// Why a replay could not be played; `nil` if all could.
  var failure: (any Error)? { state.withLock { $0.failure?.error } }

  func play(
    from node: Int32, turn: Int, joint: Int?, draws: PhiloxStream, episode: UInt64, branch: UInt64
  ) -> Finish {
    attempt(node, episode, branch) { world in
      var recorder = NoRecorder()
      return try world.play(
        from: node, turn: turn, joint: joint, draws: draws, episode: episode, branch: branch, into: &recorder)
    } otherwise: {
      .failed(in: node)
    }
  }

  func play(
    from node: Int32, countingFrom counted: Int, _ directives: Directives, table: [Int32],
    draws: PhiloxStream, episode: UInt64, branch: UInt64
  ) -> ReplayFinish {
    attempt(node, episode, branch) { world in
      var recorder = NoRecorder()
      return try world.play(
        from: node, countingFrom: counted, directives, table: table, draws: draws, episode: episode,
        branch: branch, into: &recorder)
    } otherwise: {
      ReplayFinish(finish: .failed(in: node), isReached: false, substitutions: 0)
    }
  }

  private func attempt<Result: Sendable>(
    _ node: Int32, _ episode: UInt64, _ branch: UInt64,
    _ body: @Sendable (inout GrowingWorld) throws -> Result, otherwise failed: @Sendable () -> Result
  ) -> Result {
    state.withLock { state in
      if state.world.world.count > limit { state.world = start }
      do {
        return try body(&state.world)
      } catch {
        if state.failure.map({ (episode, branch) < ($0.episode, $0.branch) }) ?? true {
          state.failure = (episode, branch, error)
        }
        return failed()
      }
    }
  }
}

extension Finish {
  /// The end of an episode that could not be played.
  fileprivate static func failed(in node: Int32) -> Finish {
    Finish(node: node, ending: 0, turns: 0, return: .nan, status: .truncated, score: .nan)
  }
}
