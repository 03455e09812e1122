/// A game as its first agent sees it: for each of its decisions, a bound on what the rest can make of it.
///
/// The last agent responds to all of the first agent's decisions at once; agents between the two are assumed to know
/// everything, which makes the bound too high for three agents or more, and exact for two when the first has decided
/// for all types. With one agent there is nobody to respond.
struct LeaderGame {
  /// Types and actions of the first agent.
  let typeCount: Int
  let actionCount: Int
  /// Types and actions of the last agent, 1 if there is none.
  let responderTypes: Int
  let responderActions: Int
  /// At (type · actions + action) · width + responder's type · its actions + its action.
  let payoffs: [Double]
  /// The types in the order in which they are decided: those with most at stake first.
  let order: [Int32]
  /// At depth · width: the best that the types from that depth on can add.
  private let rest: [Double]

  /// Pairs of a type and an action of the responder.
  var width: Int { responderTypes * responderActions }
  var byteCount: Int { (payoffs.count + rest.count) * 8 }

  init(_ game: BayesianGame, order: [Int32]? = nil) {
    typeCount = game.typeCounts[0]
    actionCount = game.actionCounts[0]
    let isAlone = game.typeCounts.count == 1
    responderTypes = isAlone ? 1 : game.typeCounts[game.typeCounts.count - 1]
    responderActions = isAlone ? 1 : game.actionCounts[game.actionCounts.count - 1]
    let width = responderTypes * responderActions
    payoffs = Self.payoffs(
      of: game, typeCount: typeCount, actionCount: actionCount, responderTypes, responderActions)

    var best = [Double](repeating: 0, count: typeCount * width)
    var stake = [Double](repeating: 0, count: typeCount)
    for type in 0..<typeCount {
      for column in 0..<width {
        var most = -Double.infinity
        var least = Double.infinity
        for action in 0..<actionCount {
          let payoff = payoffs[(type * actionCount + action) * width + column]
          most = max(most, payoff)
          least = min(least, payoff)
        }
        best[type * width + column] = most
        stake[type] += most - least
      }
    }
    let sorted =
      order?.map { Int($0) } ?? (0..<typeCount).sorted { (-stake[$0], $0) < (-stake[$1], $1) }
    self.order = sorted.map { Int32($0) }
    var rest = [Double](repeating: 0, count: (typeCount + 1) * width)
    for depth in (0..<typeCount).reversed() {
      for column in 0..<width {
        rest[depth * width + column] =
          rest[(depth + 1) * width + column] + best[sorted[depth] * width + column]
      }
    }
    self.rest = rest
  }

  private static func payoffs(
    of game: BayesianGame, typeCount: Int, actionCount: Int, _ responderTypes: Int, _ responderActions: Int
  ) -> [Double] {
    let width = responderTypes * responderActions
    let betweenTypes = game.jointTypeCount / (typeCount * responderTypes)
    let betweenActions = game.jointActionCount / (actionCount * responderActions)
    var payoffs = [Double](repeating: 0, count: typeCount * actionCount * width)
    for type in 0..<typeCount {
      for between in 0..<betweenTypes {
        for responder in 0..<responderTypes {
          let joint = (type * betweenTypes + between) * responderTypes + responder
          for action in 0..<actionCount {
            let to = (type * actionCount + action) * width + responder * responderActions
            for response in 0..<responderActions {
              var best = -Double.infinity
              for other in 0..<betweenActions {
                let jointAction = (action * betweenActions + other) * responderActions + response
                best = max(best, game.payoffs[joint * game.jointActionCount + jointAction])
              }
              payoffs[to + response] += best
            }
          }
        }
      }
    }
    return payoffs
  }

  /// A bound on the whole game for each action of the type that is decided at a depth.
  ///
  /// - Parameter sums: The payoffs of the types that have been decided, summed, one number a column.
  func bounds(depth: Int, sums: ArraySlice<Double>) -> [Double] {
    let type = Int(order[depth])
    let after = (depth + 1) * width
    return (0..<actionCount).map { action in
      let entry = (type * actionCount + action) * width
      return bound { sums[sums.startIndex + $0] + payoffs[entry + $0] + rest[after + $0] }
    }
  }

  /// A bound on the whole game before anything is decided.
  var bound: Double { bound { rest[$0] } }

  /// A bound on the whole game when as many types have been decided.
  func bound(depth: Int, sums: ArraySlice<Double>) -> Double {
    bound { sums[sums.startIndex + $0] + rest[depth * width + $0] }
  }

  @inline(__always)
  private func bound(_ value: (_ column: Int) -> Double) -> Double {
    var total = 0.0
    var column = 0
    for _ in 0..<responderTypes {
      var best = value(column)
      column += 1
      for _ in 1..<responderActions {
        best = max(best, value(column))
        column += 1
      }
      total += best
    }
    return total
  }

  /// The sums over the types that a prefix of ``order`` has decided.
  func sums(of decisions: [Int32]) -> [Double] {
    var sums = [Double](repeating: 0, count: width)
    for (depth, decision) in decisions.enumerated() {
      let entry = (Int(order[depth]) * actionCount + Int(decision)) * width
      for column in 0..<width { sums[column] += payoffs[entry + column] }
    }
    return sums
  }

  /// The responder's best decisions and what they pay.
  func response(to sums: ArraySlice<Double>) -> (value: Double, decisions: [Int32]) {
    var total = 0.0
    let decisions = (0..<responderTypes).map { type in
      let start = sums.startIndex + type * responderActions
      var best = 0
      for action in 1..<responderActions where sums[start + action] > sums[start + best] { best = action }
      total += sums[start + best]
      return Int32(best)
    }
    return (total, decisions)
  }
}
