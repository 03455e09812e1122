import Ascribe
import CreditMethods
import Benchmark
import Scenarios
import Trajectories
import Simulation

/// Fits of critics to episodes of the relay, in which one agent acts a turn: a turn is a decision.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 0, maxDuration: .seconds(60),
    maxIterations: 5)

  for call in [
    "pinto", "symmetric(objective=td)", "symmetric(objective=tdlambda,turnIndex=false)",
    "symmetric(function=linear,ridge=1)", "symmetric(function=linear,ridge=1,objective=td)",
    "symmetric(view=own)", "symmetric(view=history)", "mappo", "coma_learned",
  ] { measure(call, decisions: 1_000_000, threads: 1) }
  for threads in 1...2 {
    measure(
      "symmetric(function=network,epochs=50,lossTolerance=0)", decisions: 100_000, threads: threads)
  }
}

/// One method on at least so many decisions.
private func measure(_ call: String, decisions: Int, threads: Int) {
  Benchmark(
    "\(call) on \(decisions) decisions, \(threads == 1 ? "1 thread" : "\(threads) threads")",
    closure: { _, given in
      let context = AttributionContext(seed: 1, threads: threads)
      blackHole(try given.request.attribute(given.batch, in: context))
    },
    setup: { (request: try MethodRequest(Call(call)), batch: try episodes(decisions: decisions)) })
}

/// Episodes of the relay with at least so many decisions.
private func episodes(decisions: Int) throws -> TrajectoryBatch {
  let mdp = try TurnMDP(compiling: ScenarioCatalogue.entry(named: "relay").scenario())
  let policy = TabularPolicy.behaviour(of: mdp)
  var episodes = decisions / 8
  while true {
    let batch = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes / 8, groupSize: 8, seed: 1), on: mdp, policy: policy
    ).batch
    guard batch.decisionCount < decisions else { return batch }
    episodes = episodes * decisions / batch.decisionCount + 64
  }
}
