import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// The mean return of a scenario under its own behaviour, by recursion over the functions of the `Scenario` protocol alone.
///
/// It shares nothing with compiled tables, and keeps less than a ``TreeWalk``: for scenarios of thousands of states.
func plainValue<S: Scenario>(of scenario: S) -> Double {
  var known: [[S.State: Double]] = Array(repeating: [:], count: scenario.horizon + 1)

  /// The value before a turn, what the ending pays included.
  func value(of state: S.State, turn: Int) -> Double {
    if let value = known[turn][state] { return value }
    let acting = turn < scenario.horizon ? scenario.actingAgents(in: state) : []
    let found =
      acting.isEmpty
      ? scenario.endings(in: state).outcomes.reduce(0) { $0 + $1.probability * $1.element.reward }
      : joint(acting[...], [], 1, in: state, turn: turn)
    known[turn][state] = found
    return found
  }

  func joint(
    _ rest: ArraySlice<AgentID>, _ chosen: [(AgentID, S.Action)], _ probability: Double, in state: S.State,
    turn: Int
  ) -> Double {
    guard let agent = rest.first else {
      return scenario.step(state, JointAction(chosen)).outcomes.reduce(0) { sum, outcome in
        let carry = scenario.discount
        let next = value(of: outcome.element.state, turn: turn + 1)
        return sum + probability * outcome.probability * (outcome.element.reward + carry * next)
      }
    }
    let legal = scenario.legalActions(for: agent, in: state)
    let weights = scenario.behaviour(
      of: agent, observing: scenario.observation(for: agent, in: state), over: legal)
    let total = weights.reduce(0, +)
    return zip(legal, weights).reduce(0) { sum, choice in
      sum
        + joint(
          rest.dropFirst(), chosen + [(agent, choice.0)], probability * choice.1 / total, in: state,
          turn: turn)
    }
  }

  return scenario.initialStates.outcomes.reduce(0) {
    $0 + $1.probability * value(of: $1.element, turn: 0)
  }
}

/// Episodes of a scenario that is too large to list, played without tables under its own behaviour.
struct LazyPlay {
  let rollouts: Rollouts
  /// Of each episode.
  let turns: [Int]
  let tokens: [Int]
  let actors: [Set<String>]

  var batch: TrajectoryBatch { rollouts.batch }
  var nodes: Int { rollouts.mdp.nodeCount }
  var successes: Int { batch.episodes.status.count { $0 == .success } }
  var meanTurns: Double { Double(turns.reduce(0, +)) / Double(turns.count) }
  var meanTokens: Double { Double(tokens.reduce(0, +)) / Double(tokens.count) }

  init(_ scenario: any Scenario, episodes: Int, seed: UInt64 = 3) throws {
    let rollouts = try LazySimulator(scenario, policy: BehaviourPolicy())
      .play(Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed))
    let batch = rollouts.batch
    let used = try #require(batch.decisions.tokens)
    self.rollouts = rollouts
    turns = (0..<episodes).map { batch.turns(of: $0).count }
    let decisions = (0..<episodes).map { Array(batch.decisions(ofEpisode: $0)) }
    tokens = decisions.map { $0.reduce(0) { $0 + Int(used[$1]) } }
    actors = decisions.map { Set($0.map { batch.symbols.agents[batch.decisions.agent[$0]] }) }
  }

  /// The large size of a family.
  init(_ name: String, _ settings: KeyValuePairs<String, String> = [:], episodes: Int) throws {
    try self.init(try scenario(name, settings, size: "large"), episodes: episodes, seed: 5)
  }
}

/// The scenario at a size of its family.
func scenario(
  _ name: String, _ settings: KeyValuePairs<String, String> = [:], size: String
) throws -> any Scenario {
  try ScenarioCatalogue.entry(named: name)
    .scenario([(name: "size", value: size)] + settings.map { (name: $0.key, value: $0.value) })
}

/// Settings drawn from ranges: whole numbers where both bounds are, otherwise numbers to three decimals.
func drawnSettings(
  _ ranges: KeyValuePairs<String, ClosedRange<Double>>, seed: UInt64
) -> [(name: String, value: String)] {
  var random = SplitMix64(seed: seed)
  return ranges.map { name, range in
    let unit = random.numbers(1, in: 0..<1)[0]
    let isWhole = [range.lowerBound, range.upperBound].allSatisfy { $0 == $0.rounded() }
    guard !isWhole else {
      return (name, "\(Int(range.lowerBound) + Int(unit * (range.upperBound - range.lowerBound + 1)))")
    }
    let value = range.lowerBound + unit * (range.upperBound - range.lowerBound)
    return (name, "\((value * 1000).rounded() / 1000)")
  }
}
