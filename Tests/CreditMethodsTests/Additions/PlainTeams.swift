import Foundation
import TestSupport
import Trajectories

/// The methods of teams, written down from their formulas with strings and dictionaries.
extension PlainReasoning {
  private var agents: [String] {
    var seen: [String] = []
    for place in places where !seen.contains(place.agent) { seen.append(place.agent) }
    return seen
  }

  private func task(_ place: Place) -> String { episodes[place.episode].task }

  func drMAS() -> [Double] {
    let isByAgent = parameters.text("group") == "agent"
    return places.map { place in
      let scores =
        isByAgent
        ? places.filter { $0.agent == place.agent && task($0) == task(place) }.map { score($0.episode) }
        : group(place.episode).map(score)
      let own = score(place.episode)
      if scores.count == 1, parameters.text("singleton") == "raw" {
        return parameters.text("norm") == "std" ? own / (1 + parameters.number("eps")) : own
      }
      return scale(scores).map { (own - $0.mean) / $0.unit } ?? 0
    }
  }

  /// The turns of each delegation of an agent in an episode.
  private func delegations(_ episode: Int, _ agent: String) -> [[Int]] {
    if agent == agents[parameters.integer("main")] { return [Array(episodes[episode].turns.indices)] }
    let acting = episodes[episode].turns.indices.filter { turn in
      episodes[episode].turns[turn].decisions.contains { $0.agent == agent }
    }
    if parameters.text("unit") == "turn" { return acting.map { [$0] } }
    var runs: [[Int]] = []
    for turn in acting {
      if runs.last?.last == turn - 1 { runs[runs.count - 1].append(turn) } else { runs.append([turn]) }
    }
    return runs
  }

  private func reward(_ episode: Int, _ turns: [Int], _ agent: String) -> Double {
    let isValid = turns.allSatisfy { turn in
      episodes[episode].turns[turn].decisions.allSatisfy { $0.agent != agent || $0.isValid }
    }
    if agent == agents[parameters.integer("main")] {
      return (isValid ? parameters.number("weightFormat") : 0)
        + parameters.number("weightCorrect") * score(episode)
    }
    if !isValid { return 0 }
    return score(episode) > parameters.number("threshold") ? 1 : parameters.number("partial")
  }

  func mGRPO() -> [Double] {
    places.map { place in
      let own = delegations(place.episode, place.agent).first { $0.contains(place.turn) } ?? []
      let value = reward(place.episode, own, place.agent)
      if parameters.text("emit") == "reward" { return value }
      var values: [(value: Double, weight: Double)] = []
      var total = 0
      for other in group(place.episode) {
        let runs = delegations(other, place.agent)
        total += parameters.text("align") == "weight" ? (runs.isEmpty ? 0 : 1) : runs.count
        let weight = parameters.text("align") == "weight" ? 1 / Double(runs.count) : 1
        values += runs.map { (reward(other, $0, place.agent), weight) }
      }
      let ddof = parameters.integer("ddof")
      guard total > ddof, !allEqual(values.map(\.value)) else { return 0 }
      let centre = values.reduce(0) { $0 + $1.value * $1.weight } / Double(total)
      let variance =
        values.reduce(0) { $0 + $1.weight * pow($1.value - centre, 2) } / Double(total - ddof)
      return (value - centre)
        / (parameters.text("norm") == "std" ? sqrt(variance) + parameters.number("eps") : 1)
    }
  }

  func mappa() -> [Double] {
    let byTokens = parameters.flag("byTokens")
    let values = places.map { place in
      let draft = decision(place)
      return parameters.number("weightProcess") * (draft.judge ?? .nan)
        + parameters.number("weightOutcome") * episodes[place.episode].outcomeScore
        - parameters.number("kl") * own(place)
    }
    let tokens = places.map { byTokens ? Double(decision($0).tokens ?? 1) : 1 }
    let total = tokens.reduce(0, +)
    guard total > 0 else { return values.map { _ in 0 } }
    let centre = zip(values, tokens).map(*).reduce(0, +) / total
    let variance = zip(values, tokens).map { pow($0 - centre, 2) * $1 }.reduce(0, +) / total
    return values.map { ($0 - centre) / sqrt(max(variance, 1e-8)) }
  }

