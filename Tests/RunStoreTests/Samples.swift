import RunStore
import TestSupport

/// Runs a test with a path at which a store may be made.
func withStorePath<Result>(_ body: (String) throws -> Result) throws -> Result {
  try withTemporaryFolder { try body("\($0)/store") }
}

/// A run of a command with hostile names.
func sampleStart(experiment: String = "relay", name: String? = nil) -> RunStart {
  var start = RunStart(
    arguments: ["run", "relay", "--methods", "grpo,c3(alternatives=2)"], folder: "/work", user: "anna",
    version: "0.9.0")
  start.experiment = experiment
  start.name = name
  start.seed = "18446744073709551615"
  start.parameters = ["seed": "18446744073709551615", "a\u{202E}b": "'; DROP TABLE run; --\t\n"]
  start.tags = ["purpose": "test"]
  return start
}

/// Its end, with artefacts in the store's file, beside it, and of which only the digest is known.
func sampleEnd(_ status: RunStatus = .finished) -> RunEnd {
  var end = RunEnd(status, exitCode: status == .finished ? 0 : 2, failure: status == .failed ? "no" : nil)
  end.fingerprint = "9c1c"
  end.metrics = [
    RunMetric("alignment/grpo", 0.5, low: 0.25, high: 0.75),
    RunMetric("alignment/grpo", axis: "batch", step: 0, 1.0 / 3),
    RunMetric("alignment/grpo", axis: "batch", step: 1, nil),
  ]
  var outside = SHA256()
  outside.add(Array("abc".utf8))
  end.artefacts = [
    Artefact("result.json", mediaType: "application/json", Array("{}".utf8)),
    Artefact("trace.jsonl", mediaType: "application/x-ndjson", largeBytes),
    Artefact("standard output", mediaType: "text/plain", outside),
  ]
  return end
}

/// More bytes than the store's own file takes.
let largeBytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
