package import Ascribe
import Ground

extension ComparisonResult {
  /// Methods with their intervals on each scenario and over all, where errors lie, and what they cost.
  package func pictures(_ data: ReportData) -> [Picture] {
    [methodPicture, summaryPicture, errorPicture, costPicture].compactMap(\.self)
      + scenarios.compactMap(errorMaps)
      + PictureParts.maps(data) + PictureParts.distributions(data)
  }

  private var methodPicture: Picture? {
    let parts = scenarios.map { scenario -> (title: String?, rows: [ForestPlot.Row]) in
      let rows = scenario.methods.map {
        ForestPlot.Row($0.method.label, $0.alignment, marked: $0.isReference)
      }
      return (scenarios.count > 1 ? scenario.scenario.names.label : nil, rows.ranked)
    }
    return Picture(
      "methods", "How near one batch's update comes to the exact gradient",
      caption:
        "Cosine of the policy gradient that a batch's credits induce with the exact one: 1 is the exact direction, 0 none. "
        + "Mean over batches with intervals.",
      ForestPlot(axis: "cosine of a batch's gradient", reference: 0, parts))
  }

  private var summaryPicture: Picture? {
    guard scenarios.count > 1 else { return nil }
    let rows = { (number: (ScoreSummary.Method) -> ForestPlot.Row) in scores.methods.map(number) }
    return Picture(
      "summary", "All scenarios together",
      caption:
        "The interquartile mean of the scores with intervals over batches, and the mean rank (1 is the best).",
      ForestPlot(
        axis: "over \(scenarios.count) scenarios",
        [
          (
            "interquartile mean",
            rows { .init($0.label, $0.interquartileMean) }.ranked
          ),
          ("mean rank", rows { .init($0.label, $0.meanRank.optional) }),
        ]))
  }

  /// Squared bias and variance of each method's errors.
  private var errorPicture: Picture? {
    let found = scenarios.flatMap { scenario in
      scenario.methods.filter { !$0.isReference }.compactMap { method -> (String, Double, Double)? in
        guard let all = method.errors.first, let bias = all.bias.mean.optional,
          let variance = all.variance.mean.optional
        else { return nil }
        let name = method.method.label + (scenarios.count > 1 ? " on \(scenario.scenario.names.label)" : "")
        return (name, bias * bias, variance)
      }
    }
    guard !found.isEmpty, found.count <= 40 else { return nil }
    return Picture(
      "errors", "What errors are made of",
      caption:
        "Mean squared error of the credits of all decisions: the square of the mean error, and what varies about it.",
      BarChart(
        found.map(\.0), [.init("mean error, squared", found.map(\.1)), .init("variance", found.map(\.2))],
        x: "method",
        y: "mean squared error", stacked: true, lying: true, decimals: 4))
  }

  private var costPicture: Picture? {
    let parts = scenarios.map { scenario -> (title: String?, lines: [LineChart.Line]) in
      let lines = scenario.methods.filter { !$0.isReference }.compactMap { method -> LineChart.Line? in
        let turns =
          Double(method.cost.turns + method.cost.simulatedTurns) / Double(max(1, scenario.sampled.batches))
        return LineChart.Point(turns, method.alignment).map { LineChart.Line(method.method.label, [$0]) }
      }
      return (scenarios.count > 1 ? scenario.scenario.names.label : nil, lines)
    }
    // Methods that cost the same are no choice.
    let varied = parts.filter { part in
      let turns = part.lines.flatMap(\.points).map(\.x)
      return (turns.max() ?? 0) > 1.2 * (turns.min() ?? 0)
    }
    return Picture(
      "cost", "What agreement costs",
      caption: "Turns that a method simulates for a batch, and the agreement of its gradient.",
      LineChart(x: "turns a batch", y: "cosine of a batch's gradient", logarithmic: true, varied))
  }

  /// How far each method is off by agent and turn.
  private func errorMaps(_ scenario: ScenarioComparison) -> Picture? {
    let methods = scenario.methods.filter { !$0.isReference }
    let turns = methods.flatMap { $0.errors.compactMap(\.slice.turn) }.max() ?? -1
    guard turns >= 0 else { return nil }
    let maps = methods.map { method in
      var known: [DecisionSlice: Double] = [:]
      for error in method.errors { known[error.slice] = error.bias.mean.optional }
      return HeatMap(
        method.method.label, rows: scenario.scenario.agents.map(\.name),
        columns: (0...turns).map { "t\($0)" },
        signed: true
      ) { row, column in
        known[DecisionSlice(agent: scenario.scenario.agents[row], turn: column)]
      }
    }
    let panels = MapPanels(maps, of: "mean of credit less the \(scenario.reference) one")
    let place = scenarios.firstIndex(of: scenario) ?? 0
    return Picture(
      "bias\(place == 0 ? "" : "-\(place + 1)")",
      "Difference from the \(scenario.reference) credit by agent and turn"
        + (scenarios.count > 1 ? ": \(scenario.scenario.names.label)" : ""),
      caption:
        "Mean of each method's credit less the \(scenario.reference) one, on one scale: violet gives too much, orange too "
        + "little." + (panels.leftOut.map { " \($0)" } ?? ""), panels)
  }

  /// The scenarios, and the numbers that repeat the comparison.
  package var origin: [Terms.Entry] {
    [.init("scenarios", scenarios.map(\.scenario.names.label).joined(separator: ", "))]
      + (scenarios.first.map { [.init("seed", "\($0.plan.seed)")] } ?? [])
  }
}

extension SampledComparisonResult {
  /// Methods with their intervals on each scenario.
  package func pictures(_ data: ReportData) -> [Picture] {
    guard let headline = studies.first?.quantities.first else { return [] }
    let parts = studies.map { study -> (title: String?, rows: [ForestPlot.Row]) in
      (study.scenario.names.label, study.methods.map { .init($0.method.label, $0[headline]) }.ranked)
    }
    return [
      Picture(
        "methods", "How well each method's credits agree with the \(kinds) truth",
        caption: "\(headline.name): over the decisions of all batches, with intervals. \(headline.meaning)",
        ForestPlot(axis: headline.name, parts))
    ]
  }

  /// The scenarios, and the seed.
  package var origin: [Terms.Entry] {
    [.init("scenarios", studies.map(\.scenario.names.label).joined(separator: ", "))]
      + (studies.first.map { [.init("seed", "\($0.plan.seed)")] } ?? [])
  }
}
