import Foundation
import TestSupport
import Testing

@testable import AscribeCommand

/// Work that is spread over processes, and joined.
@Suite struct ShardTests {
  private static let run =
    "run or --methods grpo,c3(alternatives=2),symmetric --batches 7 --episodes 8 --fit-episodes 16"

  /// Commands, with whether they write a folder.
  private static let commands = [
    run, "compare or and --methods grpo,c3(alternatives=2) --batches 5 --episodes 8",
    "critics or --critic symmetric --batches 5 --episodes 8 --fit-episodes 16",
    "frontier or --methods grpo,symmetric --batches 5 --budgets 100,200 --fit-episodes 0,16",
    "compare single(turns=40) --methods grpo,gigpo --batches 3 --episodes 8 "
      + "--truth sampled(decisions=4,continuations=4)",
    "train or --methods grpo,exact --budget 300 --episodes 8 --starts 3",
    "train or and --methods grpo,exact --budget 300 --episodes 8 --starts 2",
    "train or --methods grpo,exact --budget 300 --episodes 8 --starts 2 --tune",
  ]

  /// The files of an output, which is one or a folder of them.
  private func contents(_ place: Workplace, _ output: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    let files = try place.files()
    let isFolder = files.contains { $0.hasPrefix("\(output)/") }
    for file in files where file.hasPrefix("\(output)/") || file == output && !isFolder {
      guard !files.contains(where: { $0.hasPrefix("\(file)/") }) else { continue }
      found[String(file.dropFirst(output.count))] = try Data(contentsOf: URL(filePath: place.path(file)))
    }
    return found
  }

