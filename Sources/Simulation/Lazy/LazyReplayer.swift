import Ground
import Trajectories

/// Plays replays where there are no tables, for many threads at once.
///
/// What a replay gives depends on its address and not on what was met before, so not on the order of the threads; the
/// numbers of nodes do, and stay inside. So what was met can be forgotten when it becomes too much, and is. The first
/// error by address is kept, and what could not be played has a return that is not a number.
final class LazyReplayer: Sendable {
  /// The world that replays branch off from.
  private let start: GrowingWorld
  /// Worlds that replays made grow; none where players do without.
  private let worlds = Spares<GrowingWorld>()
  /// Plays on without numbering what it meets; `nil` where agents remember.
  private let direct: (any DirectPlaying)?
  private let players = Spares<any DirectPlaying>()
  private let failed = Locked<Failure?>(nil)
  /// Most nodes that are kept.
  private let limit: Int

  private struct Failure {
    let episode, branch: UInt64
    let error: any Error
  }

  /// - Parameters:
  ///   - policies: The policy that plays on, and then those that directives may name.
  ///   - spare: Most nodes that are kept beyond twice those of the world.
  init(_ world: World, policies: [any Policy], spare: Int = 100_000) {
    var world = world
    world.namesStates = false
    start = GrowingWorld(world, policies: policies)
    direct = world.directPlayer(following: policies)
    limit = 2 * world.count + spare
  }

  /// Why a replay could not be played; `nil` if all could.
  var failure: (any Error)? { failed.withLock { $0?.error } }

  func play(
    from node: Int32, turn: Int, joint: Int?, draws: PhiloxStream, episode: UInt64, branch: UInt64
  ) -> Finish {
    do {
      if let direct {
        let directives = Directives(first: turn, count: 0, start: 0, agents: start.world.agents.count)
        let begin = DirectStart(
          state: start.world.state(of: Int(node)), node: node, counted: turn, joint: joint)
        return try players.use(or: direct) { player in
          try player.play(begin, directives, table: [], draws: draws, episode: episode, branch: branch)
        }.finish
      }
      return try grow { world in
        var recorder = NoRecorder()
        return try world.play(
          from: node, turn: turn, joint: joint, draws: draws, episode: episode, branch: branch,
          into: &recorder)
      }
    } catch {
      keep(error, episode, branch)
      return .failed(in: node)
    }
  }

  func play(
    from node: Int32, countingFrom counted: Int, _ directives: Directives, table: [Int32],
    draws: PhiloxStream, episode: UInt64, branch: UInt64
  ) -> ReplayFinish {
    do {
      if let direct {
        let begin = DirectStart(
          state: start.world.state(of: Int(node)), node: node, counted: counted, joint: nil)
        return try players.use(or: direct) { player in
          try player.play(begin, directives, table: table, draws: draws, episode: episode, branch: branch)
        }
      }
      return try grow { world in
        var recorder = NoRecorder()
        return try world.play(
          from: node, countingFrom: counted, directives, table: table, draws: draws, episode: episode,
          branch: branch, into: &recorder)
      }
    } catch {
      keep(error, episode, branch)
      return ReplayFinish(finish: .failed(in: node), isReached: false, substitutions: 0)
    }
  }

  /// One continuation in words, played in a world of its own.
  ///
  /// - Throws: ``ScenarioError`` and ``PolicyError`` of what is met.
  func path(
    of branch: CompiledReplays.Branch, _ table: [Int32], draws: PhiloxStream, episode: UInt64,
    _ address: UInt64
  ) throws -> PlayedPath {
    var world = start.namingStates()
    var recorder = OutcomeRecorder()
    guard branch.turnCount > 0 else {
      let finish = try world.play(
        from: branch.node, turn: Int(branch.turn), joint: branch.row < 0 ? nil : branch.row,
        draws: draws, episode: episode, branch: address, into: &recorder)
      return world.path(
        from: branch.node, turn: Int(branch.turn), outcomes: recorder.outcomes.map { Int($0) }, finish)
    }
    let directives = Directives(
      first: Int(branch.firstTurn), count: Int(branch.turnCount), start: Int(branch.start),
      agents: world.world.agents.count)
    let finish = try world.play(
      from: branch.node, countingFrom: Int(branch.turn), directives, table: table, draws: draws,
      episode: episode, branch: address, into: &recorder
    ).finish
    return world.path(
      from: branch.node, turn: Int(branch.firstTurn), outcomes: recorder.outcomes.map { Int($0) }, finish)
  }

  /// Plays in a world that grows, of which each thread has one.
  private func grow<Result>(_ play: (inout GrowingWorld) throws -> Result) throws -> Result {
    try worlds.use(or: start) { world in
      if world.world.count > limit { world = start }
      return try play(&world)
    }
  }

  private func keep(_ error: any Error, _ episode: UInt64, _ branch: UInt64) {
    failed.withLock { known in
      if known.map({ (episode, branch) < ($0.episode, $0.branch) }) ?? true {
        known = Failure(episode: episode, branch: branch, error: error)
      }
    }
  }
}

/// What threads use one at a time and leave better than they found it.
private final class Spares<Element: Sendable>: Sendable {
  private let spares = Locked<[Element]>([])

  /// Uses one that nobody uses, or a new one.
  func use<Result>(or new: Element, _ body: (inout Element) throws -> Result) rethrows -> Result {
    var element = spares.withLock { $0.popLast() } ?? new
    defer {
      let used = element
      spares.withLock { $0.append(used) }
    }
    return try body(&element)
  }
}

extension Finish {
  /// The end of an episode that could not be played.
  fileprivate static func failed(in node: Int32) -> Finish {
    Finish(node: node, ending: 0, turns: 0, return: .nan, status: .truncated, score: .nan)
  }
}
