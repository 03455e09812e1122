/// The game of the agents of a stage that have not decided yet.
struct StageGame {
  let occupancy: Occupancy
  /// The decisions of the agents that have.
  let decided: [[Int32]]
  let game: BayesianGame
  let leader: LeaderGame
  /// No policy that begins like this is worth more.
  private(set) var bound: Double
  /// Entries of the open list that stand in this game.
  var openCount = 0

  init(occupancy: Occupancy, decided: [[Int32]], game: BayesianGame, limit: Double) {
    self.occupancy = occupancy
    self.decided = decided
    self.game = game
    leader = LeaderGame(game)
    bound = min(limit, occupancy.past + leader.bound)
  }

  var byteCount: Int { game.payoffs.count * 8 + leader.byteCount + occupancy.byteCount }

  /// The same with a bound that comes from before: a policy is worth no more than its beginning promised.
  func limited(to limit: Double) -> StageGame {
    var game = self
    game.bound = min(bound, limit)
    return game
  }
}
