import Ground
import CoalitionGames
import Trajectories
import Simulation

/// A way to divide a coalition game among its players.
protocol GameDivision: Sendable {
  /// Whether equal games have equal values: nothing is drawn.
  var isCertain: Bool { get }
  /// Most players that it divides a game among; `nil` for any number.
  var playerLimit: Int? { get }
  /// What to do where there are more, as a sentence.
  var remedy: String { get }
  /// One value a player; what else is known is added to the diagnostics.
  func values(of game: inout GameWorth, _ diagnostics: inout GameDiagnostics) throws(CoalitionError)
    -> [Double]
}

/// A coalition method: divides the games of a batch, and gives every decision its share.
struct GameCredits<Division: GameDivision>: Sendable {
  let card: MethodCard
  let rules: GameRules
  let division: Division

  /// What one game came to.
  private struct Divided: Sendable {
    let values: [Double]
    let diagnostics: GameDiagnostics
    let replays: Int
    let turns: Int
  }

  /// The credit of every decision of a batch.
  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try rules.check(for: card.id)
    let rollouts = try context.simulation(of: batch, for: card)
    let solution = try context.solution(for: card)
    let games = BatchGames(
      of: rollouts, solution, rules, mergesEqual: rules.worth == .exact && division.isCertain)
    // What is too large should say so before work is done.
    if let limit = division.playerLimit,
      let first = games.games.firstIndex(where: { $0.players.count > limit })
    {
      _ = try divided(first, of: games, seed: context.seed).get()
    }
    let results = parallelMap(count: games.games.count, threads: context.threads) { index in
      divided(index, of: games, seed: context.seed)
    }
    var diagnostics = GameDiagnostics()
    var values: [[Double]] = []
    values.reserveCapacity(results.count)
    var (replays, turns) = (0, 0)
    for (result, game) in zip(results, games.games) {
      let divided = try result.get()
      values.append(divided.values)
      diagnostics.add(divided.diagnostics, times: game.repetitions)
      replays += divided.replays
      turns += divided.turns
    }
    return try Attribution(
      finite: games.shares.map { $0.weight * values[$0.game][$0.player] }, of: batch, method: card.id,
      replays: replays, replayedTurns: turns, games: diagnostics)
  }

  private func divided(
    _ index: Int, of games: BatchGames, seed: UInt64
  ) -> Result<Divided, AttributionError> {
    var worth = GameWorth(index, of: games, seed: seed)
    var diagnostics = GameDiagnostics()
    do throws(CoalitionError) {
      let values = try division.values(of: &worth, &diagnostics)
      diagnostics.count(evaluations: worth.evaluations)
      return .success(
        Divided(values: values, diagnostics: diagnostics, replays: worth.replays, turns: worth.turns))
    } catch {
      let place = games.games[index].episode.map { "episode \"\(games.rollouts.batch.episodeName($0))\": " }
      var reason = (place ?? "") + error.description
      if case .tooManyPlayers = error { reason += " " + division.remedy }
      if case .solver = error { return .failure(.numerical(method: card.id, reason: reason)) }
      return .failure(.refused(method: card.id, reason: reason))
    }
  }
}
