import RunStore
import Trajectories

/// Runs as one long table of comma-separated values.
enum RunTable {
  private static let header = "run,experiment,run_name,status,kind,name,axis,step,value,low,high\n"

  /// The text of the table.
  static func text(of runs: [RunRecord]) -> String {
    runs.reduce(into: header) { text, run in
      let head = [run.id, run.experiment, run.name ?? "", run.status.rawValue]
      func add(_ kind: String, _ fields: [String]) {
        text += (head + [kind] + fields).map(CSVField.text).joined(separator: ",") + "\n"
      }
      for (name, value) in run.parameters.sorted(by: { $0.key < $1.key }) {
        add("parameter", [name, "", "", value, "", ""])
      }
      for (name, value) in run.tags.sorted(by: { $0.key < $1.key }) {
        add("tag", [name, "", "", value, "", ""])
      }
      for metric in run.metrics ?? [] {
        let numbers = [metric.value, metric.low, metric.high].map { $0.map { "\($0)" } ?? "" }
        add("metric", [metric.name, metric.axis, metric.axis.isEmpty ? "" : "\(metric.step)"] + numbers)
      }
    }
  }
}
