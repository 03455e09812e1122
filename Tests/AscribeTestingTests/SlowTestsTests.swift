import Foundation
import TestSupport
import Testing

/// Slow tests are left out on request alone.
@Suite struct SlowTestsTests {
  @Test(arguments: [
    ([:], true), (["ASCRIBE_SKIP_SLOW": ""], true), (["ASCRIBE_SKIP_SLOW": "0"], true),
    (["ASCRIBE_SKIP_SLOW": "1"], false), (["SKIP_SLOW": "1"], true),
  ])
  func theVariableDecides(environment: [String: String], runs: Bool) async throws {
    #expect(try await SlowTests.condition(in: environment).evaluate() == runs)
  }

  /// The condition of this very run: a test that is left out is not run, and all others are.
  @Test(.tags(.slow), .whereSlowTestsRun) func aSlowTestRunsOnlyWithoutTheVariable() {
    #expect(ProcessInfo.processInfo.environment[SlowTests.variable] != "1")
  }
}
