import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Scores compared by the place of the turn and by agent.
@Suite struct ComparisonGroupTests {
  /// Dr. MAS (arXiv 2602.08847) is GRPO among the decisions of an agent, each counted; numbers of an independent
  /// computation with a success worth 1.
  private static let byDecisions =
    "group=agent weighting=cross_steps singleton=raw penalty=none successReward=1"

  @Test func byAgentOnOneAgent() throws {
    let (won, lost) = (1.132840831202, -0.809172022287)
    try expectEqual(
      credits(GRPO.self, workedTrace(.e1), Self.byDecisions),
      [won, won, won, lost, lost, lost, won, won, lost, lost, lost, lost], within: 1e-11)
  }

  /// The left agent decides twice an episode, the right one once.
  @Test func byAgentOnTwo() throws {
    let (left, right) = (0.957425274427, 0.912869262512)
    try expectEqual(
      credits(GRPO.self, workedTrace(.e2), Self.byDecisions),
      [1.0, -1, 1, -1, -1, 1].flatMap { [$0 * left, $0 * right, $0 * left] }, within: 1e-11)
  }

  /// The planner acts first, then the solver, who decides twice in long episodes and once in a short one.
  @Test func byAgentWhoDecideUnequallyOften() throws {
    let won = [0.866023903787, 0.801782225740, 0.801782225740]
    let lost = [-0.866023903787, -1.069042967653, -1.069042967653]
    try expectEqual(
      credits(GRPO.self, replayTrace("demo"), Self.byDecisions), won + lost + lost.prefix(2) + won,
      within: 1e-11)
  }

  /// An agent that acts in two of three episodes is compared in these: 10 and 0. The other acts in all: mean 10/3.
  @Test func anAgentIsComparedWhereItActs() throws {
    var drafts = [walk("a", ["A"], .success), walk("b", ["A"], .failure), walk("c", ["A", "A"], .failure)]
    for episode in 0..<2 { drafts[episode].turns[0].decisions.append(DecisionDraft(agent: "coder")) }
    let third = 10.0 / 3
    try expectEqual(
      credits(DrGRPO.self, makeBatch(drafts), "group=agent"), [2 * third, 5, -third, -5, -third, -third],
      within: 1e-14)
    try expectEqual(
      credits(RLOO.self, makeBatch(drafts), "group=agent"), [10, 10, -5, -10, -5, -5], within: 1e-14)
    // Counted once a decision, the planner's mean is 10/4.
    try expectEqual(
      credits(DrGRPO.self, makeBatch(drafts), "group=agent weighting=cross_steps"),
      [7.5, 5, -2.5, -5, -2.5, -2.5], within: 1e-14)
  }

  /// Returns of E1 are 10, -0.1, 10 and 0; three episodes have a third turn, one has a fourth, which is alone.
  @Test func byTheTurnsPlace() throws {
    try expectEqual(
      credits(DrGRPO.self, workedTrace(.e1), "group=turn"),
      [5.025, 5.025, 6.7, -5.075, -5.075, -3.4, 5.025, 5.025, -4.975, -4.975, -3.3, 0], within: 1e-14)
    #expect(try credits(DrGRPO.self, workedTrace(.e1), "group=turn singleton=raw reward=score").last == 0)
    // Counting turns rather than episodes changes nothing: a place has one turn an episode.
    for method in [GRPO.self, RLOO.self, GiGPO.self] as [any CreditMethod.Type] {
      let settings = "group=turn weighting="
      #expect(
        try credits(method, workedTrace(.e1), settings + "trajectory")
          == credits(method, workedTrace(.e1), settings + "cross_steps"))
    }
  }

  /// The episode term alone is compared so: what GiGPO adds at a state stays.
  @Test func gigpoComparesItsEpisodeTerm() throws {
    for group in ComparisonGroup.allCases {
      let both = try credits(GiGPO.self, workedTrace(.e2), "group=\(group)")
      let episode = try credits(GRPO.self, workedTrace(.e2), "group=\(group)")
      let step = try credits(GiGPO.self, workedTrace(.e2), "weightEpisode=0")
      expectEqual(both, zip(episode, step).map(+), within: 1e-14)
    }
  }
}
