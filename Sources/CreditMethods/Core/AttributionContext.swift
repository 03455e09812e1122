public import Trajectories
public import Simulation

/// Told how far a fit has come: what is fitted, the iterations that are done, and the most that it may take.
public typealias FitProgress = @Sendable (_ what: String, _ done: Int, _ limit: Int) -> Void

/// What a method may use beside the batch.
///
/// A context also remembers the states and graphs of the batch that it was used with last: methods that run on one batch
/// in one context share them. They take about 30 bytes a turn and live as long as the context and its copies, or until it
/// is used with another batch.
public struct AttributionContext: Sendable {
  /// The simulation that the batch came from; `nil` for a recorded trace.
  public let simulation: Rollouts?
  /// The exact solution of that simulation's scenario and policy; `nil` where there is none.
  public let solution: ExactSolution?
  /// Episodes beside the batch that critics may be fitted to; `nil` if there are none.
  public let fitting: TrajectoryBatch?
  /// Episodes of earlier policies that a method may remember; `nil` if there are none.
  public let history: TrajectoryBatch?
  /// Hindsight probabilities of actions, for methods that would otherwise count them in the batch; `nil` if there are
  /// none.
  public let hindsight: [HindsightRecord]?
  /// Whether the batch is a part of a trace, so that what is given beside it need not be for its tasks.
  public let isPart: Bool
  /// Seed of the method's own draws.
  public let seed: UInt64
  /// Number of threads that a method may use; its result does not depend on it.
  public let threads: Int
  /// Told now and then how far a long fit has come; `nil` if nobody wants to know.
  public var fitProgress: FitProgress?
  private let memory = StateMemory()

  /// A context; without arguments, that of a recorded trace.
  public init(
    simulation: Rollouts? = nil, solution: ExactSolution? = nil, fitting: TrajectoryBatch? = nil,
    history: TrajectoryBatch? = nil, hindsight: [HindsightRecord]? = nil, isPart: Bool = false,
    seed: UInt64 = 0, threads: Int = 1
  ) {
    self.simulation = simulation
    self.solution = solution
    self.fitting = fitting
    self.history = history
    self.hindsight = hindsight
    self.isPart = isPart
    self.seed = seed
    self.threads = threads
  }

  /// How often states of a batch were numbered in this context.
  package var statesMade: Int { memory.made }

  /// The states of a batch by a key, shared by all that ask for them in this context.
  ///
  /// ```swift
  /// let states = context.states(of: batch, by: .state)
  /// let step = try standardised(returns, by: states.turnsByNode)
  /// ```
  ///
  /// - Complexity: O(decisions + keys + tasks) for a batch and a key that were not asked for before.
  public func states(of batch: TrajectoryBatch, by key: StateKey) -> BatchStates {
    memory.states(of: batch, by: key)
  }
}
