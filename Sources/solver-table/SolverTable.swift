import ArgumentParser
import DecPOMDP
import Foundation
import Scenarios
import Simulation

/// Optimal values of the literature's problems: value, bound, CPU time and memory of each, in a process of its own.
@main struct SolverTable: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solver-table",
    abstract: "Solve the literature's problems, and print value, bound, CPU time and memory of each.",
    discussion: """
      Without arguments the built-in problems are solved; with a problem, such as dec-tiger or FILE.dpomdp, that one \
      for the horizons that follow.
      """)

  @Argument(help: "A built-in problem, or a problem file.") var problem: String?
  @Argument(help: "Turns of an episode.") var horizons: [Int] = []
  @Option(help: "Discount of a turn, instead of the problem's own.") var discount: Double?
  @Option(help: "Seconds after which a search ends with its bounds.") var seconds = 120
  @Option(help: "Megabytes of search tables at which a search ends with its bounds.") var megabytes = 2000
  @Flag(help: .hidden) var isRow = false

  private struct Row {
    let problem: String
    let horizons: [Int]
    var discount: Double?
  }

  private static let rows = [
    Row(problem: "dec-tiger", horizons: [5, 6, 7, 8, 9, 10]),
    Row(problem: "box-pushing", horizons: [4, 5, 6]), Row(problem: "meeting-grid", horizons: [5, 6, 7]),
    Row(problem: "recycling-robots", horizons: [10, 30, 100], discount: 1),
    Row(problem: "broadcast-channel", horizons: [20, 60, 200, 500], discount: 1),
  ]

  func run() throws {
    if isRow, let problem, let horizon = horizons.first {
      print(try line(problem, horizon))
      return
    }
    print("| problem | horizon | discount | value | upper bound | how it ended | CPU s | MB |")
    print("| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |")
    let rows = problem.map { [Row(problem: $0, horizons: horizons, discount: discount)] } ?? Self.rows
    for row in rows {
      for horizon in row.horizons { try inItsOwnProcess(row.problem, horizon, row.discount ?? discount) }
    }
  }

  private func inItsOwnProcess(_ problem: String, _ horizon: Int, _ discount: Double?) throws {
    fflush(nil)
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
    process.arguments =
      [problem, "\(horizon)", "--seconds", "\(seconds)", "--megabytes", "\(megabytes)", "--is-row"]
      + (discount.map { ["--discount", "\($0)"] } ?? [])
    try process.run()
    process.waitUntilExit()
  }

  private func line(_ problem: String, _ horizon: Int) throws -> String {
    var model: DecPOMDPModel
    if problem.contains(".dpomdp") {
      model = try DPOMDPFile(reading: problem).model
    } else {
      let scenario = try ScenarioCatalogue.entry(named: problem).scenario([("horizon", "\(horizon)")])
      model = try ModelExtraction(of: try TurnMDP(compiling: scenario)).model
    }
    if let discount { model = try model.discounted(by: discount) }
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var search = try JointPolicySearch(
      model, horizon: horizon, limits: SearchLimits(bytes: megabytes << 20) { clock.now > deadline })
    let found = try search.solve()
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let cpu =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
    let numbers = String(
      format: "| %.6f | %.6f | %@ | %.2f | %d |", found.value, found.upperBound, found.status.rawValue, cpu,
      Int(usage.ru_maxrss) / 1024)
    return "| \(problem) | \(horizon) | \(model.discount) \(numbers)"
  }
}
