import Ground
import CoalitionGames
import CreditStatistics
public import Trajectories
import Simulation

/// Banzhaf values of a coalition game: what players add to the others, averaged over all coalitions alike.
public struct Banzhaf: CreditMethod {
  private let parameters: ParameterValues

  /// What the Banzhaf value is and needs.
  public static let card = MethodCard(
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
    cost: "2^n coalitions a game of n players; no simulated turns with worth=exact",
    parameters: GameRules.parameters + [
      .flag(
        "normalised", default: false,
        "scale the values of a game so that they sum to v(N) - v(empty), unless they sum to 0")
    ])

  /// The Banzhaf value with its parameters.
  public init(_ parameters: ParameterValues) { self.parameters = parameters }

  /// What its credits compare.
  public var contrast: Contrast? { GameRules(parameters).contrast() }

  /// The share of every decision in the Banzhaf value of its player.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try GameCredits(
      card: Self.card, rules: GameRules(parameters),
      division: BanzhafDivision(isNormalised: parameters.flag("normalised"))
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
