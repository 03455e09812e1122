import Ground
import CoalitionGames
import CreditStatistics
package import Trajectories
import Simulation

/// Banzhaf values of a coalition game: what players add to the others, averaged over all coalitions alike.
package struct Banzhaf: CreditMethod {

  /// What the Banzhaf value is and needs.
  package static let card = MethodCard(
    id: "banzhaf", name: "Banzhaf values of coalition games",
    source: "Banzhaf, Weighted voting doesn't work (1965)",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "the Banzhaf value of the player in the chosen game; equal to Shapley's for two players, and not efficient "
      + "for more",
    formula:
      "b_i = 2^-(n - 1) sum over C without i of v(C + i) - v(C); a player's value is divided equally among "
      + "its decisions of the episode",
    needs: [.trajectories, .replay, .exactSolution],
    cost: "2^n coalitions a game of n players; no simulated turns with worth=exact")

  private let play = GameParameters()
  @Parameter("scale the values of a game so that they sum to v(N) - v(empty), unless they sum to 0")
  private var normalised = false

  /// The method with its defaults.
  package init() {}

  /// What its credits compare.
  package var contrast: Contrast? { play.rules.contrast() }

  /// The share of every decision in the Banzhaf value of its player.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try GameCredits(
      card: Self.card, rules: play.rules,
      division: BanzhafDivision(isNormalised: normalised)
    ).attribute(batch, in: context)
  }
}

/// Banzhaf values, from the worth of all coalitions.
struct BanzhafDivision: GameDivision {
  let isNormalised: Bool

  let isCertain = true
  let playerLimit: Int? = CoalitionGame.playerLimit
  let remedy = "Choose fewer players: players=agent, or longer segments."

  func values(
    of game: inout GameWorth, _ diagnostics: inout GameDiagnostics
  ) throws(CoalitionError) -> [Double] {
    let table = try game.table()
    var values = table.banzhafValues()
    if isNormalised, let scaled = table.normalisedBanzhafValues().optional { values = scaled }
    diagnostics.testCore(of: values, in: table)
    return values
  }
}
