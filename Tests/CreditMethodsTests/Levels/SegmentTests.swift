import CreditMethods
import TestSupport
import Testing
import Trajectories

/// Segments by every rule: by hand, against a plain program, and what they are whatever the batch.
@Suite struct SegmentTests {
  private static let rules: [SegmentRule] = [
    .field, .turns(1), .turns(3), .tokens(1), .tokens(5), .entropy(0), .entropy(1), .agentSwitch,
    .actionSwitch,
    .toolSwitch,
  ]

  /// Random episodes with all that rules read, ticks among their turns.
  static func drafts(seed: UInt64) -> [EpisodeDraft] {
    var generator = SplitMix64(seed: seed)
    let actions = ["look(x=1)", "look(x=2)", "buy(y=1)", "a plain word", "another one"]
    return (0..<Int.random(in: 1...6, using: &generator)).map { index in
      var segment = 0
      let turns = (0..<Int.random(in: 1...9, using: &generator)).map { place in
        segment += Int.random(in: 0...2, using: &generator)
        let agents = ["a", "b", "c"].shuffled(using: &generator)
        let count = Int.random(in: place == 0 && index == 0 ? 1...3 : 0...3, using: &generator)
        return TurnDraft(
          state: "S", segment: segment,
          decisions: agents.prefix(count).map { agent in
            DecisionDraft(
              agent: agent, action: actions.randomElement(using: &generator) ?? "",
              tokens: Int.random(in: 0...4, using: &generator),
              entropy: Double(Int.random(in: 0...3, using: &generator)) / 2)
          })
      }
      return EpisodeDraft(name: "e\(index)", turns: turns)
    }
  }

  /// The number of each turn's segment in its episode, by a plain program over the drafts.
  private func plain(_ draft: EpisodeDraft, _ rule: SegmentRule) -> [Int] {
    var numbers: [Int] = []
    var kind: [String]?
    var tokens = 0
    for (place, turn) in draft.turns.enumerated() {
      let last = numbers.last ?? 0
      let previous = place > 0 ? draft.turns[place - 1] : nil
      let begins: Bool
      func switches(_ own: [String]) -> Bool {
        guard !own.isEmpty else { return false }
        defer { kind = own.sorted() }
        return kind != nil && kind != own.sorted()
      }
      switch rule {
      case .field: begins = previous.map { $0.segment != turn.segment } ?? false
      case .turns(let length): begins = place > 0 && place % length == 0
      case .tokens(let length):
        let cost = turn.decisions.map { $0.tokens ?? 1 }.reduce(0, +)
        if turn.decisions.isEmpty {
          begins = false
        } else {
          // The last turn with a decision, and where its first token fell.
          let before = draft.turns[..<place].lastIndex { !$0.decisions.isEmpty }
          let earlier = before.map { index in
            draft.turns[..<index].flatMap(\.decisions).map { $0.tokens ?? 1 }.reduce(0, +)
          }
          begins = place > 0 && tokens / length != (earlier ?? 0) / length
        }
        tokens += cost
      case .entropy(let threshold):
        begins = place > 0 && turn.decisions.contains { ($0.entropy ?? 0) > threshold }
      case .agentSwitch: begins = switches(turn.decisions.map(\.agent))
      case .actionSwitch: begins = switches(turn.decisions.map(\.action))
      case .toolSwitch:
        begins = switches(
          turn.decisions.map { $0.action.contains("(") ? String($0.action.prefix { $0 != "(" }) : "none" })
      }
      numbers.append(place > 0 && begins ? last + 1 : last)
    }
    return numbers
  }

  @Test func rulesAgainstAPlainProgram() throws {
    var several = 0
    for seed in UInt64(0)..<200 {
      let drafts = Self.drafts(seed: seed)
      let batch = makeBatch(drafts)
      for rule in Self.rules {
        let segments = try Segments(of: batch, by: rule)
        for (episode, draft) in drafts.enumerated() {
          let found = batch.turns(of: episode).map {
            Int(segments.segment[$0] - segments.episodeStart[episode])
          }
          #expect(found == plain(draft, rule), "\(rule), seed \(seed), episode \(episode)")
          several += Set(found).count > 1 && Set(found).count < draft.turns.count ? 1 : 0
        }
      }
    }
    #expect(several > 1000)
  }

  /// Each turn is in one segment, each segment in one episode; nothing is left out or empty.
  @Test func segmentsPartitionEpisodes() throws {
    for seed in UInt64(0)..<100 {
      let batch = makeBatch(Self.drafts(seed: seed))
      for rule in Self.rules {
        let segments = try Segments(of: batch, by: rule)
        #expect((0..<segments.count).flatMap { Array(segments.turns(of: $0)) } == Array(0..<batch.turnCount))
        for segment in 0..<segments.count {
          let turns = segments.turns(of: segment)
          #expect(!turns.isEmpty)
          #expect(turns.allSatisfy { segments.segment[$0] == segment })
        }
        for episode in 0..<batch.episodeCount {
          let own = Int(segments.episodeStart[episode])..<Int(segments.episodeStart[episode + 1])
          #expect(own.flatMap { Array(segments.turns(of: $0)) } == Array(batch.turns(of: episode)))
        }
        // A batch that has the segments of a rule has them as its field.
        let again = try Segments(of: try batch.segmented(by: rule), by: .field)
        #expect(again.segment == segments.segment)
      }
    }
  }

