import Testing

/// Terminals, pipes, and standard outputs that cannot be written.
@Suite struct TerminalTests {
  private static let escape: Character = "\u{1B}"

  /// What a terminal showed, less the time left.
  private static func timeless(_ output: String) -> String { output.replacing(/, [0-9,]+ s left/, with: "") }

  /// `and` colours its credit maps; a run shows its progress.
  @Test func onlyATerminalGetsEscapeSequences() throws {
    try Workplace.use { place in
      for line in ["exact and", "run and --methods grpo --episodes 8 --batches 3"] {
        let terminal = try place.ascribe(line, output: .terminal)
        #expect(terminal.code == 0)
        #expect(terminal.output.contains("\u{1B}[48;5;40m"))
        #expect(terminal.output.contains("\u{1B}[K") == line.hasPrefix("run"))
        #expect(terminal.output.contains(/of 3 batches, [0-9]+ s left/) == line.hasPrefix("run"))
        for variables in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
          let plain = try place.ascribe(line, environment: variables, output: .terminal)
          #expect(plain.code == 0)
          #expect(!plain.output.contains(Self.escape))
        }
        let file = try place.ascribe(line, environment: ["TERM": "xterm-256color"])
        expectSuccess(file)
        #expect(!file.output.contains(Self.escape))
        // An empty NO_COLOR is one that is not set.
        let empty = try place.ascribe(line, environment: ["NO_COLOR": ""], output: .terminal)
        #expect(Self.timeless(empty.output) == Self.timeless(terminal.output))
      }
    }
  }

  @Test(arguments: [
    "", "--help", "--version", "scenarios", "scenarios --json", "methods", "methods c3", "describe and",
    "describe and --json", "exact and --json", "run and --episodes 8 --batches 2 --cells",
    "run and --episodes 8 --batches 1 --json", "attribute E1.jsonl --method grpo", "run", "run nowhere",
    "bogus", "attribute missing.jsonl --method grpo",
  ])
  func nothingElseIsEverColoured(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.ascribe(line, environment: ["TERM": "xterm-256color"])
      #expect(!call.output.contains(Self.escape))
      #expect(!call.complaints.contains(Self.escape))
    }
  }

  @Test(arguments: [
    "attribute E1.jsonl --method grpo", "exact and --json", "exact and", "describe and", "scenarios",
    "methods", "methods c3", "run and --methods grpo --episodes 8 --batches 2", "--help", "--version", "",
  ])
  func aFullDiskIsReported(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.ascribe(line, output: .path("/dev/full"))
      #expect(call.code == 2)
      #expect(
        call.complaints == "ascribe: error: standard output: cannot write: No space left on device.\n")
    }
  }

  /// As in `ascribe ... | head -1` once `head` has gone.
  @Test(arguments: [
    "attribute E1.jsonl --method grpo", "exact and --json", "scenarios", "--help",
    "run and --methods grpo --episodes 8 --batches 2 --output out",
  ])
  func aReaderThatLeavesIsNoError(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.ascribe(line, output: .closedPipe)
      #expect(call.code == 0)
      #expect(call.complaints == "")
      #expect(try place.files().allSatisfy { !$0.contains(".tmp") })
    }
  }
}
