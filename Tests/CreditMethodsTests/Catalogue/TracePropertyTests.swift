import Ascribe
import Testing
import TestSupport
import Trajectories

/// Every method of the catalogue has every property, on random traces with random settings, or declares why not; what
/// it declares is so.
@Suite struct TracePropertyTests {
  @Test(.tags(.slow), .whereSlowTestsRun, arguments: TraceMethod.all, TraceProperty.allCases)
  func everyMethodHasEveryProperty(method: TraceMethod, property: TraceProperty) throws {
    let exception = property.exceptions[method.id]
    if let exception, exception.unless == nil { return }
    for seed in UInt64(7000)..<7016 {
      let settings = method.settings(seed: seed) + (exception?.unless ?? [])
      let violation = try property.violation(by: method, settings, seed: seed)
      #expect(violation == nil, "seed \(seed), \(settings.map { "\($0.name)=\($0.value)" })")
    }
  }

  @Test(arguments: TraceProperty.allCases)
  func exceptionsAreNeeded(property: TraceProperty) throws {
    for (id, exception) in property.exceptions {
      let method = try #require(TraceMethod.all.first { $0.id == id }, "\(id) attributes no traces")
      let violated = try (UInt64(7000)..<7200).contains { seed in
        try property.violation(by: method, method.settings(seed: seed), seed: seed) != nil
      }
      #expect(violated, "\(id) has the property after all; its reason was: \(exception.reason)")
    }
  }
}

extension TraceProperty {
  /// How a method lacks the property on the random trace of a seed; `nil` if it does not.
  func violation(
    by method: TraceMethod, _ settings: [(name: String, value: String)], seed: UInt64
  ) throws -> String? {
    let drafts = method.drafts(seed: seed)
    switch self {
    case .ignoresOrderOfEpisodes:
      var generator = SplitMix64(seed: seed)
      return try compare(method, settings, drafts, drafts.shuffled(using: &generator), seed)
    case .ignoresOrderOfAgents:
      return try compare(
        method, settings, drafts, drafts.changingTurns { $0.decisions.reverse() }, seed)
    case .ignoresNames: return try compare(method, settings, drafts, drafts.map(\.renamed), seed)
    case .ignoresOtherTasks:
      let expected = try byName(drafts, method.credits(drafts, settings, history: Self.history(seed)))
      for task in Set(drafts.map(\.task)).sorted() {
        let alone = drafts.filter { $0.task == task }
        let found = try compare(method, settings, drafts, alone, seed, among: alone, expected: expected)
        if found != nil { return found }
      }
      return nil
    case .followsUnitOfRewards: return try unitViolation(by: method, settings, drafts, seed)
    case .isZeroForFailuresAlone:
      let failures = drafts.map { draft in
        var draft = draft
        if draft.status == .success { draft.status = .truncated }
        return draft
      }
      let found = try method.credits(failures, settings + Self.successAlone)
      return found.contains { $0 != 0 } ? "\(found)" : nil
    case .neverRewardsAFailure:
      let found = try method.credits(drafts, settings + Self.successAlone)
      let statuses = drafts.flatMap { draft in draft.turns.flatMap(\.decisions).map { _ in draft.status } }
      return zip(found, statuses).contains { $0 > 1e-9 && $1 != .success } ? "\(found)" : nil
    case .isSharedByTheAgentsOfATurn:
      let batch = makeBatch(drafts)
      let found = try method.credits(drafts, settings)
      return (0..<batch.turnCount).contains { Set(found[batch.decisions(of: $0)]).count > 1 }
        ? "\(found)" : nil
    }
  }

  private static let successAlone = [(name: "reward", value: "outcome"), (name: "penalty", value: "none")]

