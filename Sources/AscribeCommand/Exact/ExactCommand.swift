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
        ascribe exact 'shop(size=large)' --sampled --precision 0.02

      With --json: `value` at the top, then per turn and state its probability and value, and per agent and action its \
      probability and every exact credit; the ledger; the policy gradient.
      """)

  @OptionGroup var options: ScenarioOptions

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions
  @OptionGroup(title: "Pictures") var states: StatesOptions

  @OptionGroup var sampling: SampledOptions

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
    try checkKind()
    let wanted = page.files + pictureTable.files + states.files
    if let reason = reasonAgainstFiles, let file = wanted.first(where: { $0.path != nil }) {
      throw UsageError(description: "\(file.option) is for \(reason)")
    }
    if sampling.sampled {
      try Terminal.show(sampling.result(options, decisions: top), asJSON: json)
    } else if value || bounds {
      try Terminal.show(
        bounds
          ? ValueResult(options, boundedTo: width ?? 0, withDecisions: top)
          : ValueResult(options, boundedTo: width ?? 0), asJSON: json)
    } else {
      try solve(PageFiles(wanted))
    }
  }

  /// Refuses options that do not go together.
  private func checkKind() throws(UsageError) {
    let kinds = [("--value", value), ("--bounds", bounds), ("--sampled", sampling.sampled)].filter(\.1).map(
      \.0)
    if kinds.count > 1 {
      throw UsageError(
        description: "\(kinds[0]) and \(kinds[1]) were both given; "
          + "--bounds and --sampled have the value, too, and one of them is enough.")
    }
    try sampling.check()
    guard let width else { return }
    guard value || bounds else {
      throw UsageError(description: "--width is for --value and --bounds.")
    }
    guard width >= 0, width.isFinite else {
      throw UsageError(description: "--width is \(width); accepted: a finite number of at least 0.")
    }
  }

  /// Why there are no pictures; `nil` where there are.
  private var reasonAgainstFiles: String? {
    if value { return "credits; with --value there is only the value." }
    if bounds { return "exact credits; with --bounds there are none." }
    return sampling.sampled ? "exact credits; with --sampled there are none." : nil
  }

  private func solve(_ files: PageFiles) throws {
    let loaded = try options.load(
      covering: .deviations,
      hint: "; --bounds bounds its value and its credits without that, --sampled samples them")
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
