@testable import Ascribe
import CreditMethods
import Foundation
import TestSupport
import Testing
import Trajectories

/// The survey's reporting checklist.
@Suite struct ChecklistTests {
  /// What fills every row.
  private static var full: ChecklistFacts {
    var facts = ChecklistFacts()
    facts.policy = "default"
    facts.policySize = "a table"
    facts.dataSource = "relay"
    facts.dataSize = "8 episodes"
    facts.methods = ["grpo", "gigpo"].map {
      ChecklistFacts.Method($0, $0, in: .builtIn, cost: "8 turns", overhead: "nothing")
    }
    facts.budget = "equal"
    facts.benchmarks = ["relay"]
    facts.split = "seed 0"
    facts.metrics = [("Pearson", "linear correlation")]
    facts.spread = "20 batches"
    facts.cpuSeconds = "3.5"
    facts.machine = "a processor"
    let turns = LengthSummary(mean: 2.5, least: 1, median: 2, most: 4)
    facts.lengths = EpisodeLengthSummary(
      episodes: 8, turns: turns, tokens: LengthSummary(mean: 250, least: 100, median: 200, most: 400))
    return facts
  }

  private static func rows(_ change: (inout ChecklistFacts) -> Void = { _ in }) -> [Checklist.Row] {
    var facts = full
    change(&facts)
    return Checklist(facts, subject: "s", kind: "k", writtenBy: "1").rows
  }

  /// Rows that are not ok: their numbers, and whether something of them is there.
  private static func lacking(_ change: (inout ChecklistFacts) -> Void) -> [String] {
    rows(change).filter { $0.status != .ok }.map { "\($0.number) \($0.status.rawValue)" }
  }

  @Test func thereAreTenRequiredRowsAndFourRecommended() {
    let rows = Self.rows()
    #expect(rows.map(\.number) == Array(1...14))
    #expect(rows.filter { $0.level == .recommended }.map(\.number) == [7, 10, 12, 14])
    #expect(rows.allSatisfy { $0.status == .ok && !$0.value.isEmpty })
    #expect(rows[12].value == "2.5 turns, 250 tokens")
    #expect(rows[13].value == "1, 2, 4 turns; 100, 200, 400 tokens")
    #expect(rows[10].value == "3.5 CPU seconds on a processor")
  }

  /// Each row goes with what it asks for, and with nothing else.
  @Test func aRowRestsOnItsOwnFacts() {
    #expect(Self.lacking { $0.policy = nil } == ["1 missing"])
    #expect(Self.lacking { $0.policySize = nil } == ["1 partial"])
    #expect(Self.lacking { $0.dataSize = nil } == ["2 missing"])
    #expect(Self.lacking { $0.dataSource = nil } == ["2 partial"])
    #expect(Self.lacking { $0.budget = nil } == [])
    #expect(
      Self.lacking {
        $0.budget = nil
        $0.methods[1].cost = nil
      } == ["6 missing"])
    #expect(Self.lacking { $0.sharesAllElse = false } == ["7 missing"])
    #expect(Self.lacking { $0.split = nil } == ["8 partial"])
    #expect(Self.lacking { $0.benchmarks = [] } == ["8 missing"])
    #expect(Self.lacking { $0.metrics = [] } == ["9 missing"])
    #expect(Self.lacking { $0.metrics.append(("other", "")) } == ["9 partial"])
    #expect(Self.lacking { $0.spread = nil } == ["10 missing"])
    #expect(Self.lacking { $0.cpuSeconds = nil } == ["11 missing"])
    #expect(Self.lacking { $0.machine = nil } == ["11 partial"])
    #expect(Self.lacking { $0.methods[0].overhead = nil } == ["12 partial"])
    #expect(Self.lacking { $0.lengths = nil } == ["13 missing", "14 missing"])
    #expect(
      Self.lacking {
        $0.lengths = nil
        $0.meanTurns = 2
      } == ["13 partial", "14 missing"])
  }

  @Test func methodsAreLookedUp() {
    let own = ChecklistFacts.Method("mine", "mine", in: .builtIn, cost: "1", overhead: "0")
    #expect(Self.lacking { $0.methods.append(own) } == ["3 partial", "4 partial"])
    #expect(Self.lacking { $0.methods = [own, own] } == ["3 missing", "4 missing", "5 missing"])
    #expect(Self.lacking { $0.methods.removeLast() } == ["6 missing", "7 missing"])
    #expect(Self.lacking { $0.methods.removeFirst() } == ["5 missing", "6 missing", "7 missing"])
    #expect(
      Self.lacking { $0.methods = [] } == [
        "3 missing", "4 missing", "5 missing", "6 missing", "7 missing", "12 missing",
      ])
  }

  /// Of two episodes the later one is the middle, and lengths of parts add up whatever their order.
  @Test func lengthsAreCounted() throws {
    let batches = try [
      [traceLine(task: "t", "a", "success", [("A", ["p"]), ("B", ["p"]), ("C", ["p"])])],
      [
        traceLine(task: "u", "b", "failure", [("A", ["p"])]),
        traceLine(task: "u", "c", "failure", [("A", ["p"]), ("B", ["p", "q"])]),
        traceLine(task: "u", "d", "failure", [("A", ["p"])]),
      ],
    ].map { try trace($0) }
    let expected = LengthSummary(mean: 1.75, least: 1, median: 2, most: 3)
    for order in [batches, batches.reversed()] {
      let summed = order.reduce(into: EpisodeLengths()) { $0 += EpisodeLengths(of: $1) }
      #expect(summed.summary == EpisodeLengthSummary(episodes: 4, turns: expected, tokens: nil))
    }
    #expect(EpisodeLengths().summary == nil)
  }

  /// Tokens are those of an episode's decisions; where a batch counts none, there is no sum.
  @Test func tokensAreCountedWhereAllAre() throws {
    let mdp = try compiled("proof")
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: [try MethodRequest("grpo")], episodes: 16, groupSize: 4,
      batches: 3, fitEpisodes: 0, seed: 1, threads: 1)
    let lengths = try #require(try Study(plan).run().lengths)
    let tokens = try #require(lengths.tokens)
    #expect(lengths.episodes == 48)
    #expect(
      tokens.least <= tokens.median && tokens.median <= tokens.most && tokens.least > lengths.turns.most)
    var mixed = EpisodeLengths(of: try trace([traceLine(task: "t", "a", "success", [("A", ["p"])])]))
    mixed += EpisodeLengths()
    #expect(mixed.summary?.tokens == nil)
  }

  @Test func resultsSayWhatTheyHold() throws {
    let mdp = try compiled("coupling")
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try ["grpo", "c3(alternatives=2)"].map { try MethodRequest($0) },
      episodes: 16, groupSize: 4, batches: 3, fitEpisodes: 0, seed: 1, threads: 1)
    let facts = try Study(plan).run().checklistFacts(in: .builtIn)
    let rows = Checklist(facts, subject: "s", kind: "k", writtenBy: "1").rows
    let open = rows.filter { $0.status != .ok }.map(\.number)
    #expect(open == [11])
    #expect(
      rows[5].value
        == "compared, not equal: grpo: 96 simulated turns; c3(alternatives=2): 240 simulated turns")
    #expect(rows[11].value.hasSuffix("c3(alternatives=2): 96 restored states, 144 simulated turns, 0 fits"))
  }
}
