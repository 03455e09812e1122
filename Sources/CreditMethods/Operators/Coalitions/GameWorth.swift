public import CoalitionGames
import Ground
import Simulation

/// One coalition game of a batch while it is divided: values coalitions, and counts what that takes.
public struct GameWorth {
  let players: [BatchGames.Player]
  /// Seed and stream of the draws that choose coalitions.
  let seed: UInt64
  let stream: UInt64
  /// Coalitions that were valued, repetitions that were looked up not counted.
  private(set) var evaluations = 0
  private var exact: ExactWorth?
  private var replayed: ReplayedWorth?
  /// Exact worths that were asked for one by one; looked up only, so that their order never matters.
  private var known: [[Bool]: Double] = [:]

  /// Simulated plays.
  var replays: Int { replayed?.replays ?? 0 }
  /// Simulated turns.
  var turns: Int { replayed?.turns ?? 0 }

  init(_ index: Int, of games: BatchGames, seed: UInt64) {
    let game = games.games[index]
    let play = games.play(index)
    // Recorded episodes have no batch.
    let batch = games.rollouts.plan?.batch ?? 0
    players = game.players
    self.seed = seed
    stream = PhiloxStream.game(batch: batch, turn: UInt32(game.turn))
    switch games.rules.worth {
    case .exact: exact = ExactWorth(play)
    case .replay:
      replayed = ReplayedWorth(
        play, seed: seed, batch: batch, game: game.turn, continuations: games.rules.continuations)
    }
  }

  /// Number of players: agents in the scenario's order, decisions and segments in that of time.
  public var playerCount: Int { players.count }

  /// The worth of a coalition, in reward units.
  ///
  /// - Parameter members: Whether each player is a member, shape `[players]`.
  /// - Throws: `CoalitionError` for another number of flags than players.
  /// - Complexity: That of a pass over the game's plays; a coalition that was valued before is looked up where worths are
  ///   exact.
  public mutating func worth(of members: [Bool]) throws(CoalitionError) -> Double {
    guard members.count == players.count else {
      throw .outOfRange(
        setting: "the number of flags of a coalition", found: "\(members.count)",
        accepted: "one a player, \(players.count)")
    }
    return worth(of: members, unit: 0)
  }

  /// The worth of a coalition; `unit` names the draws of simulated plays.
  mutating func worth(of members: [Bool], unit: Int) -> Double {
    if replayed != nil {
      evaluations += 1
      return replayed?.worth(of: members, unit: unit) ?? 0
    }
    if let found = known[members] { return found }
    evaluations += 1
    let found = exact?.worth(of: members) ?? 0
    known[members] = found
    return found
  }

  /// The worth of all coalitions, as a game that has Shapley values, Banzhaf values, a nucleolus and more.
  ///
  /// - Throws: `CoalitionError` for too many players, with an offer of sampling, and for worths that are not finite.
  public mutating func table() throws(CoalitionError) -> CoalitionGame {
    guard players.count <= CoalitionGame.playerLimit, exact != nil else {
      return try CoalitionGame(players: players.count) { members in worth(of: members, unit: 0) }
    }
    evaluations += 1 << players.count
    return try CoalitionGame(players: players.count, values: exact?.table() ?? [])
  }
}
