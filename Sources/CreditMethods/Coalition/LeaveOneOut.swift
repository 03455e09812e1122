import CoalitionGames
package import Trajectories
import Simulation

/// Leave-one-out: what the team loses without the player.
package struct LeaveOneOut: CreditMethod {

  /// What leave-one-out is and needs.
  package static let card = MethodCard(
    id: "leave_one_out", name: "Leave-one-out in coalition games",
    source:
      "Wolpert and Tumer, Optimal payoff functions for members of collectives (2001), difference rewards; "
      + "with absent=default and game=action the wonderful-life utility",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "v(N) - v(N - i) in the chosen game: not efficient, 0 for every one of several redundant players",
    formula: "d_i = v(N) - v(N - i); a player's value is divided equally among its decisions of the episode",
    needs: [.trajectories, .replay, .exactSolution],
    cost: "n + 1 coalitions a game of n players; no simulated turns with worth=exact")

  private let play = GameParameters()

  /// The method with its defaults.
  package init() {}

  /// What its credits compare.
  package var contrast: Contrast? { play.rules.contrast(isAlone: true) }

  /// The share of every decision in what the team loses without its player.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try GameCredits(card: Self.card, rules: play.rules, division: LeaveOneOutDivision())
      .attribute(batch, in: context)
  }
}

/// Leave-one-out values, from the coalitions of all players and of all but one.
struct LeaveOneOutDivision: GameDivision {
  let isCertain = true
  let playerLimit: Int? = nil
  let remedy = ""

  func values(
    of game: inout GameWorth, _ diagnostics: inout GameDiagnostics
  ) throws(CoalitionError) -> [Double] {
    var members = [Bool](repeating: true, count: game.players.count)
    let grand = game.worth(of: members, unit: 0)
    var values: [Double] = []
    for player in members.indices {
      members[player] = false
      values.append(grand - game.worth(of: members, unit: 0))
      members[player] = true
    }
    return values
  }
}
