import Benchmark
import DecPOMDP
import Scenarios
import Simulation

/// Optimal joint policies of the published problems, at horizons from easy to the frontier; reading and valuing a large
/// problem.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .cpuUser, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(10),
    maxIterations: 20)

  let problems = [
    ("dec-tiger", [4, 5, 6]), ("box-pushing", [2, 3, 4, 5]), ("recycling-robots", [4, 30]),
    ("broadcast-channel", [4, 10]), ("meeting-grid", [3, 4, 5]),
  ]
  for (name, horizons) in problems {
    for horizon in horizons {
      Benchmark(
        "solve \(name), horizon \(horizon)",
        closure: { _, model in
          var search = try JointPolicySearch(model, horizon: horizon)
          let solution = try search.solve()
          precondition(solution.status == .optimal)
          blackHole(solution)
        },
        setup: {
          let scenario = try ScenarioCatalogue.entry(named: name).scenario([("horizon", "\(horizon)")])
          return try ModelExtraction(of: try TurnMDP(compiling: scenario)).model
        })
    }
  }

  Benchmark(
    "read a problem file of 5 MB",
    closure: { _, bytes in blackHole(try DPOMDPFile(bytes, named: "large")) },
    setup: { ProblemText(states: 256, actions: 6, observations: 8).bytes })

  Benchmark(
    "value of uniform play, 256 states, 6 x 6 actions, 8 x 8 observations, 4 turns",
    closure: { _, model in blackHole(try model.value(of: .uniform(on: model), horizon: 4)) },
    setup: {
      try DPOMDPFile(ProblemText(states: 256, actions: 6, observations: 8).bytes, named: "large").model
    })
}
