import Testing
import Trajectories

/// `ascribe attribute` on traces that are longer than a batch.
@Suite struct AttributeByTaskTests {
  /// An episode of two turns: "a" pays in state X, then any action in Y.
  private static func line(_ task: String, _ episode: String, _ first: String, _ status: String) -> String {
    #"{"schema":"ascribe.trace/1","task":"\#(task)","episode":"\#(episode)","outcome":{"status":"\#(status)"},"turns":[{"state":"X","privileged":"X","decisions":[{"agent":"p","action":"\#(first)"}]},{"state":"Y","privileged":"Y","decisions":[{"agent":"q","action":"b"}]}],"final":"Z"}"#
      + "\n"
  }

  private static func lines(of task: String) -> [String] {
    [
      line(task, "\(task)-0", "a", "success"), line(task, "\(task)-1", "c", "failure"),
      line(task, "\(task)-2", "a", "failure"),
    ]
  }

  private static let ordered = (0..<4).flatMap { lines(of: "t\($0)") }
  /// Every task comes back twice.
  private static let mixed = (0..<3).flatMap { row in (0..<4).map { ordered[3 * $0 + row] } }

  private static let methods = "--method grpo --method gigpo --method graphgpo --method gae --method hcapo"
  private static let names = ["gae", "gigpo", "graphgpo", "grpo", "hcapo"]

  /// With batches of a task each, of the whole trace, and from standard input: the same files and tables.
  @Test func batchesDoNotShow() throws {
    try Workplace.use { place in
      try place.write(Self.ordered.joined(), to: "t.jsonl")
      let told = ["", "--batch-size 0", "--batch-size 1048576"].enumerated().map { index, size in
        "attribute t.jsonl \(Self.methods) --summary --output out\(index) \(size)"
      }
      let outputs = try told.enumerated().map { index, call in
        let finished = try place.ascribe(call)
        expectSuccess(finished)
        return finished.output.replacing("out\(index)/", with: "out/")
      }
      #expect(Set(outputs).count == 1)
      let piped = try place.shell("cat t.jsonl | $0 attribute - --batch-size 0 \(Self.methods) --output out3")
      expectSuccess(piped)
      for name in Self.names {
        let files = try (0...3).map { try place.bytes("out\($0)/\(name).credits.jsonl") }
        #expect(Set(files).count == 1, "\(name)")
        #expect(files[0].split(separator: UInt8(ascii: "\n")).count == 1 + 24)
      }
      // To standard output too.
      let one = try place.ascribe("attribute t.jsonl --method gae --batch-size 0")
      #expect(try place.bytes("out0/gae.credits.jsonl").elementsEqual(one.output.utf8))
    }
  }

