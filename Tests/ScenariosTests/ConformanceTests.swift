import Scenarios
import Testing
import Simulation

/// Every built-in scenario keeps the rules and holds what it declares, with its defaults and away from them.
struct ConformanceTests {
  /// Enough random episodes to meet every kind of transition of these scenarios.
  private let checker = ConformanceChecker(episodes: 50)

  @Test(arguments: ScenarioCatalogue.builtIn.map(\.name))
  func defaultsConform(name: String) throws {
    #expect(checker.violations(of: try scenario(name)) == [])
  }

  /// Settings at which a declared fact changes.
  static let variants: [(String, KeyValuePairs<String, String>)] = [
    ("single", ["hidden": "true"]), ("single", ["hidden": "true", "fork": "5"]),
    ("single", ["high": "1", "low": "0", "turns": "1", "fork": "0"]),
    ("single", ["high": "0.5", "low": "0.5"]),
    ("chain", ["forks": "1"]), ("repair", ["turns": "2", "fork": "0", "repairTurn": "1"]),
    ("luck", ["turns": "2", "chanceTurn": "1", "decoyActions": "1"]), ("memory", ["readProbability": "0.5"]),
    ("memory", ["turns": "2"]), ("or", ["agents": "1"]), ("and", ["agents": "4"]),
    ("coupling", ["rightAfterGood": "0.4", "rightAfterBad": "0.4"]), ("typed", ["formats": "1"]),
    ("dec-tiger", ["accuracy": "1", "horizon": "2"]), ("two-step", ["discount": "0"]),
    ("broadcast-channel", ["horizon": "1"]), ("broadcast-channel", ["accuracy": "1", "horizon": "2"]),
    ("recycling-robots", ["horizon": "1"]), ("recycling-robots", ["discount": "0", "horizon": "2"]),
    ("meeting-grid", ["horizon": "1"]), ("meeting-grid", ["discount": "0.9", "horizon": "2"]),
    ("box-pushing", ["horizon": "1"]), ("box-pushing", ["discount": "0", "horizon": "2"]),
    ("relay", ["components": "2", "horizon": "5", "subtleShare": "0"]),
    ("relay", ["components": "2", "horizon": "7", "subtleShare": "1", "subtlety": "0"]),
    ("repair-shop", ["defects": "1", "chores": "0", "horizon": "12"]),
    ("repair-shop", ["files": "3", "chores": "0", "horizon": "11", "regression": "0", "flakiness": "0"]),
    ("repair-shop", ["defects": "1", "horizon": "14", "recoverability": "0", "flakiness": "0"]),
    ("service", ["requests": "1", "horizon": "9", "vagueness": "0"]),
    ("service", ["requests": "1", "horizon": "10", "chats": "1"]),
    ("research", ["facets": "2", "passes": "1", "horizon": "6", "slack": "0"]),
    ("research", ["facets": "1", "passes": "2", "horizon": "9", "meetings": "0", "slack": "0"]),
    ("swarm", ["workers": "4", "squads": "2", "helpers": "0", "shards": "2", "horizon": "9", "effort": "0"]),
    ("swarm", ["workers": "1", "helpers": "0", "shards": "1", "horizon": "6", "effort": "0.002"]),
  ]

  @Test(arguments: variants.indices)
  func variantsConform(index: Int) throws {
    let (name, settings) = Self.variants[index]
    #expect(checker.violations(of: try scenario(name, settings)) == [], "\(name) \(settings)")
  }

  /// The compiled tables and their solution against plain recursion over the scenario's functions.
  @Test(arguments: variants.indices)
  func theExactSolutionAgreesWithTheTreeWalk(index: Int) throws {
    let (name, settings) = Self.variants[index]
    let scenario = try scenario(name, settings)
    let walk = TreeWalk(scenario)
    let mdp = try TurnMDP(compiling: scenario)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let ledger = solution.varianceLedger()
    let tolerance = 1e-12 * max(1, walk.variance)
    expect(solution.value, walk.value, within: tolerance)
    expect(ledger.variance, walk.variance, within: tolerance)
    expect(ledger.start, walk.start, within: tolerance)
    expect(ledger.final, walk.final, within: tolerance)
    for turn in 0..<scenario.horizon {
      expect(ledger.decisions[turn], walk.decisionParts[turn], within: tolerance)
      expect(ledger.luck[turn], walk.luckParts[turn], within: tolerance)
    }
  }
}
