import Foundation
import Testing

/// `ascribe compare` on files that `ascribe attribute` wrote.
@Suite struct CompareTests {
  private static let credits = [
    ("a", "gigpo"), ("b", "gigpo"), ("grpo", "grpo"), ("other", "graphgpo(omega=0.5)"),
  ]

  private func withCredits(_ body: (Workplace) throws -> Void) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.addWorkedTrace("H1")
      for (file, method) in Self.credits {
        expectSuccess(try place.ascribe("attribute E1.jsonl --method \(method) --output \(file).jsonl"))
      }
      expectSuccess(try place.ascribe("attribute H1.jsonl --method gigpo --output h.jsonl"))
      try body(place)
    }
  }

  @Test func equalCreditsAgree() throws {
    try withCredits { place in
      let call = try place.ascribe("compare a.jsonl b.jsonl --trace E1.jsonl")
      expectSuccess(call)
      #expect(call.output.hasPrefix("        file     method  parameters\nfirst   a.jsonl  gigpo   "))
      #expect(call.output.contains("\nall                12       0        0"))
      #expect(
        call.output.contains(
          "\n> All 12 credits agree. (largest difference 0, within 0 and 0 of the second)\n"))
      #expect(!call.output.contains("episode"))
    }
  }

  /// Exit code 1: the tables are on standard output all the same, and the count is on standard error.
  @Test func differencesAreACheckThatFailed() throws {
    try withCredits { place in
      let call = try place.ascribe("compare a.jsonl grpo.jsonl --top 2")
      #expect(call.code == 1)
      let record = try place.ascribe("compare a.jsonl grpo.jsonl --json --top 2")
      #expect(record.code == 1)
      let decoded = try decode(Record.self, from: record.output)
      #expect(decoded.schema == "ascribe.comparison/2")
      #expect(!decoded.agrees)
      #expect(decoded.largest.count == 2)
      #expect(decoded.rows[0].decisions == 12)
      let beyond = decoded.rows[0].beyond
      #expect(call.complaints == "ascribe: \(beyond) of 12 credits differ by more than the tolerance.\n")
      let largest = decoded.largest[0]
      expectEqual(abs(largest.first - largest.second), decoded.rows[0].largest, within: 0)
      #expect(call.output.contains("\n\(largest.episode) "))
      // One more than the largest difference agrees.
      expectSuccess(
        try place.ascribe("compare a.jsonl grpo.jsonl --tolerance \(decoded.rows[0].largest)"))
    }
  }

  private struct Record: Decodable {
    struct Row: Decodable {
      let decisions, beyond: Int
      let largest: Double
    }
    struct Difference: Decodable {
      let episode: String
      let first, second: Double
    }
    let schema: String
    let agrees: Bool
    let rows: [Row]
    let largest: [Difference]
  }

  @Test func filesThatCannotBeComparedAreRefused() throws {
    try withCredits { place in
      let refuse = { (line: String, message: String) in
        try expectRefusal(of: line.split(separator: " ").map(String.init), in: place, message)
      }
      try refuse(
        "compare a.jsonl h.jsonl",
        #"The files are not of the same trace: a.jsonl has 12 credits and h.jsonl 2; credit 1 is for episode "e0", "#
          + #"turn 0, agent "planner" in the first and for episode "h0", turn 0, agent "planner" in the second."#
      )
      try refuse(
        "compare a.jsonl none.jsonl",
        "none.jsonl: the file is missing; expected a file of ascribe.credit/1 records.")
      try refuse(
        "compare a.jsonl E1.jsonl",
        #"E1.jsonl:1: field "schema" is "ascribe.trace/1"; expected "ascribe.credit/1"."#)
      try refuse(
        "compare a.jsonl b.jsonl --trace H1.jsonl",
        #"a.jsonl:2: field "episode" is "e0"; expected the trace's episode "h0", turn 0, agent "planner"."#)
      for value in ["-1", "nan", "inf"] {
        try refuse(
          "compare a.jsonl b.jsonl --tolerance \(value)",
          "--tolerance is \(Double(value) ?? 0); accepted: a number of at least 0.")
      }
      try refuse("compare - -", "Standard input, -, is named twice; it can be read once.")
      try refuse(
        "compare a.jsonl b.jsonl --top -1", "--top is -1; accepted: a whole number in 0...1000000.")
    }
  }

  /// Runs of two seeds name their episodes alike; their credits are not of the same decisions.
  @Test func creditsOfTwoRunsAreRefused() throws {
    try Workplace.use { place in
      for seed in 0...1 {
        expectSuccess(
          try place.ascribe(
            "run or --methods grpo --episodes 16 --batches 2 --seed \(seed) --output run\(seed)"))
      }
      for options in ["", " --trace run1/trace.jsonl"] {
        let call = try place.ascribe(
          "compare run0/grpo.credits.jsonl run1/exact.credits.jsonl --tolerance 9\(options)")
        #expect(call.code == 2 && call.output.isEmpty)
        #expect(
          call.complaints.contains(
            options.isEmpty
              ? "The files are not of the same trace: episode" : "the trace has another episode of that name"),
          "\(call.complaints)")
      }
      // A trace that was written and attributed again is the same.
      expectSuccess(try place.ascribe("attribute run1/trace.jsonl --method grpo --output again.jsonl"))
      let call = try place.ascribe(
        "compare again.jsonl run1/grpo.credits.jsonl --trace run1/trace.jsonl --tolerance 1e-12")
      expectSuccess(call)
    }
  }

  @Test func aFileMayComeFromStandardInput() throws {
    try withCredits { place in
      let call = try place.shell("cat a.jsonl | $0 compare - b.jsonl")
      expectSuccess(call)
    }
  }
}
