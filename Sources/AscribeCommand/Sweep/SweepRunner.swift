import Foundation
import RunStore

/// Runs the cells of a plan, each in a process of its own, into one store.
struct SweepRunner {
  /// The tag by which a run is known as a cell.
  static let tag = "sweep-cell"

  private let path: String
  private let store: Store

  init(_ path: String) throws {
    self.path = path
    store = try Store(path, creating: true)
  }

  /// Runs a cell, unless it is finished. What it complains of goes to standard error; how it ended stands in the store.
  func run(_ cell: SweepCell) throws {
    guard try runs(of: cell, .finished).isEmpty else { return }
    _ = try OwnProcess(
      cell.arguments + ["--store=\(path)", "--experiment=sweep", "--tag=\(Self.tag)=\(cell.id)"]
    ).run()
  }

  /// What the store has of a cell: its finished run, or the last one.
  func found(_ cell: SweepCell) throws -> SweepResult.Run {
    let all = try runs(of: cell, nil)
    guard let run = all.first(where: { $0.status == .finished }) ?? all.first else {
      return SweepResult.Run(
        values: cell.values, status: "MISSING", id: nil,
        failure: "the command was refused: `ascribe \(cell.arguments.joined(separator: " "))` says why",
        metrics: [])
    }
    let metrics = try store.metrics(of: run.id).filter { $0.axis.isEmpty }
    return SweepResult.Run(
      values: cell.values, status: run.status.rawValue, id: run.id,
      failure: run.status == .finished ? nil : run.failure ?? "",
      metrics: metrics.map { SweepResult.Metric(name: $0.name, value: $0.value, low: $0.low, high: $0.high) })
  }

  private func runs(of cell: SweepCell, _ status: RunStatus?) throws -> [StoredRun] {
    var selection = Store.Selection()
    selection.tags = [Self.tag: cell.id]
    selection.status = status
    return try store.runs(selection)
  }
}
