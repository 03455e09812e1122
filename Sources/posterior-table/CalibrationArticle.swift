import Ascribe
import CreditNumerics
import Foundation
import Ground

/// How often the intervals of `posterior` hold what they are intervals of.
struct CalibrationArticle {
  let repeating: Repeating
  let draws: Int

  private static let counts = [8, 16, 32, 64, 128, 256]
  /// Scenarios whose episodes end in success or failure, with the keys by which they are seen.
  private static let stages: [(String, [Anchors])] = [
    ("single", [.markov]), ("chain", [.markov]), ("repair", [.markov]), ("coupling", [.markov]),
    ("relay", [.markov, .privileged, .state]), ("memory", [.markov, .state]),
  ]
  private static let own = "elsewhere=false,alphaPolicy=1"

  /// One row of the tables of coverage.
  private struct Row {
    let scenario: String
    let key: Anchors
    let episodes: Int
    let coverage: Coverage
  }

  func text() throws -> String {
    let stages = try Self.stages.map { (try Stage($0.0), $0.1) }
    var rows: [Row] = []
    for (stage, keys) in stages {
      for key in keys {
        for count in Self.counts {
          rows.append(
            Row(
              scenario: stage.name, key: key, episodes: count,
              coverage: try coverage(of: stage, count, key)))
        }
      }
    }
    var priors: [(String, [Row])] = []
    for (name, setting) in [("1/k", "prior=shared,alpha=1"), ("1/2", "alpha=0.5"), ("1", "alpha=1")] {
      priors.append(
        (
          name,
          try stages.prefix(5).map { stage, _ in
            Row(
              scenario: stage.name, key: .markov, episodes: 32,
              coverage: try coverage(of: stage, 32, .markov, ",\(setting)"))
          }
        ))
    }
    var drawn: [Row] = []
    for (stage, _) in stages.prefix(5) {
      for count in [8, 32, 128, 512] {
        drawn.append(
          Row(
            scenario: stage.name, key: .markov, episodes: count, coverage: try calibration(on: stage, count)))
      }
    }
    return Self.article(rows, priors, drawn, repeating, draws)
  }

  // MARK: Measurements

  /// Coverage of the exact advantage of success.
  private func coverage(
    of stage: Stage, _ episodes: Int, _ key: Anchors, _ settings: String = ""
  ) throws -> Coverage {
    try collected { number in
      let rollouts = try stage.rollouts(episodes, seed: seed(number))
      return try JudgedUnits(
        key(rollouts), stage.advantages(of: rollouts),
        settings: "beta=1,truncated=failure,draws=\(draws),\(key.setting)\(settings)", seed: seed(number))
    }
  }

  /// Coverage and ranks of credits in worlds that are drawn from the prior.
  private func calibration(on stage: Stage, _ episodes: Int) throws -> Coverage {
    let world = ModelWorld(stage.solution)
    let stream = PhiloxStream(seed: repeating.seed &+ 0x5BC, purpose: .posterior)
    return try collected { number in
      var draws = DirichletDraws(stream)
      let played = world.drawn(number, &draws).play(episodes, &draws)
      return try JudgedUnits(
        played.batch, played.truths,
        settings: "beta=1,truncated=failure,draws=\(self.draws),\(Self.own)", seed: seed(number))
    }
  }

  private func seed(_ number: Int) -> UInt64 { repeating.seed &* 1_000_003 &+ UInt64(number) }

  private func collected(_ repetition: @Sendable (Int) throws -> JudgedUnits) throws -> Coverage {
    let found = parallelMap(count: repeating.repetitions, threads: repeating.threads) { number in
      Result { try repetition(number) }
    }
    var coverage = Coverage()
    for (number, judged) in found.enumerated() {
      coverage.add(try judged.get(), number: number, seed: repeating.seed)
    }
    return coverage
  }

  // MARK: Words

