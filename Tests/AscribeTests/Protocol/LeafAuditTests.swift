@testable import Ascribe
import CreditMethods
import Scenarios
import Simulation
import TestSupport
import Testing

/// What the leaves of the survey's tree are worth.
@Suite struct LeafAuditTests {
  @Test func familiesAreThoseOfTheCatalogue() {
    let families = LeafAudit.families(of: ScenarioCatalogue.builtIn)
    #expect(families.map(\.code) == ["F1, F2", "F3", "F3, F6", "F4", "F5", "F6"])
    #expect(families.flatMap(\.entries).count == 8)
    #expect(families[1].entries.map(\.name) == ["household", "shop"])
  }

  @Test func methodsAreThoseOfAllLeaves() {
    #expect(LeafAudit.methods.first == "grpo" && Set(LeafAudit.methods).count == LeafAudit.methods.count)
    #expect(
      DecisionTree.Leaf.allCases.flatMap(\.candidates).compactMap(\.id).allSatisfy(LeafAudit.methods.contains)
    )
  }

  private static func found(_ leaf: DecisionTree.Leaf, _ alignment: [String: Double]) -> LeafAudit.Found {
    LeafAudit.Found(
      label: "x", leaf: leaf, alignment: LeafAudit.Scores(score: alignment, leftOut: ["pure": "no judge"]))
  }

  /// Three parametrisations by hand. The leaf has gigpo and carl: 0.3, 0.4, 0.5. The best on the others is c3 on the first two
  /// and grpo on the last one, where c3 is 0.9 and grpo 0: its mean on the other two is above c3's.
  @Test func regretIsAgainstTheBestOnTheOthers() throws {
    let family = try LeafAuditResult.Family(
      "F9",
      [
        Self.found(.shortAgentic, ["grpo": 0.5, "gigpo": 0.2, "carl": 0.4, "c3": 0.1]),
        Self.found(.shortAgentic, ["grpo": 0.6, "gigpo": 0.4, "carl": 0.4, "c3": 0.4]),
        Self.found(.shortAgentic, ["grpo": 0.0, "gigpo": 0.6, "carl": 0.4, "c3": 0.9, "istar": 1]),
      ], confidence: 0.95)
    #expect(family.learning == nil)
    // Of what runs everywhere: means of 0.4667, 0.4, 0.4 and 0.3667.
    #expect(
      family.credit.methods.map(\.id) == ["c3", "gigpo", "carl", "grpo"]
        || family.credit.methods.map(\.id) == ["c3", "carl", "gigpo", "grpo"])
    #expect(family.credit.place == 2)
    expectNear(family.credit.leaf.mean.optional, (0.3 + 0.4 + 0.5) / 3)
    // Without the first: c3 0.65, so 0.1 - 0.3; without the second: c3 and 0.5, 0.4 - 0.4; without the third: grpo 0.55, 0 - 0.5.
    expectNear(family.credit.regret.mean.optional, (-0.2 + 0 - 0.5) / 3)
    expectNear(family.credit.overGRPO.mean.optional, (0.2 + 0.2 - 0.5) / 3)
    #expect(family.credit.leaf.batches == 3 && family.credit.leaf.interval.optional?.units == 3)
    #expect(family.leaves == ["agentic, short, no auxiliary model": 3])
    #expect(family.credit.leftOut == ["pure": "no judge"])
    #expect(family.credit.methods.map(\.isOfLeaf).prefix(3) == [false, true, true])
  }

  private func expectNear(
    _ found: Double?, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.map { abs($0 - expected) < 1e-12 } == true, sourceLocation: sourceLocation)
  }

  private static func audit(threads: Int = 1, seed: UInt64 = 3) -> LeafAudit {
    let entries = ["coupling", "chain"].compactMap { try? ScenarioCatalogue.entry(named: $0) }
    var audit = LeafAudit([LeafAudit.Family(code: "F9", entries: entries)])
    (audit.parametrisations, audit.batches, audit.episodes, audit.fitEpisodes) = (4, 2, 16, 16)
    (audit.seed, audit.threads) = (seed, threads)
    return audit
  }

  /// Parametrisations differ, alternate between scenarios, and can be typed again; the tree is walked for each.
  @Test func parametrisationsAreDrawn() throws {
    let result = try Self.audit().run()
    let family = try #require(result.families.first)
    #expect(family.scenarios.count == 4 && Set(family.scenarios).count == 4)
    #expect(family.scenarios.map { $0.hasPrefix("coupling(") } == [true, false, true, false])
    for label in family.scenarios {
      let call = try Call(label)
      _ = try ScenarioCatalogue.entry(named: call.name).scenario(call.settings.map { ($0.name, $0.value) })
    }
    #expect(family.leaves == ["multi-agent": 2, "agentic, short, no auxiliary model": 2])
    #expect(family.credit.methods.contains { $0.id == "grpo" })
    let ranks = family.credit.methods.compactMap(\.score.mean.optional)
    #expect(ranks == ranks.sorted(by: >))
    #expect(
      family.credit.methods.count + family.credit.leftOut.count == LeafAudit.methods.count,
      "\(family.credit.leftOut)")
  }

  /// The same bytes for any number of threads, others for another seed.
  @Test func theSeedAloneDecides() throws {
    let first = try json(ResultFile(Self.audit().run()))
    #expect(try json(ResultFile(Self.audit(threads: 3).run())) == first)
    #expect(try json(ResultFile(Self.audit(seed: 4).run())) != first)
  }

  /// By learning: the mean exact return over the budget, summed up by hand from a run of the method alone, less the value of
  /// the scenario's own policy, over the deviation of its return. A method that plays continuations is paid for them.
  @Test func learningIsTheMeanReturnOverEqualBudgets() throws {
    var audit = Self.audit()
    (audit.parametrisations, audit.updates) = (2, 3)
    let result = try audit.run()
    let family = try #require(result.families.first)
    let learning = try #require(family.learning)
    #expect(learning.methods.count + learning.leftOut.count == LeafAudit.methods.count, "\(learning.leftOut)")
    #expect(learning.methods.contains { $0.id == "c3" }, "\(learning.leftOut)")
    for id in ["grpo", "gigpo"] {
      let found = try #require(learning.methods.first { $0.id == id }?.score.mean.optional)
      var gains: [Double] = []
      for (lane, label) in family.scenarios.enumerated() {
        let call = try Call(label)
        let scenario = try ScenarioCatalogue.entry(named: call.name).scenario(
          call.settings.map { ($0.name, $0.value) })
        let mdp = try TurnMDP(compiling: scenario, memory: .lastObservation)
        let plan = try Self.learning(id, beside: learning.methods.map(\.id), on: mdp, lane: lane)
        var curves: [TrainingCurve] = []
        _ = try Training(plan).run(keep: { curves.append($0) })
        let curve = try #require(curves.first)
        #expect(curve.updates == 3)
        var area = 0.0
        for turn in 0..<plan.budget {
          area += curve.value[curve.turns.lastIndex { $0 <= Double(turn) } ?? 0] / Double(plan.budget)
        }
        let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
        gains.append((area - solution.value) / solution.varianceLedger().variance.squareRoot())
      }
      expectNear(found, gains.reduce(0, +) / Double(gains.count))
    }
    audit.threads = 3
    #expect(try json(ResultFile(audit.run())) == json(ResultFile(result)))
  }

  /// A run of one method for three updates, of so many episodes that every other one can be paid for a group.
  private static func learning(
    _ id: String, beside others: [String], on mdp: TurnMDP, lane: Int
  ) throws -> TrainingPlan {
    func plan(_ id: String, _ episodes: Int) throws -> TrainingPlan {
      let study = try StudyPlan(
        mdp: mdp, policy: .behaviour(of: mdp),
        methods: [try MethodRequest(try Call(id), defaults: mdp.rewardSettings, discount: mdp.discount)],
        episodes: episodes, groupSize: 8, batches: 1, fitEpisodes: 16, seed: 3 &+ UInt64(lane) << 32,
        threads: 1)
      let turns = try study.turns(ofEpisodes: episodes)
      return try TrainingPlan(study, arms: study.methods.map { TrainingArm(.method($0)) }, budget: 3 * turns)
      {
        $0.start = StartingPolicy(.behaviour)
        ($0.starts, $0.seeds, $0.checks) = (1, 1, 1)
      }
    }
    let episodes = try others.reduce(16) { least, other in
      do {
        _ = try plan(other, 16)
        return least
      } catch TrainingError.episodes(_, _, _, _, let accepted) {
        return max(least, accepted)
      }
    }
    return try plan(id, episodes)
  }

  @Test func aFamilyWithoutAGradientIsRefused() throws {
    let luck = try ScenarioCatalogue.entry(named: "luck")
    let audit = LeafAudit([LeafAudit.Family(code: "F9", entries: [luck])])
    let error = #expect(throws: LeafAuditError.self) { _ = try audit.run() }
    #expect(error?.description.hasPrefix("luck: none of 50 drawn parametrisations") == true)
  }
}
