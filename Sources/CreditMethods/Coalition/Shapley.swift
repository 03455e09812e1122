import CoalitionGames
package import Trajectories
import Simulation

/// Shapley values of a coalition game: what players add to those before them, averaged over all orders.
package struct Shapley: CreditMethod {

  /// What the Shapley value is and needs.
  package static let card = MethodCard(
    id: "shapley", name: "Shapley values of coalition games",
    source: "Shapley, A value for n-person games (1953); sampling: Castro, Gomez and Tejada (2009), and with "
      + "Molina (2017); Mitchell, Cooper, Frank and Holmes (2022)",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "the Shapley value of the player in the chosen game; the values of a game sum to v(N) - v(empty)",
    formula:
      "phi_i = sum over C without i of |C|! (n - |C| - 1)! / n! (v(C + i) - v(C)); a player's value is "
      + "divided equally among its decisions of the episode",
    needs: [.trajectories, .replay, .exactSolution],
    cost:
      "2^n coalitions a game of n players (exact), or orders · (n + 1); no simulated turns with worth=exact",
    sums: [
      .init(.episode, .worth, where: ["game": .text("replay")]),
      .init(.turn, .worth, where: ["game": .text("action")]),
    ])

  private let play = GameParameters()
  @Parameter("all coalitions, or sampled orders; adaptive stops at the precision")
  private var estimator = ShapleyDivision.Estimator.exact
  @Parameter(
    "orders that are sampled; the most with adaptive, n marginal contributions each with stratified",
    in: 1...1_000_000)
  private var orders = 256
  @Parameter(
    "with adaptive, the largest standard error of a player's value, in reward units",
    in: .leastNormalMagnitude...)
  private var precision = 0.05

  /// The method with its defaults.
  package init() {}

  /// What its credits compare.
  package var contrast: Contrast? { play.rules.contrast() }

  /// The share of every decision in the Shapley value of its player.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let division = ShapleyDivision(
      estimator: estimator,
      orders: orders, precision: precision)
    return try GameCredits(card: Self.card, rules: play.rules, division: division)
      .attribute(batch, in: context)
  }
}

/// Shapley values, exact or sampled.
struct ShapleyDivision: GameDivision {
  enum Estimator: String, CaseIterable, Sendable {
    /// From the worth of all coalitions.
    case exact
    /// From independent orders.
    case permutation
    /// From orders and their reverses.
    case antithetic
    /// From the sizes of the coalitions that a player joins.
    case stratified
    /// From orders until the standard error is small enough.
    case adaptive
  }

  let estimator: Estimator
  let orders: Int
  let precision: Double

  var isCertain: Bool { estimator == .exact }
  var playerLimit: Int? { estimator == .exact ? CoalitionGame.playerLimit : nil }
  let remedy = "Set estimator=permutation, antithetic, stratified or adaptive, and orders."

  func values(
    of game: inout GameWorth, _ diagnostics: inout GameDiagnostics
  ) throws(CoalitionError) -> [Double] {
    let players = game.players.count
    switch estimator {
    case .exact:
      let table = try game.table()
      let values = table.shapleyValues()
      diagnostics.testCore(of: values, in: table)
      return values
    case .permutation, .antithetic:
      let plan = try PermutationSampling(
        players: players, orders: orders, isAntithetic: estimator == .antithetic, seed: game.seed,
        stream: game.stream)
      let sampled = try plan.estimate { members, unit in game.worth(of: members, unit: unit) }
      diagnostics.state(sampled.standardErrors)
      return sampled.values
    case .stratified:
      guard orders >= 4 * players else {
        throw .outOfRange(
          setting: "orders with estimator=stratified", found: "\(orders)",
          accepted: "at least \(4 * players), four for each of \(players) players")
      }
      let plan = try StratifiedSampling(
        players: players, marginals: orders * players, seed: game.seed, stream: game.stream)
      let sampled = try plan.estimate { members, unit in game.worth(of: members, unit: unit) }
      diagnostics.state(sampled.standardErrors)
      return sampled.values
    case .adaptive:
      let plan = try AdaptiveSampling(
        players: players, precision: precision, maximumOrders: orders, seed: game.seed,
        stream: game.stream)
      let result = try plan.estimate { members, unit in game.worth(of: members, unit: unit) }
      diagnostics.state(result.estimate.standardErrors, isPrecise: result.isPrecise)
      return result.estimate.values
    }
  }
}
