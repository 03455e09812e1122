import Foundation
import Reports

/// How long runs may take, by short ones.
struct SweepPilot {
  private let plan: SweepPlan

  init(_ plan: SweepPlan) { self.plan = plan }

  /// Seconds of the cells together: of each scenario and method one run with two batches and one with four is timed, and
  /// the difference continued to the batches that are asked for. Commands without `--batches` are timed whole.
  func seconds(of cells: [SweepCell]) throws -> Double {
    let kinds = Dictionary(grouping: cells) { cell in
      zip(plan.axes, cell.values).filter { $0.0.name != "seed" }.map(\.1)
    }
    var total = 0.0
    for cells in kinds.values {
      guard let cell = cells.first else { continue }
      total += try seconds(of: cell) * Double(cells.count)
    }
    return total
  }

  private func seconds(of cell: SweepCell) throws -> Double {
    guard plan.hasBatches else { return try time(cell.arguments) }
    let asked = cell.arguments.last { $0.hasPrefix("--batches=") }.flatMap { Double($0.dropFirst(10)) }
    // What the commands take where nobody says.
    let batches = asked ?? 20
    let rest = cell.arguments.filter { !$0.hasPrefix("--batches=") }
    guard batches > 4 else { return try time(cell.arguments) }
    let (two, four) = (try time(rest + ["--batches=2"]), try time(rest + ["--batches=4"]))
    return four + max(0, four - two) / 2 * (batches - 4)
  }

  private func time(_ arguments: [String]) throws -> Double {
    let start = ContinuousClock.now
    let code = try OwnProcess(arguments).run()
    guard code < 2 else {
      throw UsageError(
        description: "The pilot `\(Provenance.command(arguments))` ended with exit code \(code).")
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
