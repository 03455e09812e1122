public import CreditMethods
import Foundation
import Testing
import TestSupport
public import Trajectories

@Suite struct WriteAMethodTests {
  /// Three decisions in one state, two of which win: returns 1, 0, 1 less 2/3, and half of 1 - 1/2, 0 - 1, 1 - 1/2.
  @Test func theArticlesNumbersAreRight() throws {
    let batch = try TrajectoryBatch(
      building: ["win", "lose", "win"].enumerated().map { index, action in
        Episode(
          task: "t", name: "e\(index)", status: action == "win" ? .success : .failure,
          turns: [Turn(state: "S", decisions: [Decision(agent: "solver", action: action)])], final: action)
      })
    try expectEqual(credits(SameSituation.self, batch), [7.0 / 12, -7.0 / 6, 7.0 / 12], within: 1e-14)
  }

  /// The article shows this file's method, line by line.
  @Test func theArticleShowsTheMethod() throws {
    let here = URL(filePath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/CreditMethods/CreditMethods.docc/WriteAMethod.md"),
      encoding: .utf8)
    let shown = try #require(article.components(separatedBy: "```swift\n").dropFirst().first)
      .components(separatedBy: "```")[0]
    #expect(shown.contains("struct SameSituation"))
    #expect(try String(contentsOf: here, encoding: .utf8).contains(shown))
  }
}

/// The return to go relative to the agent's other visits of the state, plus a share of the episode's relative outcome.
public struct SameSituation: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "same-situation", name: "Return relative to the same situation", source: "this article",
    granularity: .multiAgent, methodology: .monteCarlo,
    estimand:
      "Q - V given what the agent sees of the state, in reward units; the joint action is not taken apart.",
    formula:
      "A = (G_t - mean of G over decisions of the agent in the state) + weight (R_i - mean R of the other episodes)",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  /// Discount of a turn.
  @Parameter("discount of a turn", in: 0...1) public var gamma = 1.0
  /// Weight of the second term.
  @Parameter("weight of the episode's outcome", in: 0...10) public var weight = 0.5

  /// The method with its defaults.
  public init() {}

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: ReturnRules(successReward: 1))
    // Who decides where: the rows are decisions, the groups (task, state, agent).
    let situations = context.states(of: batch, by: .observation).decisionContexts.contexts
    let returns = try repeatedPerDecision(rewards.returnsToGo(discount: gamma), in: batch)
    let step = try centred(returns, by: situations)
    let outcome = try leaveOneOut(rewards.episodeReturn, by: Grouping(by: batch.episodes.task))
    let team = try repeatedPerDecision(repeatedPerTurn(outcome, in: batch), in: batch)
    let credits = zip(step, team).map { $0 + weight * $1 }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}
