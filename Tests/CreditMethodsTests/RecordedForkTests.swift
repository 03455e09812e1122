import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Turns that recorded episodes share, because one was forked from the other: each was generated once.
@Suite struct RecordedForkTests {
  /// The group methods, and settings under which they compare in every way.
  private static let calls: [(any CreditMethod.Type, String)] = [
    (GRPO.self, ""), (GRPO.self, "weighting=cross_steps singleton=raw"), (RLOO.self, "group=turn"),
    (DrGRPO.self, "group=agent weighting=cross_steps"), (RLOO.self, "group=agent"), (GiGPO.self, ""),
    (HGPO.self, ""), (HGPO.self, "baseGroup=true weighting=trajectory"),
  ]

  /// f0 = a b c, won; f1 forks it after a: d e, lost; f2 forks f1 after d: g, lost; f3 = h i, won.
  private func fork() throws -> TrajectoryBatch { try replayTrace("fork") }

  /// Scores 1, 0, 0, 1. As many decisions are f0's as it has, three; two are f1's, one f2's, two f3's.
  @Test func worked() throws {
    let half = 0.5
    try expectEqual(
      credits(DrGRPO.self, fork(), "reward=score successReward=1"),
      [half, half, half, half, -half, -half, half, -half, -half, half, half], within: 1e-15)
    try expectEqual(
      credits(DrGRPO.self, fork(), "reward=score successReward=1 forks=each"),
      [half, half, half, -half, -half, -half, -half, -half, -half, half, half], within: 1e-15)
    // 5 of 8 decisions are of successes; of all 11 rows, copies among them, 5 as well.
    let (won, lost) = (3.0 / 8, -5.0 / 8)
    try expectEqual(
      credits(DrGRPO.self, fork(), "reward=score successReward=1 weighting=cross_steps"),
      [won, won, won, won, lost, lost, won, lost, lost, won, won], within: 1e-15)
    try expectEqual(
      credits(DrGRPO.self, fork(), "reward=score successReward=1 weighting=cross_steps forks=each"),
      [6, 6, 6, -5, -5, -5, -5, -5, -5, 6, 6].map { $0 / 11 }, within: 1e-15)
    // At turn 0 two were generated, both of successes; at turn 1 those of f0, f1 and f3; at turn 2 those of f0, f1, f2.
    let third = 1.0 / 3
    try expectEqual(
      credits(DrGRPO.self, fork(), "reward=score successReward=1 group=turn"),
      [0, third, 2 * third, 0, -2 * third, -third, 0, -2 * third, -third, 0, third], within: 1e-15)
    try expectEqual(
      credits(RLOO.self, fork(), "reward=score successReward=1 group=agent weighting=cross_steps"),
      [won, won, won, won, lost, lost, won, lost, lost, won, won].map { $0 * 8 / 7 }, within: 1e-15)
  }

