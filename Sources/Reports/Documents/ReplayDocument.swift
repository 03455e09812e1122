package import Ascribe
import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

extension ReplayResult: ReportedResult {
  /// Both branches side by side, how they end, how far apart they are, and what chance alone does.
  package var document: Document {
    var document = Document(scenario.title)
    document.add(
      paragraph: "policy \(scenario.policy), memory \(memory), seed \(seed), "
        + "\(noise == .common ? "common" : "independent") random numbers")
    let origin = trace.map { "read from \($0)" } ?? "simulated with seed \(seed)"
    document.add(
      paragraph: "Episode \(episode), \(origin), restored at turn \(turn): \(agent) took \(taken); instead "
        + (instead ?? "its policy draws"))
    document.add(finding.shown(by: "difference"))
    document.add(card)
    document.add(paths)
    document.add(outcomeTable)
    if let distribution { document.add(distribution) }
    document.add(alternativeTable)
    document.add(floorTable)
    document.add(
      paragraph: "\(Numerals.count(simulatedTurns, "turn")) simulated for "
        + "\(Numerals.count(continuations, "continuation")) of each branch, action and replica"
        + (bounds.map { "; bounds rest on \(Numerals.count($0.cells, "cell")) (state and turn)" } ?? ""))
    return document
  }

  private var finding: Finding {
    let mean = difference.mean.map { Numerals.signed($0, 4) }.optional ?? "undefined"
    let ends = Numerals.interval(difference.interval, 4)
    let exact =
      difference.exact.map { ", exact \(Numerals.signed($0, 4))" }
      ?? bounds.map { ", by the bounds \(Numerals.bounds($0.difference, 4))" } ?? ""
    let percent = Numerals.fixed(100 * confidence, 0)
    return Finding(
      "Factual less counterfactual return: \(mean)\(ends.isEmpty ? "" : " " + ends)\(exact)",
      evidence: difference.standardError.optional.map {
        "\(percent)% interval over continuations, standard error \(Numerals.fixed($0, 4))"
      })
  }

  private var card: Terms {
    var card = Terms("What is compared")
    for term in contrast.terms { card.add(term.name, term.words) }
    card.add("evidence", tier.rawValue)
    return card
  }

  // MARK: Side by side

  private var paths: Table {
    var table = Table(
      "The record, and one continuation of the other branch",
      [
        "turn", "factual: state", "decisions", .number("reward"), "counterfactual: state", "decisions",
        .number("reward"),
      ])
    let (one, other) = (factual.path, counterfactual.path)
    let turns = (one.steps + other.steps).map(\.turn)
    let (first, last) = (turns.min() ?? 0, turns.max() ?? 0)
    // The first turns tell where the branches part, the last ones how they end.
    let isLong = last - first >= Self.mostTurns
    for turn in first...last
    where !isLong || turn < first + Self.mostTurns * 3 / 4 || turn > last - Self.mostTurns / 4 {
      table.add([Cell.text("\(turn)")] + cells(of: one, turn) + cells(of: other, turn))
    }
    if isLong {
      let left = last - first + 1 - Self.mostTurns * 3 / 4 - Self.mostTurns / 4
      table.notes = ["\(Numerals.count(left, "turn")) in between left out; --json has all"]
    }
    table.add([Cell.text("end")] + ending(of: one) + ending(of: other))
    return table
  }

  /// Most turns that are told one by one.
  private static let mostTurns = 24

  private func cells(of path: ReplayPath, _ turn: Int) -> [Cell] {
    guard let step = path.steps.first(where: { $0.turn == turn }) else { return [.blank, .blank, .blank] }
    let decisions = step.decisions.map { "\($0.agent) \($0.action)" }
    return [.text(step.state), .text(decisions.joined(separator: ", ")), .number(step.reward)]
  }

  private func ending(of path: ReplayPath) -> [Cell] {
    [
      .text(path.final), .text(path.status.description),
      .text("return \(Numerals.fixed(path.return))"),
    ]
  }

  // MARK: Distributions

