import Ascribe
import CreditMethods
import Benchmark
import Scenarios
import Trajectories
import Simulation

/// What a method gets: simulated episodes of the relay in groups of eight, and the exact solution.
private struct Material {
  let batch: TrajectoryBatch
  let context: AttributionContext

  /// Episodes of the relay.
  init(episodes: Int) throws {
    let mdp = try TurnMDP(compiling: ScenarioCatalogue.entry(named: "relay").scenario())
    let policy = TabularPolicy.behaviour(of: mdp)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes / 8, groupSize: 8, seed: 1), on: mdp, policy: policy)
    batch = rollouts.batch
    context = AttributionContext(
      simulation: rollouts, solution: try ExactSolution(of: mdp, under: policy), seed: 1)
  }

  /// As few whole groups of episodes as give at least so many turns.
  init(turns: Int) throws {
    var episodes = 8
    repeat {
      try self.init(episodes: episodes)
      episodes = max(episodes + 8, episodes * turns / batch.turnCount / 8 * 8)
    } while batch.turnCount < turns
  }
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(5),
    maxIterations: 50)

  measure("c3(alternatives=8,continuations=1)", "on 256 episodes") { try Material(episodes: 256) }
  for method in ["grpo", "gigpo", "graphgpo", "pinto"] {
    measure(method, "on 100,000 turns") { try Material(turns: 100_000) }
  }
}

/// One method on some episodes of the relay.
private func measure(_ call: String, _ scale: String, material: @escaping () throws -> Material) {
  Benchmark(
    "\(call) \(scale)",
    closure: { _, given in
      blackHole(try given.request.attribute(given.material.batch, in: given.material.context))
    },
    setup: { (request: try MethodRequest(Call(call)), material: try material()) })
}
