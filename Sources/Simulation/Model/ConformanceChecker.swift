import Ground

/// Plays a scenario at random and holds it to the rules of ``Scenario`` and to its own ``ScenarioFacts``.
public struct ConformanceChecker: Sendable {
  /// A rule that a scenario broke, with the place.
  public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// The rule.
    public let rule: Rule
    /// The violation as a sentence that names the place, what was found and what was expected.
    public let description: String
  }

  /// What is checked.
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    /// Probabilities, actions, observations, rewards, endings and the header are well formed.
    case wellFormed = "well formed"
    /// A terminal state ends the episode by the rules: success or failure, never truncated.
    case terminalStatesAbsorb = "terminal states absorb"
    /// Asked twice, the scenario answers the same.
    case pure
    /// Every agent acts somewhere.
    case agents
    /// Turn-taking or simultaneous, as declared.
    case turnOrder = "turn order"
    /// Certain transitions and endings, or not, as declared.
    case determinism
    /// Observations identify states, or not, as declared.
    case observability
    /// Rewards within the declared bounds.
    case rewardBounds = "reward bounds"
    /// Returns from every turn on are within ``ScenarioFacts/returnBounds``, and at their ends if
    /// ``ScenarioFacts/hasBinaryReturns`` says so.
    case returnBounds = "return bounds"
    /// The declared pivotal units are those whose actions differ in value.
    case pivotalUnits = "pivotal units"
  }

  /// Episodes of random play.
  public var episodes: Int
  /// Seed of the random play.
  public var seed: UInt64

  /// A checker that plays `episodes` random episodes.
  public init(episodes: Int = 200, seed: UInt64 = 0) {
    self.episodes = episodes
    self.seed = seed
  }

  /// Every violation found, each sentence once, in the order of discovery; empty for a scenario that conforms.
  public func violations(of scenario: some Scenario) -> [Violation] {
    var play = RandomPlay(scenario)
    do throws(ScenarioError) {
      try checkHeader(of: scenario)
      let draws = PhiloxStream(seed: seed, purpose: .exploration)
      for episode in 0..<episodes { try play.episode(UInt64(episode), draws) }
      play.finish()
      // What needs more than one state to be seen shows when the scenario is compiled.
      if play.violations.isEmpty {
        let mdp = try TurnMDP(compiling: scenario)
        if let declared = scenario.facts.pivotalUnits { play.comparePivotalUnits(declared, on: mdp) }
      }
    } catch .factored where scenario.facts.pivotalUnits == nil {
      // It can be played and not compiled.
    } catch {
      play.report(.wellFormed, "\(error)")
    }
    return play.violations
  }
}
