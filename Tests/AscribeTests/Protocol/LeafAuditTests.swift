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
    LeafAudit.Found(label: "x", leaf: leaf, alignment: alignment, leftOut: ["pure": "no judge"])
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
    // Of what runs everywhere: means of 0.4667, 0.4, 0.4 and 0.3667.
    #expect(
      family.methods.map(\.id) == ["c3", "gigpo", "carl", "grpo"]
        || family.methods.map(\.id) == ["c3", "carl", "gigpo", "grpo"])
    #expect(family.place == 2)
    expectNear(family.leaf.mean.optional, (0.3 + 0.4 + 0.5) / 3)
    // Without the first: c3 0.65, so 0.1 - 0.3; without the second: c3 and 0.5, 0.4 - 0.4; without the third: grpo 0.55, 0 - 0.5.
    expectNear(family.regret.mean.optional, (-0.2 + 0 - 0.5) / 3)
    expectNear(family.overGRPO.mean.optional, (0.2 + 0.2 - 0.5) / 3)
    #expect(family.leaf.batches == 3 && family.leaf.interval.optional?.units == 3)
    #expect(family.leaves == ["agentic, short, no auxiliary model": 3])
    #expect(family.leftOut == ["pure": "no judge"])
    #expect(family.methods.map(\.isOfLeaf).prefix(3) == [false, true, true])
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
    #expect(family.methods.contains { $0.id == "grpo" })
    let ranks = family.methods.compactMap(\.alignment.mean.optional)
    #expect(ranks == ranks.sorted(by: >))
    #expect(family.methods.count + family.leftOut.count == LeafAudit.methods.count, "\(family.leftOut)")
  }

  /// The same bytes for any number of threads, others for another seed.
  @Test func theSeedAloneDecides() throws {
    let first = try json(ResultFile(Self.audit().run()))
    #expect(try json(ResultFile(Self.audit(threads: 3).run())) == first)
    #expect(try json(ResultFile(Self.audit(seed: 4).run())) != first)
  }

  @Test func aFamilyWithoutAGradientIsRefused() throws {
    let luck = try ScenarioCatalogue.entry(named: "luck")
    let audit = LeafAudit([LeafAudit.Family(code: "F9", entries: [luck])])
    let error = #expect(throws: LeafAuditError.self) { _ = try audit.run() }
    #expect(error?.description.hasPrefix("luck: none of 50 drawn parametrisations") == true)
  }
}
