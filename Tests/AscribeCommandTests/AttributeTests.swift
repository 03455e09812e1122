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
    var testDescription: String { ([method] + settings).joined(separator: " ") }
  }

  private struct Summary: Decodable {
    let method: String
    let parameters: Parameters
    let credits, episodes, turns, decisions, groups, groupsWithoutSuccess, groupsWithoutVariance: Int
    let states, sharedStates, singletonStates: Int
    let shareOfTurnsInSharedStates: Double

    struct Parameters: Decodable {
      let omega: Double
      let convention: String
      let ddof: Int
    }
  }

  private static let sentence =
    "12 credits for 4 episodes of 12 turns in 1 group, 0 of them without success, 0 without variance of the return; "
    + "4 states, 3 shared between episodes, 1 seen once; 91.7% of turns in a shared state.\n"

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
      method: "graphgpo", settings: ["betaEpisode=0", "convention=paper"],
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
      // The credits have standard output, so the summary goes to standard error.
      #expect(printed.complaints == "\(worked.method): \(Self.sentence)")
      let written = try place.ascribe(call + ["--output", "credits.jsonl"])
      expectSuccess(written)
      #expect(written.output == "\(worked.method): \(Self.sentence)")
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

  @Test func theSummaryIsARecordOnDemand() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = "attribute E1.jsonl --method graphgpo --set omega=0.2 --json"
      let written = try place.ascribe(call + " --output credits.jsonl")
      expectSuccess(written)
      let summary = try decode(Summary.self, from: written.output)
      #expect(summary.method == "graphgpo")
      #expect(summary.parameters.omega == 0.2)
      #expect(summary.parameters.convention == "reference")
      #expect(summary.parameters.ddof == 1)
      #expect([summary.credits, summary.episodes, summary.turns, summary.decisions] == [12, 4, 12, 12])
      #expect([summary.groups, summary.groupsWithoutSuccess, summary.groupsWithoutVariance] == [1, 0, 0])
      #expect([summary.states, summary.sharedStates, summary.singletonStates] == [4, 3, 1])
      expectEqual(summary.shareOfTurnsInSharedStates, 11.0 / 12, within: 1e-15)

      let printed = try place.ascribe(call)
      #expect(printed.code == 0)
      #expect(printed.complaints == written.output)
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
}
