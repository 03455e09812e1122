package import Ascribe
import Ground

extension [BlameSubject] {
  /// How often each blames rightly, methods and baselines on one axis.
  fileprivate var picture: Picture {
    let rows = { (score: (BlameScores) -> BlameEstimate) in
      map { subject -> ForestPlot.Row in
        let estimate = score(subject.scores)
        return ForestPlot.Row(BlameTables.name(subject), estimate.mean, estimate.interval)
      }.ranked
    }
    return Picture(
      "blame", "How often the blame is right",
      caption:
        "Share of blame on a decisive decision, and on an agent that made one, with intervals; trivial rules stand in brackets.",
      ForestPlot(
        axis: "share of blame", rows: "blame", sharesAxis: true,
        [("decision", rows(\.step)), ("agent", rows(\.agent))]))
  }
}

extension BlameResult {
  /// How often each way to blame is right, and what it seems to be worth to judges that err.
  package func pictures(_ data: ReportData) -> [Picture] {
    guard let judges, !judges.isEmpty else { return [subjects.picture] }
    let parts = judges.map { judge -> (title: String?, lines: [LineChart.Line]) in
      (
        judge.judge.rawValue,
        judge.curves.map { curve in
          LineChart.Line(
            curve.isBaseline ? "[\(curve.label)]" : curve.label,
            zip(judge.errors, curve.steps).map { LineChart.Point($0, $1) })
        }
      )
    }
    return [
      subjects.picture,
      Picture(
        "judges", "What blame seems to be worth to a judge that errs",
        caption:
          "Share of blame on the decision that the judge names, by the probability that the judge errs: where lines cross, the "
          + "judge ranks two ways to blame the wrong way round.",
        LineChart(x: "probability of an error", y: "share of blame", parts)),
    ]
  }

  /// The scenario, and the seed.
  package var origin: [Terms.Entry] { scenario.origin + [.init("seed", "\(plan.seed)")] }
}

extension BlameTraceResult {
  /// How often each way to blame is right.
  package func pictures(_ data: ReportData) -> [Picture] { [subjects.picture] }

  /// The trace, and the seed.
  package var origin: [Terms.Entry] { [.init("trace", file), .init("seed", "\(seed)")] }
}

extension BlameScoreResult {
  /// How often the answers are right, beside trivial rules.
  package func pictures(_ data: ReportData) -> [Picture] {
    let own = ForestPlot.Row(answersFile, scores.step.mean, scores.step.interval, marked: true)
    let others = baselines.map {
      ForestPlot.Row(BlameTables.name($0), $0.scores.step.mean, $0.scores.step.interval)
    }
    return [
      Picture(
        "blame", "How often the blame is right",
        caption: "Share of blame on a decisive decision, with intervals; trivial rules stand in brackets.",
        ForestPlot(axis: "share of blame", rows: "blame", [(nil, ([own] + others).ranked)]))
    ]
  }

  /// The files, and the seed.
  package var origin: [Terms.Entry] {
    [.init("answers", answersFile), .init("key", keyFile), .init("seed", "\(seed)")]
  }
}
