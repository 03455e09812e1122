import Testing

/// `ascribe critics` where values are sampled.
@Suite struct SampledCriticsTests {
  private static let line =
    "critics household(size=large) --critic asymmetric --critic symmetric --batches 2 --episodes 12 --fit-episodes 24 "
    + "--truth sampled(decisions=5,continuations=4)"

  @Test func aWorldTooLargeToSolve() throws {
    try Workplace.use { place in
      let call = try place.ascribe(Self.line)
      expectSuccess(call)
      for words in ["values are sampled: 10 turns played on 4 times each", "explained", "asymmetric"] {
        #expect(call.output.contains(words), "\(call.output)")
      }
      let json = try place.ascribe("\(Self.line) --json --threads 2")
      #expect(json.output == (try place.ascribe("\(Self.line) --json --threads 1")).output)
      #expect(json.output.contains("\"schema\" : \"ascribe.sampled-critics/1\""))
      try place.write(json.output, to: "critics.json")
      #expect(try place.ascribe("show critics.json").output == call.output)
      let checklist = try place.ascribe("checklist critics.json")
      expectSuccess(checklist)
      // Parts become the whole.
      for part in 1...2 {
        expectSuccess(try place.ascribe("\(Self.line) --shard \(part)/2 --output part-\(part)"))
      }
      let merged = try place.ascribe("merge part-1 part-2 --json")
      #expect(merged.output == json.output, "\(merged.complaints)")
    }
  }

  /// What can be solved is sampled on demand alone.
  @Test func onDemand() throws {
    try Workplace.use { place in
      let line = "critics single --critic asymmetric --batches 3 --episodes 16 --fit-episodes 64"
      let exact = try place.ascribe(line)
      #expect(exact.output.contains("After infinitely many episodes"))
      #expect(exact.output == (try place.ascribe("\(line) --truth exact")).output)
      let sampled = try place.ascribe("\(line) --truth sampled(decisions=30,continuations=40)")
      expectSuccess(sampled)
      #expect(sampled.output.contains("It was asked for (--truth)."))
    }
  }

  @Test(arguments: [
    (
      "single --truth none",
      "--truth none: critics are held against values; accepted: exact, bounded, sampled."
    ),
    ("single --truth sampled(precision=0.1)", "--truth sampled: precision is for credits"),
    ("single --truth sampled(continuations=3)", "accepted: an even number of at least 2"),
    ("single --truth sampled --details", "--details: values of some turns alone are known here"),
    ("single --truth sampled --critic grpo", "is no critic"),
    ("single --truth bounded --cells", "--cells: values of some turns alone are known here"),
    (
      "single --truth bounded(cells=0)",
      #"parameter "cells" is "0"; accepted: a whole number in 1...1000000000."#
    ),
    ("household(size=large) --truth exact --state-limit 1000", "more than 1000 states"),
  ])
  func refused(arguments: String, words: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe("critics \(arguments)")
      #expect(call.code == 2 && call.complaints.contains(words), "\(call.complaints)")
    }
  }
}
