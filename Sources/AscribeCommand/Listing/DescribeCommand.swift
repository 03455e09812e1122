import ArgumentParser
import Ascribe
import Trajectories
import Simulation

/// `ascribe describe`.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Say what a scenario is: declared facts, sizes, agents, metadata.",
    discussion: """
      EXAMPLES:
        ascribe describe relay
        ascribe describe 'single(turns=20,fork=10)' --json
        ascribe describe tiger.dpomdp --horizon 2 --notes
      """)

  @OptionGroup var options: ScenarioOptions

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also list what may be a mistake in a problem file, such as numbers that are set twice.")
  var notes = false

  func run() throws {
    let loaded = try options.load(notes: notes)
    let solution = try ExactSolution(of: loaded.mdp, under: loaded.policy)
    let metadata = ScenarioMetadata(facts: loaded.facts, solution)
    if json {
      try Terminal.print(AscribeCommand.json(DescriptionRecord(loaded, metadata, notes: notes)))
    } else {
      try Terminal.print(description(loaded, metadata))
    }
  }

  private func description(_ loaded: LoadedScenario, _ metadata: ScenarioMetadata) -> [String] {
    let facts = metadata.facts
    var table = TextTable(["scenario", loaded.label], left: [0, 1])
    for (name, text) in [("what it is", facts.summary), ("source", facts.source), ("family", facts.family)] {
      table.add([name, text.isEmpty ? "not declared" : text])
    }
    table.add(["turns", turnsText(metadata, loaded.mdp)])
    table.add(["order", facts.turnOrder?.rawValue ?? "not declared"])
    table.add([
      "dynamics", facts.isDeterministic.map { $0 ? "deterministic" : "stochastic" } ?? "not declared",
    ])
    table.add(["observability", facts.observability?.rawValue ?? "not declared"])
    table.add([
      "reward of a turn",
      facts.rewardBounds.map { "\(number($0.lowerBound)) to \(number($0.upperBound))" } ?? "not declared",
    ])
    table.add(["discount", number(loaded.mdp.discount)])
    table.add(["policy, memory", "\(loaded.choice), \(loaded.mdp.memory)"])
    table.add([
      "states",
      "\(metadata.states) (\(metadata.publicStates) public keys, \(metadata.privilegedStates) privileged keys)",
    ])
    table.add([
      "tables",
      "\(metadata.nodes) nodes, \(metadata.informationStates) information states, \(metadata.jointActions) joint actions, "
        + "\(metadata.outcomes) outcomes",
    ])
    table.add([
      "decision",
      "\(Numerals.fixed(metadata.legalActions, 2)) legal actions, entropy \(Numerals.fixed(metadata.entropy)) nats (means)",
    ])
    if let tokens = metadata.tokens {
      table.add(["tokens of an episode", Numerals.fixed(tokens, 0) + " (mean)"])
    }
    table.add([
      "value",
      "\(Numerals.fixed(metadata.value, 6)); success \(Numerals.fixed(metadata.successProbability, 6)); at most "
        + "\(Numerals.fixed(metadata.upperBound, 6)) if agents saw everything",
    ])
    table.add(["variance shares", sharesText(metadata.shares)])
    table.add(["aliasing gap", Numerals.fixed(metadata.aliasingGap, 6)])
    table.add(["pivotal units", "\(metadata.pivotalUnits.count) of \(metadata.unitCount)"])
    return table.lines + [""] + agentLines(metadata) + [""] + pivotalLines(metadata)
      + (loaded.entry.parameters.isEmpty ? [] : [""] + parameterLines(loaded.entry.parameters))
      + (notes ? [""] + (loaded.notes.isEmpty ? ["No notes."] : loaded.notes) : [])
  }

  private func number(_ value: Double) -> String { ParameterValue.number(value).description }

  private func turnsText(_ metadata: ScenarioMetadata, _ mdp: TurnMDP) -> String {
    "\(metadata.turns.least) to \(metadata.turns.most), median \(metadata.turns.median) (horizon \(mdp.horizon))"
  }

  private func sharesText(_ shares: ScenarioMetadata.Shares?) -> String {
    guard let shares else { return "none: every episode pays the same" }
    let concentration = shares.concentration.map { "; largest turn \(Numerals.share($0)) of decisions" } ?? ""
    return "start \(Numerals.share(shares.start)), decisions \(Numerals.share(shares.decisions)), luck "
      + "\(Numerals.share(shares.luck)), endings \(Numerals.share(shares.final))\(concentration)"
  }

  private func agentLines(_ metadata: ScenarioMetadata) -> [String] {
    var table = TextTable(["agent", "information states", "actions"])
    for agent in metadata.agents {
      table.add([agent.agent.name, "\(agent.informationStates)", "\(agent.actions)"])
    }
    return table.lines
  }

  private func pivotalLines(_ metadata: ScenarioMetadata) -> [String] {
    guard !metadata.pivotalUnits.isEmpty else { return ["No unit is pivotal: no action changes the value."] }
    var table = TextTable(["pivotal unit", "turn", "recoverability"])
    for unit in metadata.pivotalUnits {
      table.add([
        unit.unit.agent.name, "\(unit.unit.turn)",
        unit.recoverability.map { Numerals.fixed($0) } ?? "undefined",
      ])
    }
    return table.lines
  }
}

