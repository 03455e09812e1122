import ArgumentParser
import Ascribe
import Reports
import RunStore
import Trajectories

/// `ascribe sweep`.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a command with every combination that a plan lists, into a store of runs.",
    discussion: """
      EXAMPLES:
        ascribe sweep plan.toml --store runs.db
        ascribe sweep plan.toml --dry-run
        ascribe sweep plan.toml --store runs.db --shard 2/4
        ascribe sweep plan.toml --store runs.db --metric pearson --csv sweep.csv
        ascribe sweep plan.toml --store runs.db --html sweep.html

      PLAN is a file of TOML, or JSON if its name ends in .json:

        command = "run"                    # or \(SweepPlan.commands.dropFirst().joined(separator: ", "))
        scenarios = ["relay", "single"]
        methods = ["grpo,graphgpo", "c3"]  # values of --methods
        seeds = [0, 1, 2]
        budgets = [20000, 80000]           # values of --budget
        sample = 20                        # so many combinations, drawn, in place of all
        seed = 0                           # of that draw
        [parameters]                       # of every scenario
        turns = [5, 10]
        [grid]                             # further options of the command
        group-size = [4, 8]
        [options]                          # the same in all runs
        batches = 10

      Each combination is a run of the store, in a process of its own. Those that are finished there, by the same command \
      line and version, are not run again, so that a sweep which was stopped goes on where it was; those that failed are \
      tried again. The exit code is 1 if any failed. Several machines share a sweep by --shard, each with a store of its own or one that \
      all see.
      """)

  @Argument(help: "The plan.")
  var plan: String

  @Option(help: "The store of runs; made if it is not there. (default: what ASCRIBE_STORE says)")
  var store: String?

  @Option(help: "Run the part I of N alone, I/N, with I in 1...N, or auto as in `ascribe run`.")
  var shard: String?

  @Flag(
    help: "Print the runs that there would be, and how long they may take, by a short pilot; keep nothing.")
  var dryRun = false

  @Flag(help: "With --dry-run: no pilot.")
  var noPilot = false

  @Option(help: "The number that the report shows. (default: the first that the runs have)")
  var metric: String?

  @Option(help: "Also write all numbers of all runs to this file, as comma-separated values.")
  var csv: String?

  @OptionGroup(title: "Pictures") var page: PageOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    try checkPath(store, of: "--store")
    try checkPath(csv, of: "--csv")
    let plan = try SweepPlan(plan)
    let part = try Shard(shard)
    let cells = plan.cells.enumerated().filter { part.contains($0.offset) }.map(\.element)
    if noPilot, !dryRun { throw UsageError(description: "--no-pilot is for --dry-run.") }
    guard !dryRun else {
      let listing = SweepListing(
        command: plan.command, axes: plan.axes.map(\.name),
        commands: cells.map { Provenance.command($0.arguments) },
        seconds: noPilot ? nil : try SweepPilot(plan).seconds(of: cells))
      return try Terminal.show(listing, asJSON: json)
    }
    let file = try csv.map { path throws(FileError) in try AtomicFile(path) }
    let files = try PageFiles(page.files)
    guard let path = store ?? StoreOptions.named else {
      throw UsageError(
        description: "A sweep keeps its runs in a store: give --store, or set \(StoreOptions.variable).")
    }
    let runner = try SweepRunner(path)
    let progress = Progress(cells.count, "runs")
    for (done, cell) in cells.enumerated() {
      progress.update(done)
      try runner.run(cell)
    }
    progress.finish()
    var result = SweepResult(
      command: plan.command, axes: plan.axes.map(\.name), runs: try cells.map { try runner.found($0) })
    if let metric {
      guard result.quantities.contains(metric) else {
        throw UsageError(
          description:
            "--metric is \"\(metric)\", which no run has.\(NearestName.hint(for: metric, among: result.quantities))"
        )
      }
      result.metric = metric
    }
    try file?.append(Array(result.table.utf8))
    try files.write(result)
    try file?.commit()
    try files.commit()
    try Terminal.show(result, asJSON: json)
    let failed = result.runs.count { $0.status != RunStatus.finished.rawValue }
    if failed > 0 {
      throw CheckFailure(description: "\(failed) of \(result.runs.count) runs did not finish.")
    }
  }
}
