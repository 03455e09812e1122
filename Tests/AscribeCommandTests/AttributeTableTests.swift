import Testing
import TestSupport

/// `ascribe attribute --format csv`, and what it says of episodes that are left out.
@Suite struct AttributeTableTests {
  private static let lines =
    [
      (
        #""a""#, "success", #"{"state":"s","reward":1,"decisions":[{"agent":"p","action":"x","row":7}]}"#, "Z"
      ),
      (#""b, \"c\"""#, "aborted", #"{"state":"s","decisions":[{"agent":"p","action":"x"}]}"#, "Z"),
      (
        #""d""#, "truncated",
        #"{"state":"w","decisions":[]},{"state":"s","decisions":[{"agent":"p","action":"x","row":"r"}]}"#,
        "end"
      ),
    ].map { name, status, turns, final in
      #"{"schema":"ascribe.trace/1","task":"t","episode":\#(name),"outcome":{"status":"\#(status)"},"turns":[\#(turns)],"#
        + #""final":"\#(final)"}"# + "\n"
    }.joined()

  private static let table = #"""
    method,episode,turn,agent,credit,reason,row
    grpo(norm=mean),a,0,p,5.0,,7
    "gae(reward=trace,truncated=omit)",a,0,p,0.0,,7
    grpo(norm=mean),"b, ""c""",0,p,,aborted,
    "gae(reward=trace,truncated=omit)","b, ""c""",0,p,,aborted,
    grpo(norm=mean),d,1,p,-5.0,,r
    "gae(reward=trace,truncated=omit)",d,1,p,,truncated,r

    """#

  private static let call = [
    "attribute", "t.jsonl", "--method", "grpo(norm=mean)", "--method", "gae(reward=trace,truncated=omit)",
    "--format", "csv",
  ]

  /// Several methods share one stream, whatever the size of the batches.
  @Test func oneTableOfAllMethods() throws {
    try Workplace.use { place in
      try place.write(Self.lines, to: "t.jsonl")
      let streamed = try place.ascribe(Self.call)
      #expect(streamed.code == 0)
      #expect(streamed.output == Self.table)
      #expect(streamed.complaints.contains("note: 1 of 3 episodes was aborted"))
      let small = try place.ascribe(Self.call + ["--batch-size", "0"])
      #expect(small.output == Self.table)
      let filed = try place.ascribe(Self.call + ["--output", "credits.csv"])
      expectSuccess(filed)
      #expect(try place.bytes("credits.csv").elementsEqual(Self.table.utf8))
      #expect(filed.output.contains("  aborted"))
    }
  }

  /// Intervals are columns and arrays of the method that gives them, and what they leave certain is told.
  @Test func intervalsAreColumns() throws {
    try Workplace.use { place in
      try place.write(Self.lines, to: "t.jsonl")
      let call = "attribute t.jsonl --method posterior --method grpo"
      let table = try place.ascribe("\(call) --format csv")
      #expect(table.code == 0)
      let lines = table.output.split(separator: "\n")
      #expect(lines.first == "method,episode,turn,agent,credit,reason,row,low,high,visits")
      #expect(lines.dropFirst().first == "posterior,a,0,p,0.0,,7,0.0,0.0,2")
      #expect(lines.contains("posterior,\"b, \"\"c\"\"\",0,p,,aborted,,,,"))
      #expect(lines.contains { $0.hasPrefix("grpo,a,") && $0.hasSuffix(",7,,,") })
      #expect(
        table.complaints.contains(
          "note: posterior: model-relative: the interval leaves out 0 for 0 of 2 decisions; 0 are of an action"
        ))
      #expect(try place.ascribe("\(call) --format npz --output c.npz").code == 0)
      let archive = String(decoding: try place.bytes("c.npz"), as: Unicode.ASCII.self)
      for name in ["posterior.low.npy", "posterior.high.npy", "posterior.visits.npy", "grpo.npy"] {
        #expect(archive.contains(name))
      }
      #expect(!archive.contains("grpo.low"))
      #expect(try place.ascribe("attribute t.jsonl --method posterior --output one.jsonl").code == 0)
      #expect(try place.ascribe("attribute t.jsonl --method grpo --output two.jsonl").code == 0)
      // Files with and without intervals are compared by their credits.
      let compared = try place.ascribe("compare one.jsonl two.jsonl")
      #expect(compared.code == 1)
      #expect(compared.complaints == "ascribe: 2 of 3 credits differ by more than the tolerance.\n")
    }
  }

  @Test func aCutInAnUnknownStateIsTold() throws {
    try Workplace.use { place in
      try place.write(Self.lines, to: "t.jsonl")
      let told = try place.ascribe("attribute t.jsonl --method gae --summary")
      expectSuccess(told)
      #expect(told.output.contains("note: gae: 1 of 1 truncated episodes ends in a state without a value"))
      let failing = try place.ascribe("attribute t.jsonl --method gae(truncated=failure) --summary")
      #expect(!failing.output.contains("without a value"))
    }
  }

  /// A file with nulls is compared: what one file alone assigns differs.
  @Test func filesWithNullsAreCompared() throws {
    try Workplace.use { place in
      try place.write(Self.lines, to: "t.jsonl")
      for (method, file) in [("grpo", "a.jsonl"), ("grpo(truncated=omit)", "b.jsonl")] {
        expectSuccess(try place.ascribe(["attribute", "t.jsonl", "--method", method, "--output", file]))
      }
      expectSuccess(try place.ascribe("compare a.jsonl a.jsonl --trace t.jsonl"))
      let other = try place.ascribe("compare a.jsonl b.jsonl")
      #expect(other.code == 1)
      #expect(other.output.contains("1 assigned in one file alone"))
      #expect(other.output.contains("none"))
    }
  }
}
