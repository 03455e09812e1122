import Foundation
import TestSupport
import Trajectories

/// One decision with all that it takes to find it in tables of strings.
struct PlainDecision {
  var episode: Int
  var turn: Int
  var draft: DecisionDraft
  var state: String
  /// `state agent action`.
  var key: String { "\(state) \(draft.agent) \(draft.action)" }
}

/// The agentic critics from their formulas, with strings and dictionaries, over episodes as they are written
/// by hand.
struct PlainAgentic {
  let episodes: [EpisodeDraft]
  let parameters: ParameterValues

  // MARK: Rewards

  private var rewards: PlainRewards { PlainRewards(episodes, parameters) }

  /// r of a turn.
  func reward(_ episode: Int, _ turn: Int) -> Double { rewards.reward(episode, turn) }

  /// R of an episode.
  func total(_ episode: Int) -> Double { rewards.total(episode) }

  func ownLoss(_ episode: Int, _ turn: Int) -> Double { rewards.ownLoss(episode, turn) }

  func toGo(_ episode: Int, _ turn: Int, _ gamma: Double) -> Double {
    (turn..<episodes[episode].turns.count).reduce(0) {
      $0 + pow(gamma, Double($1 - turn)) * reward(episode, $1)
    }
  }

  // MARK: Keys

  func state(_ turn: TurnDraft) -> String {
    guard case .text(let kind)? = parameters["key"] else { return turn.state }
    return turn.key(kind)
  }

  func joint(_ turn: TurnDraft) -> String {
    state(turn) + " " + turn.decisions.map { "\($0.agent):\($0.action)" }.sorted().joined(separator: ",")
  }

  var places: [(episode: Int, turn: Int)] {
    episodes.indices.flatMap { episode in episodes[episode].turns.indices.map { (episode, $0) } }
  }

  var decisions: [PlainDecision] {
    places.flatMap { episode, turn in
      let draft = episodes[episode].turns[turn]
      return draft.decisions.map {
        PlainDecision(episode: episode, turn: turn, draft: $0, state: state(draft))
      }
    }
  }

  /// The mean of numbers by key.
  func means(_ rows: [(key: String, value: Double)]) -> [String: Double] {
    Dictionary(grouping: rows, by: \.key).mapValues { rows in
      rows.map(\.value).reduce(0.0, +) / Double(rows.count)
    }
  }

  /// Credits of turns, copied to their agents, less the turns' own losses.
  func copied(_ credit: (Int, Int) -> Double) -> [Double] {
    places.flatMap { episode, turn in
      episodes[episode].turns[turn].decisions.map { _ in credit(episode, turn) - ownLoss(episode, turn) }
    }
  }

  // MARK: Values of turns

  func turnPPO() -> [Double] {
    let (gamma, lambda) = (parameters.number("gamma"), parameters.number("lambda"))
    let table = means(
      places.map { (state(episodes[$0.episode].turns[$0.turn]), toGo($0.episode, $0.turn, gamma)) })
    let value = { (episode: Int, turn: Int) in
      turn == episodes[episode].turns.count || parameters.text("values") == "zero"
        ? 0 : table[state(episodes[episode].turns[turn])] ?? .nan
    }
    return copied { episode, turn in
      (turn..<episodes[episode].turns.count).reduce(0) { sum, later in
        let delta = reward(episode, later) + gamma * value(episode, later + 1) - value(episode, later)
        return sum + pow(gamma * lambda, Double(later - turn)) * delta
      }
    }
  }

  func archer() -> [Double] {
    let halves: [(Int) -> Bool] =
      parameters.text("twin") == "none" ? [{ _ in true }] : [{ $0 % 2 == 0 }, { $0 % 2 == 1 }]
    let tables = halves.map(archerTables)
    return copied { episode, turn in
      let draft = episodes[episode].turns[turn]
      let least = { (values: [Double?]) in values.compactMap { $0 }.min() ?? .nan }
      return least(tables.map { $0.action[joint(draft)] }) - least(tables.map { $0.state[state(draft)] })
    }
  }

  private func archerTables(counting: (Int) -> Bool) -> (action: [String: Double], state: [String: Double]) {
    let gamma = parameters.number("gamma")
    let rows = places.filter { counting($0.episode) }
    let known = Set(rows.map { state(episodes[$0.episode].turns[$0.turn]) }).sorted()
    let draft = { (place: (episode: Int, turn: Int)) in episodes[place.episode].turns[place.turn] }
    // Probabilities come from all episodes, whichever half is fitted.
    let probability = means(
      places.map {
        (joint(draft($0)), exp(draft($0).decisions.reduce(0) { $0 + ($1.logProbability ?? .nan) }))
      })
    // V = earned + P V, solved by elimination.
    var matrix = known.indices.map { row in known.indices.map { $0 == row ? 1.0 : 0 } }
    var right = [Double](repeating: 0, count: known.count)
    for (index, name) in known.enumerated() {
      let own = rows.filter { state(draft($0)) == name }
      let byAction = Dictionary(grouping: own) { joint(draft($0)) }
      let isPolicy = parameters.text("weights") == "policy"
      let sum = byAction.keys.sorted().reduce(0) { $0 + (probability[$1] ?? .nan) }
      for (action, taken) in byAction.sorted(by: { $0.key < $1.key }) {
        let weight =
          isPolicy ? (probability[action] ?? .nan) / sum : Double(taken.count) / Double(own.count)
        for place in taken {
          let share = weight / Double(taken.count)
          right[index] += share * reward(place.episode, place.turn)
          guard place.turn + 1 < episodes[place.episode].turns.count else { continue }
          let next = state(episodes[place.episode].turns[place.turn + 1])
          if let column = known.firstIndex(of: next) { matrix[index][column] -= share * gamma }
        }
      }
    }
    let solved = solution(of: matrix, right)
    let value = Dictionary(uniqueKeysWithValues: zip(known, solved))
    let action = means(
      rows.map { place in
        let next =
          place.turn + 1 < episodes[place.episode].turns.count
          ? value[state(episodes[place.episode].turns[place.turn + 1])] ?? .nan : 0
        return (joint(draft(place)), reward(place.episode, place.turn) + gamma * next)
      })
    return (action, value)
  }

