import Testing
import Trajectories

/// `ascribe attribute` with several methods, and with files beside the trace.
@Suite struct AttributeManyTests {
  private static let three = [
    "--method", "gigpo", "--method", "graphgpo(omega=0.5,key=observation)", "--method", "gae",
  ]

  /// One file a method, equal to what the method alone writes; the folder is made, and the tables are printed.
  @Test func everyMethodHasItsFile() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = ["attribute", "E1.jsonl"] + Self.three
      let written = try place.ascribe(call + ["--output", "deep/out"])
      expectSuccess(written)
      let files = ["gae", "gigpo", "graphgpo-omega-0.5-key-observation"].map {
        "deep/out/\($0).credits.jsonl"
      }
      #expect(try place.files() == ["E1.jsonl", "deep", "deep/out"] + files)
      #expect(
        written.output.hasSuffix("\nWritten: \([files[1], files[2], files[0]].joined(separator: ", "))\n"))
      for (method, file) in [("gigpo", files[1]), (Self.three[3], files[2]), ("gae", files[0])] {
        let alone = try place.ascribe(["attribute", "E1.jsonl", "--method", method])
        #expect(try place.bytes(file).elementsEqual(alone.output.utf8))
      }
      // A second call replaces the folder, if it is told to, and says the same.
      let again = try place.ascribe(call + ["--output", "deep/out", "--replace"])
      #expect(again.output == written.output)
    }
  }

  /// Without an output `--summary` writes tables alone; with one the credits too.
  @Test func theSummaryComparesTheMethods() throws {
    try Workplace.use { place in
      try place.addWorkedTrace("E2")
      let call = "attribute E2.jsonl --method grpo --method cca --method cocoa --summary --json"
      let alone = try place.ascribe(call)
      expectSuccess(alone)
      #expect(try place.files() == ["E2.jsonl"])
      let record = try decode(AttributionRecord.self, from: alone.output)
      #expect(record.agents == ["left", "right"])
      let pairs = try #require(record.comparison)
      #expect(pairs.map(\.agent) == [nil, nil, nil, "left", "left", "left", "right", "right", "right"])
      #expect(
        Array(pairs.map { "\($0.first) \($0.second)" }.prefix(3)) == ["grpo cca", "grpo cocoa", "cca cocoa"])
      // Six credits of "right": +-.91 of grpo against +-5 and 0 of cocoa, 5 in the successes f0, f2, f5 and 0 else.
      // Cocoa's six credits are two values that part the episodes as grpo's do.
      expectEqual(pairs[7].spearman.value, 1, within: 1e-12)
      #expect(pairs[7].groups == 1)
      expectEqual(pairs[7].signAgreement.value, 1, within: 0)
      #expect(pairs[7].signedDecisions == 3)

      expectSuccess(try place.ascribe(call + " --output out"))
      #expect(try place.files().count == 5)
    }
  }

  /// Two hundred agents are told on one screen, by one method and by two.
  @Test(arguments: ["--method grpo", "--method grpo --method gigpo"])
  func veryManyAgentsFitOnAScreen(methods: String) throws {
    try Workplace.use { place in
      let episodes = (0..<200).map { episode in
        let turns = (0..<6).map { turn in
          #"{"state":"s\#(turn)","decisions":[{"agent":"agent-\#((3 * episode + 7 * turn) % 200)","action":"x"}]}"#
        }
        return #"{"schema":"ascribe.trace/1","task":"t\#(episode / 8)","episode":"e\#(episode)","#
          + #""outcome":{"status":"\#(episode % 3 == 0 ? "success" : "failure")"},"#
          + #""turns":[\#(turns.joined(separator: ","))],"final":"Z"}"#
      }
      try place.write(episodes.joined(separator: "\n") + "\n", to: "many.jsonl")
      let told = try place.ascribe("attribute many.jsonl \(methods) --summary")
      expectSuccess(told)
      #expect(told.output.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 40)
      #expect(told.output.contains("3 of 200 agents, those with most decisions; --json has all"))
    }
  }

  /// A single method has nothing to be compared with, and says so.
  @Test func oneMethodIsSummarisedAlone() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.ascribe("attribute E1.jsonl --method gigpo --summary")
      expectSuccess(call)
      #expect(call.output.hasPrefix("trace "))
      #expect(
        call.output.contains(
          "\n\nOne method: nothing to compare it with. Name others by further --method options.\n\n"))
      #expect(call.output.contains("Can these credits be trusted?"))
      #expect(try place.files() == ["E1.jsonl"])
    }
  }

  /// What decides is done in S, and M hides it: the model of states does not predict which episodes succeed, and the report says so with
  /// its p-value. Of 199 other joinings none is as far off: 2/200 on both sides, four checks.
  @Test func aModelThatFailsIsNamed() throws {
    try Workplace.use { place in
      let lines = (0..<20).map { number in
        let (action, status) = number % 2 == 0 ? ("a", "success") : ("b", "failure")
        return
          #"{"schema":"ascribe.trace/1","task":"t","episode":"e\#(number)","outcome":{"status":"\#(status)"},"turns":["#
          + #"{"state":"S","decisions":[{"agent":"p","action":"\#(action)"}]},"#
          + #"{"state":"M","decisions":[{"agent":"p","action":"x"}]}],"final":"end"}"# + "\n"
      }
      try place.write(lines.joined(), to: "t.jsonl")
      let call = try place.ascribe("attribute t.jsonl --method posterior(draws=50) --method grpo --summary")
      expectSuccess(call)
      let words = call.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(
        words.contains(
          "posterior(draws=50): model-relative: the state key is not Markov: intervals are too narrow. Its model does not predict: success"
        ))
      #expect(
        words.contains("(p 0.0200 for all 4 checks, 40 turns)")
          || words.contains("(p 0.020 for all 4 checks, 40 turns)"))
      #expect(words.contains("What the model of posterior(draws=50) predicts"))
      #expect(!words.contains("What the model of grpo predicts"))
    }
  }

  /// TIGPO's credits of E1 after H1, printed with twelve decimals by an independent computation.
  @Test func aHistoryIsRemembered() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.addWorkedTrace("H1")
      let call = "attribute E1.jsonl --method tigpo --output credits.jsonl"
      let told = try place.ascribe(call + " --history H1.jsonl")
      expectSuccess(told)
      #expect(
        told.output.hasSuffix(
          "\nnote: tigpo: UNVERIFIED: the exponent of omega, ddof, eps and how many earlier groups are remembered.\n"
        ))
      let batch = try TraceReader.read(place.path("E1.jsonl"))
      let credits = try CreditsReader.read(place.path("credits.jsonl"), for: batch).credits.values
      let expected = [
        -0.182592280509, 2.063641421322, 1.490200770362, -2.020424410222, -1.418177578447, -1.582576265452,
        1.643145874145, 1.490200770362, -0.176489897848, -0.906785159710, -0.176489897848, -2.061485475867,
      ]
      #expect(credits.count == expected.count)
      for (found, expected) in zip(credits, expected) { expectEqual(found, expected, within: 1e-11) }

      // With a history the other methods are what they are without.
      let both = "attribute E1.jsonl --method grpo --method tigpo --history H1.jsonl --output out"
      expectSuccess(try place.ascribe(both))
      let alone = try place.ascribe("attribute E1.jsonl --method grpo")
      #expect(try place.bytes("out/grpo.credits.jsonl").elementsEqual(alone.output.utf8))
      #expect(try place.bytes("out/tigpo.credits.jsonl") == place.bytes("credits.jsonl"))
    }
  }

  /// Records and counts differ on e0's go-b alone (.25 and .5). At temperature 1 both are clipped: .25 to a mean of
  /// .75, .5 to one of .83. At temperature 5 neither is: .758 to .919 is .825, .871 to .957 is .910.
  @Test func hindsightIsRead() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.write(workedHindsight, to: "h.jsonl")
      let batch = try TraceReader.read(place.path("E1.jsonl"))
      let credits = { (temperature: Int, file: String) in
        let call = "attribute E1.jsonl --method hcapo(temperature=\(temperature)) --output c.jsonl \(file)"
        let told = try place.ascribe(call)
        expectSuccess(told)
        // Two records fit no decision, which is said.
        #expect(
          file.isEmpty
            || told.output.hasSuffix(
              "\nnote: hcapo(temperature=\(temperature)): 2 of 6 records of h.jsonl are for no decision of the trace.\n"
            ))
        return try CreditsReader.read(place.path("c.jsonl"), for: batch).credits.values
      }
      for (read, counted) in zip(try credits(1, "--hindsight h.jsonl"), try credits(1, "")) {
        expectEqual(read, counted, within: 1e-12)
      }
      let (read, counted) = (try credits(5, "--hindsight h.jsonl"), try credits(5, ""))
      #expect(read[0] < counted[0] - 0.01)
    }
  }

  /// Nothing repeats: every comparison at a state is 0, and what is left is the episode's term.
  @Test func distinctStatesAreSaid() throws {
    try Workplace.use { place in
      let episode = { (name: String, status: String) in
        #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(name)","outcome":{"status":"\#(status)"},"turns":[{"state":"\#(name)0","decisions":[{"agent":"p","action":"x"}]},{"state":"\#(name)1","decisions":[{"agent":"p","action":"y"}]}],"final":"\#(name)2"}"#
          + "\n"
      }
      try place.write(episode("a", "success") + episode("b", "failure"), to: "trace.jsonl")
      let call = try place.ascribe(
        "attribute trace.jsonl --method grpo --method gigpo --method graphgpo --output out")
      expectSuccess(call)
      #expect(
        call.output.contains(
          "\nnote: No state is seen twice in a task: terms that compare turns at the same state add nothing here.\n"
        ))
      let batch = try TraceReader.read(place.path("trace.jsonl"))
      let credits = { (method: String) in
        try CreditsReader.read(place.path("out/\(method).credits.jsonl"), for: batch).credits.values
      }
      #expect(try credits("gigpo") == credits("grpo"))
      #expect(try credits("graphgpo") == credits("grpo"))
    }
  }

  /// One success alone: GRPO has nothing to compare it with, or takes its own score, 10 / (1 + eps).
  @Test func aSingleEpisodeIsSaid() throws {
    try Workplace.use { place in
      let line =
        #"{"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"success"},"turns":[{"state":"A","decisions":[{"agent":"p","action":"x"}]}],"final":"Z"}"#
      try place.write(line, to: "trace.jsonl")
      let call = try place.ascribe(
        "attribute trace.jsonl --method grpo --method grpo(singleton=raw) --output out")
      expectSuccess(call)
      #expect(
        call.output.contains(
          "\nnote: Every task has a single episode: nothing compares with it, and terms that compare episodes of a task are 0 "
            + "(with singleton=raw, the episode's own score).\n"))
      let batch = try TraceReader.read(place.path("trace.jsonl"))
      let credits = { (file: String) in
        try CreditsReader.read(place.path("out/\(file).credits.jsonl"), for: batch).credits.values
      }
      #expect(try credits("grpo") == [0])
      expectEqual(try credits("grpo-singleton-raw").first, 10 / (1 + 1e-6), within: 1e-12)
    }
  }
}
