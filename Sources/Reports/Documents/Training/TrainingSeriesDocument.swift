import Ascribe
import CreditStatistics
import Ground

extension TrainingSeriesResult: ReportedResult {
  /// Which arms learn best over all scenarios, on a common scale, and how well on each; the report of every scenario as far as
  /// the view asks for it.
  package var document: Document { TrainingSeriesDocument(result: self).document }
}

/// The report of a study of learning on several scenarios.
private struct TrainingSeriesDocument {
  let result: TrainingSeriesResult

  /// The table that arms are compared by.
  private var main: TrainingSeriesResult.Table { result.tables[result.tables.count - 1] }
  private var plan: TrainingSummary { result.scenarios[0].plan }

  var document: Document {
    var document = Document("Learning on \(Numerals.count(result.scenarios.count, "scenario"))")
    document.add(paragraph: result.scenarios.map(\.scenario.names.label).joined(separator: "; "))
    document.add(
      paragraph:
        "\(plan.starts > 1 ? "\(plan.starts) starting policies on each, " : "")\(Numerals.count(plan.seeds, "run")) "
        + "from each start (\(plan.start.kind.rawValue)); \(plan.rule.kind.rawValue) updates; equal "
        + "\(plan.equality.rawValue); seed \(plan.seed)")
    if let finding { document.add(finding.shown(by: "areas")) }
    for place in result.scenarios.indices where !result.summed.contains(place) {
      document.add(
        note:
          "\(result.scenarios[place].scenario.names.label) is left out of all sums: from some start no run came to more."
      )
    }
    for place in result.scenarios.indices where result.scenarios[place].evaluation != nil {
      document.add(
        note:
          "\(result.scenarios[place].scenario.names.label): returns are \(result.scenarios[place].kindWords), and so is the best one."
      )
    }
    for table in result.tables.reversed() { document.add(self.table(table)) }
    if !result.summed.isEmpty { document.add(scenarios) }
    guard result.view.details else {
      document.add(paragraph: "--details also shows: all pairs of arms, and the report of every scenario.")
      return document
    }
    document.add(pairs)
    for scenario in result.scenarios {
      var part = scenario
      part.view.details = true
      document.add(heading: scenario.scenario.names.title)
      var blocks = part.document
      blocks.blocks.removeFirst()
      document.add(blocks)
    }
    return document
  }

  /// Arms that a user could train with, the best first.
  private var candidates: [TrainingSeriesResult.Arm] {
    let controls: Set = ["exact", "shuffled"]
    let methods = Dictionary(
      result.scenarios[0].tables.flatMap(\.arms).map { ($0.label, $0.method?.id) },
      uniquingKeysWith: { first, _ in first })
    let all = main.arms.filter { arm in
      methods[arm.label].flatMap(\.self).map { !controls.contains($0) } ?? false
    }
    return ranked(all.isEmpty ? main.arms : all)
  }

  private func ranked(_ arms: [TrainingSeriesResult.Arm]) -> [TrainingSeriesResult.Arm] {
    arms.sorted { ($0.area.mean.optional ?? -.infinity) > ($1.area.mean.optional ?? -.infinity) }
  }

  private var finding: Finding? {
    let candidates = candidates
    guard let best = candidates.first, best.area.mean.optional != nil else { return nil }
    let close = candidates.dropFirst().filter { !isToldApart(best, $0) }.map(\.label)
    let scenarios = Numerals.count(result.summed.count, "scenario")
    let sentence =
      if candidates.count == 1 {
        "\(best.label) comes \(Numerals.share(best.area.mean.optional ?? 0)) of the way over \(scenarios)."
      } else if close.count == candidates.count - 1 {
        "No arm learns faster over \(scenarios) than another that can be told: "
          + candidates.map(\.label).joined(separator: ", ") + "."
      } else {
        "\(best.label) learns fastest over \(scenarios)"
          + (close.isEmpty ? "." : ", not told apart from \(close.joined(separator: ", ")).")
      }
    let words = candidates.prefix(5).map {
      "\($0.label) \(Numerals.estimate($0.area.mean, $0.area.interval))"
    }
    return Finding(sentence, evidence: "interquartile mean of scores: \(words.joined(separator: ", "))")
  }

  /// Whether the better of two arms is probably ahead in more than half of all pairs of runs. Where it is in all of them there
  /// is no interval: from four starts on that has a probability below 1/70 if the arms are alike.
  private func isToldApart(_ one: TrainingSeriesResult.Arm, _ other: TrainingSeriesResult.Arm) -> Bool {
    guard let improvement = improvement(one, other) else { return false }
    if let interval = improvement.interval.optional { return interval.lower > 0.5 }
    return improvement.mean.optional == 1 && (one.scores.first?.count ?? 0) >= 4
  }

  private func improvement(_ one: TrainingSeriesResult.Arm, _ other: TrainingSeriesResult.Arm) -> Estimate? {
    main.pairs.first { Set([$0.first, $0.second]) == [one.label, other.label] }?.improvement
  }

  private func table(_ table: TrainingSeriesResult.Table) -> Table {
    let arms = ranked(table.arms)
    let shows = table == main && arms.count > 1
    var shown = Table(
      "Scores over all scenarios, "
        + (table.isTuned ? "each arm at the rate that suits it" : "all arms at one rate"),
      ["arm", .number("mean over the budget"), .number("at the end")]
        + (shows ? [.number("ahead of the next")] : []),
      notes: [
        "0: the return of the start, 1: \(goal); interquartile means over scenarios and "
          + "\(plan.starts > 1 ? "starting policies" : "runs"), with "
          + "\(Numerals.fixed(100 * plan.confidence, 0))% bootstrap intervals that draw the latter anew in every scenario"
          + (shows
            ? "; ahead of the next: the probability that a run of the arm is ahead of one of the next arm, not corrected"
            : "")
      ])
    for (place, arm) in arms.enumerated() {
      let next = arms.indices.contains(place + 1) ? improvement(arm, arms[place + 1]) : nil
      shown.add(
        [
          .text(arm.label), .estimate(arm.area.mean, arm.area.interval),
          .estimate(arm.final.mean, arm.final.interval),
        ] + (shows ? [next.map { .estimate($0.mean, $0.interval) } ?? .blank] : []))
    }
    return shown
  }

  private var goal: String {
    let kinds = result.summed.map { result.scenarios[$0].optimum.kind }
    if kinds.allSatisfy({ $0 == .optimal }) { return "the optimum" }
    return kinds.contains(.optimal)
      ? "the optimum, or where it is not known the best return that any run came to"
      : "the best return that any run came to"
  }

  private var scenarios: Table {
    let labels = result.summed.map { result.scenarios[$0].scenario.names.label }
    var table = Table(
      "Mean score by scenario: of the mean over the budget", ["arm"] + labels.map { .number($0) })
    for arm in ranked(main.arms) {
      table.add(
        [.text(arm.label)] + arm.scores.map { .number($0.reduce(0, +) / Double($0.count)) })
    }
    return table
  }

  private var pairs: Table {
    var table = Table(
      "How probably a run of the first is ahead of one of the second",
      ["first", "second", .number("probability")], keys: 2,
      notes: ["mean over scenarios, of the mean over the budget; not corrected for the number of pairs"])
    for pair in main.pairs {
      table.add([
        .text(pair.first), .text(pair.second), .estimate(pair.improvement.mean, pair.improvement.interval),
      ])
    }
    return table
  }
}