  /// More than a megabyte of tasks that stand together, in chunks and parts: the same bytes by any number of threads, and
  /// the same words about a fault far down.
  @Test func threadsDoNotShow() throws {
    try Workplace.use { place in
      let tasks = (0..<60).map { task in
        (0..<6).map { episode in
          let turns = (0..<50).map { turn in
            #"{"state":"S\#((turn * 7 + episode * task) % 11)","reward":0.\#(turn % 3),"decisions":[{"agent":"p\#(turn % 2)","action":"a\#((turn + episode) % 3)"}]}"#
          }.joined(separator: ",")
          let status = ["success", "failure", "truncated", "aborted"][(task * 5 + episode * 3) % 4]
          return
            #"{"schema":"ascribe.trace/1","task":"t\#(task)","episode":"\#(task)-\#(episode)","outcome":{"status":"\#(status)"},"turns":[\#(turns)],"final":"Z"}"#
            + "\n"
        }.joined()
      }
      try place.write(tasks.joined(), to: "t.jsonl")
      let call =
        "attribute t.jsonl --method graphgpo --method grpo(truncated=omit) --method gae --method posterior(draws=20)"
      var outputs: Set<String> = []
      for (threads, size) in [(1, 64), (2, 64), (3, 1), (7, 0)] {
        let folder = "out\(threads)"
        let finished = try place.ascribe(
          call.split(separator: " ").map(String.init) + [
            "--summary", "--threads", "\(threads)", "--batch-size", "\(size)", "--output", folder,
          ])
        expectSuccess(finished)
        outputs.insert(finished.output.replacing(folder, with: "out"))
        for name in try place.files() where name.hasPrefix("\(folder)/") {
          #expect(
            try place.bytes(name) == place.bytes(name.replacing(folder, with: "out1")), "\(name)")
        }
      }
      #expect(outputs.count == 1)
      let piped = try place.shell("cat t.jsonl | $0 attribute - --method gae --threads 2")
      #expect(try place.bytes("out1/gae.credits.jsonl").elementsEqual(piped.output.utf8))

      try place.write(tasks.joined().dropLast(20) + "\n", to: "cut.jsonl")
      let refusals = try [1, 2, 5].map { threads in
        let refused = try place.ascribe("attribute cut.jsonl --method gae --threads \(threads) --output no")
        #expect(refused.code == 2)
        return refused.complaints
      }
      #expect(Set(refusals).count == 1)
      #expect(refusals[0].contains("cut.jsonl:360"))
      #expect(try place.ascribe("attribute t.jsonl --method gae --threads 0").code == 2)
    }
  }

  /// A trace that is not ordered by task is read again, whole, which is said; its credits are those of one batch.
  @Test func tasksThatComeBackAreReadWhole() throws {
    try Workplace.use { place in
      try place.write(Self.mixed.joined(), to: "t.jsonl")
      let call = "attribute t.jsonl \(Self.methods) --output"
      let note = "\nnote: t.jsonl:5: a task comes back after line 1: the trace was read whole.\n"
      let parted = try place.ascribe("\(call) parted --batch-size 0")
      expectSuccess(parted)
      #expect(parted.output.contains(note))
      let whole = try place.ascribe("\(call) whole")
      expectSuccess(whole)
      #expect(!whole.output.contains("read whole"))
      for name in Self.names {
        let file = "\(name).credits.jsonl"
        #expect(try place.bytes("parted/\(file)") == place.bytes("whole/\(file)"))
      }
      #expect(try place.files().count == 3 + 2 * Self.names.count)
    }
  }

  /// Standard input cannot be read twice.
  @Test func tasksThatComeBackInAPipeAreRefused() throws {
    try Workplace.use { place in
      try place.write(Self.mixed.joined(), to: "t.jsonl")
      let piped = try place.shell("cat t.jsonl | $0 attribute - --batch-size 0 \(Self.methods) --output out")
      #expect(piped.code == 2)
      #expect(
        piped.complaints.hasSuffix(
          #"<stdin>:5: task "t0" comes back after line 1; expected the episodes of a task to stand together, "#
            + "to be read task by task. This source cannot be read twice: write it to a file, order it by task, or "
            + "give a --batch-size above its megabytes.\n"))
      #expect(try place.files() == ["t.jsonl"])
    }
  }

  /// A critic that is fitted to all tasks has all of them, whatever the size of a batch.
  @Test func methodsThatSpanTasksHaveTheTraceWhole() throws {
    try Workplace.use { place in
      try place.write(Self.mixed.joined(), to: "t.jsonl")
      let parted = try place.ascribe(
        "attribute t.jsonl --method pinto --method grpo --output a --batch-size 0")
      expectSuccess(parted)
      let whole = try place.ascribe("attribute t.jsonl --method pinto --output whole.jsonl")
      expectSuccess(whole)
      #expect(try place.bytes("a/pinto.credits.jsonl") == place.bytes("whole.jsonl"))
    }
  }

  /// A history and hindsight records may be for any task of the trace, not for each.
  @Test func supplementsAreForTheTraceAsAWhole() throws {
    try Workplace.use { place in
      try place.write(Self.ordered.joined(), to: "t.jsonl")
      try place.write(Self.line("t3", "old", "c", "success"), to: "old.jsonl")
      try place.write(Self.line("t9", "old", "c", "success"), to: "other.jsonl")
      let call = "attribute t.jsonl --method tigpo --output c.jsonl --batch-size 0 --history"
      expectSuccess(try place.ascribe("\(call) old.jsonl"))
      let remembered = try place.bytes("c.jsonl")
      expectSuccess(
        try place.ascribe("attribute t.jsonl --method tigpo --history old.jsonl --output whole.jsonl"))
      #expect(try place.bytes("whole.jsonl") == remembered)
      try expectRefusal(
        of: "\(call) other.jsonl".split(separator: " ").map(String.init), in: place,
        #"method "tigpo" needs remembered episodes of the judged tasks. The history holds other tasks only, "t9" for "#
          + #"one, where "t0" is judged. Give the history of these tasks, or none."#)
      #expect(try place.bytes("c.jsonl") == remembered)
    }
  }

  /// What breaks in a later batch leaves no folder behind, and none of the files of earlier batches.
  @Test func aLaterErrorLeavesNothing() throws {
    try Workplace.use { place in
      let broken = Self.ordered.joined() + #"{"schema":"ascribe.trace/1""# + "\n"
      try place.write(broken, to: "t.jsonl")
      for output in ["deep/er/out", "out", "c.jsonl"] {
        let methods = output == "c.jsonl" ? "--method grpo" : Self.methods
        let call = try place.ascribe("attribute t.jsonl \(methods) --batch-size 0 --output \(output)")
        #expect(call.code == 2)
        #expect(call.output.isEmpty)
        #expect(call.complaints.contains("t.jsonl:13: "))
        #expect(try place.files() == ["t.jsonl"])
      }
    }
  }

  @Test(arguments: ["-1", "1048577"])
  func batchSizesOutOfRange(size: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try expectRefusal(
        of: ["attribute", "E1.jsonl", "--method", "grpo", "--batch-size", size], in: place,
        "--batch-size is \(size); accepted: a whole number of megabytes in 0...1048576.")
    }
  }
}
