/// One stage of the search for payoffs whose excesses are small: which coalitions are settled, and which constraints
/// have been met so far.
///
/// There are 2^*n* - 2 constraints, of which few bind: they are generated, starting from single players and their
/// complements, by adding those that the last optimum breaks most.
struct ExcessStage {
  private let game: CoalitionGame
  /// What worths are divided by, so that GLPK's tolerances are relative.
  private let unit: Double
  private let lowest: [Double]?
  private var settled: [(coalition: Int, payoff: Double)]
  private(set) var span: IndicatorSpan
  /// Coalitions with a constraint, in the order in which they were met.
  private var bounded: [Int] = []

  /// Broken constraints that are added at once.
  private static let batch = 16
  /// Excess beyond the optimum that is rounding, in the units of the scaled game.
  private static let rounding = 1e-11
  /// Duals below this are rounding. A dual is a ratio of minors of a matrix of zeros and ones with at most 13 columns,
  /// the larger of which is at most 14^7 / 2^13 (Hadamard): one that is not 0 is at least 7e-5.
  private static let smallestDual = 1e-6

  /// The first stage: everything is divided.
  ///
  /// - Parameter isIndividuallyRational: Whether every player gets at least its own worth.
  init(_ game: CoalitionGame, isIndividuallyRational: Bool) {
    self.game = game
    let unit = game.scale > 0 ? game.scale : 1
    self.unit = unit
    lowest = isIndividuallyRational ? (0..<game.players).map { game.worth(1 << $0) / unit } : nil
    let grand = game.values.count - 1
    settled = [(grand, game.worth(grand) / unit)]
    span = IndicatorSpan(players: game.players)
    _ = span.insert(grand)
  }

  /// Minimises the largest excess of the coalitions that are not settled; there is one.
  ///
  /// - Returns: The excess and a payoff in the units of the game, and the scaled optimum.
  mutating func solve() throws(CoalitionError) -> (excess: Double, payoff: [Double]) {
    bounded.removeAll { span.contains($0) }
    for player in 0..<game.players where !span.contains(1 << player) {
      for coalition in [1 << player, (game.values.count - 1) ^ (1 << player)]
      where !bounded.contains(coalition) {
        bounded.append(coalition)
      }
    }
    while true {
      let program = ExcessProgram(players: game.players, lowest: lowest)
      for (coalition, payoff) in settled { program.settle(coalition, payoff: payoff) }
      for coalition in bounded { program.bound(coalition, worth: game.worth(coalition) / unit) }
      let optimum = try program.solve()
      let broken = broken(by: optimum)
      if broken.isEmpty {
        settle(by: optimum)
        return (optimum.excess * unit, optimum.payoff.map { $0 * unit })
      }
      bounded += broken
    }
  }

  /// Settles the coalitions whose excess is the largest in every optimum: those with a positive dual. Coalitions that
  /// merely bind in the optimum that was found may do better in another one. One of them is outside the span, so that
  /// every stage adds a dimension.
  private mutating func settle(by optimum: ExcessProgram.Optimum) {
    for (coalition, dual) in zip(bounded, optimum.duals.dropFirst(settled.count))
    where dual > Self.smallestDual && span.insert(coalition) {
      settled.append((coalition, game.worth(coalition) / unit - optimum.excess))
    }
  }

  /// The coalitions with the largest excess beyond the optimum, if it has any.
  private func broken(by optimum: ExcessProgram.Optimum) -> [Int] {
    let sums = CoalitionGame.coalitionSums(of: optimum.payoff)
    let known = Set(bounded)
    var found: [(coalition: Int, excess: Double)] = []
    for coalition in 1..<game.values.count - 1 {
      let excess = game.worth(coalition) / unit - sums[coalition]
      if excess > optimum.excess + Self.rounding, !known.contains(coalition), !span.contains(coalition) {
        found.append((coalition, excess))
      }
    }
    found.sort { ($1.excess, $0.coalition) < ($0.excess, $1.coalition) }
    return found.prefix(Self.batch).map(\.coalition)
  }
}
