public import Trajectories

/// What the graph of a task's episodes says that their outcomes do not: good steps in failures, idle ones in successes.
///
/// A step moves nearer to success when the state after it needs fewer turns to the success sink than the one before it,
/// over the edges of all episodes of the task. Only tasks with a success have such distances, so only their steps count.
///
/// Source: arXiv 2605.26684 motivates graph-based credit with these shares.
public struct GraphDiagnostics: Sendable, Hashable {
  /// States that turns start in and from which no recorded path of the task leads to success.
  public let unreachableStates: Int
  /// Steps of episodes without success.
  public let stepsInFailures: Int
  /// Those of them that move nearer to success.
  public let nearerStepsInFailures: Int
  /// Steps of successful episodes.
  public let stepsInSuccesses: Int
  /// Those of them that do not move nearer to success.
  public let idleStepsInSuccesses: Int

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
    var (failures, nearer, successes, idle) = (0, 0, 0, 0)
    for episode in 0..<batch.episodeCount where succeeded[Int(batch.episodes.task[episode])] {
      let turns = batch.turns(of: episode)
      let nearerTurns = turns.count { distance[Int(graph.successor[$0])] < distance[Int(graph.source[$0])] }
      if batch.episodes.status[episode] == .success {
        successes += turns.count
        idle += turns.count - nearerTurns
      } else {
        failures += turns.count
        nearer += nearerTurns
      }
    }
    stepsInFailures = failures
    nearerStepsInFailures = nearer
    stepsInSuccesses = successes
    idleStepsInSuccesses = idle
  }
}
