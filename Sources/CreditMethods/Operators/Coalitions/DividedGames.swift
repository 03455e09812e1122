public import CoalitionGames
public import Trajectories

/// The credits that a division of the coalition games of a batch gives: a player's value is divided equally among its
/// decisions of the episode.
///
/// There is one game an episode, one a turn, or one for all episodes, as the rules say.
///
/// ```swift
/// // Half of what an agent adds to nobody, half of what it adds to all others.
/// try dividedGames(of: batch, in: context, by: GameRules(players: .agent), for: Self.card) {
///   (game) throws(CoalitionError) in
///   let nobody = [Bool](repeating: false, count: game.playerCount)
///   let all = [Bool](repeating: true, count: game.playerCount)
///   var values: [Double] = []
///   for player in nobody.indices {
///     var (alone, others) = (nobody, all)
///     alone[player] = true
///     others[player] = false
///     let first = try game.worth(of: alone) - game.worth(of: nobody)
///     values.append((first + (try game.worth(of: all) - game.worth(of: others))) / 2)
///   }
///   return values
/// }
/// ```
///
/// `{ (game) throws(CoalitionError) in try game.table().shapleyValues() }` gives Shapley values.
///
/// - Parameters:
///   - batch: The batch that is attributed.
///   - context: Where its simulation and exact solution are, the seed and the threads.
///   - rules: Which games are divided.
///   - card: The method, for errors.
///   - divide: One value a player, in reward units, from the worths of the game alone: equal games are divided once where
///     worths are exact. It runs on several threads.
/// - Returns: One credit a decision, in reward units, with what is known of the games.
/// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` without a simulation and a solution of the batch;
///   ``AttributionError/refused(method:reason:)`` for rules that do not go together, another number of values than
///   players, and what the division refuses.
/// - Complexity: That of the worths that the division asks for.
///
/// Source: Shapley, A value for n-person games (1953), for games as sums of what coalitions earn; Wolpert and Tumer (2001)
/// for absence as another action.
public func dividedGames(
  of batch: TrajectoryBatch, in context: AttributionContext, by rules: GameRules, for card: MethodCard,
  dividing divide: @escaping @Sendable (_ game: inout GameWorth) throws(CoalitionError) -> [Double]
) throws(AttributionError) -> Attribution {
  try GameCredits(card: card, rules: rules, division: GivenDivision(divide: divide)).attribute(
    batch, in: context)
}

/// A division that is given as a function.
private struct GivenDivision: GameDivision {
  let isCertain = true
  let playerLimit: Int? = nil
  let remedy = "Ask for the worths of fewer coalitions."
  let divide: @Sendable (inout GameWorth) throws(CoalitionError) -> [Double]

  func values(
    of game: inout GameWorth, _ diagnostics: inout GameDiagnostics
  ) throws(CoalitionError) -> [Double] {
    let values = try divide(&game)
    guard values.count == game.players.count else {
      throw .outOfRange(
        setting: "the number of values of a division", found: "\(values.count)",
        accepted: "one a player, \(game.players.count)")
    }
    return values
  }
}
