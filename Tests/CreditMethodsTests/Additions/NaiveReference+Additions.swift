import Foundation
import TestSupport
import Trajectories

extension NaiveReference {
  /// What is done in a turn, whoever is named first.
  private func joint(_ row: Row) -> String {
    episodes[row.episode].turns[row.turn].decisions.map { "\($0.agent)=\($0.action)" }.sorted()
      .joined(separator: ",")
  }

  /// The anchor of a turn: its state, or all until it.
  private func anchor(_ row: Row) -> String {
    let task = episodes[row.episode].task
    guard parameters["node"] == .text("history") else { return "\(task) \(key(row))" }
    let before = (0..<row.turn).map { turn in
      let earlier = Row(episode: row.episode, turn: turn)
      return "\(key(earlier)): \(joint(earlier))"
    }
    return ([task] + before + [key(row)]).joined(separator: " / ")
  }

  private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func boundary(_ episode: Int) -> Double {
    let draft = episodes[episode]
    return parameters.text("boundary") == "score" ? draft.outcomeScore : draft.status == .success ? 1 : 0
  }

  /// What follows a turn, given values of anchors.
  private func following(_ row: Row, _ value: [String: Double]) -> Double {
    let isLast = row.turn + 1 == episodes[row.episode].turns.count
    let after =
      isLast ? boundary(row.episode) : value[anchor(Row(episode: row.episode, turn: row.turn + 1))] ?? .nan
    return parameters.number("beta") * after
  }

  /// The worth of every turn: by its own outcome and so many rounds, or solved for.
  private func worth() -> [Row: Double] {
    let visits = Dictionary(grouping: rows, by: anchor)
    let beta = parameters.number("beta")
    guard parameters.text("closure") == "infinite" else {
      var worth: [Row: Double] = [:]
      for row in rows {
        let left = episodes[row.episode].turns.count - row.turn
        worth[row] = pow(beta, Double(left)) * boundary(row.episode)
      }
      for _ in 0..<parameters.integer("k") {
        let value = visits.mapValues { average($0.map { worth[$0] ?? .nan }) }
        for row in rows { worth[row] = following(row, value) }
      }
      return worth
    }
    // (I - beta M) V = b by elimination over all anchors.
    let names = visits.keys.sorted()
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var system = names.map { name -> [Double] in
      var line = [Double](repeating: 0, count: names.count + 1)
      let members = visits[name] ?? []
      line[place[name] ?? 0] += 1
      for row in members {
        let share = beta / Double(members.count)
        if row.turn + 1 == episodes[row.episode].turns.count {
          line[names.count] += share * boundary(row.episode)
        } else {
          line[place[anchor(Row(episode: row.episode, turn: row.turn + 1))] ?? 0] -= share
        }
      }
      return line
    }
    for column in names.indices {
      let pivot = names.indices[column...].max { abs(system[$0][column]) < abs(system[$1][column]) } ?? column
      system.swapAt(pivot, column)
      for line in names.indices where line != column {
        let factor = system[line][column] / system[column][column]
        for entry in column...names.count { system[line][entry] -= factor * system[column][entry] }
      }
    }
    let value = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, system[$0][names.count] / system[$0][$0]) })
    return Dictionary(uniqueKeysWithValues: rows.map { ($0, following($0, value)) })
  }

  func crbc() -> [Double] {
    let worth = worth()
    let visits = Dictionary(grouping: rows, by: anchor)
    let q = Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let same = (visits[anchor(row)] ?? []).filter { joint($0) == joint(row) }
        return (row, average(same.map { worth[$0] ?? .nan }))
      })
    let groups = grpo()
    var index = 0
    return rows.flatMap { row in
      episodes[row.episode].turns[row.turn].decisions.map { decision in
        defer { index += 1 }
        var members = visits[anchor(row)] ?? []
        var action = { (row: Row) -> String in self.joint(row) }
        var value = { (row: Row) -> Double in q[row] ?? .nan }
        if parameters.text("action") == "own" {
          let own = { (row: Row) -> String? in
            episodes[row.episode].turns[row.turn].decisions.first { $0.agent == decision.agent }?.action
          }
          members = members.filter { own($0) != nil }
          let here = members
          action = { own($0) ?? "" }
          value = { row in average(here.filter { own($0) == own(row) }.map { q[$0] ?? .nan }) }
        }
        let mean = average(members.map(value))
        switch parameters.text("emit") {
        case "value": return mean
        case "q": return value(row)
        case "raw": return value(row) - mean
        default: break
        }
        let sigma = sqrt(average(members.map { pow(value($0) - mean, 2) }))
        let scale = max(sigma, parameters.number("sigmaMin"))
        let isChosen = Set(members.map(action)).count > 1
        let step = isChosen && scale > 0 ? (value(row) - mean) / scale : 0
        return parameters.text("emit") == "step"
          ? step : parameters.number("weightGroup") * groups[index] + parameters.number("weightStep") * step
      }
    }
  }

  func ecpo() -> [Double] {
    var returns: [Row: Double] = [:]
    for episode in episodes.indices {
      var following = 0.0
      for turn in episodes[episode].turns.indices.reversed() {
        let row = Row(episode: episode, turn: turn)
        following = reward(row) + parameters.number("gamma") * following
        returns[row] = following - rowPenalty(row)
      }
    }
    let visits = Dictionary(grouping: rows) { "\(episodes[$0.episode].task) \(key($0))" }
    let groups = grpo()
    var index = 0
    return rows.flatMap { row -> [Double] in
      let members = visits["\(episodes[row.episode].task) \(key(row))"] ?? []
      let gains = { (rows: [Row]) in rows.map { returns[$0] ?? .nan } }
      let mean = average(gains(members))
      let same = { (row: Row) in members.filter { joint($0) == joint(row) } }
      let kappa = parameters.number("kappa")
      let calibrated = { (row: Row) -> Double in
        let count = Double(same(row).count)
        return (count * average(gains(same(row))) + kappa * mean) / (count + kappa)
      }
      var means: [String: Double] = [:]
      for member in members { means[joint(member)] = calibrated(member) }
      let compared =
        parameters.text("over") == "rows"
        ? members.map(calibrated) : means.sorted { $0.key < $1.key }.map(\.value)
      let between = average(members.map { pow(average(gains(same($0))) - mean, 2) })
      let within = average(members.map { pow((returns[$0] ?? .nan) - average(gains(same($0))), 2) })
      let ddof = parameters.integer("ddof")
      var place = 0.0
      if compared.count > ddof, !compared.allSatisfy({ abs($0 - compared[0]) <= 1e-12 * max(1, abs($0)) }) {
        let centre = average(compared)
        let variance = compared.map { pow($0 - centre, 2) }.reduce(0, +) / Double(compared.count - ddof)
        place = (calibrated(row) - centre) / (sqrt(variance) + parameters.number("eps"))
      }
      let sum = between + within + parameters.number("epsGate")
      let rho = sum > 0 ? tanh(Double(members.count) / parameters.number("tau")) * between / sum : 0
      return episodes[row.episode].turns[row.turn].decisions.map { _ in
        defer { index += 1 }
        return groups[index] + parameters.number("weightAction") * rho * place
      }
    }
  }
}
