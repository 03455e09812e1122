import Foundation
import Testing

/// Whole outputs of small calls, in `Golden/`.
///
/// After a change that is meant, write them again with
/// `ASCRIBE_WRITE_GOLDEN=1 swift test --filter GoldenTests`, look at the differences, and commit them apart from the
/// change.
@Suite struct GoldenTests {
  /// A file with the arguments of the call whose standard output it holds.
  struct Golden: Sendable, CustomTestStringConvertible {
    let file: String
    let line: String
    var testDescription: String { file }
  }

  @Test(arguments: [
    Golden(
      file: "run-and.txt",
      line: "run and --episodes 16 --group-size 4 --batches 4 --fit-episodes 64 --seed 7 --details --cells"),
    Golden(
      file: "run-single.txt",
      line: "run single(turns=3,fork=1) --methods grpo,graphgpo,c3(alternatives=4) --episodes 16 --batches 2"),
    Golden(
      file: "critics-tiger.txt",
      line: "critics dec-tiger(horizon=2) --policy table:policy.json --critic pinto --critic symmetric "
        + "--episodes 16 --batches 4 --fit-episodes 64 --seed 7 --top 6 --details --cells"),
    Golden(
      file: "compare-single.txt",
      line:
        "compare single(turns=3,fork=1) coupling --methods grpo,c3(alternatives=4),coma --episodes 16 --batches 4 --seed 7 --details --cells"
    ),
    Golden(
      file: "critics-memory.txt",
      line: "critics memory --critic pinto --critic symmetric --critic asymmetric --episodes 16 --batches 4 "
        + "--fit-episodes 64 --seed 7"),
    Golden(
      file: "compare-coupling.txt",
      line:
        "compare coupling --methods grpo,c3(alternatives=4),coma,difference --episodes 16 --batches 4 --seed 7"
    ),
    Golden(
      file: "compare-three.txt",
      line: "compare coupling single or --methods grpo,gigpo,coma --episodes 16 --batches 4 --seed 7"),
    Golden(
      file: "train-single.txt",
      line:
        "train single(turns=3,fork=1) --methods grpo,c3(alternatives=2),exact,shuffled,exact-gradient --episodes 16 --group-size 4 --budget 960 --starts 4 --seeds 2 --tune --grid 0.1,1 --seed 7 --details"
    ),
    Golden(
      file: "train-coupling.json",
      line:
        "train coupling --methods grpo,exact-gradient --episodes 8 --group-size 4 --budget 48 --starts 2 --seeds 1 --seed 7 --checks 1 --json"
    ),
    Golden(file: "exact-two-step.txt", line: "exact two-step --policy uniform"),
    Golden(file: "describe-memory.txt", line: "describe memory --memory history"),
    Golden(file: "methods-graphgpo.txt", line: "methods graphgpo"),
    Golden(file: "solve-recycling-robots.txt", line: "solve recycling-robots(horizon=2)"),
    Golden(file: "methods-tigpo.txt", line: "methods tigpo"),
    Golden(
      file: "attribute-one.txt", line: "attribute E1.jsonl --method gigpo --output credits.jsonl"),
    Golden(
      file: "attribute-three.txt",
      line: "attribute E1.jsonl --method grpo --method graph --method gepo --summary --output out"),
    Golden(
      file: "attribute-agents.txt",
      line: "attribute E2.jsonl --method cocoa --method cca(key=observation) --method hca_return --summary"),
  ])
  func outputIsAsRecorded(_ golden: Golden) throws {
    let found = try Workplace.use { place in
      try place.addWorkedTrace()
      try place.addWorkedTrace("E2")
      try place.write(Self.policy, to: "policy.json")
      let call = try place.ascribe(golden.line)
      expectSuccess(call)
      return call.output
    }
    guard !Self.isWriting else {
      try found.write(to: Self.source.appending(path: golden.file), atomically: true, encoding: .utf8)
      return
    }
    let recorded = try String(contentsOf: Self.recorded.appending(path: golden.file), encoding: .utf8)
    let pairs = zip(lines(of: found), lines(of: recorded)).enumerated()
    if let (index, pair) = pairs.first(where: { $1.0 != $1.1 }) {
      Issue.record("\(golden.file):\(index + 1): found \"\(pair.0)\", recorded \"\(pair.1)\"")
    }
    #expect(lines(of: found).count == lines(of: recorded).count)
  }

  /// The first agent opens the door away from the tiger that it heard; otherwise all is left to chance.
  private static let policy = """
    {"schema": "ascribe.policy/1", "values": "probabilities", "otherwise": "uniform", "agents": {"agent-0": {
      "hear-left": {"listen": 0.25, "open-left": 0, "open-right": 0.75},
      "hear-right": {"listen": 0.25, "open-left": 0.75, "open-right": 0}}}}
    """

  private func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static let isWriting = ProcessInfo.processInfo.environment["ASCRIBE_WRITE_GOLDEN"] != nil
  private static let recorded = Bundle.module.bundleURL.appending(path: "Golden")
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
}
