import ArgumentParser
import Ascribe
import Reports
import Simulation

/// `ascribe scenarios`.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios", abstract: "List the scenarios.",
    discussion: "EXAMPLES:\n  ascribe scenarios\n  ascribe scenarios --families\n  ascribe scenarios --json")

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(
    help:
      "Play those that model a family of tasks at their small and large sizes, and list what they are like.")
  var families = false

  func run() throws {
    guard families else { return try Terminal.show(ScenarioListing(AscribeCLI.scenarios), asJSON: json) }
    let entries = AscribeCLI.scenarios.filter { $0.taskFamily != nil }
    let progress = Progress(2 * entries.count, "sizes")
    defer { progress.finish() }
    var done = 0
    let listed = try entries.compactMap { entry -> FamilyListing.Family? in
      guard let family = entry.taskFamily else { return nil }
      let sizes = try ["small", "large"].map { size in
        defer {
          done += 1
          progress.update(done)
        }
        return try FamilyListing.Size(size, of: entry)
      }
      return FamilyListing.Family(
        name: entry.name, summary: entry.summary, code: family.code, benchmarks: family.benchmarks, of: sizes)
    }
    progress.finish()
    try Terminal.show(FamilyListing(listed), asJSON: json)
  }
}

extension FamilyListing.Size {
  /// Most states that a size is solved with.
  private static let stateLimit = 100_000

  /// Solves a scenario at a size where that is quick, and plays it.
  fileprivate init(_ size: String, of entry: ScenarioEntry) throws {
    let scenario = try entry.scenario([(name: "size", value: size)])
    do {
      let mdp = try TurnMDP(
        compiling: scenario, memory: .lastObservation, stateLimit: Self.stateLimit,
        entryLimit: ScenarioSettings.entryLimit)
      let policy = TabularPolicy.behaviour(of: mdp)
      let solution = try ExactSolution(of: mdp, under: policy)
      self.init(
        size, truth: TruthSummary(.exact), agents: mdp.agents.count, horizon: mdp.horizon,
        states: mdp.stateCount,
        exact: FamilyListing.Exact(value: solution.value, success: solution.successProbability),
        played: try PlayedMetadata(playing: CompiledSimulator(mdp, policy: policy)))
    } catch ScenarioError.tooManyStates(_, let limit, _) {
      try self.init(
        size, playing: scenario, because: "There are more than \(Numerals.count(limit)) states.")
    } catch ScenarioError.tooManyEntries(let what, let limit) {
      try self.init(
        size, playing: scenario, because: "There are more than \(Numerals.count(limit)) \(what).")
    } catch let error as ScenarioError {
      guard case .factored = error else { throw error }
      try self.init(size, playing: scenario, because: error.description)
    }
  }

  private init(_ size: String, playing scenario: some Scenario, because reason: String) throws {
    let simulator = try LazySimulator(scenario, policy: BehaviourPolicy())
    self.init(
      size, truth: TruthSummary(.sampled, reason: reason), agents: simulator.agents.count,
      horizon: simulator.horizon, states: nil, exact: nil, played: try PlayedMetadata(playing: simulator))
  }
}
