import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// The posterior against a plain one: dictionaries, another generator, another sampler of gamma deviates, and elimination over all
/// states.
@Suite struct PosteriorReferenceTests {
  /// Means of twelve random traces, compared within five errors of both sides, which have about the same: 7 deviations of their
  /// difference, so that some 400 comparisons of other draws than these fail with 10^-9. Deviations differ by a fifth at most, and are
  /// heavy-tailed for no trace here.
  @Test(arguments: UInt64(40)..<52)
  func agreesWithThePlainPosterior(seed: UInt64) throws {
    let entry = try #require(TraceMethod.all.first { $0.id == "posterior" })
    var drafts = entry.drafts(seed: seed)
    let task = drafts[0].task
    drafts.removeAll { $0.task != task }
    var settings = entry.settings(seed: seed)
    settings += [
      ("draws", "1500"), ("key", "state"), ("vmin", "-0.5"), ("vmax", "1"), ("beta", "0.9"), ("emit", "mean"),
      ("level", "0.9"), ("forks", "once"),
    ]
    let parameters = try entry.parameters(settings)
    let found = try Posterior(parameters).summaries(of: makeBatch(drafts), in: AttributionContext(seed: seed))
    let plain = PlainPosterior(drafts, parameters).summaries(draws: 1500, seed: seed)
    let rows = drafts.flatMap { draft in
      draft.turns.flatMap { turn in turn.decisions.map { _ in PlainPosterior.row(turn) } }
    }
    for (row, summary) in zip(rows, found) {
      let (summary, expected) = (try #require(summary), try #require(plain[row]))
      #expect(
        summary.agrees(with: expected.mean, error: expected.error, rounding: 1e-12),
        "\(row): \(summary) for \(expected), \(settings)")
      #expect(abs(summary.deviation - expected.deviation) <= 0.2 * expected.deviation + 1e-9, "\(row)")
    }
  }
}

/// The posterior of one task, by its definition.
private struct PlainPosterior {
  typealias Summary = (mean: Double, deviation: Double, error: Double)
  private let parameters: ParameterValues
  /// Counts by state, row and outcome.
  private var counts: [String: [String: [String: Double]]] = [:]
  private var logProbabilities: [String: [Double]] = [:]

  static func row(_ turn: TurnDraft) -> String {
    turn.state + ": "
      + turn.decisions.map { "\($0.agent)=\($0.action)" }.sorted().joined(separator: ",")
  }

  init(_ drafts: [EpisodeDraft], _ parameters: ParameterValues) {
    self.parameters = parameters
    for draft in drafts {
      for (place, turn) in draft.turns.enumerated() {
        let ending =
          switch draft.status {
          case .success: "+"
          case .truncated: parameters.text("truncated") == "interval" ? "cut" : "-"
          default: "-"
          }
        let next = place + 1 < draft.turns.count ? "to " + draft.turns[place + 1].state : ending
        counts[turn.state, default: [:]][Self.row(turn), default: [:]][next, default: 0] += 1
        logProbabilities[Self.row(turn), default: []].append(
          turn.decisions.reduce(0) { $0 + ($1.logProbability ?? .nan) })
      }
    }
  }

  func summaries(draws: Int, seed: UInt64) -> [String: Summary] {
    var generator = SplitMix64(seed: seed ^ 0xD1C)
    var sums: [String: (Double, Double)] = [:]
    for _ in 0..<draws {
      for (row, advantage) in advantages(&generator) {
        let sum = sums[row] ?? (0, 0)
        sums[row] = (sum.0 + advantage, sum.1 + advantage * advantage)
      }
    }
    let size = Double(draws)
    return sums.mapValues { sum, squares in
      let mean = sum / size
      let deviation = sqrt(max(0, squares / size - mean * mean) * size / (size - 1))
      return (mean, deviation, deviation / sqrt(size))
    }
  }

