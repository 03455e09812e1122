import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Worked numbers of the agentic methods on the trace `single`, printed with four decimals, and what follows from their
/// formulas whatever the trace.
@Suite struct WorkedAgenticTests {
  private static let examples: [(call: String, credits: [Double])] = [
    ("igpo", [1.5375, 1.5627, -0.7310, -0.7058, -1.8652, -0.7058, 1.0586, 2.2181, 1.5627]),
    (
      "igpo(type=logprob,norm=separate)",
      [1.3967, 1, -0.6033, -1, -2.1281, -1, 1.3347, 2.4628, 1]
    ),
    ("igpo(norm=none)", [1.3, 1, 0.3, 0, -0.2, 0, 1.4, 1.6, 1]),
    ("criticsearch", [0.7745, 0.7745, -0.3995, -0.6495, -0.6495, -0.6495, 0.6495, 0.7745, 0.7745]),
    (
      "criticsearch(format=true)",
      [0.7666, 0.7666, -0.2491, -0.4991, -0.7842, -0.7842, 0.6416, 0.7666, 0.7666]
    ),
    ("mt_grpo", [1.7316, 0.8659, -0.0001, -0.8659, -1.7316, -0.8659, 0.0001, 0.8659, 0.8659]),
    ("identical", [1, 1, 0, 0, 0, 0, 1, 1, 1]),
    ("tarl", [1.0942, 1.0942, -0.1973, -0.1973, -1.2736, -1.2736, 0.3767, 0.3767, 0.3767]),
    (
      "tarl(place=turn)",
      [1.7093, 1.7093, -0.0228, -1.9201, -1.9201, -1.9201, -0.1881, 1.7093, 1.7093]
    ),
    ("stepagent", [-0.1054, 0.4055, -0.1054, -0.6931, -0.1054, -0.6931, -0.1054, 0.4055, 0.4055]),
    ("aslr", [0.8660, 0, 0, 0, 0, 0, 0, 0.8660, 0]),
    ("a2tgpo", [1.3, 1, -0.7, -1, -1.3, -1, 0.7879, 1, 1]),
    ("aem", [0.9880, 0.9880, -0.9880, -0.3699, -0.7728, -1.0055, 0.7728, 0.9211, 0.9880]),
    ("gvpo", [0.9660, 0.9660, -0.7660, -0.7660, -0.7660, -0.9660, 0.9660, 0.9660, 0.9660]),
    ("a3", [1.0992, 1.0899, -1.0791, -0.8606, -1.0791, -0.8606, 1.0992, 1.0899, 1.0197]),
    ("a3(quirk=true)", [1.0986, 1.0988, -0.8350, -0.8606, -0.8350, -0.8606, 1.0986, 1.0988, 1.0901]),
    ("sorl", [1.1618, 1.3499, 1.1618, 0.4966, 0.8187, 1, 0.8187, 1.1052, 1.3499]),
    ("t2po", [0, 0, 0, 0, 0, 0, 0, 1, 1]),
    // A single task is kept whole, and has the credit of GRPO.
    ("starpo_s", [0.8660, 0.8660, -0.8660, -0.8660, -0.8660, -0.8660, 0.8660, 0.8660, 0.8660]),
    ("vspo", [0.8660, 0.8660, -0.8660, -0.8660, -0.8660, -0.8660, 0.8660, 0.8660, 0.8660]),
  ]

  private func credits(_ call: String, _ batch: TrajectoryBatch) throws -> [Double] {
    try MethodRequest(call).attribute(batch, in: AttributionContext()).credits
  }

  @Test(arguments: examples.indices) func numbersAreThePrintedOnes(index: Int) throws {
    let example = Self.examples[index]
    try expectEqual(
      credits(example.call, replayTrace("single")), example.credits, within: 5.001e-5, "\(example.call)")
  }

  /// Numbers in closed form, to the last digits.
  @Test func closedForms() throws {
    let batch = try replayTrace("single")
    let ratios = [0.9, 1.5, 0.9, 0.5, 0.9, 0.5, 0.9, 1.5, 1.5]
    try expectEqual(credits("stepagent", batch), ratios.map { log($0) }, within: 1e-12)
    let logs = [0.15, 0.3, 0.15, -0.7, -0.2, 0, -0.2, 0.1, 0.3]
    try expectEqual(credits("sorl", batch), logs.map { exp($0) }, within: 1e-12)
    let z = 0.5 / ((1.0 / 3).squareRoot() + 1e-6)
    let signs = [1.0, 1, -1, -1, -1, -1, 1, 1, 1]
    let accepted = [1.0, 1, 1, 1, 1, -1, 1, 1, 1]
    try expectEqual(
      credits("gvpo", batch), zip(signs, accepted).map { z * $0 + 0.1 * $1 }, within: 1e-12)
    // The mean score 1/2, its deviation 1/sqrt(3).
    try expectEqual(
      credits("vspo(emit=taskValue)", batch),
      [Double](repeating: 0.5 / 3.0.squareRoot(), count: 9), within: 1e-12)
  }

