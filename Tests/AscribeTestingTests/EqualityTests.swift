import AscribeTesting
import Foundation
import Testing
import TestSupport
import Trajectories
import Simulation

/// Tables, patterns and recordings: what is accepted, and the issues.
@Suite struct EqualityTests {
  private static let expected = [1.0, -2, 3, -4, 5, 7]

  /// The last line of the only issue: what the differing credits have in common.
  private func pattern(_ credits: [Double]) throws -> String {
    let batch = try simulated().batch
    let found = issues { expectCredits(credits, equal: Self.expected, of: batch) }
    try #require(found.count == 1)
    return try #require(found[0].split(separator: "\n").last).trimmingCharacters(in: .whitespaces)
  }

  @Test func patternsAreNamed() throws {
    #expect(try pattern([-1, 2, -3, 4, -5, -7]) == "all have the opposite sign")
    #expect(try pattern([0.5, -1, 1.5, -2, 2.5, 3.5]) == "all are the expected ones times 0.5")
    #expect(try pattern([2, -1, 4, -3, 6, 8]) == "all are the expected ones plus 1.0")
    #expect(try pattern([-2, 1, -4, 3, 7, 5]) == "the numbers are the expected ones at other places")
    #expect(try pattern([1, -2.5, 3, -4, 5, 8]) == "all are of agent \"agent-1\"")
    #expect(try pattern([1, -2, 3, -4, 4, 6.5]) == "all are of episode \"b0-e2\"")
    // Nothing in common, and a single one.
    #expect(try pattern([2, -2, 3, -3.5, 5, 7]).hasPrefix("episode \"b0-e1\""))
    #expect(try pattern([1, -2, 3, -4, 5, 6]).hasPrefix("episode \"b0-e2\""))
  }

  @Test func aTurnIsNamed() throws {
    let batch = try simulated("coupling", groups: 3).batch
    let found = issues { expectCredits([0, 1, 0, 2, 0, 4], equal: [0, 0, 0, 0, 0, 0.5], of: batch) }
    #expect(found.first?.hasSuffix("  all are of turn 1") == false, "the executor alone acts then")
    #expect(found.first?.hasSuffix("  all are of agent \"executor\"") == true)
  }

  private static let text = """
    episode turn agent   credit
    b0-e1   0    agent-1 -4
    b0-e0   0    agent-0 1.0

    b0-e0   0    agent-1 -2
    b0-e1   0    agent-0 3
    b0-e2   0    agent-0 5
    b0-e2   0    agent-1 7
    """

  @Test func tablesAreInAnyOrder() throws {
    let batch = try simulated().batch
    expectCredits(Self.expected, equal: try CreditTable(Self.text), of: batch)
    let part = try CreditTable("b0-e2 0 agent-1 7")
    expectCredits(Self.expected, equal: part, of: batch, isPartial: true)
    #expect(
      issues { expectCredits(Self.expected, equal: part, of: batch) } == [
        "nothing is expected of 5 of 6 decisions, the first of them episode \"b0-e0\", turn 0, agent \"agent-0\""
      ])
    let other = try CreditTable("b0-e2 1 agent-1 7\nb0-e2 0 agent-1 8")
    #expect(
      issues { expectCredits(Self.expected, equal: other, of: batch, isPartial: true) } == [
        "1 of 1 credits differ by more than 1e-09:\n  episode \"b0-e2\", turn 0, agent \"agent-1\": 7.0, expected 8.0",
        "1 expected credits have no decision in the batch, the first of them episode \"b0-e2\", turn 1, agent \"agent-1\"",
      ])
  }

  @Test func brokenTablesAreRefused() {
    #expect(throws: CreditTableError.notARow(line: 2, found: "e0 first a 1")) {
      try CreditTable("e0 0 a 1\ne0 first a 1")
    }
    #expect(throws: CreditTableError.notARow(line: 1, found: "e0 0 1")) { try CreditTable("e0 0 1") }
    #expect(throws: CreditTableError.notARow(line: 1, found: "e0 -1 a 1")) { try CreditTable("e0 -1 a 1") }
    #expect(throws: CreditTableError.repeated(place: "episode \"e0\", turn 0, agent \"a\"")) {
      try CreditTable("e0 0 a 1\ne0 0 a 1")
    }
    #expect(throws: TraceError.self) { try CreditTable(reading: "/nowhere/credits.jsonl") }
  }

  /// A folder of its own, as if the test's file stood there.
  private func withFolder(_ body: (_ filePath: String) throws -> Void) throws {
    try withTemporaryFolder { try body("\($0)/SomeTests.swift") }
  }

  @Test func recordingsAreMadeAndCompared() throws {
    let batch = try simulated().batch
    try withFolder { file in
      let missing = issues { expectGolden(Self.expected, of: batch, named: "or", filePath: file) }
      #expect(missing.count == 1)
      #expect(missing.first?.hasPrefix("there is no recording \"or\" at ") == true)
      #expect(
        issues { expectGolden(Self.expected, of: batch, named: "or", record: true, filePath: file) } == [
          "\"or\" was recorded, not compared: remove record: true"
        ])
      expectGolden(Self.expected, of: batch, named: "or", filePath: file)
      expectGolden([1, -2, 3, -4, 5, 7.5], of: batch, named: "or", tolerance: 0.6, filePath: file)
      #expect(
        issues { expectGolden([1, -2, 3, -4, 5, 8], of: batch, named: "or", filePath: file) } == [
          "1 of 6 credits differ by more than 1e-09:\n  episode \"b0-e2\", turn 0, agent \"agent-1\": 8.0, expected 7.0"
        ])
      let table = try CreditTable(
        reading: URL(filePath: file).deletingLastPathComponent()
          .appending(path: "Attributions/or.credits.jsonl").path(percentEncoded: false))
      expectCredits(Self.expected, equal: table, of: batch)
    }
  }

  @Test func recordingsOfOtherBatchesAreIssues() throws {
    let batch = try simulated().batch
    let other = try simulated(groups: 2).batch
    try withFolder { file in
      _ = issues { expectGolden(Self.expected, of: batch, named: "or", record: true, filePath: file) }
      let found = issues { expectGolden([1, 2, 3, 4], of: other, named: "or", filePath: file) }
      #expect(found.count == 1)
      #expect(found.first?.contains("a record too many") == true)
      let notFinite = issues {
        expectGolden([1, -2, 3, -4, 5, .nan], of: batch, named: "or", record: true, filePath: file)
      }
      #expect(
        notFinite == ["\"or\" is not recorded: a recording has one finite credit for each of 6 decisions"])
      expectGolden(Self.expected, of: batch, named: "or", filePath: file)
    }
  }
}
