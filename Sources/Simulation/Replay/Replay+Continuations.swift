import Ground

extension Replay {
  /// Plays continuations of requests.
  ///
  /// - Parameters:
  ///   - requests: What is restored and made different; each is checked and compiled before anything is played.
  ///   - count: Continuations of each request, in `1...16_777_216`.
  ///   - first: Number of the first continuation, so that a later call can go on where an earlier one stopped.
  ///   - threads: Most threads to use, at least 1; the result does not depend on it.
  /// - Throws: ``ReplayError`` for an episode, turn, agent, action or policy that does not exist there, and for numbers
  ///   out of range.
  /// - Complexity: O(turns played), and one table of agents · turns for a request that changes more than one turn.
  public func continuations(
    of requests: [ReplayRequest], count: Int, from first: Int = 0, threads: Int = 1
  ) throws(ReplayError) -> ReplayOutcomes {
    guard count >= 1, first >= 0, count <= Self.continuationLimit - first else {
      throw .noSuchContinuation(found: first + count - 1, limit: Self.continuationLimit)
    }
    let compiled = try CompiledReplays(requests, of: self)
    let total = requests.count * count
    let chunks = (total + Self.chunkSize - 1) / Self.chunkSize
    let parts = parallelMap(count: chunks, threads: threads) { chunk in
      outcomes(
        chunk * Self.chunkSize..<min((chunk + 1) * Self.chunkSize, total), of: compiled, count: count,
        from: first)
    }
    if let failure = lazy?.failure { throw .notPlayed(reason: "\(failure)") }
    return ReplayOutcomes(requests: requests.count, continuations: count, parts)
  }

  /// Plays one continuation of a request.
  ///
  /// - Parameters:
  ///   - request: Where to begin, and what is done otherwise.
  ///   - continuation: Which of many independent continuations, in `0..<16_777_216`.
  /// - Throws: ``ReplayError`` as ``continuations(of:count:from:threads:)``.
  public func play(_ request: ReplayRequest, continuation: Int = 0) throws(ReplayError) -> Result {
    let outcomes = try continuations(of: [request], count: 1, from: continuation)
    return Result(
      return: outcomes.returns[0], status: outcomes.statuses[0], score: outcomes.scores[0],
      turns: Int(outcomes.turns[0]))
  }

  /// Continuations that one piece of work plays.
  private static let chunkSize = 1024

  private func outcomes(
    _ rows: Range<Int>, of compiled: CompiledReplays, count: Int, from first: Int
  ) -> ReplayOutcomes {
    var outcomes = ReplayOutcomes(requests: 0, continuations: 0)
    outcomes.reserve(rows.count)
    var recorder = NoRecorder()
    var (request, continuation) = rows.lowerBound.quotientAndRemainder(dividingBy: count)
    for _ in rows {
      outcomes.append(
        play(compiled.branches[request], compiled.directives, first + continuation, into: &recorder))
      continuation += 1
      if continuation == count {
        continuation = 0
        request += 1
      }
    }
    return outcomes
  }

  /// Plays a continuation of a compiled request.
  @inline(__always)
  func play(
    _ branch: CompiledReplays.Branch, _ directives: [Int32], _ continuation: Int,
    into recorder: inout some TurnRecorder
  ) -> ReplayFinish {
    var node = branch.node
    if branch.group >= 0, case .publicState(let belief) = restoration {
      node = belief.draw(
        restorationDraw(branch, continuation), from: Int(branch.group))
    }
    if branch.turnCount == 0 {
      let finish = play(
        from: node, turn: Int(branch.turn), row: branch.row < 0 ? nil : branch.row,
        episode: branch.episode, branch: branch.branch, continuation: continuation, into: &recorder)
      return ReplayFinish(finish: finish, isReached: true, substitutions: 0)
    }
    let stream = stream(episode: branch.episode, branch: branch.branch, continuation: continuation)
    let turns = Directives(
      first: Int(branch.firstTurn), count: Int(branch.turnCount), start: Int(branch.start),
      agents: rollouts.mdp.agents.count)
    if let lazy {
      return lazy.play(
        from: node, countingFrom: Int(branch.turn), turns, table: directives, draws: stream.draws,
        episode: stream.episode, branch: stream.branch)
    }
    return walker.play(
      from: node, countingFrom: Int(branch.turn), turns,
      table: directives.span, policies: thresholds.span, draws: stream.draws, episode: stream.episode,
      branch: stream.branch, into: &recorder)
  }

  /// The number in `[0, 1)` that draws the restored node; its address is one that no decision has.
  @inline(__always)
  private func restorationDraw(_ branch: CompiledReplays.Branch, _ continuation: Int) -> Double {
    PhiloxStream.unit(
      draws.block(
        episode: branch.episode, turn: UInt64(branch.turn), draw: 1 << 40,
        branch: branch.branch | UInt64(continuation)
      ).word0)
  }
}
