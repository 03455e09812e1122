@testable import Ascribe
import CreditMethods
import Simulation
import Testing
import TestSupport

/// Methods with episodes of their own, and methods with equal turns.
@Suite struct BudgetTests {
  private func plan(_ methods: String, _ scenario: String, episodes: Int = 32, fitEpisodes: Int = 0) throws
    -> StudyPlan
  {
    let mdp = try compiled(scenario)
    return try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list(methods).map { try MethodRequest($0, defaults: mdp.rewardSettings) },
      episodes: episodes, groupSize: 8, batches: 3, fitEpisodes: fitEpisodes, seed: 4, threads: 1)
  }

  private func truth(_ plan: StudyPlan) throws -> Truth {
    let tables = try plan.requireTables()
    return try .exact(of: tables.mdp, under: tables.policy)
  }

  /// `single` has 6 turns an episode, always: grpo judges 768 / 6 = 128 episodes; c3 with one alternative plays one
  /// continuation a decision, of 6, 5, ... 1 turns: 6 + 21 turns an episode, so 28 episodes, of which 24 are whole groups.
  @Test func turnsBuyWholeGroups() throws {
    var plan = try plan("grpo,c3(alternatives=2)", "single")
    try plan.allot(768, truth: try truth(plan))
    #expect(plan.episodesOfMethods == [128, 24])
    #expect(plan.episodes == 128 && plan.budget == 768)
    let result = try Study(plan).run()
    #expect(result.methods.map(\.episodes) == [128, 24])
    for method in result.methods { #expect(method.turns + method.extraTurns <= 3 * 768) }
    // A restored state costs 3 turns more: 6 + 21 + 3 · 6 = 45 an episode, and 17 episodes are 16.
    try plan.allot(768, restoring: 3, truth: try truth(plan))
    #expect(plan.episodesOfMethods == [128, 16])
  }

  @Test func episodesForFittingArePaidOnce() throws {
    var plan = try plan("grpo,pinto", "single", fitEpisodes: 64)
    try plan.allot(768, truth: try truth(plan))
    // 64 episodes of 6 turns are 384, and the other 384 are 64 episodes.
    #expect(plan.episodesOfMethods == [128, 64])
  }

  @Test func aBudgetPaysForOneGroup() throws {
    var plan = try plan("grpo,c3(alternatives=2)", "single")
    let truth = try truth(plan)
    #expect(throws: StudyError.budget(method: "c3(alternatives=2)", needs: 216, found: 215)) {
      try plan.allot(215, truth: truth)
    }
    #expect(throws: StudyError.self) { try plan.allot(0, truth: truth) }
    #expect(throws: StudyError.priceNotAccepted(found: -1)) {
      try plan.allot(700, restoring: -1, truth: truth)
    }
  }

  /// Fewer episodes are the first of more, so that a method gets the same credits whoever judges beside it.
  @Test func fewerEpisodesAreTheFirstOfMore() throws {
    let mdp = try compiled("relay")
    let requests = try [
      MethodRequest("grpo").judging(episodes: 16), MethodRequest("gigpo"), MethodRequest("grpo"),
    ]
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: requests, episodes: 48, groupSize: 8, batches: 2,
      seed: 4,
      threads: 1)
    let alone = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: [MethodRequest("grpo")], episodes: 16, groupSize: 8,
      batches: 2, seed: 4, threads: 1)
    var credits: [[Double]] = []
    let together = try Study(plan).run(consume: { batch in
      credits.append(batch.attributions[0].credits)
      let few = batch.played(by: 0).rollouts
      #expect(few.batch.episodeCount == 16 && batch.rollouts.batch.episodeCount == 48)
      #expect(Array(batch.rollouts.choice.prefix(few.choice.count)) == few.choice)
      #expect(Array((batch.exact ?? []).prefix(few.choice.count)) == batch.played(by: 0).exact)
    })
    var other: [[Double]] = []
    let single = try Study(alone).run(consume: { other.append($0.attributions[0].credits) })
    #expect(credits == other)
    #expect(together.methods[0].estimates == single.methods[0].estimates)
    #expect(together.methods.map(\.method.label) == ["grpo@16", "gigpo", "grpo"])
  }

  @Test func episodesAreWholeGroups() throws {
    let mdp = try compiled("or")
    #expect(throws: StudyError.self) {
      try StudyPlan(
        mdp: mdp, policy: .behaviour(of: mdp), methods: [MethodRequest("grpo").judging(episodes: 12)],
        episodes: 16, groupSize: 8, batches: 2, seed: 4, threads: 1)
    }
  }
}