  private var branches: [(name: String, branch: Branch)] {
    [("factual", factual), ("counterfactual", counterfactual)]
  }

  private var outcomeTable: Table {
    let between = [bounds?.factual, bounds?.counterfactual]
    return Table(
      "Outcomes of \(Numerals.count(continuations, "continuation")) of each branch",
      [
        "branch", .share("success"), known(.share("exact")), .number("mean return", decimals: 4),
        known(.number("exact", decimals: 4)), .number("deviation"), .number("least"), .number("median"),
        .number("largest"),
      ],
      rows: branches.enumerated().map { place, row in
        let (name, branch) = row
        let outcomes = branch.outcomes
        return [
          .text("\(name): \(branch.action)"), .share(outcomes.successShare),
          success(branch.exact, between[place]),
          .estimate(outcomes.mean, outcomes.interval), value(branch.exact?.return, between[place]),
          .number(outcomes.standardDeviation), .number(outcomes.quantiles[0]),
          .number(outcomes.quantiles[2]), .number(outcomes.quantiles[4]),
        ]
      })
  }

  // MARK: What is known

  /// The column of what is known: exactly, or between bounds.
  private func known(_ exact: Column) -> Column { bounds == nil ? exact : "bounds" }

  private func value(_ exact: Double?, _ between: ReplayBounds.Outcome?) -> Cell {
    between.map { .text(Numerals.bounds($0.return, 4)) } ?? exact.map { .number($0) } ?? .blank
  }

  private func success(_ exact: ReplayExpectation?, _ between: ReplayBounds.Outcome?) -> Cell {
    between.map { .text(Numerals.bounds($0.success, 3)) } ?? exact.map { .share($0.success) } ?? .blank
  }

  /// How often each return occurs, where there are few.
  private var distribution: Table? {
    guard let one = factual.outcomes.counts, let other = counterfactual.outcomes.counts else { return nil }
    let values = Set((one + other).map(\.value)).sorted()
    guard values.count > 1, values.count <= OutcomeDistribution.mostCounts else { return nil }
    var table = Table(
      nil, [.number("return"), .count("factual"), "", .count("counterfactual"), ""], order: .init(by: 0))
    for value in values {
      table.add(
        [Cell.number(value)]
          + [one, other].flatMap { counts -> [Cell] in
            let count = counts.first { $0.value == value }?.count ?? 0
            return [.count(count), .text(bar(Double(count) / Double(continuations)))]
          })
    }
    return table
  }

  private func bar(_ share: Double) -> String { String(repeating: "#", count: Int((24 * share).rounded())) }

  private var alternativeTable: Table {
    Table(
      "Every action of \(agent) there",
      [
        "action", .number("probability", decimals: 4), .number("mean return", decimals: 4),
        known(.number("exact", decimals: 4)), bounds == nil ? .share("success, exact") : "success, bounds",
      ],
      rows: alternatives.enumerated().map { place, alternative in
        let between = bounds?.alternatives[place]
        return [
          .text(alternative.action + (alternative.action == taken ? " (taken)" : "")),
          .number(alternative.probability), .number(alternative.meanReturn),
          value(alternative.exact?.return, between), success(alternative.exact, between),
        ]
      })
  }

  private var floorTable: Table {
    Table(
      "Noise floor: two replicas of the factual branch, which differ in their draws alone",
      [
        "restored", .number("mean return", decimals: 4), known(.number("exact", decimals: 4)),
        .number("replicas apart", decimals: 4, signed: true), .number("of single replays"),
        .share("end differently"), .share("not reached"), .number("not legal"),
      ],
      rows: noiseFloor.map { floor in
        [
          .text(floor.restored.rawValue), .number(floor.meanReturn),
          value(floor.exact, floor.restored == .privileged ? bounds?.factual : nil),
          .estimate(floor.difference.mean, floor.difference.interval), .number(floor.spread),
          .share(floor.disagreement), .share(floor.unreached), .number(floor.substitutions),
        ]
      })
  }
}