  /// Rewards in quarters: all that is in reward units is four times as large.
  private func unitViolation(
    by method: TraceMethod, _ settings: [(name: String, value: String)], _ drafts: [EpisodeDraft],
    _ seed: UInt64
  ) throws -> String? {
    // A raw score is no relative number, and is added to some.
    let settings = settings + [("singleton", "zero")]
    let parameters = try method.parameters(settings)
    let isStandardised = parameters["norm"] == .text("std")
    var inUnits = ["successReward", "invalidPenalty"]
    if isStandardised { inUnits.append("eps") }
    if method.id == "gepo" { inUnits.append("weightCentrality") }
    let scaled = parameters.entries.compactMap { entry -> (name: String, value: String)? in
      guard inUnits.contains(entry.name), case .number(let number) = entry.value else { return nil }
      return (entry.name, "\(4 * number)")
    }
    let quarters = drafts.changingTurns { $0.reward *= 4 }
    let history = Self.history(seed)
    let expected = try method.credits(drafts, settings, history: history)
      .map { isStandardised ? $0 : 4 * $0 }
    let found = try method.credits(
      quarters, settings + scaled, history: history.changingTurns { $0.reward *= 4 })
    return zip(found, expected).contains { !($0.isNear($1)) } ? "\(found) for \(expected)" : nil
  }

  /// Compares the credits of changed episodes, by the names of the episodes.
  private func compare(
    _ method: TraceMethod, _ settings: [(name: String, value: String)], _ drafts: [EpisodeDraft],
    _ changed: [EpisodeDraft], _ seed: UInt64, among judged: [EpisodeDraft]? = nil,
    expected: [String: Double]? = nil
  ) throws -> String? {
    let history = Self.history(seed)
    let expected = try expected ?? byName(drafts, method.credits(drafts, settings, history: history))
    let changedHistory = self == .ignoresNames ? history.map(\.renamed) : history
    let found = try byName(changed, method.credits(changed, settings, history: changedHistory))
    for episode in judged ?? drafts {
      for (turn, draft) in episode.turns.enumerated() {
        for decision in draft.decisions {
          let name = "\(episode.name) \(turn) \(decision.agent)"
          let pair = (found[name] ?? .nan, expected[name] ?? .nan)
          // Order and names may change the rounding; what stands beside a task may not.
          guard self == .ignoresOtherTasks ? pair.0 == pair.1 : pair.0.isNear(pair.1) else {
            return "\(name): \(pair.0) for \(pair.1)"
          }
        }
      }
    }
    return nil
  }

  /// Credits by episode, turn and agent.
  private func byName(_ drafts: [EpisodeDraft], _ credits: [Double]) -> [String: Double] {
    let names = drafts.flatMap { episode in
      episode.turns.enumerated().flatMap { turn, draft in
        draft.decisions.map { "\(episode.name) \(turn) \($0.agent)" }
      }
    }
    return Dictionary(uniqueKeysWithValues: zip(names, credits))
  }

  /// What a method may remember: other episodes of all tasks.
  private static func history(_ seed: UInt64) -> [EpisodeDraft] {
    randomDrafts(seed: seed + 500)
      + ["t0", "t1", "t2"].map { walk("h-\($0)", ["A", "B"], .success, task: $0) }
  }
}

extension Double {
  /// Whether a number equals another but for rounding.
  fileprivate func isNear(_ other: Double) -> Bool { abs(self - other) <= 1e-9 * max(1, abs(other)) }
}

extension [EpisodeDraft] {
  /// The same episodes with changed turns.
  fileprivate func changingTurns(_ change: (inout TurnDraft) -> Void) -> [EpisodeDraft] {
    map { draft in
      var draft = draft
      for turn in draft.turns.indices { change(&draft.turns[turn]) }
      return draft
    }
  }
}

extension EpisodeDraft {
  /// The same episode under other names: the task's, the actions', and A and B changed in every state's, those in
  /// joint observations included.
  fileprivate var renamed: EpisodeDraft {
    let swapped = { (name: String) in String(name.map { $0 == "A" ? "B" : $0 == "B" ? "A" : $0 }) }
    var draft = self
    draft.task = "task \(task)"
    draft.final = swapped(final)
    draft.turns = turns.map { turn in
      var turn = turn
      turn.state = swapped(turn.state)
      turn.privileged = turn.privileged.map(swapped)
      for decision in turn.decisions.indices {
        turn.decisions[decision].action = "do \(turn.decisions[decision].action)"
        turn.decisions[decision].observation = turn.decisions[decision].observation.map(swapped)
      }
      return turn
    }
    return draft
  }
}
