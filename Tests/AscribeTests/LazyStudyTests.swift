import Ascribe
import CreditMethods
import Scenarios
import Simulation
import Testing
import Trajectories

/// Studies of scenarios that are played without tables.
@Suite struct LazyStudyTests {
  private func plan(on simulator: any Simulator, _ methods: String, threads: Int = 1) throws -> StudyPlan {
    try StudyPlan(
      simulator: simulator, methods: try Call.list(methods).map { try MethodRequest($0) }, episodes: 16,
      groupSize: 4, batches: 3, fitEpisodes: 8, seed: 11, threads: threads)
  }

  private func lazy(_ name: String, _ memory: Memory = .lastObservation) throws -> any Simulator {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario([])
    return try LazySimulator(scenario, policy: BehaviourPolicy(), memory: memory)
  }

  /// The episodes are those of the tables, so everything that is not held against a truth is the same too.
  @Test(arguments: ["relay", "coupling", "dec-tiger"], [Memory.lastObservation, .observations(2)])
  func whatNeedsNoTruthIsAsOnTables(name: String, memory: Memory) throws {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario([])
    let tables = try PolicyTables(compiling: scenario, under: BehaviourPolicy(), memory: memory)
    let methods = "grpo,gigpo,graphgpo,c3(alternatives=2),symmetric"
    let compiled = try plan(on: CompiledSimulator(tables.mdp, policy: tables.policy), methods)
    let expected = try Study(compiled, truth: .none(reason: "Not asked for.")).run()
    let found = try Study(
      plan(on: lazy(name, memory), methods), truth: .none(reason: "Not asked for.")
    ).run()
    #expect(found.sampled == expected.sampled)
    // Only tables know the range of the return, on whose scale its interval is computed.
    #expect(found.meanReturn.mean == expected.meanReturn.mean)
    #expect(found.successShare == expected.successShare)
    #expect(found.cells.map(\.slice) == expected.cells.map(\.slice))
    #expect(found.cells.map(\.decisions) == expected.cells.map(\.decisions))
    // C3's alternatives are drawn at addresses that tables number otherwise.
    for method in [0, 1, 2, 4] {
      for (cell, other) in zip(found.cells, expected.cells) {
        let (one, two) = (cell.methods[method].mean.optional, other.methods[method].mean.optional)
        #expect(try abs(#require(one) - #require(two)) < 1e-9)
      }
    }
    #expect(found.methods.map(\.replays) == expected.methods.map(\.replays))
    #expect(found.scenario.states == nil)
    #expect(found.exact == nil)
  }

  @Test func threadsDoNotChangeANumber() throws {
    let texts = try [1, 2, 3].map { threads in
      try json(
        ResultFile(
          Study(
            plan(on: lazy("relay", .history), "grpo,c3(alternatives=3),asymmetric", threads: threads),
            truth: .none(reason: "Too large.")
          ).run()))
    }
    #expect(texts[1] == texts[0])
    #expect(texts[2] == texts[0])
  }

  /// Every quantity that is held against the truth says that there is none.
  @Test func agreementIsUndefinedForWantOfATruth() throws {
    let result = try Study(
      plan(on: lazy("coupling", .history), "grpo,gigpo"), truth: .none(reason: "Too large.")
    ).run()
    #expect(result.truth == TruthSummary(.none, reason: "Too large."))
    for method in result.methods {
      for quantity in [Quantity.spearman, .pearson, .signAgreement, .relativeError] {
        #expect(method[quantity].mean.optional == nil)
      }
    }
    #expect(result.pairs.allSatisfy { $0.adjustedPValue.optional == nil })
  }

  @Test func exactValuesNeedTables() throws {
    let plan = try plan(on: lazy("coupling"), "grpo")
    #expect(throws: StudyError.notCompiled) { try Study(plan) }
    #expect(throws: StudyError.notCompiled) { try Comparison(ComparisonPlan(plan)) }
    #expect(throws: StudyError.notCompiled) {
      var critics = plan
      critics.methods = [try MethodRequest(Call("symmetric"))]
      _ = try CriticStudy(critics)
    }
    guard case .none = try Truth.best(for: plan) else {
      Issue.record("a truth without tables")
      return
    }
  }

  /// What a method cannot do without is said when it is met.
  @Test func aMethodThatNeedsTheSolutionIsRefused() throws {
    let plan = try plan(on: lazy("coupling", .history), "coma")
    #expect(throws: AttributionError.self) { try Study(plan, truth: .none(reason: "Too large.")).run() }
  }
}
