import Foundation
import Testing

/// `ascribe show`.
@Suite struct ShowTests {
  private static let small = "--episodes 16 --batches 3 --fit-episodes 32"

  /// A stored result prints what the command printed, to the last byte.
  @Test(arguments: [
    "run coupling --methods grpo,pinto,shapley(players=agent-turn),c3(alternatives=2) \(small) --cells",
    "run coupling --methods grpo,pinto,c3(alternatives=2) \(small) --details",
    "run luck --methods grpo,coma --episodes 8 --batches 1",
    "critics coupling --critic pinto --critic symmetric \(small) --top 3 --cells",
    "critics coupling --critic pinto --critic symmetric \(small) --top 3 --details",
    "compare coupling --methods grpo,difference \(small) --details",
    "compare coupling luck --methods grpo,c3(alternatives=2),difference \(small) --cells",
    "compare coupling --methods grpo --episodes 16 --batches 12 --precision 0.001 --against-method grpo --scale raw",
    "blame coupling --methods grpo,c3(alternatives=2) --episodes 16 --batches 3 --judges --details",
  ])
  func aStoredResultShowsWhatWasPrinted(line: String) throws {
    try Workplace.use { place in
      let printed = try place.ascribe(line)
      #expect(printed.code == 0)
      let json = try place.ascribe(line + " --json")
      try place.write(json.output, to: "result.json")
      let shown = try place.ascribe("show result.json")
      expectSuccess(shown)
      #expect(shown.output == printed.output)
    }
  }

  /// What was not asked for then can be asked for now.
  @Test(arguments: [
    "run coupling --methods grpo,pinto \(small)", "critics coupling --critic pinto \(small)",
    "compare coupling luck --methods grpo,difference \(small)",
  ])
  func moreCanBeShownThanWasPrinted(line: String) throws {
    try Workplace.use { place in
      try place.write(try place.ascribe(line + " --json").output, to: "short.json")
      let (short, long) = (try place.ascribe(line), try place.ascribe(line + " --details --cells"))
      #expect(short.output != long.output)
      #expect(try place.ascribe("show short.json").output == short.output)
      #expect(try place.ascribe("show short.json --details --cells").output == long.output)
    }
  }

  @Test func theFolderOfARunCanBeShown() throws {
    try Workplace.use { place in
      let run = try place.ascribe("run or --methods grpo --episodes 8 --batches 2 --output out")
      expectSuccess(run)
      let shown = try place.ascribe("show out/results.json")
      expectSuccess(shown)
      #expect(shown.output == run.output)
    }
  }

  private static let accepted =
    "ascribe.run/2, ascribe.method-comparison/4, ascribe.sampled-comparison/1, ascribe.critics/2, ascribe.sampled-critics/1, ascribe.training/1, ascribe.trainings/1, "
    + "ascribe.measures/1, "
    + "ascribe.frontier/1, "
    + "ascribe.keys/1, "
    + "ascribe.blame/1, ascribe.blame-trace/1, ascribe.blame-score/1, ascribe.blame-benchmark/1, "
    + "ascribe.exact/1, ascribe.exact-value/1, ascribe.sampled-value/1, ascribe.solve/1, ascribe.replay/2, ascribe.comparison/2, "
    + "ascribe.attribution/2, ascribe.method/1, "
    + "ascribe.methods/1, ascribe.survey/1, ascribe.method-grid/1, ascribe.scenario/1, ascribe.scenarios/1, "
    + "ascribe.scenario-played/1, ascribe.families/1, "
    + "ascribe.import/1, ascribe.runs/1, ascribe.stored-run/1, ascribe.runs-comparison/1, "
    + "ascribe.repetition/1, ascribe.sweep/1, ascribe.sweep-plan/1, ascribe.recommendation/1, "
    + "ascribe.checklist/1, ascribe.protocol-audit/2"

  @Test func whatIsNoResultIsRefused() throws {
    try Workplace.use { place in
      let refuse = { (text: String, message: String) in
        try place.write(text, to: "r.json")
        try expectRefusal(of: ["show", "r.json"], in: place, "r.json: \(message)")
      }
      try refuse(
        #"{"schema": "ascribe.run/7", "version": "9.1"}"#,
        #"the schema is "ascribe.run/7", written by version 9.1; this version reads ascribe.run/2."#)
      try refuse(#"{"schema": "other/1"}"#, #"the schema is "other/1"; accepted: \#(Self.accepted)."#)
      try refuse(#"{"a": 1}"#, #"JSON without a field "schema"; accepted: \#(Self.accepted)."#)
      try refuse(#"{"schema": "ascribe.run/2", "version": "1"}"#, "field scenario: it is missing.")
      try expectRefusal(
        of: ["show", "none.json"], in: place,
        "none.json: the file is missing; expected a stored result (ascribe ... --json).")
      try expectRefusal(of: ["show", ""], in: place, "FILE is empty; expected a path.")
    }
  }

  /// A result that was changed by hand, or cut off while it was copied.
  @Test func whatWasDamagedIsRefused() throws {
    try Workplace.use { place in
      let json = try place.ascribe("run or --methods grpo,coma --episodes 8 --batches 2 --json").output
      let refuse = { (text: String, message: String) in
        try place.write(text, to: "r.json")
        let call = try place.ascribe("show r.json")
        #expect(call.code == 2 && call.output == "")
        #expect(call.complaints.hasPrefix("ascribe: error: r.json: \(message)"), "\(call.complaints)")
      }
      try refuse(String(json.prefix(json.count / 2)), "no JSON, or cut off: ")
      try refuse("", "no JSON, or cut off: ")
      try refuse("[]", "")
      try refuse(
        json.replacing("\"replays\" : 0", with: "\"replays\" : \"none\""), "field methods[0].replays: ")
      try refuse(
        json.replacing("\"horizon\" : 1", with: "\"horizon\" : -1"),
        "field of the result: scenario.horizon is -1; ")
      try refuse(json.replacing("\"kind\" : \"exact\"", with: "\"kind\" : \"guessed\""), "field truth.kind: ")
    }
  }
}
