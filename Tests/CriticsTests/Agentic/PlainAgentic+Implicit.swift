import Foundation
import TestSupport
import Trajectories

/// Implicit rewards, written down from their formulas.
extension PlainAgentic {
  /// z of numbers, or their difference from the mean of the others; 0 for a group of one and for equal
  /// numbers.
  private func standardised(_ x: [Double]) -> [Double] {
    guard x.count > 1, Set(x).count > 1 else { return x.map { _ in 0 } }
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    if parameters.text("norm") == "rloo" { return x.map { ($0 - mean) * n / (n - 1) } }
    let deviation = (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    return x.map { ($0 - mean) / (deviation + parameters.number("eps")) }
  }

  func ratios(_ slope: ([Double]) -> [Double]) -> [Double] {
    let all = decisions
    guard parameters.text("fit") == "always" else {
      return all.map { ($0.draft.logProbability ?? .nan) - ($0.draft.referenceLogProbability ?? .nan) }
    }
    return logRatios(seeing: all.map { _ in "" }, ridge: parameters.number("ridge"), slope) { ratio in
      episodes.indices.map { episode in
        zip(all, ratio).reduce(0) { $0 + ($1.0.episode == episode ? $1.1 : 0) }
      }
    } weight: { _ in
      1
    }
  }

  func istar() -> [Double] {
    let beta = parameters.number("beta")
    let pairs = preferences(all: true, least: 0)
    let all = decisions
    let reward = ratios { x in
      var slope = x.map { _ in 0.0 }
      for pair in pairs {
        let change = beta / (1 + exp(beta * (x[pair.better] - x[pair.worse]))) / Double(pairs.count)
        slope[pair.better] -= change
        slope[pair.worse] += change
      }
      return slope
    }.map { beta * $0 }
    var credits = all.map { -ownLoss($0.episode, $0.turn) }
    for task in Set(episodes.map(\.task)) {
      let group = episodes.indices.filter { episodes[$0].task == task }
      let outcome = Dictionary(uniqueKeysWithValues: zip(group, standardised(group.map(total))))
      let rows = all.indices.filter { episodes[all[$0].episode].task == task }
      for (row, step) in zip(rows, standardised(rows.map { reward[$0] })) {
        credits[row] += (outcome[all[row].episode] ?? .nan) + parameters.number("weightImplicit") * step
      }
    }
    return credits
  }

  func itpo() -> [Double] {
    let beta = parameters.number("beta")
    let all = decisions
    let label = episodes.map { $0.outcomeScore }
    var s = ratios { x in
      zip(x, label).map { beta * (1 / (1 + exp(-beta * $0)) - $1) / Double(label.count) }
    }.map { beta * $0 }
    let rows = episodes.indices.map { episode in all.indices.filter { all[$0].episode == episode } }
    if parameters.text("scale") == "batch" {
      let largest =
        rows.flatMap { rows in
          rows.indices.map { abs(rows[$0...].reduce(0) { $0 + s[$1] }) }
        }.max() ?? 0
      s = s.map { $0 / (largest + 1e-6) }
    }
    var reward = s
    if parameters.text("variant") == "norm" {
      let tokens = all.map { Double(max(1, $0.draft.tokens ?? 1)) }
      let mean = tokens.reduce(0, +) / Double(tokens.count)
      for (episode, rows) in rows.enumerated() {
        let weights = rows.map { exp(s[$0] / tokens[$0] * mean / parameters.number("tau")) }
        for (row, weight) in zip(rows, weights) {
          reward[row] = total(episode) * weight / weights.reduce(0, +)
        }
      }
    }
    if parameters.text("emit") == "advantage" {
      let given = reward
      for (episode, own) in rows.enumerated() {
        let group = episodes.indices.filter { episodes[$0].task == episodes[episode].task }
        let n = Double(group.count)
        let means = group.map { episode in
          rows[episode].reduce(0) { $0 + given[$1] } / Double(rows[episode].count)
        }
        for place in own.indices {
          reward[own[place]] =
            n == 1
            ? 0
            : own[place...].reduce(0) { $0 + given[$1] * n / (n - 1) - means.reduce(0, +) / (n - 1) }
        }
      }
    }
    return zip(all, reward).map { $1 - ownLoss($0.episode, $0.turn) }
  }
}
