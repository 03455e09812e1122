import TestSupport
import Testing

/// Scenarios that are too large to be solved, on the command line.
@Suite struct LargeWorldTests {
  private static let run = [
    "run", "service(size=large)", "--state-limit", "500", "--episodes", "8", "--group-size", "4",
    "--batches", "2", "--fit-episodes", "8",
  ]

  @Test func aLargeWorldIsHeldAgainstASampledTruth() throws {
    try Workplace.use { place in
      let arguments =
        Self.run + [
          "--methods", "grpo,gigpo,c3(alternatives=1)", "--truth", "sampled(decisions=4,continuations=4)",
        ]
      let text = try place.ascribe(arguments)
      expectSuccess(text)
      #expect(text.output.contains("> The truth is sampled, not exact"))
      #expect(text.output.contains("there are more than 500 states under --memory last"))
      #expect(text.output.contains("Methods against the sampled truth, freed of its noise"))
      let stored = try place.ascribe(arguments + ["--json"])
      expectSuccess(stored)
      #expect(stored.output.contains(#""kind" : "sampled""#))
      try place.write(stored.output, to: "results.json")
      #expect(try place.ascribe("show results.json").output == text.output)
    }
  }

  @Test func itIsDescribedByItsEpisodes() throws {
    try Workplace.use { place in
      let text = try place.ascribe(["describe", "service(size=large)", "--state-limit", "500"])
      expectSuccess(text)
      #expect(text.output.hasPrefix("> The scenario was not solved: what follows is from 200 episodes."))
      #expect(text.output.contains("tokens of an episode"))
      let stored = try place.ascribe(["describe", "service(size=large)", "--state-limit", "500", "--json"])
      try place.write(stored.output, to: "d.json")
      #expect(try place.ascribe("show d.json").output == text.output)
    }
  }

  @Test func itsDecisionsAreReplayed() throws {
    try Workplace.use { place in
      let line = ["replay", "service(size=large)", "--state-limit", "500", "--episode", "1", "--turn", "2"]
      let small = ["--continuations", "20"]
      let text = try place.ascribe(line + small)
      #expect(text.code == 0)
      #expect(text.output.contains("> Factual less counterfactual return"))
      #expect(text.output.contains("turns in between left out; --json has all"))
      #expect(text.complaints.contains("the scenario is too large for exact answers"))
      let stored = try place.ascribe(line + small + ["--json", "--threads", "1"])
      #expect(stored.output.contains(#""schema" : "ascribe.replay/2""#))
      #expect(try place.ascribe(line + small + ["--json", "--threads", "3"]).output == stored.output)
      try expectComplaint(
        of: line + ["--restore", "public"], in: place, "--restore public: hidden states are drawn")
      try place.write("", to: "t.jsonl")
      try expectComplaint(of: line + ["--trace", "t.jsonl"], in: place, "--trace: recorded turns are found")
    }
  }

  @Test func methodsAreComparedOnIt() throws {
    try Workplace.use { place in
      let line = [
        "compare", "service(size=large)", "coupling", "--state-limit", "500", "--methods",
        "grpo,c3(alternatives=1)",
        "--batches", "3", "--truth", "sampled(decisions=4,continuations=4)", "--budget", "600",
      ]
      let text = try place.ascribe(line)
      expectSuccess(text)
      #expect(text.output.hasPrefix("2 methods on 2 scenarios, held against sampled truths\n\n> "))
      let stored = try place.ascribe(line + ["--json", "--threads", "1"])
      #expect(stored.output.contains(#""schema" : "ascribe.sampled-comparison/1""#))
      #expect(try place.ascribe(line + ["--json", "--threads", "2"]).output == stored.output)
      try place.write(stored.output, to: "c.json")
      #expect(try place.ascribe("show c.json").output == text.output)
      // One that is too large alone makes the truth a sampled one.
      let alone = try place.ascribe(line.filter { $0 != "coupling" })
      expectSuccess(alone)
      #expect(alone.output.contains("> The truth is sampled, not exact"))
      let refused = [("--scale", "raw"), ("--precision", "0.1"), ("--csv", "x.csv"), ("--npz", "x.npz")]
      for (option, value) in refused {
        try expectComplaint(
          of: line + [option, value], in: place,
          "\(option) needs exact credits, and service(size=large), coupling are held against credits of some decisions"
        )
      }
      try expectComplaint(
        of: line.dropLast(4) + ["--truth", "none"], in: place,
        "--truth none: methods are compared with a truth")
    }
  }

  /// A call that is refused by a message that begins with some words, and does nothing.
  private func expectComplaint(of line: [String], in place: Workplace, _ words: String) throws {
    let before = try place.files()
    let call = try place.ascribe(line)
    #expect(call.code == 2 && call.output.isEmpty)
    #expect(call.complaints.hasPrefix("ascribe: error: \(words)"), "\(call.complaints)")
    #expect(try place.files() == before)
  }

  @Test(arguments: [
    ("guess", #"--truth is "guess"; accepted: exact, bounded, sampled, none."#),
    ("none(decisions=4)", #"--truth none takes no "decisions": it has no settings."#),
    ("sampled(decisions=1)", #"parameter "decisions" is "1"; accepted: a whole number in 2...1000000."#),
    ("sampled(continuations=3)", "continuations is 3; accepted: an even number of at least 2."),
    ("sampled(seeds=3)", #"has no parameter "seeds""#),
    ("bounded(decisions=1)", #"parameter "decisions" is "1"; accepted: a whole number in 2...1000000."#),
    ("bounded(width=-1)", #"parameter "width" is "-1"; accepted: "#),
    ("bounded(continuations=3)", #"has no parameter "continuations""#),
    ("exact", "--truth exact: There are more than 500 states under --memory last"),
  ])
  func aTruthThatCannotBeHadIsRefused(truth: String, message: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe(Self.run + ["--methods", "grpo", "--truth", truth])
      #expect(call.code == 2 && call.output.isEmpty)
      #expect(call.complaints.contains(message), "\(call.complaints)")
    }
  }
}
