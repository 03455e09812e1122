import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// The methods of teams against plain transcriptions on random batches, what follows from their formulas, and what they refuse.
@Suite struct TeamAdditionTests {
  static let plain: [String: @Sendable (PlainReasoning) -> [Double]] = [
    "m_grpo": { $0.mGRPO() }, "dr_mas": { $0.drMAS() }, "mappa": { $0.mappa() }, "llm_mca": { $0.llmMCA() },
    "qllm": { $0.qllm() }, "magrpo": { $0.magrpo() },
  ]

  private let seeds = UInt64(900)..<960

  func credits(_ call: String, _ batch: TrajectoryBatch) throws -> [Double] {
    try MethodRequest(call).attribute(batch, in: AttributionContext()).credits
  }

  private func settings(_ specifications: [ParameterSpecification], seed: UInt64)
    -> [(name: String, value: String)]
  {
    randomSettings(
      for: specifications, seed: seed ^ 0x7EA,
      values: [
        "eps": ["0.001", "0.5"], "gamma": ["0", "0.9", "1"], "partial": ["0", "0.1", "1"],
        "truncated": ["failure"], "threshold": ["0", "0.5"], "kl": ["0", "0.1"],
      ], numbers: ["0", "0.25", "1", "4"]
    ).map { $0.name == "main" ? ("main", "0") : $0 }
  }

  @Test(arguments: plain.keys.sorted()) func agreesWithTheFormula(id: String) throws {
    let entry = try MethodCatalogue.builtIn.entry(named: id)
    let plain = try #require(Self.plain[id])
    for seed in UInt64(0)..<100 {
      var drafts = agenticTraceDrafts(seed: seed)
      if id == "mappa", seed % 7 == 0 {
        drafts = drafts.map { draft in
          var draft = draft
          for turn in draft.turns.indices {
            for place in draft.turns[turn].decisions.indices { draft.turns[turn].decisions[place].judge = 5 }
          }
          return draft
        }
      }
      let settings = settings(entry.card.parameters, seed: seed)
      let parameters = try ParameterValues(settings, for: entry.card.parameters, of: id)
      let found = try entry.make(parameters).attribute(makeBatch(drafts), in: AttributionContext()).credits
      let expected = plain(PlainReasoning(episodes: drafts, parameters: parameters))
      let scale = expected.reduce(1) { max($0, abs($1)) }
      expectEqual(found, expected, within: 1e-9 * scale, "seed \(seed), \(text(settings))")
    }
  }

  // MARK: Dr. MAS

  /// Every agent's samples add up to 0 and have the variance 1; under the common baseline their second moment is that of the
  /// shift of the agent's mean and of its own spread.
  @Test func samplesOfAnAgentAreStandardised() throws {
    for seed in seeds {
      let batch = makeBatch(randomDrafts(seed: seed))
      let own = try credits("dr_mas(eps=0,singleton=zero)", batch)
      let score = batch.repeatedPerDecision(batch.repeatedPerTurn(batch.episodes.score))
      let tasks = batch.repeatedPerDecision(batch.repeatedPerTurn(batch.episodes.task))
      let groups = Dictionary(grouping: own.indices) { [tasks[$0], batch.decisions.agent[$0]] }
      let common = try credits("dr_mas(group=all,eps=0,singleton=zero)", batch)
      for (key, members) in groups {
        let sum = members.reduce(0) { $0 + own[$1] }
        let squares = members.reduce(0) { $0 + own[$1] * own[$1] }
        let isConstant = Set(members.map { score[$0] }).count == 1
        #expect(abs(sum) <= 1e-10)
        #expect(abs(squares - (isConstant ? 0 : Double(members.count - 1))) <= 1e-9)
        let scores = (0..<batch.episodeCount).filter {
          batch.episodes.task[$0] == key[0] && !batch.turns(of: $0).isEmpty
        }.map { batch.episodes.score[$0] }
        guard Set(scores).count > 1 else { continue }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
        let count = Double(members.count)
        let agents = members.reduce(0) { $0 + score[$1] } / count
        let spread = members.reduce(0) { $0 + (score[$1] - agents) * (score[$1] - agents) } / count
        let moment = members.reduce(0) { $0 + common[$1] * common[$1] } / count
        #expect(abs(moment - (spread + (agents - mean) * (agents - mean)) / variance) <= 1e-9)
      }
    }
  }

  /// With one agent and equal lengths it is GRPO in another unit.
  @Test func oneAgentOfEqualLengths() throws {
    let drafts = (0..<5).map { index in
      EpisodeDraft(
        name: "e\(index)", score: Double(index % 3) / 2, turns: ["A", "B", "C"].map { TurnDraft(state: $0) })
    }
    let found = try credits("dr_mas(eps=0)", makeBatch(drafts))
    let plain = try credits("grpo(reward=score,successReward=1,eps=0)", makeBatch(drafts))
    expectEqual(found, plain.map { $0 * (14.0 / (3 * 4)).squareRoot() }, within: 1e-12)
  }

