public import Trajectories

/// What the graph of a task's episodes says that their outcomes do not: good steps in failures, idle ones in successes.
///
/// A step moves nearer to success when the state after it needs fewer turns to the success sink than the one before it,
/// over the edges of all episodes of the task. Only tasks with a success have such distances, so only their steps count.
/// Diagnostics of batches without a common task add up to those of all their episodes.
///
/// Source: arXiv 2605.26684 motivates graph-based credit with these shares.
public struct GraphDiagnostics: Sendable, Hashable {
  /// States that turns start in and from which no recorded path of the task leads to success.
  public private(set) var unreachableStates = 0
  /// Steps of episodes without success.
  public private(set) var stepsInFailures = 0
  /// Those of them that move nearer to success.
  public private(set) var nearerStepsInFailures = 0
  /// Steps of successful episodes.
  public private(set) var stepsInSuccesses = 0
  /// Those of them that do not move nearer to success.
  public private(set) var idleStepsInSuccesses = 0

  /// Share of the steps of failures that move nearer to success, in `0...1`; `nil` without such steps.
  public var nearerShareOfFailures: Double? {
    stepsInFailures == 0 ? nil : Double(nearerStepsInFailures) / Double(stepsInFailures)
  }

  /// Share of the steps of successes that do not move nearer to success, in `0...1`; `nil` without such steps.
  public var idleShareOfSuccesses: Double? {
    stepsInSuccesses == 0 ? nil : Double(idleStepsInSuccesses) / Double(stepsInSuccesses)
  }

  /// The diagnostics of no episodes.
  public init() {}

  /// Reads the graph of a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - key: What identifies a state.
  ///   - context: Where methods ran on the batch, so that their states and graph are used again.
  /// - Complexity: O(turns + states).
  public init(
    of batch: TrajectoryBatch, by key: StateKey = .state,
    in context: AttributionContext = AttributionContext()
  ) {
    let states = context.states(of: batch, by: key)
    let graph = states.graph
    let recorded = states.recordedDistances
    let starts = states.turnsByNode
    unreachableStates = (0..<starts.count).count {
      !starts[$0].isEmpty && recorded[$0] == StateGraph.unreachable
    }
    let distance = states.distancesToSuccess
    var succeeded = [Bool](repeating: false, count: batch.symbols.tasks.count)
    for episode in 0..<batch.episodeCount where batch.episodes.status[episode] == .success {
      succeeded[Int(batch.episodes.task[episode])] = true
    }
    for episode in 0..<batch.episodeCount where succeeded[Int(batch.episodes.task[episode])] {
      let turns = batch.turns(of: episode)
      let nearerTurns = turns.count { distance[Int(graph.successor[$0])] < distance[Int(graph.source[$0])] }
      if batch.episodes.status[episode] == .success {
        stepsInSuccesses += turns.count
        idleStepsInSuccesses += turns.count - nearerTurns
      } else {
        stepsInFailures += turns.count
        nearerStepsInFailures += nearerTurns
      }
    }
  }

  /// Adds the diagnostics of episodes of other tasks.
  public static func += (sum: inout GraphDiagnostics, other: GraphDiagnostics) {
    sum.unreachableStates += other.unreachableStates
    sum.stepsInFailures += other.stepsInFailures
    sum.nearerStepsInFailures += other.nearerStepsInFailures
    sum.stepsInSuccesses += other.stepsInSuccesses
    sum.idleStepsInSuccesses += other.idleStepsInSuccesses
  }
}
