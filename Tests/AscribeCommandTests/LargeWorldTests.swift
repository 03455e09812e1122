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

  @Test(arguments: [
    ("guess", #"--truth is "guess"; accepted: exact, sampled, none."#),
    ("none(decisions=4)", #"--truth none takes no "decisions": it has no settings."#),
    ("sampled(decisions=1)", #"parameter "decisions" is "1"; accepted: a whole number in 2...1000000."#),
    ("sampled(continuations=3)", "continuations is 3; accepted: an even number of at least 2."),
    ("sampled(seeds=3)", #"has no parameter "seeds""#),
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
