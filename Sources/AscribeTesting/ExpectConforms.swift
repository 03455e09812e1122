public import Testing
public import Simulation

/// Expects a scenario to keep the rules of `Scenario` and what it declares about itself.
///
/// Plays the scenario at random and compiles it. Each violation is an issue of its own, such as
///
/// ```
/// turn order: state 1: 2 agents act; declared "turn-taking", that is 1.
/// ```
///
/// - Parameters:
///   - scenario: The scenario.
///   - episodes: Episodes of random play, at least 1; fewer is an issue.
///   - seed: Seed of the random play.
///   - sourceLocation: Where issues are reported.
public func expectConforms(
  _ scenario: some Scenario, episodes: Int = 200, seed: UInt64 = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard episodes >= 1 else {
    return ExpectationError("episodes", episodes, accepted: "at least 1").record(sourceLocation)
  }
  for violation in ConformanceChecker(episodes: episodes, seed: seed).violations(of: scenario) {
    Issue.record("\(violation.rule.rawValue): \(violation.description)", sourceLocation: sourceLocation)
  }
}
