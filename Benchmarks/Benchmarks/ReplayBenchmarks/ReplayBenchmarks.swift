import Ascribe
import CreditMethods
import Benchmark
import Scenarios
import Trajectories
import Simulation

/// Restored branches a second of wall-clock time.
private let branchRate = BenchmarkMetric.custom(
  "branches/s", polarity: .prefersLarger, useScalingFactor: false)
/// Simulated turns a second of wall-clock time.
private let turnRate = BenchmarkMetric.custom("turns/s", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(5),
    maxIterations: 20)

  // One turn each, so that restoring, acting and recording how it ended are all that there is.
  for threads in [1, 2] {
    Benchmark(
      "branches of and, another action each, \(threads) thread\(threads == 1 ? "" : "s")",
      configuration: .init(metrics: [branchRate, .wallClock]),
      closure: { benchmark, given in
        try measure(benchmark, branchRate, per: { given.requests.count * given.count }) {
          _ = try given.replay.continuations(of: given.requests, count: given.count, threads: threads)
        }
      }, setup: { try Branches("and", count: 1000) })
  }

  Benchmark(
    "continuations of relay, one thread", configuration: .init(metrics: [turnRate, .wallClock]),
    closure: { benchmark, given in
      var turns = 0
      try measure(benchmark, turnRate, per: { turns }) {
        turns = try given.replay.continuations(of: given.requests, count: given.count).simulatedTurns
      }
    }, setup: { try Branches("relay", count: 1000) })

  for (method, episodes) in [
    ("c3(alternatives=8,continuations=16)", 1024), ("c3(alternatives=8,continuations=16)", 512),
    ("c3(alternatives=4,continuations=16)", 1024), ("c3(alternatives=8,continuations=8)", 1024),
  ] {
    Benchmark(
      "\(method) on \(episodes) episodes of relay, 2 threads",
      closure: { _, given in
        blackHole(try given.request.attribute(given.rollouts.batch, in: given.context))
      },
      setup: {
        let rollouts = try simulated("relay", episodes: episodes)
        return (
          request: try MethodRequest(Call(method)), rollouts: rollouts,
          context: AttributionContext(simulation: rollouts, seed: 1, threads: 2)
        )
      })
  }
}

/// Every legal action of one agent at the first turn of some episodes.
private struct Branches {
  let replay: Replay
  let requests: [ReplayRequest]
  let count: Int

  init(_ name: String, count: Int) throws {
    let rollouts = try simulated(name, episodes: 64)
    replay = Replay(of: rollouts, seed: 1)
    self.count = count
    let batch = rollouts.batch
    requests = (0..<batch.episodeCount).map { episode in
      let first = batch.turns(of: episode).lowerBound
      let decision = batch.decisions(of: first).lowerBound
      // The action of another episode: mostly another action.
      let other = batch.decisions(of: batch.turns(of: (episode + 1) % batch.episodeCount).lowerBound)
        .lowerBound
      return ReplayRequest(
        episode: episode, turn: 0,
        .replacing(
          AgentID(batch.symbols.agents[batch.decisions.agent[decision]]), at: 0,
          by: batch.symbols.actions[batch.decisions.action[other]]))
    }
  }
}

private func simulated(_ name: String, episodes: Int) throws -> Rollouts {
  let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: name).scenario([]))
  return try Rollouts.simulate(
    Rollouts.Plan(groups: episodes / 8, groupSize: 8, seed: 1), on: mdp, policy: .behaviour(of: mdp))
}

/// Measures work, and its rate.
private func measure(
  _ benchmark: Benchmark, _ rate: BenchmarkMetric, per count: () -> Int, _ work: () throws -> Void
) throws {
  let clock = ContinuousClock()
  benchmark.startMeasurement()
  let start = clock.now
  try work()
  let seconds = (clock.now - start) / .seconds(1)
  benchmark.stopMeasurement()
  benchmark.measurement(rate, Int(Double(count()) / seconds))
}
