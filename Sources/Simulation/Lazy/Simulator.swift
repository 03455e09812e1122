public import Trajectories

/// Plays episodes of a scenario under a policy: on compiled tables, or lazily.
///
/// Every simulator plays the same episodes, byte for byte, because every draw has an address: Philox(seed, stream;
/// episode, turn, draw).
public protocol Simulator: Sendable {
  /// All agents of the team, in the scenario's order.
  var agents: [AgentID] { get }
  /// Largest number of turns of an episode.
  var horizon: Int { get }
  /// Per-turn discount in `0...1`.
  var discount: Double { get }
  /// What agents remember.
  var memory: Memory { get }

  /// Plays the episodes of a plan.
  ///
  /// - Parameters:
  ///   - plan: How many episodes, in which groups, with which seed.
  ///   - threads: Most threads to use, at least 1; the result does not depend on it.
  /// - Throws: ``RolloutError`` for a plan that cannot be played; ``ScenarioError`` and ``PolicyError`` of what a lazy
  ///   simulator meets.
  func play(_ plan: Rollouts.Plan, threads: Int) throws -> Rollouts
}

/// Plays on tables: fast, for worlds that can be enumerated.
public struct CompiledSimulator: Simulator {
  /// The tables.
  public let mdp: TurnMDP
  /// The policy that plays.
  public let policy: TabularPolicy

  /// A simulator on tables.
  public init(_ mdp: TurnMDP, policy: TabularPolicy) {
    self.mdp = mdp
    self.policy = policy
  }

  /// All agents of the team, in the scenario's order.
  public var agents: [AgentID] { mdp.agents }
  /// Largest number of turns of an episode.
  public var horizon: Int { mdp.horizon }
  /// Per-turn discount in `0...1`.
  public var discount: Double { mdp.discount }
  /// What agents remember.
  public var memory: Memory { mdp.memory }

  /// Plays the episodes of a plan; see ``Rollouts/simulate(_:on:policy:threads:)``.
  public func play(_ plan: Rollouts.Plan, threads: Int) throws(RolloutError) -> Rollouts {
    try Rollouts.simulate(plan, on: mdp, policy: policy, threads: threads)
  }
}

/// Plays in a world that is explored only where episodes come, for worlds that are too large to enumerate.
///
/// Every batch explores a world of its own, in the order of its episodes: states, information states and actions are
/// numbered by the address (episode, turn) at which they are met first, and the tables of the ``Rollouts`` hold what the
/// batch met and no more (``Coverage/met``). So a batch is played by one thread; batches are independent of each other.
public struct LazySimulator: Simulator {
  private let world: World
  /// The policy that plays.
  package let policy: any Policy

  /// A lazy simulator of a scenario.
  ///
  /// - Parameters:
  ///   - scenario: The scenario; its code runs whenever something new is met.
  ///   - policy: The policy that plays.
  ///   - memory: What agents remember.
  ///   - stateLimit: Most nodes of a batch.
  /// - Throws: ``ScenarioError`` for a header or a start that breaks the rules.
  public init(
    _ scenario: some Scenario, policy: some Policy, memory: Memory = .lastObservation,
    stateLimit: Int = 100_000_000
  ) throws(ScenarioError) {
    world = try World(scenario, memory: memory, limit: stateLimit, isPlayed: true)
    self.policy = policy
  }

  private init(_ world: World, policy: any Policy) {
    self.world = world
    self.policy = policy
  }

  /// The same world under another policy.
  package func following(_ policy: any Policy) -> LazySimulator { LazySimulator(world, policy: policy) }

  /// Bounds of the value of the policy; see ``BoundedValue``.
  ///
  /// - Parameters:
  ///   - ranges: What the return from each turn on can be; `nil` where nothing is declared.
  ///   - width: The distance of the bounds at which the expansion stops; 0: at the limit only.
  ///   - limit: How many cells are found before the expansion stops, at least 1.
  /// - Throws: ``BoundedValueError``, ``ScenarioError`` and ``PolicyError`` of what is met.
  package func boundedValue(
    ranges: [ClosedRange<Double>]?, width: Double, limit: Int
  ) throws -> BoundedValue {
    try BoundedValue(
      in: world, under: policy, ranges: ranges, narrowing: .value, to: width, stateLimit: limit,
      creditCount: 0)
  }

  /// All agents of the team, in the scenario's order.
  public var agents: [AgentID] { world.agents }
  /// Largest number of turns of an episode.
  public var horizon: Int { world.horizon }
  /// Per-turn discount in `0...1`.
  public var discount: Double { world.discount }
  /// What agents remember.
  public var memory: Memory { world.memory }

  /// Plays the episodes of a plan, in their order.
  ///
  /// - Throws: ``RolloutError`` for a plan that cannot be played, ``ScenarioError`` and ``PolicyError`` of what is met.
  /// - Complexity: O(turns played) beyond the scenario's and the policy's own code.
  public func play(_ plan: Rollouts.Plan, threads: Int = 1) throws -> Rollouts {
    try plan.check()
    var growing = GrowingWorld(world, policies: [policy])
    let chunk = try RolloutChunk(of: plan, in: &growing)
    let mdp = try TurnMDP(laying: Exploration(met: growing.world), coverage: .met)
    return RolloutAssembly([chunk], plan: plan, threads: threads).rollouts(
      on: mdp, OutcomeColumns(growing), policy: try growing.table(on: mdp.information))
  }
}
