import ArgumentParser
import Ascribe
import CreditStatistics
import Foundation
import Ground
import Simulation

/// How far labels that are means of a few continuations are from the exact action values.
struct LabelsArticle {
  let repeating: Repeating

  private static let scenarios = [
    "relay", "coupling", "single", "memory", "repair-shop",
  ]
  private static let counts = [1, 2, 4, 8, 16, 32, 64]
  private static let episodes = 256

  /// What labels of one number of continuations are worth, in one repetition.
  private struct Row {
    let error, across, within, sign: Double
  }

  private struct Table {
    let scenario: String
    /// Turns, and different states among them.
    let points, states: Int
    /// Standard deviation of the exact value over points.
    let deviation: Double
    /// By number of continuations, then repetition.
    let rows: [[Row]]
  }

  func text() throws -> String {
    article(
      try Self.scenarios.map { name in
        let points = try Points(Stage(name), episodes: Self.episodes, seed: repeating.seed)
        let rows = try Self.counts.map { count in
          try parallelMap(count: repeating.repetitions, threads: repeating.threads) { repetition in
            Result { try row(points, continuations: count, repetition) }
          }.map { try $0.get() }
        }
        return Table(
          scenario: name, points: points.places.count, states: points.states.count,
          deviation: Descriptive.standardDeviation(of: points.exact).optional ?? .nan, rows: rows)
      })
  }

