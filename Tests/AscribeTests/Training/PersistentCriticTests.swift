import CreditMethods
import Foundation
import Simulation
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

/// Critics that are fitted to the episodes of several updates.
@Suite struct PersistentCriticTests {
  private static let methods = "asymmetric,grpo"

  private func plan(
    window: Int, methods: String = methods, updates: Int = 6, fitEpisodes: Int = 8, threads: Int = 1,
    _ configure: (inout TrainingPlan) throws -> Void = { _ in }
  ) throws -> TrainingPlan {
    try trainingPlan(
      "single", methods: methods, episodes: 32, updates: updates, seeds: 2, fitEpisodes: fitEpisodes,
      threads: threads
    ) {
      $0.criticWindow = window
      $0.checks = 2
      try configure(&$0)
    }
  }

  private func curves(_ plan: TrainingPlan) throws -> [TrainingCurve] {
    var curves: [TrainingCurve] = []
    _ = try Training(plan).run(keep: { curves.append($0) })
    return curves
  }

  /// The episodes of one update are what a critic is refitted to: the same result to the last byte.
  @Test func aWindowOfOneIsARefit() throws {
    let refitted = try plan(window: 1)
    let whole = try json(ResultFile(try Training(refitted).run()))
    let untouched = try trainingPlan(
      "single", methods: Self.methods, episodes: 32, updates: 6, seeds: 2, fitEpisodes: 8
    ) { $0.checks = 2 }
    #expect(try json(ResultFile(try Training(untouched).run())) == whole)
    #expect(!whole.contains("criticWindow"))
    #expect(try Training(plan(window: 3)).run().plan.criticWindow == 3)
  }

  /// The first update knows nothing older; then the critic differs, and what is no critic never does.
  @Test func onlyCriticsRemember() throws {
    let (refitted, persistent) = (try curves(plan(window: 1)), try curves(plan(window: 4)))
    #expect(refitted.count == 8 && persistent.count == 8)
    for (one, other) in zip(refitted, persistent) {
      #expect(one.value.prefix(2) == other.value.prefix(2))
      #expect((one == other) == (one.arm == 1))
    }
    // Where the window is longer than the run, one more update changes nothing.
    #expect(try curves(plan(window: 6)) == curves(plan(window: 900)))
  }

  /// Episodes of older updates are not paid for again.
  @Test func budgetsAreEqual() throws {
    for equality in TrainingPlan.Equality.allCases {
      let refitted = try curves(plan(window: 1) { $0.equality = equality })
      let persistent = try curves(plan(window: 4) { $0.equality = equality })
      for (one, other) in zip(refitted, persistent) {
        #expect(one.turns == other.turns && one.extraTurns == other.extraTurns)
        // 6 turns of 8 episodes.
        #expect(one.extraTurns == (one.arm == 0 ? Double(one.updates * 48) : 0))
      }
    }
    // Without episodes for fits nothing is paid beside what is judged.
    let plan = try plan(window: 4, fitEpisodes: 0)
    #expect(plan.episodes == [32, 32])
    #expect(try curves(plan).allSatisfy { $0.extraTurns == 0 })
  }

  /// What is remembered joins the episodes for fits: the credits are those of a context that has all of them.
  @Test func whatIsRememberedIsFitted() throws {
    let plan = try plan(window: 3, methods: "asymmetric(fit=other)")
    let tables = try plan.study.requireTables()
    // 8 of the 32 episodes' turns pay for those that it is fitted to.
    #expect(plan.episodes == [24])
    let engine = try Engine(solving: plan.update(of: 0, playing: tables))
    let first = try engine.judge(0, threads: 1)
    let fits = try #require(first.fitting)
    let second = try engine.judge(1, threads: 1, remembering: [first.rollouts.batch, fits])
    let own = try #require(second.fitting)
    let batch = second.rollouts.batch
    let context = AttributionContext(
      simulation: second.rollouts, fitting: own.joined(with: first.rollouts.batch).joined(with: fits),
      seed: engine.plan.seed)
    let expected = try engine.plan.methods[0].attribute(batch, in: context)
    #expect(second.attributions[0].credits == expected.credits)
    #expect(second.attributions[0].credits != (try engine.judge(1, threads: 1)).attributions[0].credits)
    #expect(second.attributions[0].fittedTurns == (8 + 24 + 8) * 6)
  }

  @Test func threadsDoNotChangeANumber() throws {
    let texts = try [1, 2, 3].map {
      try json(ResultFile(try Training(plan(window: 3, threads: $0)).run()))
    }
    #expect(texts[1] == texts[0] && texts[2] == texts[0])
  }

  /// Runs begin without memories, so that a study goes on with the bytes of one that was not interrupted.
  @Test func anInterruptedStudyGoesOn() throws {
    try withTemporaryFolder { root in
      let plan = try plan(window: 3)
      let bytes = { (path: String) in
        try ["plan.json", "runs.jsonl", "curves.csv", "results.json"].map {
          try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)
        }
      }
      try train(plan, in: "\(root)/whole")
      #expect(throws: Interrupted.self) { try train(plan, in: "\(root)/part", stoppingAfter: 3) }
      try train(plan, in: "\(root)/part")
      #expect(try bytes("\(root)/part") == bytes("\(root)/whole"))
      #expect(throws: TrainingFolderError.self) {
        try TrainingFolder("\(root)/whole", plan: self.plan(window: 4))
      }
    }
  }

  @Test func whatCannotPersistIsRefused() throws {
    func refuse(_ message: String, methods: String, window: Int = 8) {
      do {
        _ = try plan(window: window, methods: methods)
        Issue.record("it was accepted")
      } catch {
        #expect("\(error)" == message)
      }
    }
    refuse(
      "critics is persist:8, but no arm has a critic: grpo, exact-gradient. Leave it out, or add one, such as asymmetric.",
      methods: "grpo,exact-gradient")
    refuse(
      "critics is persist:8, but sweet(pairs=all) is fitted to nothing but the episodes that it judges, so that there is "
        + "nothing to persist; accepted with it: refit.", methods: "asymmetric,sweet(pairs=all)")
    refuse("critics is 0; accepted: a whole number in 1...1000 updates.", methods: "asymmetric", window: 0)
    refuse(
      "critics is 1001; accepted: a whole number in 1...1000 updates.", methods: "asymmetric", window: 1001)
  }
}
