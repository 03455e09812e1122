import Foundation
import Testing
import Trajectories

/// The folder that `ascribe run` writes, and what `ascribe attribute` makes of it.
@Suite struct RunFolderTests {
  @Test func theFolderHoldsTheTraceAndAllCredits() throws {
    try Workplace.use { place in
      let line =
        "run and --methods grpo,gigpo(norm=mean),c3 --episodes 8 --group-size 4 --batches 3 --fit-episodes 0"
      let text = try place.ascribe(line + " --output new/out")
      expectSuccess(text)
      let credits = ["c3", "exact", "gigpo-norm-mean", "grpo"].map { "\($0).credits.jsonl" }
      #expect(
        try place.files()
          == ["new", "new/out"] + (credits + ["results.json", "trace.jsonl"]).map { "new/out/\($0)" })

      let batch = try TraceReader.read(place.path("new/out/trace.jsonl"))
      #expect(batch.episodeCount == 24)
      #expect(batch.turnCount == 24)
      #expect(batch.decisionCount == 48)
      #expect(Groups(of: batch).count == 6)
      let read = try credits.map { try CreditsReader.read(place.path("new/out/\($0)"), for: batch) }
      #expect(read.map(\.header.method) == ["c3", "exact", "gigpo", "grpo"])
      #expect(read[2].header.parameters["norm"] == .text("mean"))
      #expect(read[1].header.parameters.entries.isEmpty)
      // Q less V of one's own action: doing beside a doer wins 1/2, skipping beside one loses 1/2, and beside a
      // skipper nothing matters.
      for turn in 0..<batch.turnCount {
        let pair = Array(batch.decisions(of: turn))
        let does = pair.map { batch.symbols.actions[batch.decisions.action[$0]] == "do" }
        for (own, other) in [(0, 1), (1, 0)] {
          expectEqual(
            read[1].credits.values[pair[own]], does[other] ? (does[own] ? 0.5 : -0.5) : 0, within: 1e-15)
        }
      }

      let json = try place.ascribe(line + " --json")
      expectSuccess(json)
      #expect(try place.bytes("new/out/results.json").elementsEqual(json.output.utf8))
    }
  }

  /// What `run` made of its batches, `attribute` makes of their trace, to the last bit.
  @Test(arguments: ["and", "two-step", "repair"])
  func theTraceGivesTheSameCreditsAgain(scenario: String) throws {
    try Workplace.use { place in
      let methods = ["grpo", "gigpo", "graphgpo", "graphgpo(convention=progress,edges=occurrence)"]
      expectSuccess(
        try place.ascribe(
          "run \(scenario) --methods \(methods.joined(separator: ",")) --episodes 24 --batches 3 --output out"
        ))
      // Where not only success pays, `run` reads rewards from the trace.
      let reward = scenario == "two-step" ? ["--set", "reward=trace"] : []
      let files = ["grpo", "gigpo", "graphgpo", "graphgpo-convention-progress-edges-occurrence"]
      for (method, file) in zip(methods, files) {
        let call = try place.ascribe(["attribute", "out/trace.jsonl", "--method", method] + reward)
        #expect(call.code == 0)
        #expect(try place.bytes("out/\(file).credits.jsonl").elementsEqual(call.output.utf8), "\(method)")
      }
    }
  }

  /// Critics that are fitted to nothing but other folds of the batch: the trace holds all that they see.
  @Test func theTraceOfOneBatchGivesTheSameCriticsAgain() throws {
    try Workplace.use { place in
      let critics = ["pinto", "symmetric", "asymmetric"]
      let run = try place.ascribe(
        "run repair --methods \(critics.joined(separator: ",")) --episodes 24 --batches 1 --fit-episodes 0 --output out"
      )
      #expect(run.code == 0)
      for critic in critics {
        let call = try place.ascribe([
          "attribute", "out/trace.jsonl", "--method", "\(critic)(fit=folds)",
        ])
        #expect(call.code == 0)
        #expect(try place.bytes("out/\(critic).credits.jsonl").elementsEqual(call.output.utf8), "\(critic)")
      }
    }
  }
}
