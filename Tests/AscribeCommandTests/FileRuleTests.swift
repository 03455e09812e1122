import Foundation
import Testing

/// What commands may write to.
@Suite struct FileRuleTests {
  private static let run = "run or --methods grpo --episodes 8 --batches 2"

  /// Every option that writes, pointed at what the command reads: refused, and nothing changes.
  @Test(arguments: [
    ("attribute E1.jsonl --method grpo --output E1.jsonl", "E1.jsonl"),
    ("attribute E1.jsonl --method grpo --output soft", "soft"),
    ("attribute E1.jsonl --method grpo --output hard", "hard"),
    ("attribute E1.jsonl --method grpo --format csv --output ./E1.jsonl", "./E1.jsonl"),
    ("attribute E1.jsonl --method tigpo --history H1.jsonl --output H1.jsonl", "H1.jsonl"),
    ("attribute H1.jsonl --method symmetric --fit E1.jsonl --output hard", "hard"),
    ("solve tiger.dpomdp --horizon 2 --output tiger.dpomdp", "tiger.dpomdp"),
    ("export tiger.dpomdp --output tiger.dpomdp", "tiger.dpomdp"),
  ])
  func inputsAreNoOutputs(call: String, path: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.addWorkedTrace("H1")
      try place.addProblem()
      try FileManager.default.createSymbolicLink(atPath: place.path("soft"), withDestinationPath: "E1.jsonl")
      try FileManager.default.linkItem(atPath: place.path("E1.jsonl"), toPath: place.path("hard"))
      let before = try ["E1.jsonl", "H1.jsonl", "tiger.dpomdp"].map { try place.bytes($0) }
      try expectRefusal(
        of: call.split(separator: " ").map(String.init), in: place,
        "\(path): cannot replace what stands at the path: this command reads it.")
      #expect(try ["E1.jsonl", "H1.jsonl", "tiger.dpomdp"].map { try place.bytes($0) } == before)
    }
  }

  /// The same where the output is opened before what is read.
  @Test(arguments: [
    "keys E1.jsonl --csv E1.jsonl", "keys E1.jsonl --html soft", "keys E1.jsonl --vega hard",
    "attribute E1.jsonl --method grpo --method mc --summary --csv E1.jsonl",
    "attribute E1.jsonl --method grpo --method mc --summary --html ./soft",
    "blame --trace E1.jsonl --methods grpo,mc --output E1.jsonl", "import rows E1.jsonl --output hard",
    "compare tiger.dpomdp --horizon 2 --methods grpo --csv tiger.dpomdp",
    "run tiger.dpomdp --horizon 2 --methods grpo --html tiger.dpomdp",
  ])
  func outputsAreNoInputs(call: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.addProblem()
      try FileManager.default.createSymbolicLink(atPath: place.path("soft"), withDestinationPath: "E1.jsonl")
      try FileManager.default.linkItem(atPath: place.path("E1.jsonl"), toPath: place.path("hard"))
      let (files, before) = (try place.files(), try ["E1.jsonl", "tiger.dpomdp"].map { try place.bytes($0) })
      let found = try place.ascribe(call)
      #expect(found.code == 2 && found.complaints.contains("this command"))
      #expect(try ["E1.jsonl", "tiger.dpomdp"].map { try place.bytes($0) } == before)
      #expect(try place.files() == files)
    }
  }

  /// Where the system gives no thread, or no memory, a command ends all the same.
  @Test(arguments: [140_000, 170_000, 185_000, 200_000, 220_000, 240_000, 270_000, 300_000])
  func limitsOfMemory(kilobytes: Int) throws {
    try Workplace.use { place in
      let call = try place.shell(
        "ulimit -v \(kilobytes); timeout 60 $0 run or --methods grpo --episodes 8 --batches 2")
      #expect(call.code != 124)
    }
  }

  @Test func standardInputIsAnInput() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.shell("$0 attribute - --method grpo --output E1.jsonl < E1.jsonl")
      #expect(call.code == 2 && call.complaints.contains("this command reads it"))
      #expect(try place.files() == ["E1.jsonl"])
    }
  }

  /// Runs do not mix: a folder of results is another run's, unless it is to be replaced.
  @Test func foldersAreOneResult() throws {
    try Workplace.use { place in
      #expect(try place.ascribe("\(Self.run) --output out").code == 0)
      let first = try place.bytes("out/trace.jsonl")
      try expectRefusal(
        of: "\(Self.run) --seed 1 --output out".split(separator: " ").map(String.init), in: place,
        "out: cannot replace what stands at the path: it holds results already; give another folder, or --replace."
      )
      #expect(try place.bytes("out/trace.jsonl") == first)
      let other = Self.run.replacing("grpo", with: "gae")
      #expect(try place.ascribe("\(other) --seed 1 --output out --replace").code == 0)
      #expect(
        try place.files() == [
          "out", "out/exact.credits.jsonl", "out/gae.credits.jsonl", "out/results.json", "out/trace.jsonl",
        ])
      try place.write("mine", to: "out/notes.txt")
      try expectRefusal(
        of: "\(Self.run) --output out --replace".split(separator: " ").map(String.init), in: place,
        "out: cannot replace what stands at the path: it holds \"notes.txt\", which is no result of Ascribe.")
    }
  }

  /// A limit of the size of files ends a run cleanly.
  @Test func filesThatGrowTooLarge() throws {
    try Workplace.use { place in
      let limited = try place.shell("ulimit -f 8; $0 run coupling --episodes 512 --batches 4 --output out")
      #expect(limited.code == 2 && limited.complaints.contains("File too large"))
      #expect(try place.files() == [])
    }
  }

  /// Under whatever limit of address space a run ends: with its result, or without memory for it, but never waiting for a thread.
  /// What the runtime would report of a crash is left out: that may wait for memory itself.
  @Test(arguments: [180, 240, 300, 400, 600])
  func littleAddressSpace(megabytes: Int) throws {
    try Workplace.use { place in
      let limited = try place.shell(
        "ulimit -v \(1000 * megabytes); SWIFT_BACKTRACE=enable=no timeout --signal=KILL 300 "
          + "$0 run coupling --episodes 64 --batches 4 --threads 4 > out 2> err; echo $?")
      #expect(limited.output != "137\n")
    }
  }

  @Test func compressedOutputs() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      #expect(try place.ascribe("attribute E1.jsonl --method grpo --output c.jsonl.gz").code == 0)
      let plain = try place.ascribe("attribute E1.jsonl --method grpo")
      let unpacked = try place.shell("zcat c.jsonl.gz")
      #expect(unpacked.output == plain.output)
    }
  }
}
