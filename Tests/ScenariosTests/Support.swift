import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// The scenario of the catalogue with that name and those settings.
func scenario(_ name: String, _ settings: KeyValuePairs<String, String> = [:]) throws -> any Scenario {
  try ScenarioCatalogue.entry(named: name).scenario(settings.map { (name: $0.key, value: $0.value) })
}

/// The same, walked.
func walk(_ name: String, _ settings: KeyValuePairs<String, String> = [:]) throws -> TreeWalk {
  TreeWalk(try scenario(name, settings))
}

/// Fails where a number is missing or differs from the expected one by more than rounding: values here are at most
/// about 1 and take part in some hundred operations, so 1e-12 is thousands of units in the last place.
func expect(
  _ found: Double?, _ expected: Double, within tolerance: Double = 1e-12, _ what: Comment? = nil,
  at location: SourceLocation = #_sourceLocation
) {
  let difference = found.map { abs($0 - expected) } ?? .infinity
  #expect(
    difference <= tolerance, what ?? "found \(found.map { "\($0)" } ?? "nothing"), expected \(expected)",
    sourceLocation: location)
}

extension TreeWalk {
  /// Fails where a part of the ledger differs, or the parts do not sum to the variance.
  func expectLedger(
    variance: Double, start: Double = 0, decisions: [Double], luck: [Double]? = nil, final: Double = 0,
    at location: SourceLocation = #_sourceLocation
  ) {
    let luck = luck ?? decisions.map { _ in 0 }
    expect(self.variance, variance, "Var R is \(self.variance), expected \(variance)", at: location)
    expect(self.start, start, "start is \(self.start), expected \(start)", at: location)
    expect(self.final, final, "final is \(self.final), expected \(final)", at: location)
    for (name, found, expected) in [("D", decisionParts, decisions), ("L", luckParts, luck)] {
      let agrees = found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-12 }
      #expect(agrees, "\(name) is \(found), expected \(expected)", sourceLocation: location)
    }
    let total = start + decisions.reduce(0, +) + luck.reduce(0, +) + final
    expect(total, variance, "the parts sum to \(total), expected \(variance)", at: location)
  }

  /// Fails where a decision that a test does not name has a credit other than 0.
  func expectNoCredit(
    where isNamed: (Decision) -> Bool, at location: SourceLocation = #_sourceLocation
  ) {
    for decision in decisions where isNamed(decision) {
      for (agent, credit) in zip(decision.agents, decision.credits) {
        expect(
          credit, 0,
          "\(agent) at turn \(decision.turn) in \(decision.state) for \(decision.actions): \(credit)",
          at: location)
      }
    }
  }
}