  // MARK: Values inside turns

  /// Mean returns by state and decisions made, and the key of a prefix.
  private func prefixTable(sets: Bool) -> (
    value: [String: Double], key: (TurnDraft, [DecisionDraft]) -> String
  ) {
    let key = { (turn: TurnDraft, made: [DecisionDraft]) in
      let names = made.map { "\($0.agent):\($0.action)" }
      return "\(state(turn)) after \(made.count): " + (sets ? names.sorted() : names).joined(separator: ",")
    }
    var rows: [(key: String, value: Double)] = []
    for (episode, turn) in places {
      let draft = episodes[episode].turns[turn]
      let number = toGo(episode, turn, parameters.number("gamma"))
      let count = draft.decisions.count
      for subset in 0..<(1 << count) - 1 {
        let made = draft.decisions.indices.filter { subset & (1 << $0) != 0 }
        if sets || made == Array(0..<made.count) {
          rows.append((key(draft, made.map { draft.decisions[$0] }), number))
        }
      }
    }
    return (means(rows), key)
  }

  func poad() -> [Double] {
    let isListed = parameters.text("order") == "listed"
    let (gamma, lambda) = (parameters.number("gamma"), parameters.number("lambda"))
    let table = prefixTable(sets: !isListed)
    var credits: [[[Double]]] = []
    for episode in episodes.indices {
      var ofTurns: [[Double]] = []
      var (nextValue, following) = (0.0, 0.0)
      for turn in episodes[episode].turns.indices.reversed() {
        let draft = episodes[episode].turns[turn]
        let identity = Array(draft.decisions.indices)
        let orders = isListed ? [identity] : orders(of: identity)
        var own = [Double](repeating: 0, count: identity.count)
        var first = 0.0
        for order in orders {
          var later = following
          for (place, agent) in order.enumerated().reversed() {
            let value = table.value[table.key(draft, order[..<place].map { draft.decisions[$0] })] ?? .nan
            if place + 1 == order.count {
              later = reward(episode, turn) + gamma * nextValue - value + gamma * lambda * later
            } else {
              let after = table.value[table.key(draft, order[...place].map { draft.decisions[$0] })] ?? .nan
              later = after - value + lambda * later
            }
            own[agent] += later / Double(orders.count)
          }
          first += later / Double(orders.count)
        }
        (nextValue, following) = (table.value[table.key(draft, [])] ?? .nan, first)
        ofTurns.insert(own, at: 0)
      }
      credits.append(ofTurns)
    }
    return places.flatMap { episode, turn in credits[episode][turn].map { $0 - ownLoss(episode, turn) } }
  }

  func bilevel() -> [Double] {
    let (gamma, lambda) = (parameters.number("gamma"), parameters.number("lambda"))
    let (inner, innerLambda) = (parameters.number("tokenGamma"), parameters.number("tokenLambda"))
    let table = prefixTable(sets: false)
    let value = { (episode: Int, turn: Int, made: Int) in
      let draft = episodes[episode].turns[turn]
      return table.value[table.key(draft, Array(draft.decisions[..<made]))] ?? .nan
    }
    let last = { (episode: Int, turn: Int) in
      turn == episodes[episode].turns.count
        ? 0 : value(episode, turn, episodes[episode].turns[turn].decisions.count - 1)
    }
    return places.flatMap { episode, turn in
      let target = (turn..<episodes[episode].turns.count).reduce(0) { sum, later in
        let delta = reward(episode, later) + gamma * last(episode, later + 1) - last(episode, later)
        return sum + pow(gamma * lambda, Double(later - turn)) * delta
      }
      let count = episodes[episode].turns[turn].decisions.count
      return (0..<count).map { place in
        let inside = (place..<count - 1).reduce(0) { sum, j in
          let delta = inner * value(episode, turn, j + 1) - value(episode, turn, j)
          return sum + pow(inner * innerLambda, Double(j - place)) * delta
        }
        return inside + pow(inner * innerLambda, Double(count - 1 - place)) * target - ownLoss(episode, turn)
      }
    }
  }
}

/// The solution of a system by elimination with pivots; a column without one has 0.
func solution(of matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let count = right.count
  for column in 0..<count {
    let sizes = rows.map { abs($0[column]) }
    let pivot = (column..<count).max { sizes[$0] < sizes[$1] } ?? column
    rows.swapAt(column, pivot)
    for row in 0..<count where row != column && rows[column][column] != 0 {
      let factor = rows[row][column] / rows[column][column]
      for place in column...count { rows[row][place] -= factor * rows[column][place] }
    }
  }
  return rows.enumerated().map { place, row in row[place] == 0 ? 0 : row[count] / row[place] }
}
