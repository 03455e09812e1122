/// Who plays which game, for methods that leave all of it open.
struct GameParameters: ParameterGroup {
  @Parameter("a player is an agent, one decision, or a segment of turns")
  private var players = GameRules.Players.agent
  @Parameter(SegmentHelp.segment, in: SegmentHelp.lengths) private var segment = 1
  @Parameter("v(C): replays that keep C's decisions, Q of one turn, or C following the policy")
  private var game = GameRules.Game.replay
  private let valuation = ValuationParameters()

  /// The rules that they set.
  var rules: GameRules { valuation.rules(players: players, segment: segment, game: game) }
}

/// How a coalition is valued, for methods that have their own players.
struct ValuationParameters: ParameterGroup {
  @Parameter(
    "an absent player draws from the policy, takes the scenario's default action, or any action alike")
  private var absent = GameRules.Absence.resample
  @Parameter("a coalition is worth its expected return, or the mean of simulated replays")
  private var worth = GameRules.Worth.exact
  @Parameter("replays of a coalition each time it is valued", in: 1...4096) private var continuations = 1

  /// The rules of a game whose coalitions are valued so.
  func rules(players: GameRules.Players, segment: Int, game: GameRules.Game) -> GameRules {
    GameRules(
      players: players, segment: segment, game: game, absence: absent, worth: worth,
      continuations: continuations)
  }
}

/// What a parameter says and accepts that is the length of a segment.
enum SegmentHelp {
  static let segment = "turns of a segment"
  static let lengths = 1...1_000_000
}
