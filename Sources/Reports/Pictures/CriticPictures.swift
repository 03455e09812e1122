package import Ascribe
import Ground

extension CriticStudyResult {
  /// Errors of the critics, their calibration, and where they lie.
  package func pictures(_ data: ReportData) -> [Picture] {
    [gradientPicture, errorPicture, calibrationPicture].compactMap(\.self) + maps
  }

  private var gradientPicture: Picture? {
    let rows = critics.compactMap { critic in
      critic.fitted.gradients.first.map { ForestPlot.Row(critic.method.label, $0.cosine) }
    }
    guard rows.contains(where: { $0.value != nil }) else { return nil }
    return Picture(
      "methods", "How near the update under each critic comes to the exact gradient",
      caption:
        "Cosine of the policy gradient of a batch under the critic's credits with the exact one, with intervals.",
      ForestPlot(axis: "cosine of a batch's gradient", reference: 0, rows: "critic", [(nil, rows.ranked)]))
  }

  private var errorPicture: Picture? {
    let limits = critics.map { critic in
      ForestPlot.Row(critic.method.label, critic.limit.gaps.first?.rootMeanSquare, missing: "it has no gap")
    }
    let fitted = critics.map { critic in
      ForestPlot.Row(
        critic.method.label, critic.fitted.errors.first?.fromTruth.rootMeanSquare,
        missing: "it was not fitted")
    }
    return Picture(
      "values", "How far values are off",
      caption:
        "Root mean square of a critic's values less the exact ones: what it would keep after infinitely many episodes, "
        + "because of what it does not see, and what it has as fitted.",
      ForestPlot(
        axis: "root mean square, in reward units", reference: 0, rows: "critic",
        [("after infinitely many episodes", limits), ("as fitted", fitted)]))
  }

  private var calibrationPicture: Picture? {
    let parts = critics.map { critic -> (title: String?, lines: [LineChart.Line]) in
      let tenths = critic.fitted.calibration.tenths
      return (
        critic.method.label,
        [
          LineChart.Line("realised return", tenths.map { .init($0.meanValue, $0.meanReturn) }),
          LineChart.Line("expected return", tenths.map { .init($0.meanValue, $0.meanExpected) }),
        ]
      )
    }
    return Picture(
      "calibration", "Calibration of the fitted values",
      caption: "Turns in tenths by their value: a calibrated critic's mean returns lie on the dashed line.",
      LineChart(x: "mean value", y: "mean return", diagonal: true, parts))
  }

  private var maps: [Picture] {
    let last = critics.flatMap { $0.limit.gaps.compactMap(\.slice.turn) }.max() ?? -1
    guard last >= 0 else { return [] }
    let maps = critics.flatMap { critic -> [HeatMap] in
      var limit: [DecisionSlice: Double] = [:]
      var fitted: [DecisionSlice: Double] = [:]
      for gap in critic.limit.gaps { limit[gap.slice] = gap.rootMeanSquare }
      for error in critic.fitted.errors { fitted[error.slice] = error.fromTruth.rootMeanSquare }
      return [("in the limit", limit), ("as fitted", fitted)].map { name, numbers in
        HeatMap(
          "\(critic.method.label), \(name)", rows: scenario.agents.map(\.name),
          columns: (0...last).map { "t\($0)" }
        ) { row, column in
          numbers[DecisionSlice(agent: scenario.agents[row], turn: column)]
        }
      }
    }
    let panels = MapPanels(maps, of: "root mean square, in reward units")
    return [
      Picture(
        "gaps", "Where values are off, by agent and turn",
        caption:
          "Root mean square of values less the exact ones at turns at which an agent acts, on one scale."
          + (panels.leftOut.map { " \($0)" } ?? ""), panels)
    ]
  }

  /// The scenario, and the numbers that repeat the study.
  package var origin: [Terms.Entry] { scenario.origin + [.init("seed", "\(plan.seed)")] }
}
