import Foundation
import TestSupport
import Trajectories

extension NaiveReference {
  /// The channels of HAE, each a sum over what is still to come.
  func hae() -> [Double] {
    let (gamma, lamTurn, lamSeg) = (
      parameters.number("gamma"), parameters.number("lamTurn"), parameters.number("lamSeg")
    )
    let every = parameters.integer("every")
    let starts = episodes.map { draft in
      draft.turns.indices.filter { turn in
        if turn == 0 { return true }
        return every > 0
          ? turn % every == 0
          : draft.turns[turn].segment == nil || draft.turns[turn].segment != draft.turns[turn - 1].segment
      }
    }
    let paid = episodes.indices.map { episode -> [Double] in
      let draft = episodes[episode]
      var result = draft.turns.indices.map { turn -> Double in
        switch parameters.text("reward") {
        case "trace": return draft.turns[turn].reward
        case "outcome": return turn == draft.turns.count - 1 && draft.status == .success ? 1 : 0
        default: return turn == draft.turns.count - 1 ? draft.outcomeScore : 0
        }
      }
      let kept = draft.turns.indices.filter { !starts[episode].contains($0) }
      let share = Double(kept.count) / Double(draft.turns.count)
      let penalty = parameters.number("keepPenalty")
      switch parameters.text("keep") {
      case "fixed": for turn in kept { result[turn] += penalty }
      case "last": result[draft.turns.count - 1] += penalty * share
      case "spread": for turn in kept { result[turn] += penalty * share / Double(kept.count) }
      default: break
      }
      return result
    }
    let rows = self.rows
    let toGo = Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let later = row.turn..<paid[row.episode].count
        return (row, later.reduce(0.0) { $0 + pow(gamma, Double($1 - row.turn)) * paid[row.episode][$1] })
      })
    let name = { (row: Row) in "\(episodes[row.episode].task) \(key(row))" }
    let isStart = { (row: Row) in starts[row.episode].contains(row.turn) }
    let average = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
    let usesMeans = parameters.text("values") == "mc"
    let visits = Dictionary(grouping: rows, by: name)
    let lowOf = visits.mapValues { average($0.map { toGo[$0] ?? .nan }) }
    let highOf = visits.mapValues { average($0.filter(isStart).map { toGo[$0] ?? .nan }) }
    let low = { (row: Row) in usesMeans ? lowOf[name(row)] ?? .nan : 0 }
    let high = { (row: Row) in usesMeans ? highOf[name(row)] ?? .nan : 0 }
    /// The end of a turn's segment, and what follows it as a segment.
    let end = { (row: Row) in
      starts[row.episode].first { $0 > row.turn } ?? episodes[row.episode].turns.count
    }
    let isCut = { (row: Row) in
      parameters.flag("bootstrap") && episodes[row.episode].status == .truncated
    }
    let handed = { (row: Row) -> Double in
      if end(row) < episodes[row.episode].turns.count {
        return high(Row(episode: row.episode, turn: end(row)))
      }
      guard isCut(row) else { return 0 }
      let start = starts[row.episode].last { $0 <= row.turn } ?? 0
      return high(Row(episode: row.episode, turn: start))
    }
    let segment = { (row: Row) -> Double in
      (row.turn..<end(row)).reduce(0) { $0 + pow(gamma, Double($1 - row.turn)) * paid[row.episode][$1] }
        + pow(gamma, Double(end(row) - row.turn)) * handed(row)
    }
    func lowCredit(_ row: Row) -> Double {
      let next = Row(episode: row.episode, turn: row.turn + 1)
      let isLast = next.turn == episodes[row.episode].turns.count
      let after = isLast ? (isCut(row) ? low(row) : 0) : next.turn < end(row) ? low(next) : high(next)
      let delta = paid[row.episode][row.turn] + gamma * after - low(row)
      return delta + (next.turn < end(row) ? gamma * lamTurn * lowCredit(next) : 0)
    }
    func highCredit(_ row: Row) -> Double {
      let next = Row(episode: row.episode, turn: end(row))
      let rest = next.turn < episodes[row.episode].turns.count ? highCredit(next) : 0
      return segment(row) - high(row) + pow(gamma, Double(end(row) - row.turn)) * lamSeg * rest
    }
    let segmentOf = visits.mapValues { average($0.map(segment)) }
    let switching = { (row: Row) in segment(row) - (usesMeans ? segmentOf[name(row)] ?? .nan : 0) }
    let whitened = { (values: [Row: Double]) -> [Row: Double] in
      guard parameters.flag("norm"), let first = values.values.first else { return values }
      let all = Array(values.values)
      if all.allSatisfy({ abs($0 - first) <= 1e-12 * max(abs($0), abs(first)) }) {
        return values.mapValues { _ in 0 }
      }
      let mean = average(all)
      let deviation = sqrt(average(all.map { pow($0 - mean, 2) }))
      return values.mapValues { ($0 - mean) / (deviation + 1e-8) }
    }
    let channel = { (rows: [Row], value: (Row) -> Double) in
      whitened(Dictionary(uniqueKeysWithValues: rows.map { ($0, value($0)) }))
    }
    let lows = channel(rows, lowCredit)
    let highs = channel(rows.filter(isStart), highCredit)
    let switches = channel(rows, switching)
    return rows.flatMap { row in
      episodes[row.episode].turns[row.turn].decisions.map { _ in
        switch parameters.text("emit") {
        case "low": return lows[row] ?? 0
        case "high": return highs[row] ?? 0
        case "switch": return switches[row] ?? 0
        default: return (lows[row] ?? 0) + (highs[row] ?? 0) + (switches[row] ?? 0)
        }
      }
    }
  }
}