  // MARK: M-GRPO

  /// Two runs in a success, the second with a refused action, and one in a failure: 1, 0 and 0.1.
  @Test func delegationsAreRuns() throws {
    let main = [DecisionDraft(agent: "main")]
    let helper = { (isValid: Bool) in [DecisionDraft(agent: "helper", isValid: isValid)] }
    let turns = { (all: [[DecisionDraft]]) in all.map { TurnDraft(state: "A", decisions: $0) } }
    let batch = makeBatch([
      EpisodeDraft(
        name: "e0", status: .success, turns: turns([main, helper(true), main, helper(true), helper(false)])),
      EpisodeDraft(name: "e1", turns: turns([main, helper(true)])),
    ])
    #expect(try credits("m_grpo(emit=reward)", batch) == [1, 1, 1, 0, 0, 0, 0.1])
    let (mean, deviation) = (1.1 / 3, ((1 + 0 + 0.01) / 3 - 1.21 / 9).squareRoot())
    expectEqual(
      try credits("m_grpo(eps=0)", batch),
      [1, (1 - mean) / deviation, 1, -mean / deviation, -mean / deviation, -1, (0.1 - mean) / deviation],
      within: 1e-12)
    #expect(abs(mean - 0.366667) < 1e-6 && abs(deviation - 0.449691) < 1e-6)
    // Told by its place, the helper is the main agent.
    #expect(try credits("m_grpo(main=1,emit=reward)", batch) == [1, 1, 1, 1, 1, 0.1, 0])
  }

  /// A single agent's credit is that of GRPO over the population.
  @Test func aSingleAgentHasTheCreditOfGRPO() throws {
    let batch = try replayTrace("E1")
    expectEqual(
      try credits("m_grpo", batch),
      try credits("grpo(reward=score,successReward=1,penalty=none,ddof=0)", batch), within: 1e-12)
  }

  // MARK: MAPPA

  /// By tokens, the credits have the mean 0 and the variance 1; the unit of the coach's scores does not matter.
  @Test func scoresAreStandardisedByTokens() throws {
    for seed in seeds {
      var batch = makeBatch(agenticTraceDrafts(seed: seed))
      let judge = try #require(batch.decisions.judge)
      let tokens = batch.decisions.tokens?.map(Double.init) ?? judge.map { _ in 1 }
      let counted = zip(judge, tokens).filter { $0.1 > 0 }.map(\.0)
      guard Set(counted).count > 1 else { continue }
      let found = try credits("mappa", batch)
      let total = tokens.reduce(0, +)
      #expect(abs(zip(found, tokens).reduce(0) { $0 + $1.0 * $1.1 }) <= 1e-10 * total)
      #expect(abs(zip(found, tokens).reduce(0) { $0 + $1.0 * $1.0 * $1.1 } / total - 1) <= 1e-10)
      batch.decisions.judge = judge.map { 2 + 3 * $0 }
      expectEqual(try credits("mappa", batch), found, within: 1e-9)
    }
  }

  @Test func sixScores() throws {
    var batch = makeBatch([walk("e0", ["A", "B", "C", "D", "E", "F"], .success)])
    batch.decisions.judge = [8, 6, 9, 3, 7, 9]
    expectEqual(
      try credits("mappa", batch), [0.480384, -0.480384, 0.960769, -1.921538, 0, 0.960769], within: 5.001e-7)
    batch.decisions.judge = [5, 5, 5, 5, 5, 5]
    #expect(try credits("mappa", batch) == [0, 0, 0, 0, 0, 0])
    batch.decisions.tokens = [0, 0, 0, 0, 0, 0]
    batch.decisions.judge = [8, 6, 9, 3, 7, 9]
    #expect(try credits("mappa", batch) == [0, 0, 0, 0, 0, 0])
  }

  // MARK: LLM-MCA

  /// Efficient shares add up to the reward, and stay as they are where they already do.
  @Test(arguments: ["add", "scale"]) func sharesAddUp(mode: String) throws {
    for seed in seeds {
      var batch = makeBatch(agenticTraceDrafts(seed: seed))
      let found = try credits("llm_mca(efficient=episode,mode=\(mode))", batch)
      for episode in 0..<batch.episodeCount {
        let sum = batch.decisions(ofEpisode: episode).reduce(0) { $0 + found[$1] }
        #expect(abs(sum - batch.episodes.score[episode]) <= 1e-12)
      }
      batch.decisions.judge = found
      expectEqual(
        try credits("llm_mca(efficient=episode,mode=\(mode))", batch), found, within: 1e-12)
    }
  }

