import Ground
import Ascribe
import Benchmark
import CreditStatistics
import Scenarios
import Simulation

/// Uniform numbers from a fixed seed (SplitMix64).
private func uniform(_ count: Int, seed: UInt64) -> [Double] {
  var state = seed
  return (0..<count).map { _ in
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
  }
}

/// A comparison of eight methods that read traces alone, on 20 batches of `relay` with about 200,000 decisions, one thread.
private func comparison() throws -> Comparison {
  let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: "relay").scenario([]))
  let methods = try Call.list("grpo,rloo,drgrpo,gigpo,graphgpo,gae,mc,td").map { try MethodRequest($0) }
  let study = try StudyPlan(
    mdp: mdp, policy: .behaviour(of: mdp), methods: methods, episodes: 1704, groupSize: 8, batches: 20,
    seed: 1, threads: 1)
  return try Comparison(try ComparisonPlan(study))
}

/// The interval of a distribution, or nothing where it is undefined: a benchmark without work would be noticed.
private func percentile(_ distribution: Measured<BootstrapDistribution>) -> ConfidenceInterval? {
  distribution.flatMap { $0.percentile(confidence: 0.95) }.optional
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.cpuUser, .wallClock], warmupIterations: 1, maxDuration: .seconds(5), maxIterations: 50)
  let bootstrap = Bootstrap(resamples: 10_000, seed: 3)

  Benchmark(
    "simulation, attribution and comparison of 8 methods, 200,000 decisions of relay",
    closure: { _, comparison in blackHole(try comparison.run()) }, setup: { try comparison() })
  Benchmark("interquartile mean, 10 runs x 30 tasks, 10,000 resamples") { benchmark in
    let matrix = ScoreMatrix.measured(uniform(300, seed: 1), tasks: 30)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(percentile(matrix.flatMap { bootstrap.distribution(of: .interquartileMean, $0) }))
    }
  }
  Benchmark("probability of improvement, 10 runs x 30 tasks, 10,000 resamples") { benchmark in
    let first = ScoreMatrix.measured(uniform(300, seed: 1), tasks: 30)
    let second = ScoreMatrix.measured(uniform(300, seed: 2), tasks: 30)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(
        percentile(
          first.flatMap { first in
            second.flatMap {
              ProbabilityOfImprovement.distribution(first, over: $0, bootstrap: bootstrap)
            }
          }))
    }
  }
  Benchmark("Spearman's correlation, 30 pairs, 10,000 resamples") { benchmark in
    let first = uniform(30, seed: 1)
    let second = zip(first, uniform(30, seed: 2)).map { $0 + $1 }
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(percentile(bootstrap.distribution(ofSpearman: first, second)))
    }
  }
  for ties in [false, true] {
    Benchmark("Kendall's tau-b, 200,000 pairs\(ties ? " with ties" : "")") { benchmark in
      let first = uniform(200_000, seed: 1).map { ties ? ($0 * 1000).rounded() : $0 }
      let noise = uniform(200_000, seed: 2).map { ties ? ($0 * 1000).rounded() : $0 }
      let second = zip(first, noise).map { $0 + $1 }
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(Association.kendall(first, second)) }
    }
  }
  Benchmark("BCa of 10 means of 30 values, 10,000 resamples") { benchmark in
    let samples = (1...10).map { uniform(30, seed: $0) }
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      for sample in samples {
        blackHole(bootstrap.distribution(ofMean: sample).flatMap { $0.accelerated(confidence: 0.95) })
      }
    }
  }
}