  /// Parts of every number, made in another order and by several threads, give the bytes of one process, and print the same.
  @Test(arguments: commands)
  func partsMakeTheWhole(command: String) throws {
    try Workplace.use { place in
      let whole = try place.ascribe("\(command) --output whole")
      expectSuccess(whole)
      let expected = try contents(place, "whole")
      #expect(!expected.isEmpty)
      for count in command == Self.run ? [1, 2, 3, 7, 16] : [4] {
        for part in (1...count).reversed() {
          expectSuccess(
            try place.ascribe(
              "\(command) --shard \(part)/\(count) --threads \(1 + part % 8) --output part-{shard}"))
        }
        let parts = (1...count).map { "part-\($0)-of-\(count)" }.joined(separator: " ")
        let merged = try place.ascribe("merge \(parts) --output merged-\(count)")
        expectSuccess(merged)
        #expect(try contents(place, "merged-\(count)") == expected)
        #expect(
          merged.output.replacing("merged-\(count)", with: "whole") == whole.output)
      }
      #expect(try place.files().allSatisfy { !$0.contains("unfinished") })
    }
  }

  /// Parts that were joined, and those that were joined again, give the same bytes; a result that lacks some is refused.
  @Test(arguments: [commands[0], commands[5]])
  func joinedPartsMakeTheWhole(command: String) throws {
    try Workplace.use { place in
      let whole = try place.ascribe("\(command) --output whole")
      for part in 1...9 {
        expectSuccess(try place.ascribe("\(command) --shard \(part)/9 --output p\(part)"))
      }
      expectSuccess(try place.ascribe("merge p3 p1 p2 --join a"))
      expectSuccess(try place.ascribe("merge p5 p4 --join b"))
      expectSuccess(try place.ascribe("merge b a --join c"))
      let merged = try place.ascribe("merge p6 c p9 p7 p8 --output merged")
      expectSuccess(merged)
      #expect(try contents(place, "merged") == contents(place, "whole"))
      #expect(merged.output.replacing("merged", with: "whole") == whole.output)
      for (call, message) in [
        (
          "p1 p3 --join d", "Between p1 and p3 part 2 of 9 is missing: --join takes parts that follow on each"
        ),
        ("a p2 --join d", "a and p2 are both part 2 of 9."),
        ("c p6 p8 p9", "Of 9 parts one is missing: 7."),
        ("p1 p2 --join p2", "p2: cannot"),
        ("p1 p2 --join d --output e", "--output is for the result, and --join makes none: leave it out."),
      ] {
        let refused = try place.ascribe("merge \(call)")
        #expect(refused.code == 2 && refused.complaints.contains(message), "\(call): \(refused.complaints)")
      }
      #expect(try place.files().allSatisfy { !["d", "e"].contains($0) })
    }
  }

  /// A part that was made is not made again, and one that another command made is left alone.
  @Test func partsAreMadeOnce() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("\(Self.run) --shard 2/3 --output part"))
      let made = try contents(place, "part")
      let again = try place.ascribe("\(Self.run) --shard 2/3 --output part")
      expectSuccess(again)
      #expect(try contents(place, "part") == made)
      for other in ["\(Self.run) --seed 1 --shard 2/3", "\(Self.run) --shard 1/3"] {
        let call = try place.ascribe("\(other) --output part")
        #expect(call.code == 2 && call.complaints.contains("part keeps batches of another command"))
      }
      #expect(try contents(place, "part") == made)
      try place.write("a file of mine", to: "mine")
      #expect(try place.ascribe("\(Self.run) --shard 2/3 --output mine").code == 2)
      #expect(try contents(place, "mine") == ["": Data("a file of mine".utf8)])
    }
  }

  /// Every way in which parts are not one whole is refused, with the part that is at fault.
  @Test func wrongPartsAreRefused() throws {
    try Workplace.use { place in
      for part in 1...3 {
        expectSuccess(try place.ascribe("\(Self.run) --shard \(part)/3 --output p\(part)"))
      }
      expectSuccess(try place.ascribe("\(Self.run) --shard 2/2 --output half"))
      expectSuccess(try place.ascribe("\(Self.run) --seed 9 --shard 3/3 --output seed"))
      expectSuccess(try place.ascribe("\(Self.run) --details --shard 3/3 --output details"))
      expectSuccess(try place.ascribe("\(Self.run) --output whole"))
      let whole = try Data(contentsOf: URL(filePath: place.path("p3")))
      try whole.dropLast(10).write(to: URL(filePath: place.path("cut")))
      let text = String(decoding: whole.prefix(while: { $0 != UInt8(ascii: "\n") }), as: UTF8.self)
      let rest = whole.dropFirst(text.utf8.count)
      try (Data(text.replacing(#""version":"0."#, with: #""version":"7."#).utf8) + rest)
        .write(to: URL(filePath: place.path("version")))
      let before = try place.files()
      for (parts, message) in [
        ("p1 p2", "Of 3 parts one is missing: 3. Each is made by --shard I/3."),
        ("p3", "Of 3 parts 2 are missing: 1, 2."),
        ("p1 p2 p3 p2", "p2 and p2 are both part 2 of 3."),
        ("p1 half", "they are cut in different ways"),
        ("p1 p2 seed", "seed is part of another command than p1 (studies[0].seed: 0 there, 9 here)."),
        ("p1 p2 details", "the parts of one result have the same options"),
        ("p1 p2 cut", "cut is damaged at byte "), ("p1 p2 version", "was made by version 7."),
        ("p1 p2 whole/results.json", "whole/results.json is no part that --shard writes."),
        ("p1 p2 nothing", "nothing: cannot read the file: No such file or directory."),
        ("p1 p2 p3 --output p2", "p2: cannot"),
        ("p1 p2 p3 --npz x", "--npz is no option of `ascribe run`, which made the parts."),
      ] {
        let call = try place.ascribe("merge \(parts)")
        #expect(call.code == 2 && call.output.isEmpty)
        #expect(call.complaints.contains(message), "\(parts): \(call.complaints)")
      }
      #expect(try place.files() == before)
    }
  }

  /// A problem that has changed since the parts were made is not what they were made of.
  @Test func changedFilesAreRefused() throws {
    try Workplace.use { place in
      try place.addProblem()
      let problem = try #require(try place.files().first { $0.hasSuffix(".dpomdp") })
      let call = "run \(problem) --horizon 2 --methods grpo --batches 2 --episodes 8"
      for part in 1...2 { expectSuccess(try place.ascribe("\(call) --shard \(part)/2 --output p\(part)")) }
      let path = place.path(problem)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try place.write(text + "\nR: * : * : * : * : 3\n", to: problem)
      let merged = try place.ascribe("merge p1 p2")
      #expect(merged.code == 2)
      #expect(
        merged.complaints.contains("What the parts were made of has changed since"), "\(merged.complaints)")
    }
  }

  @Test(arguments: [
    ("--shard 1/2", "--shard writes to --output: give it."),
    ("--resume", "--resume goes on with what --output keeps: give --output."),
    ("--shard 3/2 --output x", "--shard is \"3/2\"; expected I/N"),
    ("--shard 1/2 --output x --html page.html", "--html needs all batches"),
    ("--shard auto --output x", "nothing says which part this is"),
  ])
  func badOptionsAreRefused(options: String, message: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe("\(Self.run) \(options)")
      #expect(call.code == 2 && call.complaints.contains(message), "\(call.complaints)")
      #expect(try place.files().isEmpty)
    }
  }

  /// So is the file of a policy, where the world is too large for tables.
  @Test func changedPoliciesAreRefused() throws {
    try Workplace.use { place in
      let policy = { (wrong: Double) in
        #"{"schema":"ascribe.policy/1","values":"logits","otherwise":"default","agents":{"solver":{"nowhere":{"wrong":\#(wrong),"right":0}}}}"#
      }
      let call =
        "run single(turns=40) --memory history --state-limit 200 --policy table:p.json --methods grpo --batches 2 --episodes 8 "
        + "--truth sampled(decisions=4,continuations=4)"
      try place.write(policy(1), to: "p.json")
      let first = try place.ascribe("\(call) --shard 1/2 --output p1")
      expectSuccess(first)
      try place.write(policy(2), to: "p.json")
      expectSuccess(try place.ascribe("\(call) --shard 2/2 --output p2"))
      let merged = try place.ascribe("merge p1 p2")
      #expect(merged.code == 2)
      #expect(merged.complaints.contains("p2 is part of another command than p1"), "\(merged.complaints)")
    }
  }

  /// Batches of all parts are those of the whole, in their order.
  @Test func rangesDivide() throws {
    for count in 1...20 {
      for batches in [0, 1, 7, 100] {
        let ranges = try (1...count).map { try Shard("\($0)/\(count)").range(of: batches) }
        #expect(ranges.flatMap(Array.init) == Array(0..<batches))
        #expect(ranges.map(\.count).max() ?? 0 <= (batches + count - 1) / count)
      }
    }
  }

  @Test(arguments: [
    (
      [
        "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_MAX": "9",
        "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_PROCID": "0", "SLURM_NTASKS": "8",
      ], "3/4"
    ),
    (
      [
        "SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "5", "SLURM_ARRAY_TASK_MAX": "5",
        "SLURM_ARRAY_TASK_COUNT": "1",
      ], "1/1"
    ),
    (["SLURM_PROCID": "2", "SLURM_NTASKS": "4", "PMI_RANK": "0", "PMI_SIZE": "2"], "3/4"),
    (["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2"], "1/2"),
    (["PMI_RANK": "1", "PMI_SIZE": "2"], "2/2"),
  ])
  func schedulersAreAsked(environment: [String: String], expected: String) throws {
    #expect(try Shard("auto", environment: environment).description == expected)
  }

  @Test(arguments: [
    (["SLURM_ARRAY_TASK_ID": "7"], "SLURM_ARRAY_TASK_MIN is not set"),
    (
      [
        "SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "7",
        "SLURM_ARRAY_TASK_COUNT": "3",
      ], "task 4 of 3 in 0...7 has no place of its own"
    ),
    (["SLURM_PROCID": "4", "SLURM_NTASKS": "4"], "SLURM_PROCID is \"4\"; accepted: a whole number in 0...3"),
    (["PMI_RANK": "x", "PMI_SIZE": "2"], "PMI_RANK is \"x\""), (["PMI_RANK": "0"], "PMI_SIZE is not set"),
  ])
  func badSchedulersAreRefused(environment: [String: String], message: String) throws {
    let refusal = #expect(throws: UsageError.self) { try Shard("auto", environment: environment) }
    #expect(refusal?.description.contains(message) == true)
  }
}
