import Ground
@testable import Ascribe
import CreditMethods
import CreditStatistics
import Testing
import TestSupport
import Trajectories
import Simulation

/// Scenarios without anything to tell apart, plans that cannot be, and what comparisons cost.
extension ComparisonTests {
  /// Where no decision matters nothing can be agreed with; every quantity says why it is undefined, and JSON holds no NaN.
  @Test(arguments: ["luck", "witness-minus", "dec-tiger", "two-step"])
  func degenerateScenariosHaveReasons(name: String) throws {
    for batches in [1, 2] {
      let comparison = try Comparison(
        try Self.plan("grpo,coma", name, episodes: 4, batches: batches)
      ).run()
      let text = try Self.record(comparison)
      #expect(!text.contains("nan") && !text.contains("inf,"))
      if name == "luck" {
        #expect(comparison.methods[0].agreement.spearman.mean == .undefined(.noVariance))
        #expect(comparison.methods[1].scale == .undefined(.allZero))
        #expect(comparison.methods[0].gradient.cosine.mean == .undefined(.allZero))
      }
      if batches == 1 {
        #expect(
          comparison.methods[0].errors[0].bias.interval == .undefined(.tooFew(found: 1, needed: 2)))
      }
    }
  }

  @Test func costsAreCounted() throws {
    let methods = try Comparison(
      try Self.plan("grpo,c3(alternatives=3),symmetric", "coupling", episodes: 8, batches: 2)
    ).run().methods
    // Each of 8 episodes a batch has two decisions with 2 other continuations, of two turns and of one.
    #expect(methods.map(\.cost.replays) == [0, 64, 0])
    #expect(methods.map(\.cost.simulatedTurns) == [0, 96, 32])
    let evaluations: [ClosedRange<Int>] = [0...0, 96...96, 32...32]
    #expect(methods.map(\.cost.policyEvaluations) == evaluations)
    #expect(methods[0].cost.fits.count == 0 && methods[2].cost.fits.count > 0)
    // Seconds differ from call to call, and stand in no result that did not ask for them.
    #expect(methods.allSatisfy { $0.cost.seconds == nil })
  }

  @Test func plansThatCannotBeAreRefused() throws {
    #expect(throws: ComparisonError.unknownReference(found: "gae", accepted: ["grpo"])) {
      try Self.plan("grpo", "or", against: "gae")
    }
    for precision in [0, -1, 2, Double.nan, .infinity] {
      #expect(throws: ComparisonError.self) { try Self.plan("grpo", "or", precision: precision) }
    }
    #expect(throws: ComparisonError.noMethods) {
      try ComparisonPlan(
        try {
          var study = try Self.plan("grpo", "or").study
          study.methods = []
          return study
        }())
    }
  }
}
