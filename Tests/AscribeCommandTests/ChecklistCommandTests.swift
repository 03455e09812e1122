import Ascribe
import Foundation
import RunStore
import Testing

/// `ascribe checklist`, and what is refused where cards differ.
@Suite struct ChecklistCommandTests {
  private static let line =
    "run coupling --methods grpo,c3(alternatives=2) --episodes 16 --batches 3 --fit-episodes 0"

  @Test func aResultIsHeldToTheRows() throws {
    try Workplace.use { place in
      let run = try place.ascribe("\(Self.line) --json --store runs.db --run-name one")
      expectSuccess(run)
      try place.write(run.output, to: "r.json")
      let file = try place.ascribe("checklist r.json")
      expectSuccess(file)
      #expect(file.output.hasPrefix("> Missing of what is required: total compute."))
      // What is missing shows in the exit code where that was asked for.
      let strict = try place.ascribe("checklist r.json --strict")
      #expect(strict.code == 1 && strict.output == file.output)
      #expect(strict.complaints == "ascribe: 1 required row missing: total compute.\n")
      let stored = try place.ascribe("checklist --run one --store runs.db --strict")
      expectSuccess(stored)
      #expect(stored.output.contains(" CPU seconds on "))
      let json = try place.ascribe("checklist --run one --store runs.db --json")
      try place.write(json.output, to: "list.json")
      #expect(
        try place.ascribe("show list.json").output
          == place.ascribe("checklist --run one --store runs.db").output)
    }
  }

  /// Seconds and machine are in the store alone: with it and without it, and each time, the bytes are the same.
  @Test func resultsHoldNothingOfTheMachine() throws {
    try Workplace.use { place in
      let stored = try place.ascribe("\(Self.line) --json --store runs.db --run-name one")
      #expect(stored.output == (try place.ascribe("\(Self.line) --json --threads 3")).output)
      expectSuccess(try place.ascribe("runs repeat one --store runs.db"))
      let store = try Store(place.path("runs.db"), creating: false)
      defer { store.end() }
      let run = try store.run("one")
      #expect(try #require(run.cpuSeconds) > 0)
      #expect(run.machine == Machine.name)
      #expect(Machine.name.hasSuffix("cores") || Machine.name.hasSuffix("1 core"))
    }
  }

  @Test func whatCannotBeLookedAtIsRefused() throws {
    try Workplace.use { place in
      try place.write(#"{"schema": "ascribe.methods/1", "version": "1"}"#, to: "m.json")
      for (line, message) in [
        ("checklist", "What is to be looked at? Give a file, or --run."),
        ("checklist a.json --run one", "RESULT and --run each say what to look at: give one."),
        ("checklist m.json --store runs.db", "--store is for --run, and RESULT is a file."),
        ("checklist --run one", "Which store? Give --store, or set ASCRIBE_STORE."),
        (
          "checklist m.json",
          #"m.json: the schema is "ascribe.methods/1"; accepted: ascribe.run/2, ascribe.method-comparison/4, "#
            + "ascribe.sampled-comparison/1, ascribe.attribution/2, ascribe.training/1, ascribe.trainings/1, ascribe.critics/2, ascribe.sampled-critics/1."
        ),
      ] {
        try expectRefusal(of: line.split(separator: " ").map(String.init), in: place, message)
      }
    }
  }

  /// Another policy is another way to go on, another seed another sample of the same.
  @Test func runsOfOtherCreditsAreNotCompared() throws {
    try Workplace.use { place in
      for (name, option) in [("one", "--seed 0"), ("two", "--seed 1"), ("three", "--policy uniform")] {
        expectSuccess(try place.ascribe("\(Self.line) \(option) --store runs.db --run-name \(name)"))
      }
      expectSuccess(try place.ascribe("runs compare one two --store runs.db"))
      try expectRefusal(
        of: ["runs", "compare", "one", "three", "--store", "runs.db"], in: place,
        "c3(alternatives=2): the cards differ in 4 policy (default, uniform), so that the credits are of different things; "
          + "--across-cards compares them all the same.")
      expectSuccess(try place.ascribe("runs compare one three --across-cards --store runs.db"))
    }
  }

  @Test func filesOfOtherCreditsAreNotCompared() throws {
    try Workplace.use { place in
      expectSuccess(
        try place.ascribe(
          "run coupling --methods grpo,coma,c3(alternatives=2),difference --episodes 8 --batches 2 --fit-episodes 0 --output out"
        ))
      let file = { (name: String) in "out/\(name).credits.jsonl" }
      let refused = try place.ascribe(["compare", file("c3-alternatives-2"), file("difference")])
      #expect(refused.code == 2)
      #expect(
        refused.complaints.hasPrefix("ascribe: error: c3 and difference: the cards differ in 1 reference ("))
      let allowed = try place.ascribe(
        ["compare", file("c3-alternatives-2"), file("difference"), "--across-cards", "--tolerance", "9"])
      expectSuccess(allowed)
      // The same contrast from other samples, a method that states none, and the exact credit.
      for (one, other) in [("c3-alternatives-2", "coma"), ("grpo", "coma"), ("coma", "exact")] {
        expectSuccess(try place.ascribe(["compare", file(one), file(other), "--tolerance", "9"]))
      }
    }
  }
}
