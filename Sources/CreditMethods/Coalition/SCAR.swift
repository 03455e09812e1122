import CoalitionGames
public import Trajectories
import Simulation

/// SCAR: Owen values of an episode's segments over halves of halves, mixed with the return at the end.
public struct SCAR: CreditMethod {
  private let parameters: ParameterValues

  /// What SCAR is and needs.
  public static let card = MethodCard(
    id: "scar", name: "SCAR, Shapley credit of segments",
    source: "arXiv 2505.20417 (2025)",
    granularity: .segment, methodology: .gameTheoretic,
    estimand:
      "alpha times the Owen value of the decision's segment in the replay game, and (1 - alpha) times the return "
      + "on the last turn; an episode's credits sum to alpha (v(N) - v(empty)) + (1 - alpha) R",
    formula:
      "R_t = alpha phi_t + (1 - alpha) 1[t = T] R; phi over halves of halves of the segments; a turn's or "
      + "segment's part is divided equally among its decisions",
    needs: [.trajectories, .replay, .exactSolution],
    cost: "about n² coalitions for n segments; no simulated turns with worth=exact",
    parameters: [
      .number(
        "alpha", in: 0...1, default: 1, "weight of the segments' values; the rest goes to the last turn"),
      GameRules.segmentParameter,
    ] + GameRules.valuation,
    unverified: [
      MethodCard.Unverified(
        "the source's alpha, how it groups segments, and its KL term, which needs a reference policy")
    ])

  /// SCAR with its parameters.
  public init(_ parameters: ParameterValues) { self.parameters = parameters }

  /// What its credits compare; none if they are mixed with the return.
  public var contrast: Contrast? {
    parameters.number("alpha") == 1
      ? GameRules(parameters, players: .segment, game: .replay).contrast() : nil
  }

  /// The share of every decision in its segment's value, and in the return if it is one of the last turn's.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rules = GameRules(parameters, players: .segment, game: .replay)
    let division = OwenDivision { .halves(of: $0.indices) }
    let found = try GameCredits(card: Self.card, rules: rules, division: division)
      .attribute(batch, in: context)
    let rollouts = try context.simulation(of: batch, for: Self.card)
    let alpha = parameters.number("alpha")
    let returns = discountedReturns(
      of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: rollouts.mdp.discount)
    var credits = found.credits.map { alpha * $0 }
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard let last = turns.last else { continue }
      let decisions = batch.decisions(of: last)
      for decision in decisions {
        credits[decision] += (1 - alpha) * returns[turns.lowerBound] / Double(decisions.count)
      }
    }
    return try Attribution(
      finite: credits, of: batch, method: Self.card.id, replays: found.replays,
      replayedTurns: found.replayedTurns, games: found.games)
  }
}