  /// Without standardisation, gains telescope: R + p(last) - p(turn).
  @Test func gainsTelescope() throws {
    for seed in UInt64(0)..<40 {
      let drafts = agenticTraceDrafts(seed: seed)
      let expected = drafts.flatMap { draft in
        draft.turns.flatMap { turn in
          turn.decisions.map { _ in
            draft.outcomeScore + (draft.turns.last?.belief ?? 0) - (turn.belief ?? 0)
          }
        }
      }
      try expectEqual(credits("igpo(norm=none)", makeBatch(drafts)), expected, within: 1e-12)
    }
  }

  /// The judge's part of an episode adds up to 1, or to 0 where nothing is good.
  @Test func localCreditsAddUpToOne() throws {
    for seed in UInt64(0)..<40 {
      let batch = makeBatch(agenticTraceDrafts(seed: seed))
      let found = try credits("criticsearch(weightLocal=1)", batch)
      for episode in 0..<batch.episodeCount {
        let decisions = batch.decisions(ofEpisode: episode)
        let hasGood = decisions.contains { batch.decisions.judge?[$0] ?? 0 > 0 }
        #expect(abs(found[decisions].reduce(0, +) - (hasGood ? 1 : 0)) < 1e-5)
      }
    }
  }

  /// Multipliers average to 1 over a task, and leave signs alone.
  @Test func multipliersAverageToOne() throws {
    let batch = try replayTrace("single")
    let base = try credits("grpo(reward=score,successReward=1,penalty=none)", batch)
    for settings in ["aem", "aem(lambda=3)", "aem(lambda=0)"] {
      let ratios = zip(try credits(settings, batch), base).map { $0 / $1 }
      #expect(abs(ratios.reduce(0, +) / 9 - 1) < 1e-12)
      #expect(ratios.allSatisfy { $0 > 0 })
    }
  }

  /// The most varied quarter of eight tasks is kept, and the others have 0.
  @Test func mostVariedTasksAreKept() throws {
    let drafts = (0..<8).flatMap { task in
      (0..<4).map { episode in
        EpisodeDraft(
          task: "t\(task)", name: "e\(task)-\(episode)",
          score: episode < 2 ? Double(task) / 8 : 0, turns: [TurnDraft(state: "A")])
      }
    }
    let found = try credits("starpo_s", makeBatch(drafts))
    let z = 0.8660254
    let kept = [z, z, -z, -z]
    expectEqual(found, [Double](repeating: 0, count: 24) + kept + kept, within: 1e-5)
  }

  /// Two episodes of two agents: in the success the planner is rated 1 of 1, in the failure 0 of 1.
  @Test func sharesOfRatings() throws {
    let episode = { (name: String, score: Double, planner: Double, solver: Double) in
      EpisodeDraft(
        name: name, score: score,
        turns: [
          TurnDraft(
            state: "A",
            decisions: [
              DecisionDraft(agent: "planner", judge: planner), DecisionDraft(agent: "solver", judge: solver),
            ])
        ])
    }
    let batch = makeBatch([episode("e0", 1, 1, 0), episode("e1", 0, 0, 1)])
    // Bonuses of 1/2 and -1/2 times 0.2, turned round in the failure; centred over both episodes.
    try expectEqual(credits("sepo(emit=reward)", batch), [1.1, 0.9, 0.1, -0.1], within: 1e-12)
    try expectEqual(credits("sepo", batch), [0.5, 0.5, -0.5, -0.5], within: 1e-12)
  }

  /// Luck of a transition is credited to the actions after it: `a3` knows actions alone.
  @Test func actionsAloneConfoundLuck() throws {
    let episode = { (name: String, state: String, score: Double) in
      EpisodeDraft(
        name: name, score: score,
        turns: ["A", state].map { TurnDraft(state: $0, decisions: [DecisionDraft(action: "go")]) })
    }
    let found = try credits(
      "a3", makeBatch([episode("e0", "lucky", 1), episode("e1", "unlucky", 0)]))
    #expect(found[1] > 0 && found[1] > found[3])
  }
}
