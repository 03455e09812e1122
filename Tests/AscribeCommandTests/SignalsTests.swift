import Foundation
import TestSupport
import Testing
import Trajectories

/// `--judge`, `--belief` and the other simulated signals of `ascribe run` and `ascribe compare`.
@Suite struct SignalsTests {
  private static let signals = [
    "--judge", "error=0.2,bias=outcome,granularity=turn", "--belief", "noise=0.1", "--reference",
    "tempered:2",
    "--entropy", "--factors", "error=0.1", "--counterfactuals", "continuations=2",
  ]

  /// What a method gives in a run, it gives to the trace that the run wrote.
  @Test func aWrittenTraceHasTheSignals() throws {
    try Workplace.use { place in
      let line =
        "run coupling --episodes 16 --batches 1 --methods lare,ccpo(source=trace) --output out --threads"
      let call = try place.ascribe(line.split(separator: " ").map(String.init) + ["1"] + Self.signals)
      #expect(call.code == 0)
      #expect(
        call.output.contains(
          "; simulated signals: judge error=0.2,bias=outcome,granularity=turn,labels=binary,ties=good; belief "
            + "noise=0.1,given=history; reference tempered:2; entropy; factors error=0.1; counterfactuals "
            + "continuations=2,others=resampled\n"))
      let trace = try TraceReader.read(place.path("out/trace.jsonl"))
      #expect(trace.turns.belief != nil && trace.turns.process != nil && trace.episodes.finalBelief != nil)
      #expect(
        trace.decisions.judge != nil && trace.decisions.entropy != nil && trace.decisions.factorCount == 2)
      #expect(trace.decisions.referenceLogProbability != nil && trace.episodes.counterfactuals != nil)
      for (method, file) in [("lare", "lare"), ("ccpo(source=trace)", "ccpo-source-trace")] {
        let again = try place.ascribe([
          "attribute", "out/trace.jsonl", "--method", method, "--output", "again",
        ])
        expectSuccess(again)
        #expect(try place.bytes("again") == place.bytes("out/\(file).credits.jsonl"), "\(method)")
      }
      let results = String(decoding: try place.bytes("out/results.json"), as: UTF8.self)
      #expect(results.contains(#""bias" : "outcome""#))
      let first = try place.bytes("out/trace.jsonl")
      let other = line.replacingOccurrences(of: "--output out", with: "--output other")
      let threaded = try place.ascribe(other.split(separator: " ").map(String.init) + ["3"] + Self.signals)
      #expect(threaded.code == 0)
      #expect(try place.bytes("other/trace.jsonl") == first)
    }
  }

  @Test func aComparisonTakesSignalsToo() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "compare coupling --methods lare --batches 2 --episodes 16 --factors error=0.1 --fit-episodes 0")
      expectSuccess(call)
      #expect(call.output.contains("; simulated signals: factors error=0.1"))
    }
  }

  @Test(arguments: [
    ("run relay --judge error=2", #"--judge: parameter "error" is "2"; accepted: a number in 0...1."#),
    ("run relay --belief nose=2", #"--belief has no parameter "nose"."#),
    (
      "run relay --truth none --judge exact",
      "--judge is made from the exact solution, and this run has none. None was asked for (--truth none)."
    ),
    (
      "run relay --truth sampled --belief exact",
      "--belief is made from the exact solution, and this run has none. It was asked for (--truth)."
    ),
    (
      "compare a.jsonl b.jsonl --entropy",
      "--entropy is for scenarios; --methods says which methods to compare on them."
    ),
  ])
  func whatCannotBeHadIsRefused(line: String, message: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe(line)
      #expect(call.code == 2)
      #expect(call.output.isEmpty)
      #expect(call.complaints.hasPrefix("ascribe: error: \(message)"), "\(call.complaints)")
      #expect(try place.files().isEmpty)
    }
  }
}
