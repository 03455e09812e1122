import Ground
import Trajectories
import Simulation

/// Writes the episodes of a plan's batches to a trace as they are simulated, without keeping them: memory holds as many
/// batches as there are threads, however many are written.
///
/// The trace is the one that a study of the plan writes to its folder, if no signals are simulated.
public struct TraceStream: Sendable {
  /// What was written.
  public struct Summary: Sendable, Hashable {
    /// Number of episodes.
    public private(set) var episodes = 0
    /// Number of their turns.
    public private(set) var turns = 0
    /// Number of their decisions.
    public private(set) var decisions = 0
    /// Episodes that succeeded.
    public private(set) var successes = 0

    mutating func add(_ batch: TrajectoryBatch) {
      episodes += batch.episodeCount
      turns += batch.turnCount
      decisions += batch.decisionCount
      successes += batch.episodes.status.count { $0 == .success }
    }
  }

  private let plan: StudyPlan
  private let origin: TraceOrigin?
  /// The names on the tables, where all batches together are likely to need most of them.
  private let names: WrittenSymbols?

  /// - Parameters:
  ///   - plan: What is simulated; its methods play no part.
  ///   - scenario: The scenario with its parameters, as it was asked for: lines of what is played on tables say where they were
  ///     simulated.
  public init(_ plan: StudyPlan, scenario: String? = nil) {
    self.plan = plan
    origin = plan.tables.flatMap { tables in scenario.map { TraceOrigin(of: tables.mdp, scenario: $0) } }
    names = plan.tables.flatMap { tables in
      plan.batches * plan.episodes >= tables.mdp.nodeCount ? WrittenSymbols(tables.mdp.symbols) : nil
    }
  }

  /// Simulates and writes all batches.
  ///
  /// - Parameters:
  ///   - progress: Told the number of finished batches now and then.
  ///   - write: Receives the lines, in the order of the batches.
  /// - Throws: ``StudyError`` for a plan that cannot be run, what the simulator throws, and what `write` throws.
  public func run(progress: (Int) -> Void = { _ in }, write: ([UInt8]) throws -> Void) throws -> Summary {
    try plan.check()
    var summary = Summary()
    // Fresh memory costs the system as much time as the lines in it, so what was written is written over.
    let spares = Locked<[[UInt8]]>([])
    let wave = max(1, min(plan.threads, plan.batches))
    for first in stride(from: 0, to: plan.batches, by: wave) {
      let count = min(wave, plan.batches - first)
      let parts = parallelMap(count: count, threads: plan.threads) { index in
        Result {
          try lines(
            ofBatch: first + index, threads: max(1, plan.threads / count),
            over: spares.withLock { $0.popLast() } ?? [])
        }
      }
      for part in parts {
        let (lines, written) = try part.get()
        summary.add(written)
        try write(lines)
        spares.withLock { $0.append(lines) }
      }
      progress(first + count)
    }
    return summary
  }

  private func lines(
    ofBatch index: Int, threads: Int, over spare: consuming [UInt8]
  ) throws -> (lines: [UInt8], batch: TrajectoryBatch) {
    let batch = try plan.simulator.play(
      plan.rollouts(ofBatch: index, episodes: plan.episodes), threads: threads
    ).batch
    var lines = spare
    lines.removeAll(keepingCapacity: true)
    TraceWriter.append(batch, origin: origin, written: names, to: &lines)
    return (lines, batch)
  }
}
