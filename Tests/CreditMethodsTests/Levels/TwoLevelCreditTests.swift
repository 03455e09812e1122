import CreditMethods
import TestSupport
import Testing
import Trajectories

/// Credit of units and their parts: by hand, against a plain program, and what sums to what.
@Suite struct TwoLevelCreditTests {
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed ^ 0x21)
    return (0..<count).map { _ in Double.random(in: -3...3, using: &generator) }
  }

  /// A turn of two agents and one of one agent, with 4, 0 and 2 tokens.
  private let pair = makeBatch([
    EpisodeDraft(
      name: "e0",
      turns: [
        TurnDraft(
          state: "S", segment: 0,
          decisions: [DecisionDraft(agent: "a", tokens: 4), DecisionDraft(agent: "b", tokens: 0)]),
        TurnDraft(state: "S", segment: 0, decisions: []),
        TurnDraft(state: "T", segment: 1, decisions: [DecisionDraft(agent: "b", tokens: 2)]),
      ])
  ])

  @Test func byHand() throws {
    let copies = [3.0, 3, 6]
    let turns = try TwoLevelCredit(of: copies, in: pair, at: #require(LevelPair("turn/agent")), of: .turn)
    #expect(turns.credit == [3, 0, 6])
    #expect(turns.part == [1.5, 1.5, 6])
    #expect(turns.partStart == [0, 2, 2, 3])
    let tokens = try TwoLevelCredit(of: copies, in: pair, at: #require(LevelPair("turn/token")), of: .turn)
    // Agent b has no token that its half could be given to.
    #expect(tokens.part == [1.5, 0, 6])
    #expect(tokens.residual(of: 0) == 1.5)
    let segments = try TwoLevelCredit(
      of: copies, in: pair, at: #require(LevelPair("segment/agent")), of: .turn)
    #expect(segments.credit == [3, 6])
    let agents = try TwoLevelCredit(of: copies, in: pair, at: #require(LevelPair("episode/agent")), of: .turn)
    #expect(agents.credit == [9])
    #expect(agents.part == [1.5, 7.5])
    #expect(agents.place == [0, 1])
    let whole = try TwoLevelCredit(
      of: [2, 2, 2], in: pair, at: #require(LevelPair("episode/turn")), of: .episode)
    #expect(whole.credit == [2])
    #expect(whole.part == [1, 1])
    #expect(whole.place == [0, 2])
    let own = try TwoLevelCredit(of: copies, in: pair, at: #require(LevelPair("turn/agent")), of: .decision)
    #expect(own.credit == [6, 0, 6])
    #expect(own.part == [3, 3, 6])
    #expect(own.residual(of: 0, whole: 5) == -1)
  }

  /// The credit of a unit and its decisions' shares in it, by what the levels mean and nothing else.
  private func plain(
    _ credits: [Double], _ batch: TrajectoryBatch, turns: [Int], _ held: CreditUnit, unit: CreditLevel,
    _ segment: [Int32]
  ) -> (credit: Double, share: [Int: Double]) {
    var share: [Int: Double] = [:]
    func acting(_ turns: [Int]) -> [Int] { turns.filter { !batch.decisions(of: $0).isEmpty } }
    for turn in acting(turns) {
      let together =
        switch held {
        case .decision, .turn: [turn]
        case .segment: unit == .episode ? turns.filter { segment[$0] == segment[turn] } : turns
        case .episode: turns
        }
      for decision in batch.decisions(of: turn) {
        share[decision] =
          held == .decision
          ? credits[decision]
          : credits[decision] / Double(batch.decisions(of: turn).count) / Double(acting(together).count)
      }
    }
    return (share.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }, share)
  }

  @Test(arguments: LevelPair.all, CreditUnit.allCases)
  func againstAPlainProgram(levels: LevelPair, held: CreditUnit) throws {
    for seed in UInt64(300)..<360 {
      let batch = makeBatch(SegmentTests.drafts(seed: seed))
      let given = numbers(batch.decisionCount, seed: seed)
      let segments = try Segments(of: batch, by: .field)
      let found = try TwoLevelCredit(of: given, in: batch, at: levels, of: held)
      #expect((0..<found.count).flatMap { Array(found.turns(of: $0)) } == Array(0..<batch.turnCount))
      for unit in 0..<found.count {
        let turns = Array(found.turns(of: unit))
        let expected = plain(given, batch, turns: turns, held, unit: levels.unit, segments.segment)
        #expect(abs(found.credit[unit] - expected.credit) <= 1e-12)
        var parts: [Int32: Double] = [:]
        for turn in turns {
          for decision in batch.decisions(of: turn) {
            let owner: Int32 =
              switch levels.part {
              case .token: Int32(decision)
              case .agent: Int32(batch.decisions.agent[decision])
              case .turn: Int32(turn)
              case .segment, .episode: segments.start[Int(segments.segment[turn])]
              }
            let isSilent = levels.part == .token && batch.decisions.tokens?[decision] == 0
            parts[owner, default: 0] += isSilent ? 0 : expected.share[decision] ?? .nan
          }
        }
        let own = found.parts(of: unit)
        #expect(Set(found.place[own]) == Set(parts.keys))
        #expect(own.count == parts.count)
        for part in own { #expect(abs(found.part[part] - (parts[found.place[part]] ?? .nan)) <= 1e-12) }
      }
    }
  }

  /// Parts sum to their unit where nothing is without tokens, and coarser units to the sum of the finer ones.
  @Test func sumsAreKept() throws {
    for seed in UInt64(500)..<560 {
      let batch = makeBatch(randomDrafts(seed: seed))
      let given = numbers(batch.decisionCount, seed: seed)
      for levels in LevelPair.all {
        for held in CreditUnit.allCases {
          let found = try TwoLevelCredit(of: given, in: batch, at: levels, of: held)
          #expect((0..<found.count).allSatisfy { abs(found.residual(of: $0)) <= 1e-12 }, "\(levels) \(held)")
        }
      }
      let turns = try TwoLevelCredit(of: given, in: batch, at: #require(LevelPair(.turn, .agent)), of: .turn)
      let episodes = try TwoLevelCredit(
        of: given, in: batch, at: #require(LevelPair(.episode, .turn)), of: .turn)
      #expect(abs(turns.credit.reduce(0, +) - episodes.credit.reduce(0, +)) <= 1e-10)
    }
  }

  /// A copy stays what it is: the credit of a unit that has one is that number to the last bit.
  @Test func creditsInCommonAreKept() throws {
    for seed in UInt64(600)..<640 {
      let batch = makeBatch(randomDrafts(seed: seed))
      let perTurn = numbers(batch.turnCount, seed: seed)
      let copies = try repeatedPerDecision(perTurn, in: batch)
      let found = try TwoLevelCredit(of: copies, in: batch, at: #require(LevelPair(.turn, .agent)), of: .turn)
      #expect(found.credit == perTurn)
    }
  }

  /// The examples of the documentation.
  @Test func examples() throws {
    let batch = makeBatch([
      walk("e0", ["A", "B", "C"], .success), walk("e1", ["A", "B"], .failure),
    ])
    let segments = try Segments(of: batch, by: .turns(2))
    #expect(segments.segment == [0, 0, 1, 2, 2])
    #expect(segments.start == [0, 2, 3, 5])
    #expect(segments.episodeStart == [0, 2, 3])
    let agents = ["a", "a", "b"].map { TurnDraft(state: "S", decisions: [DecisionDraft(agent: $0)]) }
    let other = makeBatch([EpisodeDraft(name: "e0", turns: agents)])
    #expect(try Segments(of: other, by: SegmentRule("switch(agent)")).segment == [0, 0, 1])
  }

  @Test func levelsAreReadAndRefused() throws {
    #expect(LevelPair.all.count == 9)
    for pair in LevelPair.all { #expect(LevelPair("\(pair)") == pair) }
    for text in ["turn/turn", "agent/token", "turn/segment", "turn", "", "turn/agent/token", "Turn/agent"] {
      #expect(LevelPair(text) == nil)
    }
    #expect(throws: AttributionError.self) {
      try TwoLevelCredit(of: [1], in: pair, at: #require(LevelPair(.turn, .agent)), of: .turn)
    }
  }
}