  /// A decision that was made once has one credit.
  @Test(arguments: calls.indices) func oneDecisionHasOneCredit(_ index: Int) throws {
    let (method, settings) = Self.calls[index]
    for seed in 0..<60 as Range<UInt64> {
      let (batch, origin) = try Self.random(seed: seed)
      let found = try credits(method, batch, settings)
      for (decision, made) in origin.enumerated() { #expect(found[decision] == found[made], "seed \(seed)") }
    }
  }

  /// A plain computation: the rows that were generated, as a list of (task, agent, place, score), compared one by one.
  @Test(arguments: ["task", "turn", "agent"], ["trajectory", "cross_steps"])
  func againstAPlainComputation(group: String, weighting: String) throws {
    for seed in 100..<160 as Range<UInt64> {
      let (batch, origin) = try Self.random(seed: seed)
      struct Row {
        let decision, episode, place: Int
        let turn: Int
        let task: String, agent: String
        let score: Double
      }
      let rows = (0..<batch.episodeCount).flatMap { episode in
        batch.turns(of: episode).enumerated().flatMap { place, turn in
          batch.decisions(of: turn).map { decision in
            Row(
              decision: decision, episode: episode, place: place, turn: turn,
              task: batch.taskName(of: episode),
              agent: batch.symbols.agents[batch.decisions.agent[decision]],
              score: batch.episodes.score[episode])
          }
        }
      }
      let generated = rows.filter { origin[$0.decision] == $0.decision }
      let expected = rows.map { shown -> Double in
        let row = rows[origin[shown.decision]]
        var pool = generated.filter { other in
          other.task == row.task && (group != "turn" || other.place == row.place)
            && (group != "agent" || other.agent == row.agent)
        }
        // A turn is one row whoever acts in it, unless agents are compared.
        if group != "agent" {
          pool = pool.filter { row in row.decision == batch.decisions(of: row.turn).lowerBound }
        }
        if weighting == "trajectory" {
          var seen = Set<Int>()
          pool = pool.filter { seen.insert($0.episode).inserted }
        }
        return row.score - pool.reduce(0) { $0 + $1.score } / Double(pool.count)
      }
      let found = try credits(
        DrGRPO.self, batch, "reward=score successReward=1 group=\(group) weighting=\(weighting)")
      expectEqual(found, expected, within: 1e-12)
    }
  }

  /// The order of the episodes does not matter, not even where the episode forked from is not there.
  @Test(arguments: calls.indices) func theOrderDoesNotMatter(_ index: Int) throws {
    let (method, settings) = Self.calls[index]
    for seed in 200..<220 as Range<UInt64> {
      var drafts = Self.randomEpisodes(seed: seed)
      drafts.removeFirst()
      let batch = try TrajectoryBatch(building: drafts)
      let found = try credits(method, batch, settings)
      let turned = try TrajectoryBatch(building: Array(drafts.reversed()))
      let again = try credits(method, turned, settings)
      for episode in drafts.indices {
        let other = drafts.count - 1 - episode
        expectEqual(
          Array(found[batch.decisions(ofEpisode: episode)]), Array(again[turned.decisions(ofEpisode: other)]),
          within: 1e-9)
      }
    }
  }

  /// Forks of an episode that is not there share with each other what they say that they share with it.
  @Test func forksOfAnAbortedEpisode() throws {
    let episodes = [
      Self.episode("b", .success, ["x", "y"], forkOf: "gone", 1),
      Self.episode("a", .failure, ["x", "z"], forkOf: "gone", 1),
      Self.episode("c", .failure, ["u"]),
    ]
    // The first turn is a's, whose identifier comes first.
    try expectEqual(
      credits(DrGRPO.self, TrajectoryBatch(building: episodes), "successReward=1 group=turn"),
      [0, 0.5, 0, -0.5, 0], within: 1e-15)
  }

  @Test func forksThatAreNoTreeAreRefused() throws {
    let cases: [(Episode, String)] = [
      (Self.episode("e", .success, ["x", "y"], forkOf: "e", 1), "is a fork of itself"),
      (
        Self.episode("e", .success, ["x", "y", "z"], forkOf: "f", 3),
        "shares more turns with \"f\" than there are"
      ),
      (
        Self.episode("e", .success, ["x", "z"], forkOf: "f", 2),
        "says that it shares its first 2 turns with \"f\", and does something else at turn 1"
      ),
    ]
    for (episode, what) in cases {
      let batch = try TrajectoryBatch(building: [episode, Self.episode("f", .failure, ["x", "y"])])
      let expected = AttributionError.lacks(
        method: "grpo", need: "forks that form a tree",
        howToSupply: "Episode \"e\" \(what). Mend the trace, or use forks=each.")
      #expect(throws: expected) { try credits(GRPO.self, batch) }
      #expect(try credits(GRPO.self, batch, "forks=each").count == batch.decisionCount)
    }
    // Two that are forked from each other.
    let circle = try TrajectoryBatch(building: [
      Self.episode("e", .success, ["x"], forkOf: "f", 1), Self.episode("f", .success, ["x"], forkOf: "e", 1),
    ])
    #expect(throws: AttributionError.self) { try credits(GRPO.self, circle) }
  }

  /// A trace that does not say how many turns are shared shares none.
  @Test func forksWithoutANumberShareNothing() throws {
    let one = [Self.episode("a", .success, ["x"]), Self.episode("b", .failure, ["x"], forkOf: "a", nil)]
    let other = [Self.episode("a", .success, ["x"]), Self.episode("b", .failure, ["x"])]
    for (method, settings) in Self.calls {
      #expect(
        try credits(method, TrajectoryBatch(building: one), settings)
          == credits(method, TrajectoryBatch(building: other), settings))
    }
  }

  // MARK: Episodes

  private static func episode(
    _ name: String, _ status: OutcomeStatus, _ actions: [String], forkOf parent: String? = nil,
    _ shared: Int? = nil
  ) -> Episode {
    Episode(
      task: "t", name: name, status: status,
      turns: actions.map { Turn(state: "S", decisions: [Decision(agent: "p", action: $0)]) }, final: "end",
      fork: parent.map { EpisodeColumns.Fork(episode: $0, turn: shared) })
  }

  /// Episodes of two tasks, most of them forks of earlier ones, of one or two agents a turn.
  private static func randomEpisodes(seed: UInt64) -> [Episode] {
    var draw = SplitMix64(seed: seed)
    var episodes: [Episode] = []
    for index in 0..<8 {
      let task = "t\(index % 2)"
      let parent = episodes.filter { $0.task == task }.randomElement(using: &draw)
      var turns: [Turn] = []
      var fork: EpisodeColumns.Fork?
      if let parent, Int.random(in: 0..<4, using: &draw) > 0 {
        let shared = Int.random(in: 0...parent.turns.count, using: &draw)
        turns = Array(parent.turns.prefix(shared))
        fork = EpisodeColumns.Fork(episode: parent.name, turn: shared)
      }
      for _ in 0..<Int.random(in: turns.isEmpty ? 1...3 : 0...3, using: &draw) {
        let agents = [["p"], ["q"], ["p", "q"]].randomElement(using: &draw) ?? ["p"]
        turns.append(
          Turn(
            state: ["A", "B"].randomElement(using: &draw) ?? "A",
            decisions: agents.map {
              Decision(agent: AgentID($0), action: ["x", "y", "z"].randomElement(using: &draw) ?? "x")
            }))
      }
      episodes.append(
        Episode(
          task: task, name: "e\(index)", status: Bool.random(using: &draw) ? .success : .failure,
          score: Double(Int.random(in: 0...4, using: &draw)) / 4, turns: turns, final: "Z", fork: fork))
    }
    return episodes
  }

  /// A batch of such episodes, and the decision that each decision was made as: found by walking from fork to fork.
  private static func random(seed: UInt64) throws -> (TrajectoryBatch, origin: [Int]) {
    let episodes = randomEpisodes(seed: seed)
    let batch = try TrajectoryBatch(building: episodes)
    let origin = episodes.indices.flatMap { episode in
      episodes[episode].turns.indices.flatMap { place -> [Int] in
        var maker = episode
        while let fork = episodes[maker].fork, place < fork.turn ?? 0,
          let parent = episodes.firstIndex(where: { $0.name == fork.episode })
        { maker = parent }
        return Array(batch.decisions(of: batch.turns(of: maker).lowerBound + place))
      }
    }
    return (batch, origin)
  }
}
