import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct OutputFolderTests {
  private func plan() throws -> StudyPlan {
    let mdp = try compiled("coupling")
    return try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list("coma,c3(alternatives=3)").map { try MethodRequest($0) }, episodes: 6,
      groupSize: 3, batches: 2, seed: 4, threads: 2)
  }

  private func files(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  private let names = [
    "c3-alternatives-3.credits.jsonl", "coma.credits.jsonl", "exact.credits.jsonl", "results.json",
    "trace.jsonl",
  ]

  /// All batches in their order, as the readers of the formats have them.
  @Test func filesHoldWhatTheStudySaw() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/output"
      let plan = try plan()
      let folder = try OutputFolder(path, plan: plan)
      var batches: [JudgedBatch] = []
      _ = try Study(plan).run(consume: { batch in
        batches.append(batch)
        try folder.append(batch)
      })
      #expect(files(path).allSatisfy { !names.contains($0) })
      try folder.finish(results: "{}")
      #expect(files(path) == names)
      let trace = try TraceReader.read("\(path)/trace.jsonl")
      #expect(trace.episodeCount == 12)
      #expect((0..<12).map(trace.episodeName) == (0..<12).map { "b\($0 / 6)-e\($0 % 6)" })
      #expect(trace.turns.reward == batches.flatMap(\.rollouts.batch.turns.reward))
      let credits = { (name: String) in
        try CreditsReader.read("\(path)/\(name).credits.jsonl", for: trace).credits.values
      }
      #expect(try credits("exact") == batches.flatMap { $0.exact ?? [] })
      #expect(try credits("coma") == batches.flatMap { $0.exact ?? [] })
      #expect(try credits("c3-alternatives-3") == batches.flatMap { $0.attributions[1].credits })
      #expect(try String(contentsOfFile: "\(path)/results.json", encoding: .utf8) == "{}\n")
    }
  }

  /// What was not finished leaves no file behind, under its final name or another.
  @Test func aStudyThatFailsLeavesNothing() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/output"
      let plan = try plan()
      var folder: OutputFolder? = try OutputFolder(path, plan: plan)
      #expect(throws: CancellationError.self) {
        try Study(plan).run(consume: { batch in
          try folder?.append(batch)
          throw CancellationError()
        })
      }
      folder = nil
      #expect(files(path).isEmpty)
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    let plan = try plan()
    #expect(throws: FileError.self) { _ = try OutputFolder("/dev/null/results", plan: plan) }
  }
}