  func llmMCA() -> [Double] {
    let rows = places
    var shares = rows.map { decision($0).judge ?? .nan }
    let parts: [String: [Int]] = Dictionary(grouping: rows.indices) { row in
      parameters.text("efficient") == "turn"
        ? "\(rows[row].episode) \(rows[row].turn)" : "\(rows[row].episode)"
    }
    let earned = { (episode: Int, turn: Int) -> Double in
      if parameters.text("reward") == "trace" { return episodes[episode].turns[turn].reward }
      return turn + 1 == episodes[episode].turns.count ? score(episode) : 0
    }
    if parameters.text("efficient") != "none" {
      for members in parts.values {
        let first = rows[members[0]]
        let goal =
          parameters.text("efficient") == "turn" ? earned(first.episode, first.turn) : score(first.episode)
        let sum = members.reduce(0) { $0 + shares[$1] }
        for row in members {
          if parameters.text("mode") == "add" {
            shares[row] += (goal - sum) / Double(members.count)
          } else {
            shares[row] = abs(sum) < 1e-12 ? goal / Double(members.count) : shares[row] * goal / sum
          }
        }
      }
    }
    guard parameters.text("emit") == "return" else { return shares }
    return rows.map { row in
      rows.indices.filter {
        rows[$0].episode == row.episode && rows[$0].agent == row.agent && rows[$0].turn >= row.turn
      }.reduce(0) { sum, later in
        sum + pow(parameters.number("gamma"), Double(rows[later].turn - row.turn)) * shares[later]
      }
    }
  }

  /// Equal weights: the design has a 1 for every agent's cell.
  func qllm() -> [Double] {
    let cell = { (place: Place) -> String in
      let turn = episodes[place.episode].turns[place.turn]
      let draft = decision(place)
      return "\(place.agent) at \(draft.observation ?? turn.state)"
    }
    var utility: [String: Double] = [:]
    for task in Set(episodes.map(\.task)) {
      let own = places.filter { self.task($0) == task }
      let names = Set(own.map { "\(task) \(cell($0)): \(decision($0).action)" }).sorted()
      var (rows, targets): ([[Double]], [Double]) = ([], [])
      for episode in episodes.indices where episodes[episode].task == task {
        let turns = episodes[episode].turns
        var following = 0.0
        for turn in turns.indices.reversed() {
          let earned =
            parameters.text("reward") == "trace"
            ? turns[turn].reward : turn + 1 == turns.count ? score(episode) : 0
          following = earned + parameters.number("gamma") * following
          let acting = own.filter { $0.episode == episode && $0.turn == turn }
            .map { "\(task) \(cell($0)): \(decision($0).action)" }
          rows.append(names.map { acting.contains($0) ? 1 : 0 })
          targets.append(following)
        }
      }
      for (name, value) in zip(names, leastNorm(rows, targets)) { utility[name] = value }
    }
    let value = { (place: Place) in
      utility["\(task(place)) \(cell(place)): \(decision(place).action)"] ?? .nan
    }
    return places.map { place in
      guard parameters.text("emit") == "advantage" else { return value(place) }
      let same = places.filter { task($0) == task(place) && cell($0) == cell(place) }
      return value(place) - mean(same.map(value))
    }
  }

