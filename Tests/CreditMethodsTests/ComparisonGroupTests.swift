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
    for group in ComparisonGroup.allCases where group != .siblings {
      let both = try credits(GiGPO.self, workedTrace(.e2), "group=\(group)")
      let episode = try credits(GRPO.self, workedTrace(.e2), "group=\(group)")
      let step = try credits(GiGPO.self, workedTrace(.e2), "weightEpisode=0")
      expectEqual(both, zip(episode, step).map(+), within: 1e-14)
    }
  }

  // MARK: Siblings

  /// Rollout r holds a (10), b (0) and c (4, of two turns), rollout s holds d (10) and e (0); f is of another task.
  private func rollouts() throws -> TrajectoryBatch {
    let scores: [(String, String, String, Double, Int)] = [
      ("t", "a", "r", 1, 1), ("t", "d", "s", 1, 2), ("t", "b", "r", 0, 1), ("t", "c", "r", 0.4, 2),
      ("t", "e", "s", 0, 1), ("u", "f", "r", 1, 1),
    ]
    return try TrajectoryBatch(
      building: scores.map { task, name, rollout, score, turns in
        Episode(
          task: task, name: name, status: .failure, score: score,
          turns: (0..<turns).map { _ in Turn(state: "S", decisions: [Decision(agent: "p", action: name)]) },
          final: "end", rollout: rollout)
      })
  }

  @Test func siblingsAreOfOneRollout() throws {
    let third = 10 / 3.0
    // Means: 14/3 in r, 5 in s; with its turns counted, r has 10, 0, 4, 4 and s 10, 10, 0.
    try expectEqual(
      credits(DrGRPO.self, rollouts(), "reward=score group=siblings"),
      [10 - 1.4 * third, 5, 5, -1.4 * third, 4 - 1.4 * third, 4 - 1.4 * third, -5, 0], within: 1e-14)
    try expectEqual(
      credits(DrGRPO.self, rollouts(), "reward=score group=siblings weighting=cross_steps"),
      [5.5, third, third, -4.5, -0.5, -0.5, -2 * third, 0], within: 1e-14)
    try expectEqual(
      credits(RLOO.self, rollouts(), "reward=score group=siblings singleton=raw"),
      [8, 10, 10, -7, -1, -1, -10, 10], within: 1e-13)
  }

  /// f0 = a b c, won; f1 forks it after a: d e, lost; f2 forks f1 after d: g, lost; f3 = h i, won. Side by side were a and h;
  /// b and d; e and g.
  @Test func siblingsPartAtForks() throws {
    let batch = try replayTrace("fork")
    try expectEqual(
      credits(DrGRPO.self, batch, "reward=score successReward=1 group=siblings"),
      [0, 0.5, 0, 0, -0.5, 0, 0, -0.5, 0, 0, 0], within: 1e-15)
    // Each copy counts: a has the outcomes 1, 0, 0 and h has 1; d has 0 twice, b has 1.
    try expectEqual(
      credits(DrGRPO.self, batch, "reward=score successReward=1 group=siblings forks=each"),
      [0.5, 2 / 3.0, 0, -0.5, -1 / 3.0, 0, -0.5, -1 / 3.0, 0, 0.5, 0], within: 1e-15)
  }

  @Test func siblingsOfNobody() throws {
    let found = try GRPO(
      ParameterValues(pairs("group=siblings norm=mean"), for: GRPO.fullCard.parameters, of: "test")
    ).attribute(workedTrace(.e1), in: AttributionContext())
    #expect(found.remarks.tasksWithoutSiblings == 1)
    expectEqual(
      found.credits, [5.025, 0, 0, -5.075, 0, 0, 5.025, 0, -4.975, 0, 0, 0], within: 1e-14)
  }

  @Test func everyEpisodeOfATaskIsOfARollout() throws {
    var episodes = [
      Episode(
        task: "t", name: "a", status: .success,
        turns: [Turn(state: "S", decisions: [Decision(agent: "p", action: "x")])],
        final: "end", rollout: "r")
    ]
    episodes.append(episodes[0])
    (episodes[1].name, episodes[1].rollout) = ("b", nil)
    let batch = try TrajectoryBatch(building: episodes)
    #expect(
      throws: AttributionError.lacks(
        method: "grpo", need: "the rollout of every episode of a task",
        howToSupply:
          "Episode \"b\" of task \"t\" names none, and others do. Write the field \"rollout\", or use group=task."
      )
    ) { try credits(GRPO.self, batch, "group=siblings") }
  }

  /// Of n turns side by side, each drawn from the policy, the expected deviation given the own action is (1 - 1/n) (Q - V):
  /// over all draws of three siblings at a fork below a common turn, with two actions of probability 1/4 and 3/4 that win with
  /// probability 0.9 and 0.2.
  @Test func siblingsAtAForkHaveNoLuckOfBefore() throws {
    let (chance, win) = ([0.25, 0.75], [0.9, 0.2])
    let value = zip(chance, win).reduce(0) { $0 + $1.0 * $1.1 }
    var (sum, weight) = ([0.0, 0], [0.0, 0])
    for draw in 0..<64 {
      let actions = (0..<3).map { draw >> $0 & 1 }
      let wins = (0..<3).map { draw >> (3 + $0) & 1 }
      let episodes = (0..<3).map { index in
        Episode(
          task: "t", name: "e\(index)", status: wins[index] == 1 ? .success : .failure,
          turns: [
            Turn(state: "A", decisions: [Decision(agent: "p", action: "start")]),
            Turn(state: "B", decisions: [Decision(agent: "p", action: "\(actions[index])")]),
          ], final: "Z", fork: index == 0 ? nil : .init(episode: "e0", turn: 1))
      }
      let probability = (0..<3).reduce(1) { product, index in
        product * chance[actions[index]] * (wins[index] == 1 ? win[actions[index]] : 1 - win[actions[index]])
      }
      let found = try credits(
        DrGRPO.self, TrajectoryBatch(building: episodes), "successReward=1 group=siblings")
      for index in 0..<3 {
        sum[actions[index]] += probability * found[2 * index + 1]
        weight[actions[index]] += probability
        // One turn alone led here.
        #expect(found[2 * index] == 0)
      }
    }
    for action in 0..<2 {
      #expect(abs(sum[action] / weight[action] - 2 / 3.0 * (win[action] - value)) <= 1e-14)
    }
  }
}
