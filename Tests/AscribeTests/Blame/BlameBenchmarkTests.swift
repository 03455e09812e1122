@testable import Ascribe
import Ground
import Testing
import TestSupport
import Trajectories

/// Benchmarks, answers to them, and studies of blame.
@Suite struct BlameBenchmarkTests {
  private func plan(
    _ methods: String, _ scenario: String, _ settings: String = "", batches: Int = 3, threads: Int = 1
  ) throws -> BlamePlan {
    let mdp = try compiled(scenario, settings)
    return BlamePlan(
      try StudyPlan(
        mdp: mdp, policy: .behaviour(of: mdp),
        methods: try methods.isEmpty
          ? [] : Call.list(methods).map { try MethodRequest($0, defaults: mdp.rewardSettings) },
        episodes: 16, groupSize: 4, batches: batches, seed: 5, threads: threads))
  }

  private func score(_ answers: [BlameAnswer], _ keys: [BlameKey]) throws -> BlameScoreResult {
    try BlameScoreResult(
      answers, against: keys, held: DecisiveKey(.regret, .policy), limits: .usual, answersFile: "a",
      keyFile: "k",
      seed: 0, resamples: 100)
  }

  @Test(arguments: ["coupling", "and"]) func aKeyComesBackAsItWasWritten(scenario: String) throws {
    let keys = try BlameExport(try plan("", scenario)).keys
    var bytes: [UInt8] = []
    for key in keys { key.append(to: &bytes) }
    #expect(try BlameKeyReader.read(bytes, named: "key.jsonl") == keys)
  }

  /// Transcripts hold public states, legal actions and what was done, and nothing of what is hidden.
  @Test func transcriptsAreWhatEverybodySees() throws {
    let export = try BlameExport(try plan("", "relay", "components=2 horizon=6"))
    var bytes: [UInt8] = []
    for transcript in export.transcripts { transcript.append(to: &bytes) }
    let text = String(decoding: bytes, as: UTF8.self)
    for hidden in [
      "bug:", "notes", "regret", "privileged", "observation", "logProbability", "reward", "seed",
    ] {
      #expect(!text.contains(hidden), "\(hidden)")
    }
    #expect(text.contains(#""legal":["approve","rework","replan"]"#))
    for (transcript, key) in zip(export.transcripts, export.keys) {
      #expect(transcript.episode == key.episode && transcript.task == key.task)
      #expect(transcript.steps.map(\.turn) == key.turns)
      #expect(transcript.steps.map { AgentID($0.agent) } == key.agents)
    }
  }

  @Test(arguments: ["coupling", "and"]) func perfectAnswersScoreOne(scenario: String) throws {
    let keys = try BlameExport(try plan("", scenario)).keys
    let answers = keys.map { key in
      let step = key.decisive[0].first
      return BlameAnswer(episode: key.episode, step: step, agent: step.map { key.agents[$0] })
    }
    let result = try score(answers, keys)
    for quantity in [BlameQuantity.agent, .step, .near, .hit, .reciprocalRank] {
      #expect(result.scores[quantity].mean == .value(1), "\(quantity)")
    }
    #expect(abs((result.scores.gradedRegret.mean.optional ?? 0) - 1) < 1e-9)
    #expect(result.scores.abstention.mean == .value(0))
    if scenario == "and" { #expect(result.scores.abstentionInLuck.mean == .value(1)) }
    #expect(result.unanswered == 0)
    // In no order.
    #expect(try score(answers.reversed(), keys) == result)
  }

  /// Step, agent and abstention by hand: two of four episodes have a decisive decision.
  @Test func answersAreScoredByHand() throws {
    let key = { (name: String, decisive: [Int]) in
      BlameKey(
        episode: name, task: name, turns: [0, 1, 2], agents: ["a", "b", "a"],
        regrets: [[0.2, 0.4, 0], [0.2, 0.4, 0]].map { decisive.isEmpty ? [0, 0, 0] : $0 },
        decisive: DecisiveKey.all.map { _ in decisive })
    }
    let keys = [key("e", [1]), key("f", [1]), key("g", []), key("h", [])]
    let answers = [
      // The right agent and another step; the agent's blame is its own.
      BlameAnswer(episode: "e", step: 0, agent: "b"),
      // Agent a alone: its two decisions share the blame.
      BlameAnswer(episode: "f", step: nil, agent: "a"), BlameAnswer(episode: "g", step: 2, agent: nil),
    ]
    let scores = try score(answers, keys).scores
    #expect(scores.agent.mean == .value(0.5))
    #expect(scores.step.mean == .value(0))
    #expect(scores.near.mean == .value(1))
    // 0.2 / 0.4, and the mean of 0.2 / 0.4 and 0.
    #expect(scores.gradedRegret.mean == .value((0.5 + 0.25) / 2))
    #expect(scores.abstention.mean == .value(0))
    // g blames somebody, h is not answered.
    #expect(scores.abstentionInLuck.mean == .value(0.5))
    #expect(try score(answers, keys).unanswered == 1)
  }

  @Test func threadsDoNotChangeANumber() throws {
    let texts = try [1, 2].map { threads in
      var plan = try plan("grpo,c3(alternatives=2),coma", "coupling", batches: 4, threads: threads)
      plan.asksJudges = true
      return try json(ResultFile(try BlameStudy(plan).run()))
    }
    #expect(texts[0] == texts[1])
  }

  /// The parts of a study joined are the study.
  @Test func partsJoinToTheWhole() throws {
    let study = try BlameStudy(try plan("grpo,coma", "and", batches: 4))
    let (first, rest) = (try study.measures(on: 0..<1), try study.measures(on: 1..<4))
    #expect(try study.result(of: .joined([rest, first])) == (try study.run()))
  }

  /// GRPO gives all decisions of an episode the same credit: it blames by chance, and says so.
  @Test func groupCreditsBlameByChance() throws {
    let result = try BlameStudy(try plan("grpo", "relay", "components=2 horizon=6")).run()
    let (grpo, chance) = (result.subjects[0], result.subjects[1])
    #expect(chance.label == "chance")
    #expect(BlameQuantity.allCases.allSatisfy { grpo.scores[$0].mean == chance.scores[$0].mean })
    #expect(result.steps[0] == result.steps[1])
    // A rule's episodes are independent; what a method does to one it may do to its whole batch.
    let width = { (subject: BlameSubject) in subject.scores.abstention.interval.optional?.width ?? .nan }
    #expect(width(grpo) > width(chance))
    #expect(grpo.scores.abstention.mean == .value(1))
  }

  @Test func whatCannotFailOrSucceedIsRefused() throws {
    #expect(throws: BlameError.withoutSuccess(scenario: "scenario")) {
      try BlameStudy(try plan("", "dec-tiger"))
    }
  }
}
