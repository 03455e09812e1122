public import Ground
import CoalitionGames
import CreditStatistics

/// What is known of the coalition games behind credits beside the credits themselves.
///
/// Diagnostics of several batches add up to those of all their games.
public struct GameDiagnostics: Sendable, Hashable {
  /// Games that were divided: one an episode, one a turn, or one a batch.
  public private(set) var games = 0
  /// Coalitions that were valued; games that are the same are valued once.
  public private(set) var evaluations = 0
  /// Values of players that are estimates and state a standard error.
  public private(set) var standardErrors = 0
  /// Values of players that are estimates from a single unit, so that nothing is known of their error.
  public private(set) var withoutStandardError = 0
  private(set) var standardErrorSum = 0.0
  private(set) var standardErrorMaximum = 0.0
  /// Games whose budget ran out before the precision that was asked for was reached.
  public private(set) var impreciseGames = 0
  /// Games whose values were tested for the core.
  public private(set) var testedForCore = 0
  /// Those of them whose values are in the core.
  public private(set) var inCore = 0
  /// Games whose least core was computed.
  public private(set) var leastCores = 0
  /// Those of them that have a core: the least core's excess is at most 0.
  public private(set) var withCore = 0
  private(set) var leastCoreMaximum = -Double.infinity

  /// The mean standard error of a player's value, in reward units.
  public var meanStandardError: Measured<Double> {
    standardErrors == 0 ? .undefined(.noUnits) : .value(standardErrorSum / Double(standardErrors))
  }

  /// The largest standard error of a player's value, in reward units.
  public var largestStandardError: Measured<Double> {
    standardErrors == 0 ? .undefined(.noUnits) : .value(standardErrorMaximum)
  }

  /// The largest excess of a game's least core, in reward units: above 0, no division of that game is stable.
  public var largestLeastCoreExcess: Measured<Double> {
    leastCoreMaximum.isFinite ? .value(leastCoreMaximum) : .undefined(.noUnits)
  }

  /// The diagnostics of no games.
  public init() {}

  /// Diagnostics that were read back.
  init(
    games: Int, evaluations: Int, standardErrors: Int, withoutStandardError: Int, standardErrorSum: Double,
    standardErrorMaximum: Double, impreciseGames: Int, testedForCore: Int, inCore: Int, leastCores: Int,
    withCore: Int, leastCoreMaximum: Double
  ) {
    self.games = games
    self.evaluations = evaluations
    self.standardErrors = standardErrors
    self.withoutStandardError = withoutStandardError
    self.standardErrorSum = standardErrorSum
    self.standardErrorMaximum = standardErrorMaximum
    self.impreciseGames = impreciseGames
    self.testedForCore = testedForCore
    self.inCore = inCore
    self.leastCores = leastCores
    self.withCore = withCore
    self.leastCoreMaximum = leastCoreMaximum
  }

  /// Adds the diagnostics of other games.
  public static func += (sum: inout GameDiagnostics, other: GameDiagnostics) { sum.add(other, times: 1) }

  /// Adds those of a game that stands for several; its coalitions were valued once.
  mutating func add(_ other: GameDiagnostics, times: Int) {
    games += times * other.games
    evaluations += other.evaluations
    standardErrors += times * other.standardErrors
    withoutStandardError += times * other.withoutStandardError
    standardErrorSum += Double(times) * other.standardErrorSum
    standardErrorMaximum = max(standardErrorMaximum, other.standardErrorMaximum)
    impreciseGames += times * other.impreciseGames
    testedForCore += times * other.testedForCore
    inCore += times * other.inCore
    leastCores += times * other.leastCores
    withCore += times * other.withCore
    leastCoreMaximum = max(leastCoreMaximum, other.leastCoreMaximum)
  }

  /// Counts one game and the coalitions that it took.
  mutating func count(evaluations: Int) {
    games += 1
    self.evaluations += evaluations
  }

  /// States the errors of estimated values.
  mutating func state(_ errors: [Measured<Double>], isPrecise: Bool = true) {
    for error in errors {
      guard let error = error.optional else {
        withoutStandardError += 1
        continue
      }
      standardErrors += 1
      standardErrorSum += error
      standardErrorMaximum = max(standardErrorMaximum, error)
    }
    if !isPrecise { impreciseGames += 1 }
  }

  /// Tests values for the core, where the game is small enough to be scanned for every episode.
  mutating func testCore(of values: [Double], in game: CoalitionGame) {
    guard game.players <= CoalitionGame.nucleolusPlayerLimit else { return }
    testedForCore += 1
    if game.membership(of: values) == .inCore { inCore += 1 }
  }

  /// Notes the least core of a game. A single player gets all there is: that is a core.
  mutating func note(_ core: LeastCore, of game: CoalitionGame) {
    leastCores += 1
    guard let excess = core.excess.optional else {
      withCore += 1
      return
    }
    // An excess of rounding is 0.
    let scale = game.values.reduce(0) { max($0, abs($1 - game.values[0])) }
    let rounded = abs(excess) <= 1e-9 * scale ? 0 : excess
    leastCoreMaximum = max(leastCoreMaximum, rounded)
    if rounded <= 0 { withCore += 1 }
  }
}
