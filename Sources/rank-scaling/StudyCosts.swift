import Ascribe
import Foundation
import Simulation

/// What the steps of a study cost on one core, in seconds and bytes.
struct StudyCosts {
  /// Compiling and solving the scenario.
  let start: Double
  /// Each batch that was timed.
  let batch: [Double]
  /// What is kept of a batch.
  let bytes: Int
  /// Reading what is kept of a batch, and adding it up.
  let fold: Double
  /// Intervals and tests: what every study pays, and what each batch adds.
  let summary, summaryOfBatch: Double

  init(_ name: String, methods: String, batches: Int) throws {
    let clock = ContinuousClock()
    var study: Study?
    start = Self.seconds(try clock.measure { study = try Self.study(name, methods, batches: batches) })
    guard let study else { preconditionFailure("a study that was made is there") }
    let kept = KeptMeasures(from: [], adding: nil, isShared: true)
    batch = try (0..<batches).map { number in
      Self.seconds(
        try clock.measure { try study.keep(in: KeptPart(0, of: kept), on: number..<number + 1) { _ in } })
    }
    bytes = kept.bytes.count / batches
    var collected = study.makeCollector()
    fold =
      Self.seconds(
        try clock.measure {
          try study.engine.run(study.measure, on: 0..<batches, keeping: KeptPart(0, of: kept)) {
            collected.add($0)
          }
        }) / Double(batches)
    // The difference of two sizes tells what grows from what does not; the larger one has each batch ten times.
    let small = collected
    for _ in 1..<Self.repetitions {
      try study.engine.run(study.measure, on: 0..<batches, keeping: KeptPart(0, of: kept)) {
        collected.add($0)
      }
    }
    let large = collected
    let times = try [small, large].map { sums in
      Self.seconds(try clock.measure { _ = try sums.result() })
    }
    summaryOfBatch = max(0, (times[1] - times[0]) / Double((Self.repetitions - 1) * batches))
    summary = max(0, times[0] - Double(batches) * summaryOfBatch)
  }

  private static let repetitions = 10

  var meanBatch: Double { batch.reduce(0, +) / Double(batch.count) }
  var fastest: Double { batch.min() ?? 0 }
  var slowest: Double { batch.max() ?? 0 }

  private static func study(_ name: String, _ methods: String, batches: Int) throws -> Study {
    let mdp = try TurnMDP(builtIn: name)
    let policy = try PolicyChoice("default").policy(on: mdp)
    return try Study(
      StudyPlan(
        mdp: mdp, policy: policy,
        methods: Call.list(methods).map {
          try MethodRequest($0, defaults: mdp.rewardSettings, discount: mdp.discount)
        }, episodes: 128, groupSize: 8, batches: batches, fitEpisodes: 2048, seed: 0, threads: 1))
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
