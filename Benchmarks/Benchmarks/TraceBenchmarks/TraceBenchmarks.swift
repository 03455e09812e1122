import Benchmark
import Foundation
import Trajectories

/// Megabytes (10^6 bytes) of JSON Lines a second of wall-clock time, those of a compressed file counted decompressed.
private let rate = BenchmarkMetric.custom("MB/s", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [rate, .wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(8),
    maxIterations: 30)

  measure("read a trace") { trace in
    blackHole(try TraceReader.read(trace.path))
    return trace.byteCount
  }
  measure("read a compressed trace", compressed: true) { trace in
    blackHole(try TraceReader.read(trace.path))
    return trace.byteCount
  }
  measure("read a trace task by task") { trace in
    var groups = try TraceGroups(trace.path, bytes: 16 << 20)
    while let batch = try groups.next() { blackHole(batch) }
    return trace.byteCount
  }
  measure("write credits", keepsBatch: true) { trace in
    guard let batch = trace.batch else { return 0 }
    let path = "\(TraceFile.folder)/credits.jsonl"
    try CreditsWriter.write(trace.credits(of: batch), of: batch, to: path)
    return try TraceFile.size(of: path)
  }
  measure("read credits", hasCredits: true) { _ in
    blackHole(try CreditsReader.read(TraceFile.credits))
    return try TraceFile.size(of: TraceFile.credits)
  }
  measure("write a trace", keepsBatch: true) { trace in
    guard let batch = trace.batch else { return 0 }
    let path = "\(TraceFile.folder)/again.jsonl"
    try TraceWriter.write([batch], to: path)
    return try TraceFile.size(of: path)
  }
}

/// One way to use the trace file; `body` returns how many bytes of JSON Lines it went through.
private func measure(
  _ name: String, compressed: Bool = false, keepsBatch: Bool = false, hasCredits: Bool = false,
  _ body: @escaping @Sendable (TraceFile) throws -> Int
) {
  Benchmark(
    name,
    closure: { benchmark, trace in
      let clock = ContinuousClock()
      benchmark.startMeasurement()
      let start = clock.now
      let byteCount = try body(trace)
      let seconds = (clock.now - start) / .seconds(1)
      benchmark.stopMeasurement()
      benchmark.measurement(rate, Int(Double(byteCount) / seconds / 1e6))
    },
    setup: { try TraceFile(compressed: compressed, keepsBatch: keepsBatch, hasCredits: hasCredits) },
    teardown: { try FileManager.default.removeItem(atPath: TraceFile.folder) })
}