  /// Neither the order of episodes nor that of the decisions of a turn matters.
  @Test func orderDoesNotMatter() throws {
    for seed in UInt64(0)..<60 {
      let drafts = Self.drafts(seed: seed)
      var turned = Array(drafts.reversed())
      for episode in turned.indices {
        for turn in turned[episode].turns.indices { turned[episode].turns[turn].decisions.reverse() }
      }
      let (batch, other) = (makeBatch(drafts), makeBatch(turned))
      for rule in Self.rules {
        let (found, again) = (try Segments(of: batch, by: rule), try Segments(of: other, by: rule))
        for episode in drafts.indices {
          let mirror = drafts.count - 1 - episode
          #expect(
            batch.turns(of: episode).map { found.segment[$0] - found.episodeStart[episode] }
              == other.turns(of: mirror).map { again.segment[$0] - again.episodeStart[mirror] }, "\(rule)")
        }
      }
    }
  }

  @Test(arguments: [
    "field", "turns(3)", "tokens(64)", "entropy(1.2)", "entropy(2)", "switch(agent)", "switch(action)",
    "switch(tool)",
  ])
  func rulesAreReadAsTheyAreWritten(text: String) throws {
    #expect(try SegmentRule(text).description == text)
  }

  @Test(arguments: [
    ("turn(3)", "did you mean turns(N)?"), ("fields", "did you mean field?"),
    ("xyzzyxyzzy", "accepted: field,"),
    ("turns", "turns is written turns(N)"), ("turns(0)", "0 is below 1; accepted: at least 1"),
    ("tokens(-4)", "-4 is below 1"), ("turns(x)", "\"x\" is no whole number"),
    ("turns(3", "a parenthesis is not closed"), ("entropy(much)", "\"much\" is no number of nats"),
    ("entropy(-1)", "-1.0 is no entropy"), ("entropy(nan)", "is no entropy"),
    ("switch(agnet)", "Did you mean \"agent\"?"),
    ("switch", "switch(agent) or switch(action) or switch(tool)"),
    ("field(3)", "field has no parentheses"), ("", "accepted: field,"),
  ])
  func wrongRulesAreRefused(text: String, words: String) {
    do {
      _ = try SegmentRule(text)
      Issue.record("accepted")
    } catch { #expect("\(error)".contains(words), "\(error)") }
  }

  /// What the rule reads and the trace lacks is named, with its place; lengths that are no user's are refused, too.
  @Test func missingFieldsAreNamed() throws {
    let plain = makeBatch([EpisodeDraft(name: "e0", turns: [TurnDraft(state: "S")])])
    for (rule, field) in [(SegmentRule.field, "segment"), (.tokens(3), "tokens"), (.entropy(1), "entropy")] {
      do {
        _ = try Segments(of: plain, by: rule)
        Issue.record("accepted")
      } catch {
        let words = "\(error)"
        #expect(words.hasPrefix("\(rule) needs the field \"\(field)\"."))
        #expect(words.contains("turn 0 of episode \"e0\"") || words.contains("Turn 0 of episode \"e0\""))
      }
    }
    let gap = makeBatch([
      EpisodeDraft(name: "e0", turns: [TurnDraft(state: "S", decisions: [DecisionDraft(entropy: 1)])]),
      EpisodeDraft(
        name: "e1",
        turns: [
          TurnDraft(state: "S", decisions: [DecisionDraft(entropy: 1)]),
          TurnDraft(state: "S", decisions: [DecisionDraft(agent: "p")]),
        ]),
    ])
    #expect(
      throws: SegmentError.lacks(
        rule: "entropy(1)", field: "entropy", episode: 1, place: "Agent \"p\" at turn 1 of episode \"e1\"")
    ) { try Segments(of: gap, by: .entropy(1)) }
    for rule in [SegmentRule.turns(0), .tokens(-1), .entropy(-1), .entropy(.infinity)] {
      #expect(throws: SegmentError.self) { try Segments(of: plain, by: rule) }
    }
  }

  /// hae reads the segments of a rule as those of the trace: `every` counts turns as `turns(N)` does.
  @Test func methodsReadTheSegmentsOfARule() throws {
    for seed in UInt64(0)..<20 {
      let batch = makeBatch(randomDrafts(seed: seed))
      let ruled = try credits(HAE.self, batch.segmented(by: .turns(2)), "emit=sum")
      #expect(ruled == (try credits(HAE.self, batch, "emit=sum every=2")))
    }
  }
}