  private static func article(
    _ rows: [Row], _ priors: [(String, [Row])], _ drawn: [Row], _ repeating: Repeating, _ draws: Int
  ) -> String {
    var lines = [
      "# Are the intervals of posterior right?", "",
      "How often intervals of 95% hold the exact credit, by the number of episodes, on scenarios whose exact credit is known.",
      "",
      "`make posterior-table` measures all of this again: \(repeating.repetitions) repetitions a row, \(draws) models each, seed \(repeating.seed). Written by "
        + "the program, words included.", "",
      "## Overview", "",
    ]
    lines += verdict(rows, drawn)
    lines += [
      "", "## Exact credit on scenarios", "",
      "The episodes of a repetition are one task under the scenario's own policy; the truth is Q - V of the joint action in the probability of "
        + "success, at its node and turn; `beta=1,truncated=failure`, all else as it is by default. An action at a turn counts once a "
        + "repetition. ±: 1.96 standard errors over repetitions. *alone*: actions of states where nothing else was seen, which get exactly 0, with "
        + "no width: how often the exact credit is 0 there.", "",
      "| scenario | state | episodes | covered | seen once | seen 5 times | width | alone |",
      "| :-- | :-- | --: | --: | --: | --: | --: | --: |",
    ]
    lines += rows.map { row in
      "| \(row.scenario) | \(row.key.rawValue) | \(row.episodes) | \(share(row, 0)) | \(plain(row, 1)) | \(plain(row, 2)) | "
        + "\(number(row.coverage.width)) | \(plain(row, 3)) |"
    }
    lines += [
      "", "## The prior", "",
      "The same with 32 episodes, states of turn and node, and other pseudo-counts of an outcome: 1/k is `prior=shared,alpha=1`.",
      "",
      "| alpha | " + priors[0].1.map(\.scenario).joined(separator: " | ") + " |",
      "| :-- |" + priors[0].1.map { _ in " --: |" }.joined(),
    ]
    lines += priors.map { name, rows in
      "| \(name) | " + rows.map { "\(share($0, 0))" }.joined(separator: " | ") + " |"
    }
    lines += [
      "", "## Worlds drawn from the prior", "",
      "Simulation-based calibration: the states, actions and outcomes are those of the scenario, every probability is drawn from the prior "
        + "(1/2 for an outcome of the state, 1 for an action), and episodes are played in that world. If the draws of `\(own)` are right, the "
        + "truth falls into each tenth of them alike. The method takes for possible what it has seen, so that this can hold only where "
        + "all has been seen. *tenths*: one action of each repetition; *p*: chi-squared of their evenness.",
      "",
      "| scenario | episodes | covered | tenths, lowest first | p |", "| :-- | --: | --: | :-- | --: |",
    ]
    lines += drawn.map { row in
      "| \(row.scenario) | \(row.episodes) | \(share(row, 0)) | "
        + row.coverage.tenths.map(String.init).joined(separator: " ")
        + " | \(number(row.coverage.evenness)) |"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the tables say, and nothing that they do not.
  private static func verdict(_ rows: [Row], _ drawn: [Row]) -> [String] {
    let nominal = 0.95
    let isBelow = { (row: Row) in row.coverage.share(0).map { $0.mean + $0.error < nominal } ?? false }
    let name = { (row: Row) in
      "\(row.scenario) with \(row.episodes): \(row.coverage.share(0).map { number($0.mean) } ?? "none")"
    }
    let names: [(Anchors, String)] = [
      (.markov, "Where the state says all (turn and node)"),
      (.privileged, "Where it is the privileged key, which lacks the turn and notes"),
      (.state, "Where it is the public key, which hides more"),
    ]
    var lines: [String] = []
    for (key, words) in names {
      let found = rows.filter { $0.key == key }
      let low = found.filter(isBelow)
      let lowest = low.min { ($0.coverage.share(0)?.mean ?? 1) < ($1.coverage.share(0)?.mean ?? 1) }
      let late = low.filter { $0.episodes == counts.last }
      guard let lowest else {
        lines.append(
          "- **\(words), coverage is nowhere below \(nominal)** by more than its error, in \(found.count) rows."
        )
        continue
      }
      lines.append(
        "- **\(words), coverage is below \(nominal) in \(low.count) of \(found.count) rows**, and lowest in \(name(lowest)). With \(counts.last ?? 0) episodes it is "
          + (late.isEmpty
            ? "below nowhere." : "still below in " + late.map(name).joined(separator: ", ") + "."))
    }
    let list = { (rows: [Row]) in rows.map(name).joined(separator: ", ") }
    let uneven = drawn.filter { $0.coverage.evenness < 0.05 / Double(drawn.count) }
    lines.append(
      uneven.isEmpty
        ? "- In worlds drawn from the prior no row has uneven tenths (5% for all \(drawn.count) together)."
        : "- In worlds drawn from the prior the tenths are uneven (5% for all \(drawn.count) rows together) in \(uneven.count) of them: "
          + list(uneven) + ".")
    let alone = rows.compactMap { $0.coverage.share(3)?.mean }
    if let least = alone.min() {
      lines.append(
        "- An action that nothing is compared with gets 0 without width: in the worst row the exact credit is 0 for \(number(least)) of them. "
          + "That is no certainty; `visits` and the report count such decisions.")
    }
    return lines
  }

  private static func share(_ row: Row, _ place: Int) -> String {
    row.coverage.share(place).map { "\(number($0.mean)) ±\(number($0.error))" } ?? "–"
  }

  private static func plain(_ row: Row, _ place: Int) -> String {
    row.coverage.share(place).map { number($0.mean) } ?? "–"
  }

  private static func number(_ value: Double) -> String { String(format: "%.3f", value) }
}
