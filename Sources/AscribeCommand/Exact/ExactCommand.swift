import ArgumentParser
import Ascribe
import Reports
import Simulation

/// `ascribe exact`.
struct ExactCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "exact",
    abstract: "Solve a scenario exactly: values, every exact credit, the variance ledger.",
    discussion: """
      EXAMPLES:
        ascribe exact relay
        ascribe exact 'dec-tiger(horizon=2)' --policy uniform --json
        ascribe exact tiger.dpomdp --horizon 3 --policy fixed:listen --value
        ascribe exact relay --html relay.html --graphml relay.graphml
        ascribe exact relay --value --state-limit 2000 --width 0.1
        ascribe exact 'shop(horizon=20)' --bounds --state-limit 100000

      With --json: `value` at the top, then per turn and state its probability and value, and per agent and action its \
      probability and every exact credit; the ledger; the policy gradient.
      """)

  @OptionGroup var options: ScenarioOptions

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions
  @OptionGroup(title: "Pictures") var states: StatesOptions

  @Flag(help: "Write JSON.")
  var json = false

  @Option(
    parsing: .unconditional, help: "How many decisions to list: those that matter most.",
    transform: wholeNumber)
  var top = ExactResult.usualTop

  @Flag(
    help:
      "Only the value. A problem file is then valued without the tables of the scenario, however large they were; the value of a scenario with more states than --state-limit is bounded."
  )
  var value = false

  @Flag(
    help:
      "The value and the credits of the decisions that matter most (--top) between bounds, without the tables of the scenario: for one with more states than --state-limit. What is not left out is exact."
  )
  var bounds = false

  @Option(
    parsing: .unconditional,
    help:
      "With --value and --bounds: a scenario that is not small is bounded only until the bounds of its value are as close as this. (default: 0, up to --state-limit)",
    transform: decimalNumber)
  var width: Double?

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkNumber(top, of: "--top", in: 1...1_000_000)
    if let width {
      guard value || bounds else {
        throw UsageError(description: "--width is for --value and --bounds.")
      }
      guard width >= 0, width.isFinite else {
        throw UsageError(description: "--width is \(width); accepted: a finite number of at least 0.")
      }
    }
    if value, bounds {
      throw UsageError(description: "--value and --bounds were both given; --bounds has the value, too.")
    }
    let wanted = page.files + pictureTable.files + states.files
    if value || bounds {
      if let file = wanted.first(where: { $0.path != nil }) {
        throw UsageError(
          description: "\(file.option) is for "
            + (value
              ? "credits; with --value there is only the value."
              : "exact credits; with --bounds there are none."))
      }
      try Terminal.show(
        bounds
          ? ValueResult(options, boundedTo: width ?? 0, withDecisions: top)
          : ValueResult(options, boundedTo: width ?? 0), asJSON: json)
      return
    }
    let files = try PageFiles(wanted)
    let loaded = try options.load(
      covering: .deviations, hint: "; --bounds bounds its value and its credits without that")
    let solution = try ExactSolution(of: loaded.mdp, under: loaded.policy)
    let result = ExactResult(
      solution, scenario: loaded.label, policy: loaded.choice.description, title: loaded.title,
      view: ResultView(top: top))
    if files.isWanted {
      var data = ReportData()
      data.fingerprint = loaded.mdp.fingerprint
      data.graph = StateGraph(of: solution, "States of \(loaded.label) under the policy \(loaded.choice)")
      try files.write(result, data)
    }
    try Terminal.show(result, asJSON: json)
    try files.commit()
  }
}
