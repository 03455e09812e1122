import Benchmark
import Scenarios
import Trajectories
import Simulation

/// Simulated turns of a second of wall-clock time, the whole trace kept in memory.
private let turnRate = BenchmarkMetric.custom("turns/s", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(5),
    maxIterations: 100)

  for threads in [1, 2] {
    Benchmark(
      "rollouts of relay, \(threads) thread\(threads == 1 ? "" : "s")",
      configuration: .init(metrics: [turnRate, .wallClock, .peakMemoryResident]),
      closure: { benchmark, mdp in
        let policy = TabularPolicy.behaviour(of: mdp)
        let plan = Rollouts.Plan(groups: 25_000, groupSize: 8, seed: UInt64(benchmark.currentIteration))
        let clock = ContinuousClock()
        benchmark.startMeasurement()
        let start = clock.now
        let rollouts = try Rollouts.simulate(plan, on: mdp, policy: policy, threads: threads)
        let seconds = (clock.now - start) / .seconds(1)
        benchmark.stopMeasurement()
        benchmark.measurement(turnRate, Int(Double(rollouts.batch.turnCount) / seconds))
      }, setup: { try TurnMDP(compiling: scenario("relay")) })
  }

  Benchmark("compile relay") { benchmark in
    let relay = try scenario("relay")
    benchmark.startMeasurement()
    blackHole(try TurnMDP(compiling: relay))
  }

  Benchmark("compile dec-tiger, horizon 3, memory history") { benchmark in
    let tiger = try scenario("dec-tiger", [("horizon", "3")])
    benchmark.startMeasurement()
    blackHole(try TurnMDP(compiling: tiger, memory: .history))
  }

  Benchmark(
    "solve relay exactly",
    closure: { _, mdp in
      blackHole(try ExactSolution(of: mdp, under: .behaviour(of: mdp)))
    }, setup: { try TurnMDP(compiling: scenario("relay")) })
}

private func scenario(
  _ name: String, _ settings: [(name: String, value: String)] = []
) throws -> any Scenario {
  try ScenarioCatalogue.entry(named: name).scenario(settings)
}