  /// Shares that cancel but for rounding have no scale.
  @Test func sharesThatCancelAreReplaced() throws {
    var batch = makeBatch([walk("e0", ["A", "B", "C"], .success)])
    batch.decisions.judge = [0.1, 0.2, -0.3]
    let third = 1.0 / 3
    #expect(try credits("llm_mca(efficient=episode,mode=scale)", batch) == [third, third, third])
    #expect(try credits("llm_mca", batch) == [0.1, 0.2, -0.3])
  }

  // MARK: QLLM

  /// What the fit leaves of the returns is orthogonal to every agent's choice at every observation.
  @Test func theResidualIsOrthogonal() throws {
    for seed in seeds {
      let drafts = agenticTraceDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let found = try credits("qllm", batch)
      var sums: [[UInt32]: Double] = [:]
      for episode in 0..<batch.episodeCount {
        for turn in batch.turns(of: episode) {
          let own = batch.decisions(of: turn)
          let residual = batch.episodes.score[episode] - own.reduce(0) { $0 + found[$1] }
          for decision in own {
            let seen = batch.decisions.observation?[decision] ?? batch.turns.state[turn]
            let (agent, action) = (batch.decisions.agent[decision], batch.decisions.action[decision])
            sums[[batch.episodes.task[episode], agent, seen, action], default: 0] += residual
          }
        }
      }
      for sum in sums.values { #expect(abs(sum) <= 1e-10) }
    }
  }

  /// Weights of a file: equal ones change nothing, and with others the fit is of n times the weighted sum.
  @Test func weightsOfAFile() throws {
    let batch = try replayTrace("team")
    let equal = try credits("qllm", batch)
    try withFile(#"{"planner": 0.5, "solver": 0.5}"#) { path in
      expectEqual(try credits("qllm(weights=\(path))", batch), equal, within: 1e-12)
    }
    // In A the planner has all the weight, and its part is the mean return of its action. In B both agents' actions were met
    // alike, so that weights change the utilities, and no part.
    try withFile(
      #"{"A": {"planner": 1, "solver": 0}, "B": {"planner": 0.25, "solver": 0.75}}"#
    ) { path in
      expectEqual(
        try credits("qllm(weights=\(path))", batch),
        [0.5, 0, 0.5, 0.5, 0.5, 0, 0.5, -0.5, 0.5, 0, -0.5, 0.5, 0.5, 0, 0.5, 0.5], within: 1e-12)
    }
  }

  // MARK: MAGRPO

  /// On recorded forks against the plain transcription.
  @Test func forksAreSamples() throws {
    let card = try MethodCatalogue.builtIn.entry(named: "magrpo").card
    for seed in UInt64(0)..<80 {
      var draw = SplitMix64(seed: seed ^ 0xF0)
      var drafts = agenticTraceDrafts(seed: seed)
      var forks = [EpisodeColumns.Fork?](repeating: nil, count: drafts.count)
      var makers = drafts.indices.map { index in drafts[index].turns.map { _ in index } }
      for index in drafts.indices.dropFirst() where Int.random(in: 0..<4, using: &draw) > 0 {
        let parents = (0..<index).filter { drafts[$0].task == drafts[index].task }
        guard let parent = parents.randomElement(using: &draw) else { continue }
        let shared = Int.random(in: 0...drafts[parent].turns.count, using: &draw)
        let tail = drafts[index].turns
        drafts[index].turns = drafts[parent].turns.prefix(shared) + tail
        makers[index] = makers[parent].prefix(shared) + tail.map { _ in index }
        forks[index] = EpisodeColumns.Fork(episode: drafts[parent].name, turn: shared)
      }
      let settings = settings(card.parameters, seed: seed).map {
        $0.name == "forks" ? ("forks", "once") : $0
      }
      let parameters = try ParameterValues(settings, for: card.parameters, of: "magrpo")
      var batch = makeBatch(drafts)
      batch.episodes.fork = forks
      let found = try MethodCatalogue.builtIn.entry(named: "magrpo").make(parameters)
        .attribute(batch, in: AttributionContext()).credits
      let expected = PlainReasoning(episodes: drafts, parameters: parameters).magrpo { makers[$0][$1] }
      let scale = expected.reduce(1) { max($0, abs($1)) }
      expectEqual(found, expected, within: 1e-10 * scale, "seed \(seed), \(text(settings))")
    }
  }

  /// Undiscounted, with the score at the end, it is CARL; leaving one out is n / (n - 1) times the mean baseline.
  @Test func relatives() throws {
    let batch = try replayTrace("fork")
    expectEqual(
      try credits("magrpo(gamma=1)", batch), try credits("carl(tree=trace)", batch), within: 1e-12)
    let team = try replayTrace("team")
    expectEqual(
      try credits("magrpo(loo=true)", team), try credits("magrpo", team).map { $0 * 4 / 3 }, within: 1e-12)
  }
}
