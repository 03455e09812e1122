import Ascribe
import CreditMethods
import Benchmark
import CoalitionGames
import Scenarios
import Simulation

/// A game without structure: a worth between 0 and 1 for every coalition, from its bits.
private func scatteredGame(players: Int) throws -> CoalitionGame {
  try CoalitionGame(
    players: players,
    values: (0..<(1 << players)).map { Double((UInt64($0) &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53 })
}

/// What a method gets: simulated episodes of the relay in groups of eight, and the exact solution.
private struct Material {
  let request: MethodRequest
  let rollouts: Rollouts
  let context: AttributionContext

  init(_ call: String, episodes: Int, threads: Int = 2) throws {
    let mdp = try TurnMDP(compiling: ScenarioCatalogue.entry(named: "relay").scenario())
    let policy = TabularPolicy.behaviour(of: mdp)
    rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes / 8, groupSize: 8, seed: 1), on: mdp, policy: policy)
    context = AttributionContext(
      simulation: rollouts, solution: try ExactSolution(of: mdp, under: policy), seed: 1, threads: threads)
    request = try MethodRequest(Call(call))
  }
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(5),
    maxIterations: 50)

  for players in [12, 16, 20] {
    Benchmark(
      "Shapley values of a table, n = \(players)",
      closure: { _, game in blackHole(game.shapleyValues()) },
      setup: { try scatteredGame(players: players) })
  }
  for players in [4, 8, 12] {
    Benchmark(
      "prenucleolus, n = \(players)",
      closure: { _, game in blackHole(try game.prenucleolus()) },
      setup: { try scatteredGame(players: players) })
  }
  Benchmark(
    "1,000 orders of 20 players",
    closure: { _, game in
      let plan = try PermutationSampling(players: 20, orders: 1000, seed: 1)
      blackHole(
        try plan.estimate { members, _ in
          game.values[members.indices.reduce(0) { members[$1] ? $0 | 1 << $1 : $0 }]
        })
    },
    setup: { try scatteredGame(players: 20) })
  for call in [
    "shapley", "shapley(players=agent-turn)", "shapley(game=action)", "leave_one_out(players=agent-turn)",
    "scar", "nucleolus", "shapley(players=agent-turn,worth=replay,estimator=permutation,orders=32)",
  ] {
    Benchmark(
      "\(call) on 256 episodes of the relay",
      closure: { _, given in
        blackHole(try given.request.attribute(given.rollouts.batch, in: given.context))
      },
      setup: { try Material(call, episodes: 256) })
  }
}
