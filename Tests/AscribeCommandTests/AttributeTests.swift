import Testing
import Trajectories

/// `ascribe attribute`.
@Suite struct AttributeTests {
  /// Settings of a method with its credits of the worked trace, printed with twelve decimals by an independent
  /// computation: 1e-11 tells every convention from every other.
  struct Worked: Sendable, CustomTestStringConvertible {
    let method: String
    let settings: [String]
    let credits: [Double]
    var label: String { settings.isEmpty ? method : "\(method)(\(settings.joined(separator: ",")))" }
    var testDescription: String { label }
  }

  @Test(arguments: [
    Worked(
      method: "grpo", settings: [],
      credits: [
        0.866003819592, 0.866003819592, 0.866003819592, -0.874620773021, -0.874620773021, -0.874620773021,
        0.866003819592, 0.866003819592, -0.857386866163, -0.857386866163, -0.857386866163, -0.857386866163,
      ]),
    Worked(
      method: "gigpo", settings: ["norm=mean"],
      credits: [
        10.364, 11.391666666667, 8.358333333333, -8.856, -8.308333333333, -8.208333333333, 10.839,
        8.358333333333, -8.661, -4.975, -8.661, -11.641666666667,
      ]),
    Worked(
      method: "graphgpo", settings: ["weightEpisode=0", "convention=paper"],
      credits: [
        -0.669648895773, 1.150000837545, 0.577349268190, -0.669648895773, -0.485071443325, -0.664929394220,
        1.092585040472, 0.577349268190, -0.845872289398, 0, 1.092585040472, -1.154698536381,
      ]),
  ])
  func theWorkedTraceHasThePublishedCredits(_ worked: Worked) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call =
        ["attribute", "E1.jsonl", "--method", worked.method] + worked.settings.flatMap { ["--set", $0] }
      let printed = try place.ascribe(call)
      #expect(printed.code == 0)
      let written = try place.ascribe(call + ["--output", "credits.jsonl"])
      expectSuccess(written)
      // The credits have standard output, so the tables go to standard error.
      #expect(printed.complaints == written.output)
      #expect(written.output.contains("\n\(worked.label) "))
      #expect(try place.bytes("credits.jsonl").elementsEqual(printed.output.utf8))
      #expect(try place.files() == ["E1.jsonl", "credits.jsonl"])

      let batch = try TraceReader.read(place.path("E1.jsonl"))
      let (header, credits) = try CreditsReader.read(place.path("credits.jsonl"), for: batch)
      #expect(header.method == worked.method)
      #expect(header.version == AscribeVersion.current)
      #expect(credits.values.count == worked.credits.count)
      for (found, expected) in zip(credits.values, worked.credits) {
        expectEqual(found, expected, within: 1e-11)
      }
    }
  }

  /// With or without an output the record is the same, but for the file.
  @Test func theTablesAreARecordOnDemand() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = "attribute E1.jsonl --method graphgpo --set omega=0.2 --json"
      let written = try place.ascribe(call + " --output credits.jsonl")
      expectSuccess(written)
      var record = try decode(AttributionRecord.self, from: written.output)
      #expect(record.schema == "ascribe.attribution/2")
      #expect([record.episodes, record.turns, record.decisions] == [4, 12, 12])
      #expect(record.comparison == nil)
      let view = try #require(record.views.first)
      #expect(record.views.count == 1)
      #expect([view.key, view.reward] == ["state", "outcome"])
      #expect(
        [view.groups, view.groupsWithoutSuccess, view.groupsWithoutVariance, view.groupsOfOne] == [
          1, 0, 0, 0,
        ])
      #expect(
        [view.states, view.sharedStates, view.singletonStates, view.unreachableStates] == [4, 3, 1, 0])
      expectEqual(view.shareOfTurnsInSharedStates, 11.0 / 12, within: 1e-15)
      expectEqual(view.nearerShareOfFailures.value, 2.0 / 7, within: 1e-15)
      expectEqual(view.idleShareOfSuccesses.value, 1.0 / 5, within: 1e-15)
      let method = try #require(record.methods.first)
      #expect(
        [method.label, method.id, method.file] == ["graphgpo(omega=0.2)", "graphgpo", "credits.jsonl"])
      #expect(method.credits == 12)
      #expect(method.unverified.isEmpty)

      let printed = try place.ascribe(call)
      #expect(printed.code == 0)
      record.methods[0].file = nil
      #expect(try decode(AttributionRecord.self, from: printed.complaints) == record)
      #expect(try place.bytes("credits.jsonl").elementsEqual(printed.output.utf8))
    }
  }

  @Test func settingsMayStandWithTheMethod() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let apart = try place.ascribe("attribute E1.jsonl --method gigpo --set norm=mean --set gamma=1")
      let together = try place.ascribe("attribute E1.jsonl --method gigpo(gamma=1) --set norm=mean")
      #expect(apart.code == 0 && together.code == 0)
      #expect(apart.output == together.output)
    }
  }

  @Test func anExistingFileIsReplacedOnlyBySuccess() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.write("old", to: "credits.jsonl")
      let failed = try place.ascribe("attribute E1.jsonl --method pinto --output credits.jsonl")
      #expect(failed.code == 2)
      #expect(try place.bytes("credits.jsonl").elementsEqual("old".utf8))
      expectSuccess(try place.ascribe("attribute E1.jsonl --method grpo --output credits.jsonl"))
      let batch = try TraceReader.read(place.path("E1.jsonl"))
      #expect(try CreditsReader.read(place.path("credits.jsonl"), for: batch).credits.values.count == 12)
      #expect(try place.files() == ["E1.jsonl", "credits.jsonl"])
    }
  }

  /// Fitted to the trace's own episodes alone, a critic says what it says without others.
  @Test func criticsAreFittedToAnotherTrace() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let own = try place.ascribe("attribute E1.jsonl --method symmetric")
      let other = try place.ascribe("attribute E1.jsonl --method symmetric(fit=other) --fit E1.jsonl")
      #expect(own.code == 0)
      #expect(other.code == 0)
      let lines = { (text: String) in text.split(separator: "\n").dropFirst() }
      #expect(lines(own.output) == lines(other.output))
      #expect(lines(own.output).count == 12)
    }
  }
}
