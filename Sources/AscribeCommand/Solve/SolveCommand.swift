import ArgumentParser
import Ascribe
import DecPOMDP
import Foundation
import Reports
import Trajectories
import Simulation

/// `ascribe solve`.
struct SolveCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract:
      "Find the optimal joint policy of a scenario with simultaneous turns, and the regret of another one.",
    discussion: """
      EXAMPLES:
        ascribe solve dec-tiger
        ascribe solve 'box-pushing(horizon=2)' --policy uniform --json
        ascribe solve dec-tiger --horizon 4 --output policy.json
        ascribe solve tiger.dpomdp --horizon 3 --time-limit 60
        ascribe solve tiger.dpomdp --horizon infinite --discount 0.5 --precision 5

      The optimal policy is deterministic, and agents remember their whole histories. --policy and --memory name the \
      policy that is compared with it. A search that reaches a limit is no failure: its best policy so far is shown, \
      with an upper bound on what any other could be worth.

      --output writes a policy file, for --policy table:FILE with --memory history.
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(
    name: .customLong("time-limit"), parsing: .unconditional,
    help: "Seconds after which the search ends with its bounds. None if not given.", transform: wholeNumber)
  var timeLimit: Int?

  @Option(
    name: .customLong("memory-limit"), parsing: .unconditional,
    help: "Megabytes of search tables at which the search ends with its bounds.", transform: wholeNumber)
  var memoryLimit = 4096

  @Option(
    parsing: .unconditional,
    help:
      "With --horizon infinite, for a discounted problem file: how much later turns may add to those that are looked at.",
    transform: decimalNumber)
  var precision: Double?

  @Option(help: "A file for the policy (ascribe.policy/1).")
  var output: String?

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(output, of: "--output")
    try checkNumber(memoryLimit, of: "--memory-limit", in: 1...1_048_576)
    if let timeLimit { try checkNumber(timeLimit, of: "--time-limit", in: 1...1_000_000_000) }
    let memory = try options.checkedMemory()
    let (options, truncation) = try truncated()
    let source = try options.argument.source()
    let (compared, optimal) = try solved(source, options, memory: memory)
    if let output {
      let text = try AscribeCommand.json(try optimal.table())
      try AtomicFile.write(Array((text + "\n").utf8), to: output)
    }
    try Terminal.show(
      SolveResult(optimal, against: compared, title: source.title, truncation: truncation), asJSON: json)
    if let output, !json { try Terminal.print(["", "The policy is in \(output), for --memory history."]) }
  }

  /// The options with a horizon that is long enough, where there is to be none.
  private func truncated() throws -> (ScenarioOptions, Truncation?) {
    guard case .infinite = options.argument.settings.turns else {
      if precision != nil { throw UsageError(description: "--precision is for --horizon infinite.") }
      return (options, nil)
    }
    let name = options.argument.scenario
    guard ProblemFile.isOne(name) else {
      throw UsageError(description: "--horizon is infinite; \(name) ends: give it a number of turns.")
    }
    guard let precision, precision > 0, precision.isFinite else {
      throw UsageError(
        description: "--horizon infinite takes a --precision above 0, in the unit of the rewards.")
    }
    let model = try options.argument.settings.endlessModel(of: name)
    let truncation: Truncation
    do throws(SolverError) {
      truncation = try Truncation(of: model, precision: precision)
    } catch {
      throw UsageError(description: "Scenario \"\(name)\": \(error)")
    }
    var options = options
    options.argument.settings.horizon = truncation.horizon
    return (options, truncation)
  }

  /// The policy that is compared, valued first, since what is wrong with it is found quickly; and the optimal one.
  private func solved(
    _ source: ScenarioSource, _ options: ScenarioOptions, memory: Memory
  ) throws -> (compared: ValueResult, optimal: OptimalPolicy) {
    if let problem = source.problem {
      let compared = try ValueResult(options, of: source, memory: memory)
      return (
        compared,
        try search(source.label) { try OptimalPolicy(of: problem.scenario, limits: $0, progress: show) }
      )
    }
    let loaded = try options.load(source, memory: memory)
    let compared = try ValueResult(loaded)
    // The model needs states without memories, whatever the compared policy remembers.
    let mdp =
      memory == .lastObservation
      ? loaded.mdp : try options.argument.compiled(source, memory: .lastObservation)
    return (compared, try search(source.label) { try OptimalPolicy(of: mdp, limits: $0, progress: show) })
  }

  private func search(
    _ label: String, _ make: (SearchLimits) throws -> OptimalPolicy
  ) throws -> OptimalPolicy {
    let clock = ContinuousClock()
    let deadline = timeLimit.map { clock.now + .seconds($0) }
    defer { if Terminal.showsProgress { Terminal.progress("") } }
    do {
      return try make(
        SearchLimits(bytes: memoryLimit << 20, shouldStop: { deadline.map { clock.now > $0 } ?? false }))
    } catch {
      throw UsageError(description: "Scenario \"\(label)\": \(error)")
    }
  }

  private func show(_ progress: SearchProgress) {
    guard Terminal.showsProgress else { return }
    Terminal.progress(
      "between \(Numerals.fixed(progress.value, 6)) and \(Numerals.fixed(progress.upperBound, 6)), "
        + Numerals.count(progress.expandedCount, "partial policy", plural: "partial policies"))
  }
}
