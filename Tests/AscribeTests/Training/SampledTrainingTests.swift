import CreditMethods
import CreditStatistics
import Foundation
import Scenarios
import Simulation
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

/// Studies of learning whose returns are sampled, in worlds that are played without tables.
@Suite struct SampledTrainingTests {
  /// A plan of training on a built-in scenario that is played lazily; with `tables`, the same with exact returns.
  private func plan(
    _ name: String, memory: Memory = .lastObservation, methods: String = "grpo", tables: Bool = false,
    episodes: Int = 16, updates: Int = 12, every: Int = 5, evaluated: Int = 64, confidence: Double = 0.95,
    fitEpisodes: Int = 0, threads: Int = 1, bounds: ClosedRange<Double>?? = nil,
    _ configure: (inout TrainingPlan) throws -> Void = { _ in }
  ) throws -> TrainingPlan {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario([])
    let mdp = try TurnMDP(compiling: scenario, memory: tables ? memory : .lastObservation)
    let catalogue =
      tables ? MethodCatalogue.builtIn.withControls : MethodCatalogue.builtIn.withSampledControls
    let arms = try Call.list(methods).map { call -> TrainingArm in
      guard call.name != TrainingArm.exactGradientName else { return TrainingArm(.exactGradient) }
      return TrainingArm(.method(try MethodRequest(call, in: catalogue, defaults: mdp.rewardSettings)))
    }
    let simulator: any Simulator =
      tables
      ? CompiledSimulator(mdp, policy: .behaviour(of: mdp))
      : try LazySimulator(scenario, policy: BehaviourPolicy(), memory: memory)
    var study = try StudyPlan(
      simulator: simulator, methods: [], episodes: episodes, groupSize: 4, batches: 1,
      fitEpisodes: fitEpisodes, seed: 5, threads: threads)
    study.confidence = confidence
    return try TrainingPlan(study, arms: arms, budget: updates * study.turns(ofEpisodes: episodes)) {
      $0.starts = 2
      $0.seeds = 1
      if !tables {
        var evaluation = TrainingEvaluation(
          reason: "It was asked for.", returnBounds: bounds ?? scenario.returnBounds)
        (evaluation.episodes, evaluation.every) = (evaluated, every)
        $0.evaluation = evaluation
      }
      try configure(&$0)
    }
  }

  private func curves(_ plan: TrainingPlan) throws -> [TrainingCurve] {
    var curves: [TrainingCurve] = []
    _ = try Training(plan).run(keep: { curves.append($0) })
    return curves
  }

  private static let cases: [(String, Memory, PolicyClass.Kind, UpdateRule.Kind)] = [
    ("relay", .lastObservation, .table, .normalised), ("coupling", .history, .table, .adam),
    ("coupling", .observations(2), .shared, .ppo), ("relay", .lastObservation, .linear, .sgd),
    ("coupling", .lastObservation, .linear, .fixedKL),
  ]

