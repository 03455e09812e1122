import Testing

/// `ascribe attribute --shard`: processes that share a trace by its tasks.
@Suite struct AttributeShardTests {
  /// An episode of two turns, whose second agent is unlike in every task.
  private static func line(_ task: Int, _ episode: Int) -> String {
    let (action, status) = (
      ["a", "c", "a"][episode], ["success", "failure", "failure"][(episode + task) % 3]
    )
    return
      #"{"schema":"ascribe.trace/1","task":"t\#(task)","episode":"t\#(task)-\#(episode)","outcome":{"status":"\#(status)"},"#
      + #""turns":[{"state":"X","decisions":[{"agent":"p","action":"\#(action)"}]},"#
      + #"{"state":"Y","decisions":[{"agent":"q\#(task % 3)","action":"b"}]}],"final":"Z"}"# + "\n"
  }

  private static let tasks = 7
  private static let ordered = (0..<tasks).flatMap { task in (0..<3).map { line(task, $0) } }.joined()
  /// Every task comes back twice.
  private static let mixed = (0..<3).flatMap { row in (0..<tasks).map { line($0, row) } }.joined()

  private static let methods = "--method grpo --method graphgpo --method posterior --method rewardflow"
  private static let calls = [
    "\(methods) --batch-size 0", "\(methods) --summary", "\(methods) --format csv",
    "--method grpo --state-key turn",
    "\(methods) --format npz --seed 3",
  ]

  /// The parts of any number of processes, made in another order and by several threads, give the bytes of one process, and
  /// the same tables.
  @Test(arguments: [ordered, mixed], calls)
  func partsMakeTheWhole(trace: String, call: String) throws {
    try Workplace.use { place in
      try place.write(trace, to: "t.jsonl")
      let command = "attribute t.jsonl \(call)"
      let whole = try place.ascribe("\(command) --output whole")
      expectSuccess(whole)
      let files = try place.files().filter { $0.hasPrefix("whole/") }
      for count in [1, 2, 3, 9] {
        for part in (1...count).reversed() {
          expectSuccess(
            try place.ascribe(
              "\(command) --shard \(part)/\(count) --threads \(1 + part % 3) --output {shard}"))
        }
        let parts = (1...count).map { "\($0)-of-\(count)" }.joined(separator: " ")
        let merged = try place.ascribe("merge \(parts) --output merged-\(count)")
        expectSuccess(merged)
        #expect(merged.output.replacing("merged-\(count)", with: "whole") == whole.output)
        for file in files.isEmpty ? ["whole"] : files {
          #expect(
            try place.bytes(file.replacing("whole", with: "merged-\(count)")) == place.bytes(file), "\(file)")
        }
      }
    }
  }

  /// A part that stands is not made again, and parts of a trace that has changed since are refused.
  @Test func partsAreOfOneTrace() throws {
    try Workplace.use { place in
      try place.write(Self.ordered, to: "t.jsonl")
      let call = "attribute t.jsonl --method grpo"
      for part in 1...2 { expectSuccess(try place.ascribe("\(call) --shard \(part)/2 --output p\(part)")) }
      let made = try place.bytes("p2")
      expectSuccess(try place.ascribe("\(call) --shard 2/2 --output p2"))
      #expect(try place.bytes("p2") == made)
      let other = try place.ascribe("\(call) --shard 1/2 --output p2")
      #expect(other.code == 2 && other.complaints.contains("p2 keeps batches of another command"))
      for changed in [Self.mixed, Self.ordered + Self.line(Self.tasks, 0), Self.line(0, 0)] {
        try place.write(changed, to: "t.jsonl")
        let merged = try place.ascribe("merge p1 p2 --output credits.jsonl")
        #expect(
          merged.code == 2 && merged.complaints.contains("t.jsonl has changed since the parts were made"))
        #expect(try !place.files().contains("credits.jsonl"))
      }
    }
  }

  /// What no part can do is refused before any work.
  @Test(arguments: [
    ("t.jsonl --method symmetric --output p", "symmetric fits all tasks at once"),
    ("- --method grpo --output p", "write it to a file"),
    ("t.jsonl --method grpo", "--shard writes to --output: give it."),
    ("t.jsonl --method grpo --html page.html --output p", "--html needs all batches"),
    ("t.jsonl --method grpo --state-key 'writes|set' --output p", "learns from all of them"),
  ])
  func whatNeedsAllIsRefused(call: String, words: String) throws {
    try Workplace.use { place in
      try place.write(Self.ordered, to: "t.jsonl")
      let refused = try place.shell("$0 attribute \(call) --shard 1/2 < t.jsonl")
      #expect(refused.code == 2 && refused.complaints.contains(words), "\(refused.complaints)")
      #expect(try place.files() == ["t.jsonl"])
    }
  }
}
