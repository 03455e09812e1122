package import Ascribe
import Ground

extension TrainingResult {
  /// Learning curves, and what they come to.
  package func pictures(_ data: ReportData) -> [Picture] { pictures(suffix: "") }

  /// The same, with something behind each name where there are several scenarios.
  func pictures(suffix: String) -> [Picture] {
    let curves = tables.map { table -> (title: String?, lines: [LineChart.Line]) in
      let lines = table.arms.map { arm in
        LineChart.Line(
          arm.label,
          Self.thinned(arm.curve).map {
            .init($0.turns, $0.value, interval: $0.interval.optional.flatMap(Cell.Interval.init))
          })
      }
      return (tables.count > 1 ? (table.isTuned ? "each arm's best rate" : "one rate for all") : nil, lines)
    }
    let of = suffix.isEmpty ? "" : ": \(scenario.names.label)"
    let units = plan.starts > 1 ? "starting policies" : "runs"
    let end =
      switch truth?.kind {
      case .sampled: ", itself a sample. Evaluation episodes are not among the turns."
      case .bounded: ", itself the middle of bounds."
      default: "."
      }
    let areas = tables.map { table -> (title: String?, rows: [ForestPlot.Row]) in
      let title = tables.count > 1 ? (table.isTuned ? "each arm's best rate" : "one rate for all") : nil
      return (title, table.arms.map { ForestPlot.Row($0.label, $0.area) }.ranked)
    }
    return [
      Picture(
        "curves\(suffix)", "Learning curves\(of)",
        caption:
          "\(kindWords.capitalised) return of the policy by the turns that were simulated, mean over \(units) with bands of "
          + "\(Numerals.fixed(100 * plan.confidence, 0))% confidence. The dashed line is the best return that is known"
          + end,
        LineChart(
          x: "simulated turns", y: "\(kindWords) return", points: false,
          stepped: true,
          level: ("best known", optimum.value),
          decimals: 4,
          curves)),
      Picture(
        "areas\(suffix)", "Mean return over the budget\(of)",
        caption: "The mean height of each learning curve, with intervals over \(units).",
        ForestPlot(
          axis: "mean return over the budget", reference: startValue.mean.optional, rows: "arm", areas)),
    ]
  }

  /// At most so many points that a line needs, the last among them.
  private static func thinned(_ curve: [Point]) -> [Point] {
    let step = max(1, (curve.count + 199) / 200)
    return curve.indices.filter { $0.isMultiple(of: step) || $0 == curve.count - 1 }.map { curve[$0] }
  }

  /// The scenario, and the numbers that repeat the study.
  package var origin: [Terms.Entry] { scenario.origin + [.init("seed", "\(plan.seed)")] }
}

extension TrainingSeriesResult {
  /// The arms over all scenarios, then the curves of each.
  package func pictures(_ data: ReportData) -> [Picture] {
    let parts = tables.map { table -> (title: String?, rows: [ForestPlot.Row]) in
      let title = tables.count > 1 ? (table.isTuned ? "each arm's best rate" : "one rate for all") : nil
      return (title, table.arms.map { ForestPlot.Row($0.label, $0.area) }.ranked)
    }
    let summary = Picture(
      "areas", "All scenarios together",
      caption:
        "Interquartile mean of the scores: 0 is the start, 1 the best known return, over the whole budget.",
      ForestPlot(axis: "score", reference: 0, rows: "arm", parts))
    return [summary] + scenarios.enumerated().flatMap { $1.pictures(suffix: "-\($0 + 1)") }
  }

  /// The scenarios, and the seed.
  package var origin: [Terms.Entry] {
    [.init("scenarios", scenarios.map(\.scenario.names.label).joined(separator: ", "))]
      + (scenarios.first.map { [.init("seed", "\($0.plan.seed)")] } ?? [])
  }
}
