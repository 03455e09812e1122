import Ground
public import CreditMethods
public import Simulation
import Trajectories

/// A scenario and a policy on which methods are put to the test: batches of simulated episodes, and the exact
/// counterfactual credit of their decisions.
///
/// ```swift
/// let experiment = try CreditExperiment(MyScenario(), sampling: Sampling(episodes: 64, seed: 1))
/// try expectAgreement(of: MyMethod(), in: experiment, atLeast: 0.8)
/// ```
public struct CreditExperiment: Sendable {
  /// The compiled scenario.
  public let mdp: TurnMDP
  /// The behaviour policy.
  public let policy: TabularPolicy
  /// How much is simulated.
  public var sampling: Sampling

  let solution: ExactSolution
  /// Largest size of an action value, in reward units.
  let scale: Double
  private let exact: ExactCreditTable

  /// An experiment on a compiled scenario.
  ///
  /// - Parameters:
  ///   - mdp: The compiled scenario.
  ///   - policy: The behaviour policy; without it the scenario's own.
  ///   - sampling: How much is simulated.
  /// - Throws: `ExactSolutionError` for a scenario that is too large to be solved.
  public init(
    _ mdp: TurnMDP, policy: TabularPolicy? = nil, sampling: Sampling = Sampling()
  ) throws(ExactSolutionError) {
    self.mdp = mdp
    self.policy = policy ?? .behaviour(of: mdp)
    self.sampling = sampling
    solution = try ExactSolution(of: mdp, under: self.policy)
    exact = ExactCreditTable(solution)
    scale = solution.cells.actionValue.reduce(0) { max($0, abs($1)) }
  }

  /// An experiment on a scenario, which is compiled; otherwise like ``init(_:policy:sampling:)-(TurnMDP,_,_)``, with the
  /// scenario's own policy.
  ///
  /// - Throws: `ScenarioError` for a rule that the scenario breaks, `ExactSolutionError`.
  public init(
    _ scenario: some Scenario, memory: Memory = .lastObservation, sampling: Sampling = Sampling()
  ) throws {
    try self.init(TurnMDP(compiling: scenario, memory: memory), sampling: sampling)
  }

  /// One batch with its exact credit, and what methods may use of it.
  public struct Sample: Sendable {
    /// The simulated episodes.
    public let rollouts: Rollouts
    /// The exact counterfactual credit of every decision, in reward units.
    public let exact: [Double]
    /// The context that a method gets.
    public let context: AttributionContext
  }

  /// A batch of the experiment: each index has draws of its own.
  ///
  /// - Throws: ``ExpectationError`` for a negative index, and for a ``sampling`` that is not accepted.
  public func sample(_ index: Int) throws(ExpectationError) -> Sample {
    try sampling.check()
    guard (0...Int(UInt32.max)).contains(index) else {
      throw ExpectationError("index", index, accepted: "a whole number in 0...\(UInt32.max)")
    }
    let plan = Rollouts.Plan(
      groups: sampling.episodes / sampling.groupSize, groupSize: sampling.groupSize, seed: sampling.seed,
      batch: UInt32(index))
    let rollouts = Rollouts.simulate(checked: plan, on: mdp, policy: policy, threads: 1)
    var fitting: TrajectoryBatch?
    if sampling.fitEpisodes > 0 {
      var plan = Rollouts.Plan(
        groups: sampling.fitEpisodes, groupSize: 1, seed: sampling.seed, batch: UInt32(index))
      plan.isForFitting = true
      fitting = Rollouts.simulate(checked: plan, on: mdp, policy: policy, threads: 1).batch
    }
    return Sample(
      rollouts: rollouts, exact: exact.credits(of: rollouts),
      context: AttributionContext(
        simulation: rollouts, solution: solution, fitting: fitting, seed: sampling.seed))
  }

  /// What a function makes of the batches, given out in their order until somebody has enough.
  ///
  /// - Parameters:
  ///   - indices: The batches.
  ///   - measure: What is wanted of a batch.
  ///   - consume: Told every result in order; returns whether another one is wanted.
  func forEachBatch<Result: Sendable>(
    _ indices: Range<Int>, _ measure: @escaping @Sendable (Sample) throws -> Result,
    consume: (Result) -> Bool
  ) throws {
    for first in stride(from: indices.lowerBound, to: indices.upperBound, by: Self.wave) {
      let count = min(Self.wave, indices.upperBound - first)
      let results = parallelMap(count: count, threads: sampling.threads) { index in
        Swift.Result { try measure(try sample(first + index)) }
      }
      for result in results where !consume(try result.get()) { return }
    }
  }

  /// Batches that are done at once; those beyond the last that is wanted are dropped.
  private static let wave = 8
}