  /// The least-norm minimum of |y - X b|², by the eigenvectors of X'X that Jacobi's rotations find.
  private func leastNorm(_ x: [[Double]], _ y: [Double]) -> [Double] {
    let n = x[0].count
    var a = (0..<n).map { i in (0..<n).map { j in x.reduce(0) { $0 + $1[i] * $1[j] } } }
    var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    for _ in 0..<60 {
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where abs(a[p][q]) > 1e-300 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + sqrt(theta * theta + 1))
          let c = 1 / sqrt(t * t + 1)
          let s = t * c
          for k in 0..<n {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
          }
          for k in 0..<n {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
          }
          for k in 0..<n {
            (v[k][p], v[k][q]) = (c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q])
          }
        }
      }
    }
    let right = (0..<n).map { j in zip(x, y).reduce(0) { $0 + $1.0[j] * $1.1 } }
    var b = [Double](repeating: 0, count: n)
    for k in 0..<n where a[k][k] > 1e-9 {
      let share = (0..<n).reduce(0) { $0 + v[$1][k] * right[$1] } / a[k][k]
      for j in 0..<n { b[j] += share * v[j][k] }
    }
    return b
  }

  // MARK: Samples side by side

  /// The turns until one, as names: those that forks share are the same.
  private func way(_ episode: Int, _ turns: Int, _ maker: (Int, Int) -> Int) -> String {
    (0..<turns).reduce(into: episodes[episode].task) { $0 += " \(maker(episode, $1)).\($1)" }
  }

  /// - Parameter maker: The episode that a turn of an episode was made in.
  func magrpo(maker: @escaping (Int, Int) -> Int = { episode, _ in episode }) -> [Double] {
    let gamma = parameters.number("gamma")
    let earned = { (episode: Int, turn: Int) -> Double in
      if parameters.text("reward") == "trace" { return episodes[episode].turns[turn].reward }
      return turn + 1 == episodes[episode].turns.count ? score(episode) : 0
    }
    struct Turn: Hashable { let episode, turn: Int }
    let made = episodes.indices.flatMap { episode in
      episodes[episode].turns.indices.filter { maker(episode, $0) == episode }
        .map { Turn(episode: episode, turn: $0) }
    }
    let before = { (turn: Turn) in way(turn.episode, turn.turn, maker) }
    func worth(_ turn: Turn) -> Double {
      let below = made.filter { before($0) == way(turn.episode, turn.turn + 1, maker) }
      return earned(turn.episode, turn.turn) + (below.isEmpty ? 0 : gamma * mean(below.map(worth)))
    }
    func toGo(_ turn: Turn) -> Double {
      (turn.turn..<episodes[turn.episode].turns.count).reduce(0) {
        $0 + pow(gamma, Double($1 - turn.turn)) * earned(turn.episode, $1)
      }
    }
    func compare(_ own: Double, _ all: [Double]) -> Double {
      guard all.count > 1, !allEqual(all) else { return 0 }
      let count = Double(all.count)
      let deviation = (own - mean(all)) * (parameters.flag("loo") ? count / (count - 1) : 1)
      guard parameters.flag("std") else { return deviation }
      return deviation / sqrt(mean(all.map { pow($0 - mean(all), 2) }) + 1e-8)
    }
    return places.map { place in
      let turn = Turn(episode: maker(place.episode, place.turn), turn: place.turn)
      let task = episodes[place.episode].task
      switch parameters.text("group") {
      case "task":
        return compare(
          toGo(Turn(episode: place.episode, turn: 0)),
          group(place.episode).map { toGo(Turn(episode: $0, turn: 0)) })
      case "turn":
        let others = made.filter { $0.turn == turn.turn && episodes[$0.episode].task == task }
        return compare(toGo(turn), others.map(toGo))
      case "node":
        return compare(worth(turn), made.filter { before($0) == before(turn) }.map(worth))
      default:
        var sums: [String: Double] = [:]
        for other in made where before(other) == before(turn) {
          for draft in episodes[other.episode].turns[other.turn].decisions where draft.agent == place.agent {
            sums[draft.action, default: 0] += worth(other)
          }
        }
        return compare(sums[decision(place).action] ?? .nan, Array(sums.values))
      }
    }
  }
}