  /// Q - V of every row in one drawn model.
  private func advantages(_ generator: inout SplitMix64) -> [String: Double] {
    let beta = parameters.number("beta")
    let states = counts.keys.sorted()
    let place = Dictionary(uniqueKeysWithValues: states.enumerated().map { ("to \($1)", $0) })
    var system = [[Double]](
      repeating: [Double](repeating: 0, count: states.count + 1), count: states.count)
    var rows: [(row: String, state: Int, share: Double, next: [Double])] = []
    for (index, state) in states.enumerated() {
      let actions = (counts[state] ?? [:]).sorted { $0.key < $1.key }
      let all = Set(actions.flatMap { $0.value.keys })
      system[index][index] += 1
      for (share, action) in zip(policy(actions, &generator), actions) {
        var outcomes = parameters.text("support") == "state" ? all : Set(action.value.keys)
        if parameters["elsewhere"] == .flag(true) { outcomes.insert("elsewhere") }
        let alpha =
          parameters.number("alpha") / (parameters.text("prior") == "shared" ? Double(outcomes.count) : 1)
        let names = outcomes.sorted()
        let probabilities = dirichlet(names.map { (action.value[$0] ?? 0) + alpha }, &generator)
        var next = [Double](repeating: 0, count: states.count + 1)
        for (name, probability) in zip(names, probabilities) {
          if let state = place[name] {
            next[state] += probability
          } else if name == "+" {
            next[states.count] += probability
          } else if name != "-" {
            let range = parameters.number("vmin")...parameters.number("vmax")
            next[states.count] += probability * Double.random(in: range, using: &generator)
          }
        }
        rows.append((action.key, index, share, next))
        for column in states.indices { system[index][column] -= beta * share * next[column] }
        system[index][states.count] += beta * share * next[states.count]
      }
    }
    let values = Self.solved(system)
    return Dictionary(
      uniqueKeysWithValues: rows.map { row, state, _, next in
        let worth = next[states.count] + zip(next, values).reduce(0) { $0 + $1.0 * $1.1 }
        return (row, beta * worth - values[state])
      })
  }

  private func policy(
    _ actions: [(key: String, value: [String: Double])], _ generator: inout SplitMix64
  ) -> [Double] {
    let totals = actions.map { $0.value.values.reduce(0, +) }
    var weights = totals
    switch parameters.text("policy") {
    case "counts": return dirichlet(totals.map { $0 + parameters.number("alphaPolicy") }, &generator)
    case "logprob":
      weights = actions.map { action in
        let visits = logProbabilities[action.key] ?? []
        return visits.reduce(0) { $0 + exp($1) } / Double(visits.count)
      }
    default: break
    }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  private func dirichlet(_ shapes: [Double], _ generator: inout SplitMix64) -> [Double] {
    let deviates = shapes.map { gamma($0, &generator) }
    return deviates.map { $0 / deviates.reduce(0, +) }
  }

  /// A sum of exponential deviates for the whole part, and for the rest Ahrens and Dieter's rejection: Computing 12 (1974).
  private func gamma(_ shape: Double, _ generator: inout SplitMix64) -> Double {
    var sum = 0.0
    for _ in 0..<Int(shape) { sum -= log(Double.random(in: .leastNormalMagnitude...1, using: &generator)) }
    let rest = shape - Double(Int(shape))
    guard rest > 0 else { return sum }
    let bound = 1 + rest / M_E
    while true {
      let scaled = bound * Double.random(in: 0..<1, using: &generator)
      let test = Double.random(in: .leastNormalMagnitude...1, using: &generator)
      if scaled <= 1 {
        let found = pow(scaled, 1 / rest)
        if test <= exp(-found) { return sum + found }
      } else {
        let found = -log((bound - scaled) / rest)
        if test <= pow(found, rest - 1) { return sum + found }
      }
    }
  }

  private static func solved(_ system: [[Double]]) -> [Double] {
    var system = system
    let size = system.count
    for column in 0..<size {
      let pivot = (column..<size).max { abs(system[$0][column]) < abs(system[$1][column]) } ?? column
      system.swapAt(pivot, column)
      for line in 0..<size where line != column && system[line][column] != 0 {
        let factor = system[line][column] / system[column][column]
        for entry in column...size { system[line][entry] -= factor * system[column][entry] }
      }
    }
    return (0..<size).map { system[$0][size] / system[$0][$0] }
  }
}