  /// Labels every action of every state that was met once, and compares.
  private func row(_ points: Points, continuations: Int, _ repetition: Int) throws -> Row {
    let stream = PhiloxStream(seed: repeating.seed, resample: .bootstrap)
    let labels = points.values.indices.map { place in
      let successes = (0..<continuations).count { draw in
        let word = stream.word(
          episode: UInt64(repetition), turn: UInt64(place), draw: UInt64(continuations << 8 | draw))
        return PhiloxStream.unit(word) < points.values[place]
      }
      return Double(successes) / Double(continuations)
    }
    let drawn = points.places.map { labels[$0] }
    var (orders, ordered, signs, signed) = (0.0, 0.0, 0.0, 0.0)
    for state in points.states {
      let (own, exact) = (Array(labels[state.rows]), Array(points.values[state.rows]))
      // Where all actions are worth the same there is no order to find.
      guard (exact.max() ?? 0) - (exact.min() ?? 0) > 1e-12 else { continue }
      let visits = Double(state.visits)
      // Labels that are all alike tell no order.
      orders += visits * (Association.spearman(own, exact).optional ?? 0)
      ordered += visits
      let means = [own, exact].map { values in zip(values, state.policy).reduce(0) { $0 + $1.0 * $1.1 } }
      for (place, value) in exact.enumerated() where abs(value - means[1]) > 1e-12 {
        let weight = visits * state.policy[place]
        signs += (own[place] - means[0]) * (value - means[1]) > 0 ? weight : 0
        signed += weight
      }
    }
    let squares = zip(drawn, points.exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return Row(
      error: (squares / Double(drawn.count)).squareRoot(),
      across: Association.spearman(drawn, points.exact).optional ?? 0,
      within: ordered > 0 ? orders / ordered : .nan, sign: signed > 0 ? signs / signed : .nan)
  }

  // MARK: Words

  private func article(_ tables: [Table]) -> String {
    let relay = tables[0]
    let need = { (table: Table, number: (Row) -> Double, level: Double) -> String in
      zip(Self.counts, table.rows).first { mean($0.1, number).mean >= level }
        .map { "\($0.0)" } ?? "more than \(Self.counts[Self.counts.count - 1])"
    }
    var lines = [
      "# How wrong are N sampled labels?", "",
      "Action values that are means of N continuations, beside the exact ones.", "",
      "`make label-errors` measures all of this again, seed \(repeating.seed). Written by the program, words included.",
      "",
      "## Overview", "",
      "A dense signal is often judged, or trained, by labels of its decisions: restore the state, force the action, play on N times, and take the "
        + "mean return. QVal (arXiv 2606.32034) calls a signal *Q-aligned* that orders decisions as such values do, and reports Spearman's "
        + "correlation. What a signal that is right about everything gets there depends on N alone: the figures below are that ceiling, since here "
        + "the exact values are known. A signal is never seen to be better than its labels.", "",
      "- On `relay` a perfect signal gets **\(digits(mean(relay.rows[0], \.across).mean))** across points with N = 1, and "
        + "**\(digits(mean(relay.rows[relay.rows.count - 1], \.across).mean))** with N = 64; .9 takes N = \(need(relay, \.across, 0.9)).",
      "- Within states, where a learner has to choose, the same labels are worth less: "
        + "**\(digits(mean(relay.rows[0], \.within).mean))** and **\(digits(mean(relay.rows[relay.rows.count - 1], \.within).mean))**; "
        + ".9 takes N = \(need(relay, \.within, 0.9)).",
      "- The sign of the advantage is right in **\(share(mean(relay.rows[0], \.sign).mean))** of the decisions with N = 1, and in "
        + "\(share(mean(relay.rows[relay.rows.count - 1], \.sign).mean)) with N = 64.",
      "",
      "*error*: root mean square of label - exact value over points, beside the standard deviation of the exact values: labels whose error is as "
        + "large tell no more than the mean. *across*: Spearman over all points. *within*: Spearman over the actions of a state, mean over visits of "
        + "states whose actions are not all worth the same; labels that are all alike count 0. *sign*: share of the decisions, as the policy makes "
        + "them, whose advantage has the sign that the labels of the state's actions give it, which labels that tie do not. ±: 1.96 standard errors over "
        + "\(repeating.repetitions) repetitions. Points are the turns of \(Self.episodes) episodes under the scenario's own policy; every action of a "
        + "state that was met is labelled once.",
    ]
    for table in tables {
      lines += [
        "", "### \(table.scenario)", "",
        "\(table.points) points in \(table.states) states; exact values have the standard deviation \(digits(table.deviation)).",
        "",
        "| N | error | across | within | sign |", "| --: | --: | --: | --: | --: |",
      ]
      for (count, rows) in zip(Self.counts, table.rows) {
        lines.append(
          "| \(count) | "
            + [\Row.error, \.across, \.within, \.sign].map { cell(rows, $0) }.joined(separator: " | ") + " |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func cell(_ rows: [Row], _ number: KeyPath<Row, Double>) -> String {
    let (mean, error) = mean(rows) { $0[keyPath: number] }
    return mean.isNaN ? "undefined" : "\(digits(mean)) ±\(digits(error))"
  }

  private func mean(_ rows: [Row], _ number: (Row) -> Double) -> (mean: Double, error: Double) {
    let values = rows.map(number)
    return (
      Descriptive.mean(of: values).optional ?? .nan,
      1.96 * (Descriptive.standardDeviation(of: values).optional ?? .nan) / Double(values.count).squareRoot()
    )
  }

  private func digits(_ value: Double) -> String { String(format: "%.3f", value) }
  private func share(_ value: Double) -> String { String(format: "%.1f%%", 100 * value) }
}

/// The decisions of some episodes, and all that could have been decided where they were made.
private struct Points {
  /// A state that was met.
  struct State {
    /// Its joint actions among ``Points/values``.
    let rows: Range<Int>
    /// How probable the policy makes each.
    let policy: [Double]
    var visits: Int
  }

  private(set) var states: [State] = []
  /// The probability of success after each joint action of each state.
  private(set) var values: [Double] = []
  /// Of each turn which of them was taken.
  private(set) var places: [Int] = []

  /// The exact value of what was done in each turn.
  var exact: [Double] { places.map { values[$0] } }

  init(_ stage: Stage, episodes: Int, seed: UInt64) throws {
    let (solution, cells) = (stage.solution, stage.solution.cells)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed), on: solution.mdp, policy: solution.policy)
    var probabilities = JointProbabilities(solution.mdp, solution.policy)
    var known: [Int: Int] = [:]
    for episode in 0..<rollouts.batch.episodeCount {
      for (number, turn) in rollouts.batch.turns(of: episode).enumerated() {
        let cell = cells.index(turn: number, node: Int(rollouts.node[turn]))
        if known[cell] == nil {
          known[cell] = states.count
          let rows = cells.rows(of: cell)
          // Labels are drawn as successes, which is what a continuation returns only where nothing else is paid.
          for row in rows where abs(cells.actionValue[row] - cells.actionSuccess[row]) > 1e-9 {
            throw ValidationError("\(stage.name) pays more than success.")
          }
          states.append(
            State(
              rows: values.count..<values.count + rows.count,
              policy: probabilities.ofRows(of: Int(cells.node[cell])), visits: 0))
          values += cells.actionSuccess[rows]
        }
        guard let state = known[cell] else { continue }
        states[state].visits += 1
        places.append(states[state].rows.lowerBound + rollouts.row(ofTurn: turn))
      }
    }
  }
}
