import Ground
import Ascribe
import CreditStatistics
import Testing
import Trajectories

@Suite struct TraceComparisonTests {
  /// Three tasks of one episode; p and q act together, in the last task p alone and then q alone.
  private static let lines = [
    traceLine(task: "t0", "e0", "success", [("A", ["p", "q"]), ("B", ["p", "q"])]),
    traceLine(task: "t1", "e1", "failure", [("A", ["p", "q"]), ("B", ["p", "q"])]),
    traceLine(task: "t2", "e2", "failure", [("A", ["p"]), ("B", ["q"])]),
  ]
  private static let first: [Double] = [1, 2, 3, 4, 4, 3, 2, 1, 5, 5]
  private static let second: [Double] = [1, 3, 2, 4, 1, 2, 3, 4, -1, 0]

  /// All agents: 1 - 6 · 2 / (4 · 15) = .8 in t0, -1 in t1, undefined in t2, where the first method's are equal. p: 1 on
  /// (1, 3) and (1, 2), -1 on (4, 2) and (1, 3), one decision in t2; q likewise. Of 10 pairs the last has a zero, the
  /// one before it two signs.
  @Test func byHand() throws {
    let comparison = TraceComparison(
      [("one", Self.first), ("two", Self.second)], of: try trace(Self.lines))
    #expect(comparison.pairs.map(\.agent) == [nil, "p", "q"])
    let expected: [(Double, Int, Double)] = [(-0.1, 9, 8.0 / 9), (0, 5, 4.0 / 5), (0, 4, 1)]
    for (pair, expected) in zip(comparison.pairs, expected) {
      #expect(pair.first == "one" && pair.second == "two")
      #expect(pair.groups == 2)
      #expect(abs(try #require(pair.spearman.optional) - expected.0) < 1e-12)
      #expect(pair.signedDecisions == expected.1)
      #expect(pair.signAgreement == .value(expected.2))
    }
  }

  /// Task by task, q unknown at first; the order of agents is that of the trace.
  @Test func partsMergeToTheWhole() throws {
    let solo = traceLine(task: "s", "e", "success", [("A", ["p"]), ("B", ["p"]), ("C", ["p"])])
    let lines = [solo] + Self.lines
    let credits: [(label: String, values: [Double])] = [
      ("one", [3, 1, 2] + Self.first), ("two", [1, 2, 3] + Self.second),
      ("three", Array(repeating: 0, count: 13)),
    ]
    let whole = TraceComparison(credits, of: try trace(lines))
    var sum = TraceComparison(of: credits.map(\.label))
    #expect(sum.pairs.map(\.spearman) == Array(repeating: .undefined(.noUnits), count: 3))
    var start = 0
    for line in lines {
      let batch = try trace([line])
      let part = credits.map { ($0.label, Array($0.values[start..<start + batch.decisionCount])) }
      sum.merge(TraceComparison(part, of: batch))
      start += batch.decisionCount
    }
    #expect(start == 13)
    #expect(sum.pairs.count == 9)
    #expect(sum.pairs.map(\.agent) == whole.pairs.map(\.agent))
    for (found, expected) in zip(sum.pairs, whole.pairs) {
      #expect(found.first == expected.first && found.second == expected.second)
      #expect(found.groups == expected.groups)
      #expect(found.signedDecisions == expected.signedDecisions)
      #expect(found.signAgreement == expected.signAgreement)
      #expect(found.spearman.reason == expected.spearman.reason)
      #expect(abs((found.spearman.optional ?? 0) - (expected.spearman.optional ?? 0)) < 1e-12)
    }
  }

  @Test func oneMethodHasNoPairs() throws {
    var sum = TraceComparison(of: ["one"])
    sum.merge(TraceComparison([("one", Self.first)], of: try trace(Self.lines)))
    #expect(sum.pairs.isEmpty)
  }
}
