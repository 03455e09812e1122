public import Trajectories

/// What a batch offers to methods that compare episodes of a task: how many groups there are, how many of them carry a
/// signal, and how often episodes meet in a state.
///
/// States are local to a task, and are those that turns start in; the state after an episode's last turn is not one.
public struct TraceSummary: Sendable, Hashable {
  /// Number of episodes.
  public let episodes: Int
  /// Number of turns of all episodes.
  public let turns: Int
  /// Number of decisions of all turns.
  public let decisions: Int
  /// Number of groups: tasks with an episode.
  public let groups: Int
  /// Groups in which no episode succeeded.
  public let groupsWithoutSuccess: Int
  /// Groups whose episodes all have the same return; a group of one is among them.
  public let groupsWithoutVariance: Int
  /// Distinct states, counted apart in every task.
  public let states: Int
  /// States that at least two episodes of a task visit.
  public let sharedStates: Int
  /// States that a single turn starts in.
  public let singletonStates: Int
  /// Turns whose state another episode of the task visits too.
  public let turnsInSharedStates: Int

  /// Number of credits that a method assigns: one a decision.
  public var credits: Int { decisions }

  /// Share of turns whose state another episode of the task visits too, in `0...1`; 0 without turns.
  public var sharedTurnShare: Double { turns == 0 ? 0 : Double(turnsInSharedStates) / Double(turns) }

  /// Summarises a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - key: What identifies a state.
  ///   - reward: What the return of an episode is made of, without penalties.
  ///   - context: Where methods ran on the batch, so that their states are used again.
  /// - Complexity: O(decisions + keys + tasks).
  public init(
    of batch: TrajectoryBatch, by key: StateKey = .state, reward: RewardConvention = .outcome,
    in context: AttributionContext = AttributionContext()
  ) {
    var rules = ReturnRules()
    rules.reward = reward
    rules.penalty = .none
    let returns = TurnRewards(of: batch, by: rules).episodeReturn
    let groups = Groups(of: batch)
    let visits = Visits(
      of: context.states(of: batch, by: key).turnsByNode,
      episodeOfTurn: batch.repeatedPerTurn(Array(returns.indices)))
    episodes = batch.episodeCount
    turns = batch.turnCount
    decisions = batch.decisionCount
    self.groups = groups.count
    groupsWithoutSuccess = (0..<groups.count).count { group in
      groups[group].allSatisfy { batch.episodes.status[Int($0)] != .success }
    }
    groupsWithoutVariance = (0..<groups.count).count { group in
      Set(groups[group].map { returns[Int($0)] }).count == 1
    }
    states = visits.states
    sharedStates = visits.shared
    singletonStates = visits.singletons
    turnsInSharedStates = visits.turnsInShared
  }
}

/// How episodes visit states.
private struct Visits {
  var states = 0
  var shared = 0
  var singletons = 0
  var turnsInShared = 0

  /// Counts the visits of nodes; nodes that no turn starts in are left out.
  init(of turnsByNode: Grouping, episodeOfTurn: [Int]) {
    for node in 0..<turnsByNode.count {
      let turns = turnsByNode[node]
      guard let first = turns.first, let last = turns.last else { continue }
      states += 1
      singletons += turns.count == 1 ? 1 : 0
      // Turns ascend, and an episode's are consecutive: another episode shows at the ends.
      if episodeOfTurn[Int(first)] != episodeOfTurn[Int(last)] {
        shared += 1
        turnsInShared += turns.count
      }
    }
  }
}
