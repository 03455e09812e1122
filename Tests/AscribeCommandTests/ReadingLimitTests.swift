import Foundation
import TestSupport
import Testing

/// Lines and files without an end.
@Suite struct ReadingLimitTests {
  private static let limits = ["ASCRIBE_MAX_LINE": "1", "ASCRIBE_MAX_FILE": "1"]
  private static let line = "ascribe: error: /dev/zero:1: the line is longer than 1 MB; expected at most 1 MB"
  private static let file = "ascribe: error: /dev/zero: the file is longer than 1 MB; expected at most 1 MB"

  @Test(arguments: [
    ("attribute /dev/zero --method grpo --threads 1", line),
    ("attribute /dev/zero --method grpo --threads 2", line),
    ("keys /dev/zero", line), ("compare /dev/zero /dev/zero", line), ("show /dev/zero", file),
    ("import auto /dev/zero", "/dev/zero"), ("import verl /dev/zero", "/dev/zero"),
    ("sweep /dev/zero --store runs.db", file), ("run or --policy table:/dev/zero", file),
  ])
  func deviceThatNeverEnds(call: String, message: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe(call, environment: Self.limits)
      #expect(call.code == 2)
      #expect(call.complaints.hasPrefix("ascribe: error: "))
      #expect(call.complaints.contains(message), "\(call.complaints)")
      #expect(try place.files().isEmpty)
    }
  }

  /// A small gzip with a line of 64 MB, after a good one.
  @Test(arguments: [1, 3]) func bomb(threads: Int) throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "good.jsonl")
      let made = try place.shell("(head -1 good.jsonl; head -c 67108864 /dev/zero) | gzip > bomb.jsonl.gz")
      #expect(made.code == 0)
      let call = try place.ascribe(
        "attribute bomb.jsonl.gz --method grpo --threads \(threads) --output out", environment: Self.limits)
      #expect(call.code == 2)
      #expect(call.complaints.contains("bomb.jsonl.gz"))
      #expect(call.complaints.contains(" 1 MB (ASCRIBE_MAX_LINE sets how many)"), "\(call.complaints)")
      #expect(try place.files() == ["bomb.jsonl.gz", "good.jsonl"])
    }
  }

  /// A line that is a little or much longer is named alike, however the trace comes and however many threads read it.
  @Test(arguments: [1_100_000, 1_500_000, 5_000_000]) func longLine(bytes: Int) throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "good.jsonl")
      let made = try place.shell(
        #"(head -1 good.jsonl; printf '{"task":"'; head -c \#(bytes) /dev/zero | tr '\\0' x; echo '"}'; tail -1 good.jsonl) > long.jsonl "#
          + "&& gzip -k long.jsonl")
      #expect(made.code == 0)
      for threads in [1, 3] {
        for (trace, name) in [
          ("attribute long.jsonl", "long.jsonl"), ("attribute long.jsonl.gz", "long.jsonl.gz"),
          ("attribute - < long.jsonl", "<stdin>"),
        ] {
          let call = try place.shell(
            "ASCRIBE_MAX_LINE=1 $0 \(trace) --method grpo --threads \(threads) --output out")
          #expect(call.code == 2)
          #expect(
            call.complaints
              == "ascribe: error: \(name):2: the line is longer than 1 MB; expected at most 1 MB (ASCRIBE_MAX_LINE sets how many).\n"
          )
        }
      }
    }
  }

  /// What is within the limits is read, whatever the limit.
  @Test func limitsLeaveTheRestAlone() throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "good.jsonl")
      let free = try place.ascribe("attribute good.jsonl --method grpo")
      let bound = try place.ascribe("attribute good.jsonl --method grpo", environment: Self.limits)
      #expect(free.code == 0)
      #expect(free.output == bound.output)
    }
  }

  @Test(arguments: ["0", "x", "-1", "1.5", "1048577", "99999999999999999999"])
  func limitsThatAreNone(text: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe("scenarios", environment: ["ASCRIBE_MAX_LINE": text])
      #expect(call.code == 2)
      #expect(
        call.complaints
          == "ascribe: error: ASCRIBE_MAX_LINE is \"\(text)\"; expected a whole number of MB in 1...1048576.\n"
      )
    }
  }
}
