import Ground
import Ascribe
import CreditStatistics
import Testing
import TestSupport
import Trajectories

@Suite struct CreditsComparisonTests {
  /// Two episodes of two turns; "q" acts in turn 1 alone.
  private static let decisions = [
    ("a", 0, "p"), ("a", 1, "p"), ("a", 1, "q"), ("b", 0, "p"), ("b", 1, "p"), ("b", 1, "q"),
  ]

  private func compare(
    _ first: [Double], _ second: [Double], _ tolerance: CreditsComparison.Tolerance = .none,
    listing limit: Int = 10
  ) throws -> CreditsComparison {
    try CreditsComparison(
      file("first", first), file("second", second), tolerance: tolerance, listing: limit)
  }

  private func file(_ name: String, _ credits: [Double]) -> CreditsFile {
    CreditsFile(
      name, header: CreditsHeader(method: "m", parameters: ParameterValues()),
      records: zip(Self.decisions, credits).map { decision, credit in
        CreditRecord(
          episode: decision.0, turn: decision.1, agent: AgentID(decision.2), credit: credit)
      })
  }

  /// Two spellings of a letter are two episodes, and two agents.
  @Test func decisionsAreComparedByteByByte() throws {
    let file = { (episode: String, agent: AgentID) in
      CreditsFile(
        "file", header: CreditsHeader(method: "m", parameters: ParameterValues()),
        records: [CreditRecord(episode: episode, turn: 0, agent: agent, credit: 1)])
    }
    let composed = file("\u{E9}", "\u{E9}")
    #expect(throws: CreditsMismatch.self) { try CreditsComparison(composed, file("e\u{301}", "\u{E9}")) }
    #expect(throws: CreditsMismatch.self) { try CreditsComparison(composed, file("\u{E9}", "e\u{301}")) }
    #expect(try CreditsComparison(composed, composed).agrees)
  }

  /// Differences 1, 0, -2, 0.5, 0, 0.5: by hand.
  @Test func rowsAreByAgentAndTurn() throws {
    let found = try compare([2, -1, 1, 1.5, 3, -0.5], [1, -1, 3, 1, 3, -1])
    #expect(found.rows.map(\.slice) == [.all, .agent("p"), .agent("q"), .turn(0), .turn(1)])
    #expect(found.rows.map(\.decisions) == [6, 4, 2, 2, 4])
    #expect(found.rows.map(\.beyond) == [4, 2, 2, 2, 2])
    #expect(found.rows.map(\.largest) == [2, 1, 2, 1, 2])
    let means = found.rows.compactMap(\.meanDifference.optional)
    #expect(near(means, [0, 1.5 / 4, -0.75, 0.75, -1.5 / 4]))
    let squares = found.rows.compactMap(\.rootMeanSquare.optional)
    let sums: [(Double, Double)] = [(5.5, 6), (1.25, 4), (4.25, 2), (1.25, 2), (4.25, 4)]
    #expect(near(squares, sums.map { ($0.0 / $0.1).squareRoot() }))
    #expect(found.rows.compactMap(\.signAgreement.optional) == [1, 1, 1, 1, 1])
    // Turn 0 of the second file is constant.
    #expect(found.rows[3].pearson == .undefined(.noVariance))
    // Ranks 4 6 2 5 1 3 would be those of no tie: p's credits 2, -1, 1.5, 3 against 1, -1, 1, 3.
    let expected = Association.spearman([2, -1, 1.5, 3], [1, -1, 1, 3])
    #expect(found.rows[1].spearman == expected)
    #expect(!found.agrees)
  }

  @Test func theLargestComeFirst() throws {
    let found = try compare([2, -1, 1, 1.5, 3, -0.5], [1, -1, 3, 1, 3, -1])
    let listed = found.largest.map {
      "\($0.episode)\($0.turn)\($0.agent) \($0.first ?? .nan) \($0.second ?? .nan)"
    }
    #expect(listed == ["a1q 1.0 3.0", "a0p 2.0 1.0", "b0p 1.5 1.0", "b1q -0.5 -1.0"])
    #expect(try compare([2, -1, 1, 1.5, 3, -0.5], [1, -1, 3, 1, 3, -1], listing: 1).largest.count == 1)
    #expect(try compare([2, -1, 1, 1.5, 3, -0.5], [1, -1, 3, 1, 3, -1], listing: -1).largest.isEmpty)
  }

  /// 0.5 beside 1 is within 0.5, within half of it, and within a quarter and a quarter of it; not within less.
  @Test func tolerancesAddUp() throws {
    let second = [1, -1, 1, 1, 1, -1.0]
    let first = second.map { $0 + 0.5 }
    #expect(try compare(first, second, .init(absolute: 0.5)).agrees)
    #expect(try compare(first, second, .init(relative: 0.5)).agrees)
    #expect(try compare(first, second, .init(absolute: 0.25, relative: 0.25)).agrees)
    #expect(try compare(first, second, .init(absolute: 0.25, relative: 0.2)).rows[0].beyond == 6)
    #expect(try compare(second, second).agrees)
    #expect(try compare(second, second).largest.isEmpty)
  }

  @Test(arguments: [-0.1, .nan, .infinity]) func tolerancesAreNumbersOfAtLeastZero(found: Double) {
    let absolute = #expect(throws: CreditsMismatch.self) { try CreditsComparison.Tolerance(absolute: found) }
    #expect(absolute?.description == "The absolute tolerance is \(found); accepted: a number of at least 0.")
    let relative = #expect(throws: CreditsMismatch.self) {
      try CreditsComparison.Tolerance(absolute: 1, relative: found)
    }
    #expect(relative?.description == "The relative tolerance is \(found); accepted: a number of at least 0.")
  }

  @Test func otherDecisionsAreNamed() throws {
    let place = CreditsMismatchPlace(
      first: "x", second: "y", firstCount: 2, secondCount: 3, record: 3, firstDecision: nil,
      secondDecision: "episode \"a\", turn 1, agent \"q\"")
    #expect(
      place.description
        == "The files are not of the same trace: x has 2 credits and y 3; credit 3 is missing in the first and for "
        + "episode \"a\", turn 1, agent \"q\" in the second.")
    let whole = file("whole", [1, 2, 3, 4, 5, 6])
    let short = file("short", [1, 2])
    #expect(throws: CreditsMismatch.empty(file: "empty")) {
      try CreditsComparison(whole, file("empty", []))
    }
    let expected = CreditsMismatchPlace(
      first: "whole", second: "short", firstCount: 6, secondCount: 2, record: 3,
      firstDecision: "episode \"a\", turn 1, agent \"q\"", secondDecision: nil)
    #expect(throws: CreditsMismatch.decisions(expected)) { try CreditsComparison(whole, short) }
    let up = [1.7e308, 1, 1, 1, 1, 1]
    let range = CreditsMismatch.outOfRange(
      place: "episode \"a\", turn 0, agent \"p\"", first: 1.7e308, second: -1.7e308)
    #expect(throws: range) { try CreditsComparison(file("up", up), file("down", up.map { -$0 })) }
  }
}
