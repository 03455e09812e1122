import CoalitionGames
package import Trajectories
import Simulation

/// Owen values of the decisions of an episode, which join coalitions in unions.
package struct Owen: CreditMethod {
  /// Which decisions belong together.
  private enum Unions: String, CaseIterable {
    /// Those of a turn.
    case turn
    /// Those of an agent.
    case agent
    /// Those of a segment of turns.
    case segment
    /// Halves of the episode, halves of these, and so on.
    case halves
  }

  /// What the Owen value is and needs.
  package static let card = MethodCard(
    id: "owen", name: "Owen values of coalition games",
    source: "Owen, Values of games with a priori unions (1977); levels: Winter (1989)",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "the Owen value of the decision: Shapley's over the orders in which unions arrive whole; efficient, and a "
      + "union's decisions together get the Shapley value of the union",
    formula:
      "the mean of v(C + i) - v(C) over the orders in which the decisions of a union follow one another, C "
      + "being those before i",
    needs: [.trajectories, .replay, .exactSolution],
    cost:
      "for each decision 2 to the number of its siblings and of its union's, coalitions at most; about n² "
      + "with unions=halves",
    sums: [.init(.episode, .worth, where: ["game": .text("replay")])])

  @Parameter("which decisions join coalitions together") private var unions = Unions.turn
  @Parameter(SegmentHelp.segment, in: SegmentHelp.lengths) private var segment = 1
  @Parameter("v(C): replays that keep C's decisions, or C following the policy", among: [.replay, .policy])
  private var game = GameRules.Game.replay
  private let valuation = ValuationParameters()

  private var rules: GameRules { valuation.rules(players: .agentTurn, segment: segment, game: game) }

  /// The method with its defaults.
  package init() {}

  /// What its credits compare.
  package var contrast: Contrast? { rules.contrast() }

  /// The Owen value of every decision.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (rules, unions) = (rules, unions)
    let division = OwenDivision { players in
      let all = players.indices
      let key: (BatchGames.Player) -> Int
      switch unions {
      case .halves: return .halves(of: all)
      case .turn: key = { $0.turn }
      case .agent: key = { $0.agent }
      case .segment: key = { $0.turn / rules.segment }
      }
      let keys = Set(players.map(key)).sorted()
      return .partition(keys.map { union in all.filter { key(players[$0]) == union } })
    }
    return try GameCredits(card: Self.card, rules: rules, division: division).attribute(batch, in: context)
  }
}

/// Owen values over a hierarchy of a game's players.
struct OwenDivision: GameDivision {
  let hierarchy: @Sendable ([BatchGames.Player]) -> PlayerHierarchy

  /// Most players of a game that is valued as a table.
  private static let tableLimit = 10

  let isCertain = true
  /// Owen values are limited by their marginal contributions, not by the players.
  let playerLimit: Int? = nil
  let remedy = "Choose smaller unions, or unions=halves; or use shapley with a sampling estimator."

  func values(
    of game: inout GameWorth, _ diagnostics: inout GameDiagnostics
  ) throws(CoalitionError) -> [Double] {
    // Coalitions of few players are valued together: they share the values of later turns.
    if game.players.count <= Self.tableLimit {
      return try OwenValues(of: try game.table(), in: hierarchy(game.players)).values
    }
    return try OwenValues(in: hierarchy(game.players)) { members in game.worth(of: members, unit: 0) }.values
  }
}
