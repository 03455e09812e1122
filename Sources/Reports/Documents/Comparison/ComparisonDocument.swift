package import Ascribe

extension ComparisonResult: ReportedResult {
  /// One scenario with its tables; or what several of them say together, and each of them as far as the view asks for it.
  package var document: Document {
    let scenarios = scenarios.map { ScenarioComparisonDocument(comparison: $0) }
    guard scenarios.count > 1 else {
      var document = Document()
      for scenario in scenarios {
        document.add(heading: scenario.title, level: 1)
        for line in scenario.settings { document.add(paragraph: line) }
        document.add(scenario.report(view))
      }
      addHint(ScenarioComparisonDocument.hidden, to: &document)
      return document
    }
    var document = ScoresDocument(scores: scores, scenarios: scenarios).document(details: view.details)
    for scenario in scenarios where view.details || view.cells {
      document.add(heading: scenario.title)
      if view.details {
        document.add(scenario.report(view))
      } else {
        document.add(scenario.cells)
      }
    }
    addHint(["each scenario", "chances that one method scores higher than another"], to: &document)
    return document
  }

  private func addHint(_ hidden: [String], to document: inout Document) {
    guard !view.details else { return }
    document.add(paragraph: "--details also shows: \(hidden.joined(separator: ", ")).")
  }
}

/// What several scenarios together say of the methods.
private struct ScoresDocument {
  let scores: ScoreSummary
  let scenarios: [ScenarioComparisonDocument]

  func document(details: Bool) -> Document {
    var document = Document(
      "\(Numerals.count(scores.methods.count, "method")) on \(Numerals.count(scores.scenarios.count, "scenario"))"
    )
    if let ranking { document.add(ranking.shown(by: "summary", "methods")) }
    var settings = Terms()
    for scenario in scenarios {
      settings.add(scenario.comparison.scenario.names.label, scenario.settings.joined(separator: "; "))
    }
    document.add(settings)
    document.add(means)
    if details, scores.methods.count > 1 { document.add(improvements) }
    return document
  }

  private var ranking: Finding? {
    guard let comparison = scenarios.first?.comparison else { return nil }
    let ranked = zip(comparison.methods, scores.methods).filter {
      $0.0.method.label != comparison.against && !$0.0.isReference
    }
    return MethodRanking(
      scores: ranked.map { method, score in
        .init(
          method: method.method, mean: score.interquartileMean.mean,
          interval: score.interquartileMean.interval)
      }, quantity: "interquartile mean of the gradient's cosine", reference: "the exact policy gradient",
      obstacle: obstacle,
      close: NearestMethods(
        scenarios.map { scenario in
          scenario.comparison.methods.filter { method in
            ranked.contains { $0.0.method.label == method.method.label }
          }
        }
      ).close
    ).finding
  }

  /// A score that is undefined on one scenario is so over all of them.
  private var obstacle: String? {
    let without = scenarios.map(\.comparison).filter { comparison in
      comparison.methods.contains { $0.alignmentByBatch.contains { $0.optional == nil } }
    }
    guard !without.isEmpty else { return nil }
    let names = without.map(\.scenario.names.label).joined(separator: ", ")
    return "a batch has no gradient on \(names)"
  }

  /// A number over all scenarios, which may have a better reason than its own to be undefined.
  private func cell(_ estimate: Estimate) -> Cell {
    estimate.mean.optional == nil ? cell(estimate.mean, Cell.number) : .estimate(estimate)
  }

  private func cell(_ number: Measured<Double>, _ cell: (Measured<Double>) -> Cell) -> Cell {
    guard number.reason == .notFinite, let obstacle else { return cell(number) }
    return .undefined(reason: obstacle)
  }

  private var means: Table {
    var table = Table(
      "Cosine of a batch's gradient with the exact one over \(Numerals.count(scores.scenarios.count, "scenario")), "
        + "\(Numerals.count(scores.runs, "batch", plural: "batches")) of each as runs, and on each of them",
      ["method", .number("interquartile mean"), .number("mean rank"), .share("best in")]
        + scenarios.map { .number($0.comparison.scenario.names.label) },
      notes: [
        "best in: share of bootstrap resamples in which the method's mean rank is the best; ranks have no interval: of "
          + "few runs none covers"
      ])
    for (place, method) in scores.methods.enumerated() {
      table.add(
        [
          .text(method.label), cell(method.interquartileMean), cell(method.meanRank) { .number($0) },
          cell(method.shareOfBest) { .share($0) },
        ]
          + scenarios.map { scenario in
            let methods = scenario.comparison.methods
            return place < methods.count ? .estimate(methods[place].alignment) : .absent
          })
    }
    return table.foldingRows(of: "numbers")
  }

  private var improvements: Table {
    let labels = scores.methods.map(\.label)
    var table = Table(
      "Probability that a run of the row scores higher than one of the column, mean over scenarios",
      ["row over column"] + labels.dropFirst().map { .number($0) })
    for label in labels.dropLast() {
      table.add(
        [.text(label)]
          + labels.dropFirst().map { other in
            guard let found = scores.improvements.first(where: { $0.method == label && $0.over == other })
            else { return .blank }
            return cell(found.probability)
          })
    }
    return table
  }
}
