import Foundation
import TestSupport
import Trajectories

/// Shaping and the methods that compare returns with state values, from their formulas.
extension NaiveReference {
  /// Values by "task state".
  typealias Values = [String: Double]

  func pbrs(_ file: Values?) -> [Double] {
    let potential: (Row) -> Double
    if parameters.text("potential") == "graph" {
      let distance = distances()
      let successful = Set(episodes.filter { $0.status == .success }.map(\.task))
      potential = { row in
        guard successful.contains(episodes[row.episode].task) else { return 0 }
        return parameters.number("successReward")
          * pow(parameters.number("omega"), distance[node(row)] ?? .nan)
      }
    } else {
      let values = file ?? means()
      potential = { values[node($0)] ?? 0 }
    }
    return perTurn { row in
      let next = Row(episode: row.episode, turn: row.turn + 1)
      let after = isLast(row) ? 0 : potential(next)
      return reward(row) + parameters.number("gamma") * after - potential(row) - rowPenalty(row)
    }
  }

  func gae(_ file: Values?, lambda: Double) -> [Double] {
    let values = file ?? means()
    return perTurn { gae($0, values, lambda) - lossBeyondExpected($0, file) }
  }

  func lambdaReturn(_ file: Values?, lambda: Double) -> [Double] {
    let values = file ?? means()
    return perTurn { gae($0, values, lambda) + (values[node($0)] ?? 0) - rowPenalty($0) }
  }

  func mc(_ file: Values?) -> [Double] {
    let values = file ?? means()
    return perTurn { row in
      // With a file the row bears its whole penalty; with the trace's means, what it loses beyond its state's mean.
      discountedReturn(row) - (values[node(row)] ?? 0) - lossBeyondExpected(row, file)
    }
  }

  func nstep(_ file: Values?) -> [Double] {
    let values = file ?? means()
    let gamma = parameters.number("gamma")
    return perTurn { row in
      let count = episodes[row.episode].turns.count
      let steps = min(parameters.integer("n"), count - row.turn)
      var sum = -(values[node(row)] ?? 0)
      for k in 0..<steps {
        sum += pow(gamma, Double(k)) * reward(Row(episode: row.episode, turn: row.turn + k))
      }
      let next = Row(episode: row.episode, turn: row.turn + steps)
      let after = next.turn == count ? endValue(row.episode, values) : values[node(next)] ?? 0
      return sum + pow(gamma, Double(steps)) * after - lossBeyondExpected(row, file)
    }
  }

  // MARK: Parts

  private func perTurn(_ credit: (Row) -> Double) -> [Double] {
    perAgent(Dictionary(uniqueKeysWithValues: rows.map { ($0, credit($0)) }))
  }

  private func isLast(_ row: Row) -> Bool { row.turn == episodes[row.episode].turns.count - 1 }

  private func gae(_ row: Row, _ values: Values, _ lambda: Double) -> Double {
    let gamma = parameters.number("gamma")
    var sum = 0.0
    for turn in row.turn..<episodes[row.episode].turns.count {
      let here = Row(episode: row.episode, turn: turn)
      let after =
        isLast(here)
        ? endValue(row.episode, values) : values[node(Row(episode: row.episode, turn: turn + 1))] ?? 0
      let delta = reward(here) + gamma * after - (values[node(here)] ?? 0)
      sum += pow(gamma * lambda, Double(turn - row.turn)) * delta
    }
    return sum
  }

  private func endValue(_ episode: Int, _ values: Values) -> Double {
    guard parameters["truncated"] == .text("bootstrap"), episodes[episode].status == .truncated else {
      return 0
    }
    return values["\(episodes[episode].task) \(episodes[episode].final)"] ?? 0
  }

  private func discountedReturn(_ row: Row) -> Double {
    (row.turn..<episodes[row.episode].turns.count).reduce(0) { sum, turn in
      sum + pow(parameters.number("gamma"), Double(turn - row.turn))
        * reward(Row(episode: row.episode, turn: turn))
    }
  }

  private func means() -> Values {
    Dictionary(grouping: rows, by: node).mapValues { members in
      members.map(discountedReturn).reduce(0, +) / Double(members.count)
    }
  }

  private func lossBeyondExpected(_ row: Row, _ file: Values?) -> Double {
    guard file == nil, parameters.text("penalty") == "row" else { return rowPenalty(row) }
    let here = node(row)
    let members = rows.filter { node($0) == here }
    return rowPenalty(row) - members.map(rowPenalty).reduce(0, +) / Double(members.count)
  }
}
