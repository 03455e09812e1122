import Foundation
import TestSupport
import Trajectories

/// RLOO, Dr. GRPO and HGPO from their formulas.
extension NaiveReference {
  func drgrpo() -> [Double] { perAgent(centred { _ in 1 }) }

  func rloo() -> [Double] { perAgent(centred { Double($0) / Double($0 - 1) }) }

  /// Scores less their task's mean, times a factor of how many scores the mean is over.
  private func centred(times factor: (Int) -> Double) -> [Row: Double] {
    var result: [Row: Double] = [:]
    for (_, members) in Dictionary(grouping: rows, by: { episodes[$0.episode].task }) {
      let counted = members.filter { parameters.text("weighting") == "cross_steps" || $0.turn == 0 }.map(
        score)
      let mean = counted.reduce(0, +) / Double(counted.count)
      for row in members {
        if counted.count == 1 {
          result[row] = parameters.text("singleton") == "raw" ? score(row) : 0
        } else {
          result[row] = Set(counted).count == 1 ? 0 : (score(row) - mean) * factor(counted.count)
        }
      }
    }
    return result
  }

  func hgpo() -> [Double] {
    let isReference = parameters.text("convention") == "reference"
    let returns = returnsToGo()
    var sum: [Row: Double] = [:]
    var weight: [Row: Double] = [:]
    let add = { (term: [Row: Double], row: Row, values: [Double], value: Double, added: Double) in
      let mean = values.reduce(0, +) / Double(values.count)
      guard abs(value - mean) > 1e-12 * max(1, abs(mean)) else { return }
      sum[row, default: 0] += added * (term[row] ?? .nan)
      weight[row, default: 0] += added
    }
    if parameters.flag("baseGroup") {
      let term = episodeTerm()
      for (_, members) in Dictionary(grouping: rows, by: { episodes[$0.episode].task }) {
        let counted = members.filter { parameters.text("weighting") == "cross_steps" || $0.turn == 0 }.map(
          score)
        let isRaw = counted.count == 1 && parameters.text("singleton") == "raw"
        for row in members {
          // A group without spread says nothing, whatever the row itself lost.
          let values = isRaw ? [0] : Set(counted).count == 1 ? [score(row)] : counted
          add(term, row, values, score(row), 1)
        }
      }
    }
    for depth in 0...parameters.integer("k") {
      let name = { (row: Row) -> String in
        let states = (0...depth).map { turnsAgo in
          turnsAgo > row.turn ? "-" : key(Row(episode: row.episode, turn: row.turn - turnsAgo))
        }
        return "\(episodes[row.episode].task) \(states.joined(separator: " < "))"
      }
      let names = Dictionary(uniqueKeysWithValues: rows.map { ($0, name($0)) })
      let context = { (row: Row) in names[row] ?? "" }
      let term = standardise(returns, group: context)
      let power = pow(Double(depth + (isReference ? 2 : 1)), parameters.number("alpha"))
      for (_, members) in Dictionary(grouping: rows, by: context) {
        for row in members where row.turn >= depth {
          add(term, row, members.map { returns[$0] ?? .nan }, returns[row] ?? .nan, power)
        }
      }
    }
    let eps = isReference ? parameters.number("eps") : 0
    return perAgent(
      sum.merging(rows.map { ($0, 0) }) { sum, _ in sum }.reduce(into: [:]) { result, entry in
        result[entry.key] = weight[entry.key].map { entry.value / ($0 + eps) } ?? 0
      })
  }

  /// Discounted returns less what a row loses.
  func returnsToGo() -> [Row: Double] {
    var result: [Row: Double] = [:]
    for row in rows {
      let later = row.turn..<episodes[row.episode].turns.count
      result[row] =
        later.reduce(0.0) { sum, turn in
          sum + pow(parameters.number("gamma"), Double(turn - row.turn))
            * reward(Row(episode: row.episode, turn: turn))
        } - rowPenalty(row)
    }
    return result
  }
}
