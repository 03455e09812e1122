/// What is known of a task before a method is chosen: what the survey's decision tree asks, what its preconditions rest on,
/// and the signs that its diagnostics read (arXiv 2604.09459, benchmark protocol, decision tree and six diagnostics).
///
/// `nil` is "not known". A number that is not known is never made up: the question that needs it says so.
public struct TaskMetadata: Sendable, Hashable, Codable {
  /// Where metadata come from, which says what can be known.
  public enum Source: String, Sendable, Hashable, Codable {
    /// Written down by hand.
    case given
    /// The exact solution of a scenario.
    case solved
    /// Episodes of a scenario that is too large to be solved.
    case played
    /// A recorded trace.
    case trace
  }

  /// The setting of the survey's first question.
  public enum Setting: String, Sendable, Hashable, Codable, CaseIterable {
    /// One chain of thought with an outcome.
    case reasoning
    /// One agent that acts turn by turn in an environment.
    case agentic
    /// Several agents that decide.
    case multiAgent = "multi-agent"
  }

  /// What a task can be set back to, from nothing to everything.
  public enum ReplayGrade: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing: there is a record alone.
    case none
    /// The text so far is fed in again.
    case text
    /// The state of the decoder.
    case decoder
    /// The environment with everything hidden in it.
    case environment
  }

  /// Where the numbers come from.
  public var source: Source
  /// The setting.
  public var setting: Setting?
  /// Agents that decide.
  public var agents: Int?
  /// Turns of an episode: fewest, median, most.
  public var leastTurns, medianTurns, mostTurns: Int?
  /// Mean tokens of an episode.
  public var tokens: Double?
  /// Whether compute is generous, so that rollouts from single steps are affordable.
  public var generousCompute: Bool?
  /// Whether a model beside the policy may be trained or asked.
  public var auxiliaryModel: Bool?
  /// What the task can be set back to.
  public var replay: ReplayGrade?
  /// Probability that the verifier is wrong, in `0...1`.
  public var verifierError: Double?
  /// E[Var(credit | what the agent knows, its action)], in squared reward units: 0 where agents could know their credit.
  public var aliasingGap: Double?
  /// Shares of the return's variance, each in `0...1`: decisions, chance in transitions, and endings.
  public var decisionShare, luckShare, endingShare: Double?

  /// Situations (state and joint action) that were looked at, those of them with several outcomes, and those whose
  /// outcomes depend on what the public state hides.
  public var situations, chanceSituations, hiddenSituations: Int?
  /// What agents see at a turn that stands for states in which their actions are worth something else, of how many; in a
  /// trace recorded states that stand for several privileged ones.
  public var aliasedViews, views: Int?
  /// Probability of so much dependence on the turn before, if the states were Markov, and the turns that could show one.
  public var markovProbability: Double?
  /// The turns that could show a dependence on the turn before.
  public var markovTurns: Int?
  /// Recorded episodes that were forked from others.
  public var forks: Int?
  /// Kinds of actions: actions that are never a choice between each other.
  public var actionKinds: Int?
  /// Share of the variance of decisions that the reward of their own turn does not show, in `0...1`.
  public var delayedShare: Double?
  /// Share of the turns before the last that bring a reward, and of the decisions that a judge spoke of, in `0...1`.
  public var rewardedTurns, judgedDecisions: Double?
  /// Agents with a decision that matters.
  public var pivotalAgents: Int?
  /// By how much the credits of single agents exceed the team's, as a share of it: what agents do together.
  public var interaction: Double?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case source, setting, agents, leastTurns, medianTurns, mostTurns, tokens, generousCompute, auxiliaryModel,
      replay,
      verifierError, aliasingGap, decisionShare, luckShare, endingShare, situations, chanceSituations,
      hiddenSituations, aliasedViews, views, markovProbability, markovTurns, forks, actionKinds, delayedShare,
      rewardedTurns, judgedDecisions, pivotalAgents, interaction
  }

  /// Nothing known.
  ///
  /// - Parameter source: Where numbers that are set will come from.
  public init(_ source: Source = .given) { self.source = source }

  /// The fields, as JSON has them.
  package static var fields: [String] { CodingKeys.allCases.map(\.rawValue).filter { $0 != "source" } }
}

extension TaskMetadata {
  /// What cannot be: the field, its value and what is accepted; `nil` if all can.
  package var flaw: (field: String, found: String, accepted: String)? {
    let counts: [(String, Int?, Int)] = [
      ("agents", agents, 1), ("leastTurns", leastTurns, 0), ("medianTurns", medianTurns, 0),
      ("mostTurns", mostTurns, 0), ("situations", situations, 0), ("chanceSituations", chanceSituations, 0),
      ("hiddenSituations", hiddenSituations, 0), ("aliasedViews", aliasedViews, 0), ("views", views, 0),
      ("markovTurns", markovTurns, 0), ("forks", forks, 0), ("actionKinds", actionKinds, 0),
      ("pivotalAgents", pivotalAgents, 0),
    ]
    for (field, count, least) in counts {
      if let count, count < least { return (field, "\(count)", "a whole number of at least \(least)") }
    }
    let shares: [(String, Double?)] = [
      ("verifierError", verifierError), ("decisionShare", decisionShare), ("luckShare", luckShare),
      ("endingShare", endingShare), ("markovProbability", markovProbability), ("delayedShare", delayedShare),
      ("rewardedTurns", rewardedTurns), ("judgedDecisions", judgedDecisions),
    ]
    for (field, share) in shares {
      if let share, !(0...1).contains(share) { return (field, "\(share)", "a number in 0...1") }
    }
    for (field, number) in [("tokens", tokens), ("aliasingGap", aliasingGap), ("interaction", interaction)] {
      if let number, !(number >= 0 && number.isFinite) {
        return (field, "\(number)", "a number of at least 0")
      }
    }
    let turns = [("leastTurns", leastTurns), ("medianTurns", medianTurns), ("mostTurns", mostTurns)]
      .compactMap { name, count in count.map { (name, $0) } }
    for (one, next) in zip(turns, turns.dropFirst()) where one.1 > next.1 {
      return (next.0, "\(next.1)", "a whole number of at least \(one.1), which is \(one.0)")
    }
    return nil
  }
}
