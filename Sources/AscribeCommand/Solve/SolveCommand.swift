import ArgumentParser
import Ascribe
import DecPOMDP
import Foundation
import Trajectories
import Simulation

/// `ascribe solve`.
struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract:
      "Find the optimal joint policy of a scenario with simultaneous turns, and the regret of another one.",
    discussion: """
      The optimal policy is deterministic, and agents remember their whole histories. --policy and --memory name the \
      policy that is compared with it. A search that reaches a limit is no failure: its best policy so far is shown, \
      with an upper bound on what any other could be worth.

      --output writes a policy file, for --policy table:FILE with --memory history.

      EXAMPLES:
        ascribe solve dec-tiger
        ascribe solve 'box-pushing(horizon=2)' --policy uniform --json
        ascribe solve dec-tiger --horizon 4 --output policy.json
        ascribe solve tiger.dpomdp --horizon 3 --time-limit 60
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

  @Option(help: "A file for the policy (ascribe.policy/1).")
  var output: String?

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    try checkPath(output, of: "--output")
    try checkNumber(memoryLimit, of: "--memory-limit", in: 1...1_048_576)
    if let timeLimit { try checkNumber(timeLimit, of: "--time-limit", in: 1...1_000_000_000) }
    let memory = try options.checkedMemory()
    let source = try options.argument.source()
    let (compared, optimal) = try solved(source, memory: memory)
    if let output {
      let text = try AscribeCommand.json(try optimal.table())
      try AtomicFile.write(Array((text + "\n").utf8), to: output)
    }
    let record = SolveRecord(optimal, compared)
    if json {
      try Terminal.print(AscribeCommand.json(record))
    } else {
      try Terminal.print(lines(source, optimal, record))
    }
  }

  /// The policy that is compared, valued first, since what is wrong with it is found quickly; and the optimal one.
  private func solved(
    _ source: ScenarioSource, memory: Memory
  ) throws -> (compared: ValueRecord, optimal: OptimalPolicy) {
    if let problem = source.problem {
      let compared = try ValueRecord(options, of: source, memory: memory)
      return (
        compared,
        try search(source.label) { try OptimalPolicy(of: problem.scenario, limits: $0, progress: show) }
      )
    }
    let loaded = try options.load(source, memory: memory)
    let compared = try ValueRecord(loaded)
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

  private func lines(_ source: ScenarioSource, _ optimal: OptimalPolicy, _ record: SolveRecord) -> [String] {
    let model = optimal.model
    var lines = [
      source.title,
      "horizon \(record.horizon), discount \(ParameterValue.number(model.discount)); "
        + Numerals.count(model.stateCount, "state") + ", "
        + Numerals.count(model.jointActionCount, "joint action") + ", "
        + Numerals.count(model.jointObservationCount, "joint observation"),
      valueLine(optimal.solution),
      "policy \(record.compared.policy), memory \(record.compared.memory): value \(Numerals.fixed(record.compared.value, 6)), "
        + regret(record.compared), "",
      optimal.solution.status == .optimal ? "Optimal policy" : "Best policy so far",
    ]
    for agent in model.agents.indices { lines += tree(of: agent, optimal) }
    if let output { lines += ["", "The policy is in \(output), for --memory history."] }
    return lines
  }

  private func valueLine(_ solution: OptimalSolution) -> String {
    let effort =
      Numerals.count(solution.expandedCount, "partial policy", plural: "partial policies") + ", "
      + Numerals.count(solution.beliefCount, "belief")
    let value = Numerals.fixed(solution.value, 6)
    guard solution.status != .optimal else { return "optimal value \(value) (\(effort))" }
    return "optimal value between \(value) and \(Numerals.fixed(solution.upperBound, 6)): stopped by the "
      + "\(solution.status.rawValue) (\(effort))"
  }

  private func regret(_ compared: SolveRecord.Compared) -> String {
    let least = Numerals.fixed(compared.regret, 6)
    let most = Numerals.fixed(compared.regretAtMost, 6)
    return compared.regret == compared.regretAtMost
      ? "regret \(least)" : "regret between \(least) and \(most)"
  }

  /// Most histories of an agent that are shown.
  private static let shownHistories = 63

  /// What an agent does after each of its histories, or how many there are.
  private func tree(of agent: Int, _ optimal: OptimalPolicy) -> [String] {
    let count = optimal.historyCount(of: agent)
    let nodes = Numerals.count(optimal.solution.plan.nodeCount(of: agent), "node")
    let name = optimal.model.agents[agent]
    guard count <= Self.shownHistories else {
      let many =
        count > OptimalPolicy.historyLimit ? "more than \(Numerals.count(count - 1))" : Numerals.count(count)
      return ["\(name): \(many) histories, \(nodes)"]
    }
    return [name]
      + optimal.histories(of: agent).map {
        String(repeating: "  ", count: $0.turn + 1) + "\($0.observation): \($0.action)"
      }
  }
}

/// What the search found, as a record.
struct SolveRecord: Encodable {
  let scenario, status: String
  let horizon, states, jointActions, jointObservations, expanded, beliefs: Int
  let discount, value, upperBound: Double
  let nodes: [String: Int]
  let compared: Compared

  /// A policy that is compared with the one that was found.
  struct Compared: Encodable {
    let policy, memory: String
    let value: Double
    /// The optimal value less this one; if the search was stopped, between the two numbers.
    let regret, regretAtMost: Double
  }

  init(_ optimal: OptimalPolicy, _ compared: ValueRecord) {
    let solution = optimal.solution
    scenario = compared.scenario
    status = solution.status.rawValue
    horizon = compared.horizon
    states = optimal.model.stateCount
    jointActions = optimal.model.jointActionCount
    jointObservations = optimal.model.jointObservationCount
    expanded = solution.expandedCount
    beliefs = solution.beliefCount
    discount = optimal.model.discount
    value = solution.value
    upperBound = solution.upperBound
    nodes = Dictionary(
      uniqueKeysWithValues: optimal.model.agents.enumerated().map { ($1, solution.plan.nodeCount(of: $0)) })
    self.compared = Compared(
      policy: compared.policy, memory: compared.memory, value: compared.value,
      regret: max(0, solution.value - compared.value),
      regretAtMost: max(0, solution.upperBound - compared.value))
  }
}
