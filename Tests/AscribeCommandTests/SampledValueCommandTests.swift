import Testing

/// `ascribe exact --sampled`.
@Suite struct SampledValueCommandTests {
  private static let line = "exact repair-shop(size=large) --sampled --budget 1200 --top 3"

  @Test func aWorldTooLargeToSolve() throws {
    try Workplace.use { place in
      let call = try place.ascribe(Self.line)
      expectSuccess(call)
      for words in [
        "(sampled: 300 episodes, 95% confidence sequence)", "tokens in the mean",
        "Nothing is exact. There are more than",
        "of the first episodes were looked at", "hold together with 95%",
      ] {
        #expect(call.output.contains(words), "\(call.output)")
      }
      let json = try place.ascribe("\(Self.line) --json --threads 2")
      #expect(json.output == (try place.ascribe("\(Self.line) --json --threads 1")).output)
      #expect(json.output.contains("\"schema\" : \"ascribe.sampled-value/1\""))
      try place.write(json.output, to: "value.json")
      #expect(try place.ascribe("show value.json").output == call.output)
    }
  }

  /// What it looked closer at can be looked at closer still.
  @Test func itsDecisionsCanBeReplayed() throws {
    try Workplace.use { place in
      struct Result: Decodable {
        struct Decision: Decodable {
          let episode, turn: Int
          let agent, action: String
        }
        let decisions: [Decision]
      }
      let call = try place.ascribe("exact relay --sampled --budget 1000 --seed 5 --json")
      let found = try decode(Result.self, from: call.output)
      let first = try #require(found.decisions.first)
      let replay = try place.ascribe(
        "replay relay --group-size 1 --seed 5 --episode \(first.episode) --turn \(first.turn)")
      expectSuccess(replay)
      #expect(replay.output.contains(first.action) && replay.output.contains(first.agent))
    }
  }

  @Test func aPrecisionThatTheBudgetDoesNotReach() throws {
    try Workplace.use { place in
      let call = try place.ascribe("exact relay --sampled --budget 1000 --precision 0.001")
      expectSuccess(call)
      #expect(call.output.contains("did not reach the precision of 0.001 everywhere"))
    }
  }

  @Test(arguments: [
    ("--precision 0.1", "--precision is for --sampled; without it nothing is drawn."),
    ("--budget 5000", "--budget is for --sampled"),
    ("--sampled --bounds", "--bounds and --sampled were both given"),
    ("--sampled --width 1", "--width is for --value and --bounds."),
    ("--sampled --budget 10", "--budget is 10; accepted: "),
    ("--sampled --precision -1", "--precision is -1.0; accepted: a finite number above 0."),
    ("--sampled --precision nan", "--precision is nan"),
    ("--sampled --top 1000", "--top is 1000; accepted: "),
    ("--sampled --html x.html", "--html is for exact credits; with --sampled there are none."),
  ])
  func refused(options: String, words: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe("exact single \(options)")
      #expect(call.code == 2 && call.complaints.contains(words), "\(call.complaints)")
    }
  }
}
