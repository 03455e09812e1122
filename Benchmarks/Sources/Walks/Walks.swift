public import Trajectories
public import Simulation

/// Walks of one agent over numbered places, of 50 turns each: the material of the benchmarks of methods.
///
/// A walk succeeds where it ends in an even place, about half of the time. Simulated, a batch of them is in memory
/// without a trace having been read, and the same for the same seed.
public struct Walks: Scenario {
  /// Where walks lead.
  public enum Map: Sendable {
    /// In one of several worlds, drawn for the group, over 64 places that its episodes share. Four actions lead to
    /// different places, and slip to the next one in a quarter of the turns.
    case worlds(Int)
    /// After the first turn into one of several branches, whose places no other branch shares.
    case branches(Int)
  }

  /// A place of a world or of a branch.
  public struct State: Hashable, Sendable {
    let region: Int
    let place: Int
  }

  private static let places = 64
  private let map: Map

  /// Walks on a map.
  public init(on map: Map) { self.map = map }

  /// The walker.
  public var agents: [AgentID] { ["walker"] }
  /// Turns of every walk.
  public var horizon: Int { 50 }

  /// Place 0 of any world, or the place before all branches.
  public var initialStates: Distribution<State> {
    switch map {
    case .worlds(let count): .uniform((0..<count).map { State(region: $0, place: 0) })
    case .branches: Distribution(State(region: 0, place: 0))
    }
  }

  /// The walker, everywhere.
  public func actingAgents(in state: State) -> [AgentID] { agents }

  /// Four actions in a world; in a branch two, which lead to the same place.
  public func legalActions(for agent: AgentID, in state: State) -> [Int] {
    if case .worlds = map { Array(0..<4) } else { [0, 1] }
  }

  /// The region and the place.
  public func observation(for agent: AgentID, in state: State) -> String { "\(state.region)-\(state.place)" }

  /// The next place.
  public func step(_ state: State, _ actions: JointAction<Int>) -> Distribution<Transition<State>> {
    switch map {
    case .worlds:
      let to = { Transition(to: State(region: state.region, place: $0 % Self.places)) }
      return Distribution(
        to(5 * state.place + 7 * actions.only + 3), probability: 0.75, otherwise: to(state.place + 1))
    case .branches(let count):
      guard state.place == 0 else {
        return Distribution(Transition(to: State(region: state.region, place: state.place + 1)))
      }
      return .uniform((1...count).map { Transition(to: State(region: $0, place: 1)) })
    }
  }

  /// Success in even places.
  public func endings(in state: State) -> Distribution<Ending> {
    Distribution((state.region + state.place).isMultiple(of: 2) ? .success : .failure)
  }

  /// Simulated walks.
  public static func batch(
    on map: Map, groups: Int, groupSize: Int
  ) throws -> TrajectoryBatch {
    let mdp = try TurnMDP(compiling: Walks(on: map))
    let plan = Rollouts.Plan(groups: groups, groupSize: groupSize, seed: 1)
    return try Rollouts.simulate(plan, on: mdp, policy: .behaviour(of: mdp)).batch
  }
}
