import Ascribe
import Reports

extension SweepResult {
  /// More panels than these would hide each other.
  private static let mostPanels = 60

  /// Small multiples of the number that is shown: a panel a run where runs have several numbers of the kind, one of each
  /// method, and otherwise a panel a value of the first axis.
  func pictures(_ data: ReportData) -> [Picture] {
    guard let shown else { return [] }
    let found = done.map { run in (run, run.metrics.filter { $0.quantity == shown }) }
    let varying = axes.indices.filter { axis in Set(done.map { $0.values[axis] }).count > 1 }
    let hasSubjects = found.contains { $0.1.count > 1 }
    let isTitle = { (axis: Int) in hasSubjects || axis == varying.first }
    var parts: [(title: String?, rows: [ForestPlot.Row])] = []
    for (run, metrics) in found {
      let title = words(of: run, varying.filter(isTitle))
      let rest = words(of: run, varying.filter { !isTitle($0) })
      let rows = metrics.map { metric in
        let name = [metric.subject, rest].filter { !$0.isEmpty }.joined(separator: ", ")
        return ForestPlot.Row(
          name.isEmpty ? command : name, metric.value, interval: metric.interval,
          missing: "the run gives no number")
      }
      if let place = parts.firstIndex(where: { $0.title == title }) {
        parts[place].rows += rows
      } else {
        parts.append((title.isEmpty ? nil : title, rows))
      }
    }
    let left = parts.count - Self.mostPanels
    return [
      Picture(
        "runs", "\(shown) in every run",
        caption: "Lines are 95% intervals, where runs have several batches."
          + (left > 0 ? " The first \(Self.mostPanels) of \(parts.count) panels." : ""),
        ForestPlot(axis: shown, rows: "of", sharesAxis: true, Array(parts.prefix(Self.mostPanels))))
    ]
  }

  /// The values of some axes, in words.
  private func words(of run: Run, _ axes: [Int]) -> String {
    axes.map { self.axes[$0] == "scenario" ? run.values[$0] : "\(self.axes[$0]) \(run.values[$0])" }
      .joined(separator: ", ")
  }
}

extension SweepResult.Metric {
  /// Its interval; `nil` where it has none.
  var interval: Cell.Interval? {
    guard let low, let high else { return nil }
    return Cell.Interval(low, high)
  }
}
