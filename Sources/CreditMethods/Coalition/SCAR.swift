import CoalitionGames
package import Trajectories
import Simulation

/// SCAR: Owen values of an episode's segments over halves of halves, mixed with the return at the end.
package struct SCAR: CreditMethod {

  /// What SCAR is and needs.
  package static let card = MethodCard(
    id: "scar", name: "SCAR, Shapley credit of segments",
    source: "arXiv 2505.20417 (2025)",
    granularity: .segment, methodology: .gameTheoretic,
    estimand:
      "weightSegments times the Owen value of the decision's segment in the replay game, and 1 - weightSegments times the return "
      + "on the last turn; an episode's credits sum to weightSegments (v(N) - v(empty)) + (1 - weightSegments) R",
    formula:
      "R_t = weightSegments phi_t + (1 - weightSegments) 1[t = T] R; phi over halves of halves of the segments; a turn's or "
      + "segment's part is divided equally among its decisions",
    needs: [.trajectories, .replay, .exactSolution],
    cost: "about n² coalitions for n segments; no simulated turns with worth=exact",
    unverified: [
      MethodCard.Unverified(
        "the source's alpha, how it groups segments, and its KL term, which needs a reference policy")
    ],
    unit: .decision, sums: [.init(.episode, .worth, where: ["weightSegments": .number(1)])])

  @Parameter("weight of the segments' values; the rest goes to the last turn", in: 0...1, formerly: "alpha")
  private var weightSegments = 1.0
  @Parameter(SegmentHelp.segment, in: SegmentHelp.lengths) private var segment = 1
  private let valuation = ValuationParameters()

  private var rules: GameRules { valuation.rules(players: .segment, segment: segment, game: .replay) }

  /// The method with its defaults.
  package init() {}

  /// What its credits compare; none if they are mixed with the return.
  package var contrast: Contrast? {
    weightSegments == 1 ? rules.contrast() : nil
  }

  /// The share of every decision in its segment's value, and in the return if it is one of the last turn's.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let division = OwenDivision { .halves(of: $0.indices) }
    let found = try GameCredits(card: Self.card, rules: rules, division: division)
      .attribute(batch, in: context)
    let rollouts = try context.simulation(of: batch, for: Self.card)
    let weight = weightSegments
    let returns = discountedReturns(
      of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: rollouts.mdp.discount)
    var credits = found.credits.map { weight * $0 }
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard let last = turns.last else { continue }
      let decisions = batch.decisions(of: last)
      for decision in decisions {
        credits[decision] += (1 - weight) * returns[turns.lowerBound] / Double(decisions.count)
      }
    }
    return try Attribution(
      finite: credits, of: batch, method: Self.card.id, replays: found.replays,
      replayedTurns: found.replayedTurns, games: found.games)
  }
}