  /// Without noise at the start a run is the one on tables: the same turns after every update, and the exact return of its
  /// policies within the intervals, which hold together with a probability of at least 1 - 1e-8 a run: false alarms below
  /// 1e-7 in all.
  @Test(arguments: cases)
  func runsAreThoseOfTables(
    name: String, memory: Memory, kind: PolicyClass.Kind, rule: UpdateRule.Kind
  ) throws {
    let configure = { (plan: inout TrainingPlan) in
      plan.start = StartingPolicy(.uniform)
      (plan.policyClass, plan.rule, plan.seeds) = (kind, UpdateRule(rule), 2)
    }
    let exact = try curves(
      plan(name, memory: memory, methods: "graphgpo", tables: true, updates: 10, configure))
    let sampled = try curves(
      plan(
        name, memory: memory, methods: "graphgpo", updates: 10, evaluated: 1000,
        confidence: 1 - 1e-8, configure))
    #expect(sampled.count == 2)
    for (one, other) in zip(sampled, exact) {
      let known = try #require(one.sampled)
      #expect(one.updates == other.updates && known.updates.prefix(2) == [0, 5])
      #expect(known.updates.dropFirst(2) == (other.updates > 10 ? [10, other.updates] : [other.updates]))
      #expect(one.turns == known.updates.map { other.turns[$0] })
      for (place, update) in known.updates.enumerated() {
        let (lower, upper) = (try #require(known.lower[place]), try #require(known.upper[place]))
        #expect(lower <= other.value[update] && other.value[update] <= upper)
        #expect(upper - lower < 0.4 && lower <= one.value[place] && one.value[place] <= upper)
      }
    }
  }

  /// The behaviour, as it is where it decides for sure, is where a run starts; noise on it is noise on its logits.
  @Test func startsAreNearTheBehaviour() throws {
    let lazy = try plan("coupling")
    let mdp = try compiled("coupling")
    let behaviour = TabularPolicy.behaviour(of: mdp)
    func start(_ kind: StartingPolicy.Kind, _ index: Int, scale: Double) throws -> [[Double]] {
      var plan = lazy
      plan.start = StartingPolicy(kind, scale: scale)
      let names = GrowingParameters(plan, near: BehaviourPolicy(), start: index)
      return try mdp.information.agent.indices.map {
        try GrowingPolicy(names: names, parameters: []).probabilities(in: mdp.informationState($0)).map(
          \.probability)
      }
    }
    let plain = mdp.information.agent.indices.map {
      Array(behaviour.probability[mdp.information.choices(of: $0)])
    }
    for (one, other) in zip(try start(.near, 0, scale: 0), plain) { expectEqual(one, other) }
    for (one, other) in zip(try start(.behaviour, 0, scale: 9), plain) { expectEqual(one, other) }
    #expect(try start(.near, 0, scale: 1) == start(.near, 0, scale: 1))
    #expect(try start(.near, 0, scale: 1) != start(.near, 1, scale: 1))
    #expect(try start(.drawn, 0, scale: 1) != start(.near, 0, scale: 1))
  }

  /// What a parameter is worth does not depend on when it is met: all starts are the same for arms of one problem, and a table
  /// that grew in two steps is that of one.
  @Test func parametersDoNotDependOnWhenTheyAreMet() throws {
    let small = try compiled("relay")
    let large = try compiled("relay", memory: .observations(2))
    let plan = try plan("relay")
    var (slow, fast) = (
      GrowingParameters(plan, near: BehaviourPolicy(), start: 1),
      GrowingParameters(plan, near: BehaviourPolicy(), start: 1)
    )
    _ = try slow.policies(on: small)
    let count = slow.startValues.count
    let grown = try slow.policies(on: large).logits(slow.startValues)
    let made = try fast.policies(on: large).logits(fast.startValues)
    #expect(count > 0 && slow.startValues.count > count)
    expectEqual(grown, made, within: 0)
    let found = try curves(self.plan("relay", methods: "grpo,gigpo,shuffled", updates: 2))
    for start in 0..<2 { #expect(Set(found.filter { $0.start == start }.map { $0.value[0] }).count == 1) }
    #expect(Set(found.map { $0.value[0] }).count == 2)
  }

  @Test func threadsAndInterruptionsDoNotChangeANumber() throws {
    let methods = "grpo,symmetric,shuffled"
    func plan(_ threads: Int) throws -> TrainingPlan {
      try self.plan(
        "relay", memory: .observations(2), methods: methods, updates: 3, evaluated: 16, fitEpisodes: 4,
        threads: threads
      ) {
        $0.rule = UpdateRule(.ppo, rate: 0.1)
        $0.criticWindow = 2
      }
    }
    var all: [TrainingCurve] = []
    let whole = try json(ResultFile(Training(plan(1)).run(keep: { all.append($0) })))
    for threads in 2...4 { #expect(try json(ResultFile(Training(plan(threads)).run())) == whole) }
    for count in [1, all.count] {
      // As they are read back from a folder.
      let read = try JSONDecoder().decode(
        [TrainingCurve].self, from: JSONEncoder().encode(Array(all.prefix(count))))
      #expect(read == Array(all.prefix(count)))
      var rest = 0
      let result = try Training(plan(2)).run(finished: read, keep: { _ in rest += 1 })
      #expect(try json(ResultFile(result)) == whole && rest == all.count - count)
    }
  }

  /// The last policy is evaluated too, and evaluation is paid for by nobody.
  @Test func evaluationIsBesideTheBudget() throws {
    let plan = try plan("single", updates: 7, every: 3, evaluated: 32)
    let curve = try #require(try curves(plan).first)
    let known = try #require(curve.sampled)
    #expect(known.updates == [0, 3, 6, 7] && curve.updates == 7)
    #expect(curve.turns == [0, 3, 6, 7].map { Double($0 * 96) } && known.turns == 4 * 32 * 6)
    let result = try Training(plan).run()
    #expect(result.truth == TruthSummary(.sampled, reason: "It was asked for."))
    #expect(result.evaluation?.turns == Double(known.turns) && result.optimum.kind == .bestKnown)
    #expect(result.tables[0].arms[0].updates == 7 && result.plan.parameters == known.parameters)
    #expect(result.flaw == nil && result.scenario.states == nil)
  }

  /// Look j of a run has the error a / (j (j + 1)); without bounds the interval is Student's t.
  @Test func intervalsByHand() throws {
    var evaluation = TrainingEvaluation(reason: "", returnBounds: 0...1)
    let values = (0..<50).map { Double($0 % 2) }
    for look in 1...3 {
      var sequence = BoundedMeanSequence(bounds: 0...1, confidence: 1 - 0.1 / Double(look * (look + 1)))
      for value in values { sequence.add(value) }
      let expected = try #require(sequence.interval.optional)
      let found = try #require(try evaluation.interval(of: values, look: look, confidence: 0.9))
      expectEqual([found.lower, found.upper], [expected.lower, expected.upper])
    }
    // Returns that are declared to be one of two numbers are known better.
    evaluation.hasBinaryReturns = true
    var mixture = BetaBinomialSequence(confidence: 1 - 0.1 / 6, tunedFor: evaluation.episodes)
    for value in values { mixture.add(value) }
    let binary = try #require(mixture.interval.optional)
    let found = try #require(try evaluation.interval(of: values, look: 2, confidence: 0.9))
    expectEqual([found.lower, found.upper], [binary.lower, binary.upper])
    (evaluation.returnBounds, evaluation.hasBinaryReturns) = (nil, nil)
    let free = try #require(try evaluation.interval(of: values, look: 2, confidence: 0.7))
    let expected = try #require(ConfidenceInterval.studentT(ofMean: values, confidence: 0.95).optional)
    expectEqual([free.lower, free.upper], [expected.lower, expected.upper])
    // Returns that are all alike are no knowledge of what they can be.
    #expect(try evaluation.interval(of: [1, 1, 1], look: 1, confidence: 0.9) == nil)
    evaluation.returnBounds = -1...0
    #expect(throws: DeclaredReturnError.outsideBounds(found: 1, bounds: -1...0)) {
      try evaluation.interval(of: values, look: 1, confidence: 0.9)
    }
    // Rounding is no breach.
    #expect(try evaluation.interval(of: [1e-12, 0, -1], look: 1, confidence: 0.9) != nil)
  }

  /// Returns less their mean, each as often as there are decisions of its episode.
  @Test func shuffledReturnsAreAPermutation() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let rollouts = try LazySimulator(scenario, policy: BehaviourPolicy()).play(
      Rollouts.Plan(groups: 8, groupSize: 4, seed: 2))
    let batch = rollouts.batch
    func credits(_ seed: UInt64) throws -> [Double] {
      try ShuffledReturns().attribute(batch, in: AttributionContext(simulation: rollouts, seed: seed)).credits
    }
    var returns: [Double] = []
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode) {
        for _ in batch.decisions(of: turn) { returns.append(rollouts.episodeReturns[episode]) }
      }
    }
    let mean = returns.reduce(0, +) / Double(returns.count)
    let found = try credits(1)
    expectEqual(found.sorted(), returns.map { $0 - mean }.sorted())
    #expect(try credits(1) == found)
    #expect(try credits(2) != found)
  }

  @Test func whatCannotBeHadIsRefused() throws {
    let reason = "It was asked for."
    #expect(throws: TrainingError.needsTruth(arm: "exact", reason: reason)) {
      try plan("single", methods: "grpo,exact")
    }
    #expect(throws: TrainingError.needsTruth(arm: "exact-gradient", reason: reason)) {
      try plan("single", methods: "exact-gradient")
    }
    #expect(throws: TrainingError.notLazy) {
      try plan("single", tables: true) { $0.evaluation = TrainingEvaluation(reason: reason) }
    }
    #expect(throws: StudyError.notCompiled) { try plan("single") { $0.evaluation = nil } }
    #expect(throws: StudyError.self) { try plan("single", every: 0) }
    #expect(throws: StudyError.self) { try plan("single", evaluated: 1) }
    #expect(throws: AttributionError.self) { try curves(plan("coupling", methods: "coma")) }
    #expect(
      "\(TrainingError.needsTruth(arm: "exact", reason: reason))"
        == "exact needs the exact solution, and returns are not exact here: It was asked for.")
  }

  /// The error names arm, update and the last return that was finite.
  @Test func overflowIsAnError() throws {
    let plan = try plan("dec-tiger", methods: "symmetric", updates: 3) {
      ($0.start, $0.rule) = (StartingPolicy(.uniform), UpdateRule(.sgd, rate: 1e308))
    }
    do {
      _ = try Training(plan).run()
      Issue.record("it did not overflow")
    } catch TrainingError.overflow(let arm, _, let update, let last) {
      #expect(arm == "symmetric" && update >= 1 && last.isFinite)
    }
  }
}
