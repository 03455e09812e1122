import Ascribe
import CreditMethods
import Benchmark
import Walks

/// Turns of the batch a second of wall-clock time.
private let turnRate = BenchmarkMetric.custom("turns/s", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [turnRate, .wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(5),
    maxIterations: 20)

  for material in Material.all {
    for method in ["grpo", "gigpo", "graphgpo", "g2po"] {
      Benchmark(
        "\(method) on \(material.name)",
        closure: { benchmark, given in
          let clock = ContinuousClock()
          benchmark.startMeasurement()
          let start = clock.now
          blackHole(try given.request.attribute(given.batch, in: AttributionContext()))
          let seconds = (clock.now - start) / .seconds(1)
          benchmark.stopMeasurement()
          benchmark.measurement(turnRate, Int(Double(material.turns) / seconds))
        },
        setup: { (request: try MethodRequest(Call(method)), batch: try material.batch()) })
    }
  }
}