/// A scenario's metadata as a record.
private struct DescriptionRecord: Encodable {
  let scenario, summary, source, family, policy, memory: String
  let turnOrder, observability: String?
  let isDeterministic: Bool?
  let rewardBounds: [Double]?
  let horizon, leastTurns, medianTurns, mostTurns: Int
  let discount, legalActions, entropy, value, successProbability, upperBound, aliasingGap: Double
  let tokens: Double?
  let states, publicStates, privilegedStates, nodes, informationStates, jointActions, outcomes, units: Int
  let varianceShares: [String: Double]?
  let agents: [Agent]
  let pivotalUnits: [Pivotal]
  let parameters: [ParameterRecord]
  /// Absent where none were asked for.
  let notes: [String]?

  struct Agent: Encodable {
    let agent: String
    let informationStates, actions: Int
  }

  struct Pivotal: Encodable {
    let agent: String
    let turn: Int
    let recoverability: Double?
  }

  init(_ loaded: LoadedScenario, _ metadata: ScenarioMetadata, notes: Bool) {
    let facts = metadata.facts
    self.notes = notes ? loaded.notes : nil
    scenario = loaded.label
    summary = facts.summary
    source = facts.source
    family = facts.family
    policy = loaded.choice.description
    memory = loaded.mdp.memory.description
    turnOrder = facts.turnOrder?.rawValue
    observability = facts.observability?.rawValue
    isDeterministic = facts.isDeterministic
    rewardBounds = facts.rewardBounds.map { [$0.lowerBound, $0.upperBound] }
    horizon = loaded.mdp.horizon
    (leastTurns, medianTurns, mostTurns) = metadata.turns
    discount = loaded.mdp.discount
    legalActions = metadata.legalActions
    entropy = metadata.entropy
    value = metadata.value
    successProbability = metadata.successProbability
    upperBound = metadata.upperBound
    aliasingGap = metadata.aliasingGap
    tokens = metadata.tokens
    states = metadata.states
    publicStates = metadata.publicStates
    privilegedStates = metadata.privilegedStates
    nodes = metadata.nodes
    informationStates = metadata.informationStates
    jointActions = metadata.jointActions
    outcomes = metadata.outcomes
    units = metadata.unitCount
    varianceShares = metadata.shares.map {
      ["start": $0.start, "decisions": $0.decisions, "luck": $0.luck, "final": $0.final]
    }
    agents = metadata.agents.map {
      Agent(agent: $0.agent.name, informationStates: $0.informationStates, actions: $0.actions)
    }
    pivotalUnits = metadata.pivotalUnits.map {
      Pivotal(agent: $0.unit.agent.name, turn: $0.unit.turn, recoverability: $0.recoverability)
    }
    parameters = loaded.entry.parameters.map(ParameterRecord.init)
  }
}
