import Ascribe
import CreditStatistics
import Ground

extension MeasurePredictionResult: ReportedResult {
  /// Which measure predicts learning best, all of them in their order, and whether spoilt credit is ever better.
  package var document: Document { MeasurePredictionDocument(result: self).document }
}

/// The report of a study of measures.
private struct MeasurePredictionDocument {
  let result: MeasurePredictionResult

  var document: Document {
    let plan = result.plan
    var document = Document("Which measure of credit predicts learning?")
    document.add(
      paragraph:
        "\(Numerals.count(result.scenarios.count, "scenario")), \(Numerals.count(result.arms.count, "arm")), "
        + "\(plan.starts) starting policies (\(plan.start.kind.rawValue), deviation \(plain(plan.start.scale))), "
        + "\(Numerals.count(plan.seeds, "run")) from each; \(plan.rule.kind.rawValue) updates at rate \(plain(plan.rule.rate)); "
        + "measured on \(Numerals.count(result.batches, "batch", plural: "batches")); seed \(plan.seed)")
    for finding in findings { document.add(finding) }
    document.add(predictions)
    if result.view.details {
      document.add(taus)
      document.add(ladders)
      document.add(areas)
    } else {
      document.add(
        paragraph:
          "--details also shows: every scenario, the ladders of noise and bias, and what each arm learned.")
    }
    return document
  }

  private var findings: [Finding] { [best, leftOut, ladder].compactMap(\.self) }

  private var best: Finding {
    let (best, first) = (result.best, result.measures[0])
    let prediction = result.predictions[best]
    let words = "tau \(Numerals.estimate(prediction.tau.mean, prediction.tau.interval))"
    guard best != 0 else {
      let next = result.predictions.indices.dropFirst().max { tau($0) < tau($1) }
      let apart = next.map { (result.predictions[$0].pValue.optional ?? 1) < 0.05 } ?? true
      return Finding(
        "\(first.name) predicts learning best, as the headline of all reports should"
          + (apart ? "." : ", though not told apart from \(next.map { result.measures[$0].name } ?? "")."),
        evidence: words)
    }
    let isApart = (prediction.pValue.optional ?? 1) < 0.05
    return Finding(
      "\(result.measures[best].name) predicts learning best"
        + (isApart
          ? ", better than the headline, \(first.name)."
          : ", not told apart from the headline, \(first.name)."),
      evidence: words + "; \(first.name) "
        + Numerals.estimate(result.predictions[0].tau.mean, result.predictions[0].tau.interval))
  }

  private func tau(_ measure: Int) -> Double { result.predictions[measure].tau.mean.optional ?? -.infinity }

  private var leftOut: Finding? {
    guard !result.leftOut.isEmpty else { return nil }
    let chosen = Dictionary(grouping: result.leftOut, by: \.chosen).mapValues(\.count)
    let most = chosen.max { ($0.value, $1.key) < ($1.value, $0.key) }
    let mean = result.leftOut.reduce(0) { $0 + $1.tau } / Double(result.leftOut.count)
    return Finding(
      "Leaving each scenario out, the measure that is best on the others has a mean tau of \(Numerals.fixed(mean)) on it.",
      evidence: most.map {
        "\(result.measures[$0.key].name) is chosen \($0.value) of \(result.leftOut.count) times"
      })
  }

  private var ladder: Finding? {
    guard !result.ladders.isEmpty else { return nil }
    let wrong = result.ladders.filter { ($0.adjustedPValue.optional ?? 1) < 0.05 }
    let steps = Numerals.count(result.ladders.count, "step")
    guard let worst = wrong.first else {
      return Finding(
        "More noise and more bias are never better.", evidence: "\(steps) of the ladders, Holm's correction")
    }
    return Finding(
      "Worse credit learns better on \(Numerals.count(wrong.count, "step")) of the ladders: \(worst.worse) than \(worst.better) on "
        + "\(worst.scenario).", evidence: "of \(steps), Holm's correction")
  }

  private var predictions: Table {
    var table = Table(
      "How well the order by a measure is the order by learning: Kendall's tau with the mean return over the budget",
      [
        "measure", .number("tau"), .number("behind the first", signed: true), .digits("p"),
        .count("scenarios"),
      ],
      notes: [
        "means over scenarios with Student's t, 0 where a measure tells no arms apart; scenarios: on which it does; p: paired t "
          + "over scenarios, not corrected"
      ])
    for measure in result.measures.indices.sorted(by: { tau($0) > tau($1) }) {
      let prediction = result.predictions[measure]
      table.add([
        .text(result.measures[measure].name), .estimate(prediction.tau.mean, prediction.tau.interval),
        .number(prediction.behind), .number(prediction.pValue), .count(prediction.scenarios),
      ])
    }
    return table
  }

  private var taus: Table {
    var table = Table(
      "Kendall's tau by scenario", ["scenario"] + result.measures.map { .number($0.name, decimals: 2) })
    for scenario in result.scenarios {
      table.add([.text(scenario.label)] + scenario.taus.map { .number($0) })
    }
    return table
  }

  private var ladders: Table {
    var table = Table(
      "Ladders: what worse credit gains, in mean return over the budget",
      ["scenario", "better", "worse", .number("gain", decimals: 4, signed: true), .digits("p, Holm")],
      keys: 3,
      notes: ["p: one-sided, that the worse credit is better"])
    for step in result.ladders {
      table.add([
        .text(step.scenario), .text(step.better), .text(step.worse),
        .estimate(step.gain.mean, step.gain.interval),
        .number(step.adjustedPValue),
      ])
    }
    return table
  }

  private var areas: Table {
    var table = Table("Mean return over the budget", ["arm"] + result.scenarios.map { .number($0.label) })
    for (place, arm) in result.arms.enumerated() {
      table.add([.text(arm)] + result.scenarios.map { .number($0.areas[place].mean) })
    }
    return table
  }
}
