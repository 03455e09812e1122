import ArgumentParser
import Ascribe
import Trajectories
import Simulation

/// `ascribe exact`.
struct ExactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exact",
    abstract: "Solve a scenario exactly: values, every exact credit, the variance ledger.",
    discussion: """
      With --json: `value` at the top, then per turn and state its probability and value, and per agent and action its \
      probability and every exact credit; the ledger; the policy gradient.

      EXAMPLES:
        ascribe exact relay
        ascribe exact 'dec-tiger(horizon=2)' --policy uniform --json
        ascribe exact tiger.dpomdp --horizon 3 --policy fixed:listen --value
      """)

  @OptionGroup var options: ScenarioOptions

  @Flag(help: "Write JSON.")
  var json = false

  @Option(
    parsing: .unconditional, help: "How many decisions to list: those that matter most.",
    transform: wholeNumber)
  var top = 12

  @Flag(
    help:
      "Only the value. A problem file is then valued without the tables of the scenario, however large they were."
  )
  var value = false

  func run() throws {
    try checkNumber(top, of: "--top", in: 1...1_000_000)
    if value {
      let record = try ValueRecord(options)
      try Terminal.print(json ? [AscribeCommand.json(record)] : record.lines)
      return
    }
    let loaded = try options.load(covering: .deviations)
    let solution = try ExactSolution(of: loaded.mdp, under: loaded.policy)
    if json {
      try Terminal.print(
        AscribeCommand.json(
          ExactReport(solution, scenario: loaded.label, policy: loaded.choice.description)))
    } else {
      try Terminal.print(lines(loaded, solution))
    }
  }

  private func lines(_ loaded: LoadedScenario, _ solution: ExactSolution) -> [String] {
    let ledger = solution.varianceLedger()
    let maps = CreditMap(solution.units(), agents: loaded.mdp.agents, horizon: loaded.mdp.horizon)
    return [
      loaded.title,
      "policy \(loaded.choice), memory \(loaded.mdp.memory), horizon \(loaded.mdp.horizon), discount "
        + ParameterValue.number(loaded.mdp.discount).description,
      "value \(Numerals.fixed(solution.value, 6)), success \(Numerals.fixed(solution.successProbability, 6))",
      "", ledgerLine(ledger),
    ] + ledgerTable(ledger) + [
      "", "Exact counterfactual credit by agent and turn: root mean square, how much the decision matters",
    ] + maps.lines { $0.rootMeanSquare } + [""] + decisionTable(loaded, solution)
  }

  private func ledgerTable(_ ledger: VarianceLedger) -> [String] {
    var table = TextTable(["part", "variance"])
    table.add(["start", Numerals.fixed(ledger.start, 6)])
    for turn in ledger.decisions.indices where ledger.decisions[turn] > 0 || ledger.luck[turn] > 0 {
      table.add(["decisions of turn \(turn)", Numerals.fixed(ledger.decisions[turn], 6)])
      table.add(["luck of turn \(turn)", Numerals.fixed(ledger.luck[turn], 6)])
    }
    table.add(["endings", Numerals.fixed(ledger.final, 6)])
    table.add(["sum", Numerals.fixed(ledger.total, 6)])
    return table.lines
  }

  private func decisionTable(_ loaded: LoadedScenario, _ solution: ExactSolution) -> [String] {
    let decisions = ExactReport(solution, scenario: loaded.label, policy: loaded.choice.description)
      .decisions(top)
    var table = TextTable(
      [
        "turn", "state", "agent", "action", "probability", "credit", "difference", "Shapley",
        "given what it knows",
      ],
      left: [0, 1, 2, 3])
    for decision in decisions {
      table.add([
        "\(decision.turn)", decision.state, decision.agent, decision.action,
        Numerals.fixed(decision.probability, 4),
        Numerals.signed(decision.credit, 4), Numerals.signed(decision.difference, 4),
        Numerals.signed(decision.shapley, 4),
        decision.informationState.map { Numerals.signed($0, 4) } ?? "undefined",
      ])
    }
    return [
      "Decisions that matter most, by probability times squared credit (averaged over the other agents' actions)"
    ]
      + table.lines
  }
}
