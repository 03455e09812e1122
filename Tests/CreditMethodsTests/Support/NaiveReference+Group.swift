import Foundation
import TestSupport
import Trajectories

/// RLOO, Dr. GRPO and HGPO from their formulas.
extension NaiveReference {
  func drgrpo() -> [Double] { compared { $0 - $1.reduce(0, +) / Double($1.count) } }

  func rloo() -> [Double] {
    compared { score, scores in
      let count = Double(scores.count)
      return (score - scores.reduce(0, +) / count) * count / (count - 1)
    }
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
      // The released trainer: the deviation of a sample, whatever the levels' ddof; a lone value stays as it is.
      for (_, members) in Dictionary(grouping: rows, by: { episodes[$0.episode].task }) {
        let counted = members.filter { parameters.text("weighting") == "cross_steps" || $0.turn == 0 }.map(
          score)
        let count = Double(counted.count)
        let isRaw = counted.count == 1 && parameters.text("singleton") == "raw"
        guard isRaw || counted.count > 1 && !areEqual(counted) else { continue }
        let mean = isRaw ? 0 : counted.reduce(0, +) / count
        let deviation = isRaw ? 1 : sqrt(counted.map { pow($0 - mean, 2) }.reduce(0, +) / (count - 1))
        let unit = parameters.text("norm") == "std" ? deviation + parameters.number("eps") : 1
        let term = Dictionary(uniqueKeysWithValues: members.map { ($0, (score($0) - mean) / unit) })
        for row in members { add(term, row, [mean], score(row), 1) }
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
