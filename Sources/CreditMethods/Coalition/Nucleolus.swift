import CoalitionGames
package import Trajectories
import Simulation

/// The nucleolus of a coalition game: the division that leaves coalitions as little to complain of as can be.
package struct Nucleolus: CreditMethod {

  /// What the nucleolus is and needs.
  package static let card = MethodCard(
    id: "nucleolus", name: "Nucleolus of coalition games",
    source: "Schmeidler, The nucleolus of a characteristic function game (1969), over all efficient payoffs",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "the (pre)nucleolus payoff of the player in the chosen game: in the core where there is one, efficient, "
      + "not linear in v",
    formula:
      "the x with x(N) = v(N) - v(empty) whose excesses v(C) - v(empty) - x(C), sorted from the largest, "
      + "come first in lexicographic order; a player's value is divided equally among its decisions",
    needs: [.trajectories, .replay, .exactSolution],
    cost: "2^n coalitions a game of n players, at most 12, and up to n - 1 stages of linear programs",
    sums: [
      .init(.episode, .worth, where: ["game": .text("replay")]),
      .init(.turn, .worth, where: ["game": .text("action")]),
    ])

  private let play = GameParameters()

  /// The method with its defaults.
  package init() {}

  /// What its credits compare.
  package var contrast: Contrast? { play.rules.contrast() }

  /// The share of every decision in the payoff of its player.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try GameCredits(card: Self.card, rules: play.rules, division: NucleolusDivision())
      .attribute(batch, in: context)
  }
}

/// The nucleolus, with the least core and the core test as diagnostics.
struct NucleolusDivision: GameDivision {
  let isCertain = true
  let playerLimit: Int? = CoalitionGame.nucleolusPlayerLimit
  let remedy = "Choose fewer players: players=agent, or longer segments."

  func values(
    of game: inout GameWorth, _ diagnostics: inout GameDiagnostics
  ) throws(CoalitionError) -> [Double] {
    guard game.players.count <= CoalitionGame.nucleolusPlayerLimit else {
      throw .tooManyPlayers(
        division: "the nucleolus", found: game.players.count,
        limit: CoalitionGame.nucleolusPlayerLimit, offer: nil)
    }
    let table = try game.table()
    let values = try table.prenucleolus()
    diagnostics.note(try table.leastCore(), of: table)
    diagnostics.testCore(of: values, in: table)
    return values
  }
}
