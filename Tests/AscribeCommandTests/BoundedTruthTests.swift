import Foundation
import Testing
import TestSupport

/// `--truth bounded` of the commands that are held against a truth.
@Suite struct BoundedTruthTests {
  /// A report that says what kind of truth it has, the same stored and shown, for any number of threads.
  private func expectBounded(
    _ line: String, _ words: String, in place: Workplace, hasThreads: Bool = true
  ) throws {
    let text = try place.ascribe(line)
    expectSuccess(text)
    #expect(text.output.contains(words), "\(text.output)")
    let stored = try place.ascribe(line + " --json" + (hasThreads ? " --threads 1" : ""))
    if hasThreads { #expect(try place.ascribe(line + " --json --threads 2").output == stored.output) }
    try place.write(stored.output, to: "r.json")
    #expect(try place.ascribe("show r.json").output == text.output)
  }

  @Test func runsHaveBounds() throws {
    try Workplace.use { place in
      let line = "run relay --methods grpo,c3(alternatives=1) --batches 3 --episodes 16 --fit-episodes 0"
      try expectBounded(
        "\(line) --truth bounded(cells=1000000)",
        "> The truth of the decisions that were looked at is exact: nothing that can follow them was left out.",
        in: place)
      try expectBounded(
        "\(line) --truth bounded(decisions=8,cells=3000,width=0.01)", "> The truth is bounded, not exact:",
        in: place)
      try expectBounded(
        "\(line) --truth bounded(cells=10)", "the bounds of the truth are too far apart to tell", in: place)
    }
  }

  @Test func comparisonsHaveBounds() throws {
    try Workplace.use { place in
      let line =
        "compare relay coupling --methods grpo,graphgpo --batches 3 --episodes 16 --truth bounded(cells=20000)"
      try expectBounded(line, "2 methods on 2 scenarios, held against bounded truths", in: place)
    }
  }

  @Test func criticsHaveBounds() throws {
    try Workplace.use { place in
      try expectBounded(
        "critics relay --critic symmetric --critic archer --batches 3 --episodes 16 --truth bounded(cells=2000)",
        "values are bounded: 192 turns, on ", in: place)
    }
  }

  @Test func replaysHaveBounds() throws {
    try Workplace.use { place in
      let line = "replay relay --episode 1 --turn 1 --continuations 50"
      try expectBounded("\(line) --truth bounded(cells=300)", ", by the bounds ", in: place)
      try expectBounded("\(line) --truth exact", ", exact ", in: place)
      let sampled = try place.ascribe("\(line) --truth sampled")
      expectSuccess(sampled)
      #expect(!sampled.output.contains(", exact ") && sampled.complaints.isEmpty)
    }
  }

  @Test func learningHasBounds() throws {
    try Workplace.use { place in
      try expectBounded(
        "train single --methods grpo,gigpo --episodes 8 --budget 600 --starts 3 --seeds 1 --truth bounded(cells=9,every=2)",
        "returns lie between bounds, from the most probable of what can happen (at most 9 cells, state and turn)",
        in: place)
    }
  }

  /// A trace whose part is kept, and put together again.
  @Test func partsAreMerged() throws {
    try Workplace.use { place in
      let line =
        "run relay --methods grpo,graphgpo --batches 4 --episodes 16 --fit-episodes 0 --truth bounded(cells=2000)"
      expectSuccess(try place.ascribe("\(line) --output whole"))
      for part in 1...2 {
        expectSuccess(try place.ascribe("\(line) --output part-\(part) --shard \(part)/2"))
      }
      expectSuccess(try place.ascribe("merge part-1 part-2 --output merged"))
      let results = try ["merged", "whole"].map { folder in
        try Data(contentsOf: place.folder.appending(path: "\(folder)/results.json"))
      }
      #expect(results[0] == results[1])
    }
  }

  @Test(arguments: [
    (
      "replay relay --episode 0 --turn 0 --truth none",
      #"--truth is "none"; accepted: exact, bounded, sampled."#
    ),
    (
      "replay relay --episode 0 --turn 0 --truth bounded --restore public",
      "--truth bounded: what can follow is expanded from the exact state of a simulated episode; leave out --restore public."
    ),
    ("replay relay --episode 0 --turn 0 --truth bounded(decisions=3)", #"has no parameter "decisions""#),
    ("replay relay --episode 0 --turn 0 --truth sampled(cells=3)", #"has no parameter "cells""#),
    ("replay relay --episode 0 --turn 0 --truth exact --state-limit 20", "has more than 20 states"),
    (
      "train single --truth bounded(cells=0)",
      #"parameter "cells" is "0"; accepted: a whole number in 1...1000000000."#
    ),
    ("train single --truth bounded --methods exact", "--methods: exact needs the exact solution"),
    ("run relay --truth bounded --methods exact", "exact"),
  ])
  func whatCannotBeHadIsRefused(line: String, words: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe(line)
      #expect(call.code != 0 && call.output.isEmpty)
      #expect(call.complaints.contains(words), "\(call.complaints)")
    }
  }
}
