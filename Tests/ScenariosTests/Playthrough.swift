import Scenarios
import TestSupport
import Trajectories
import Simulation

/// What a scenario is and does, as text: its facts and sizes, two episodes of its own behaviour, its exact values.
struct Playthrough {
  let text: String

  init(of name: String) throws {
    let entry = try ScenarioCatalogue.entry(named: name)
    let solution = try solved(name)
    let mdp = solution.mdp
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 2, groupSize: 1, seed: 1), on: mdp, policy: solution.policy)
    var lines = try Self.header(of: entry) + Self.sizes(of: mdp)
    for episode in 0..<rollouts.batch.episodeCount { lines += Self.episode(episode, of: rollouts.batch) }
    lines += Self.exact(solution)
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func header(of entry: ScenarioEntry) throws -> [String] {
    let scenario = try entry.scenario()
    let facts = scenario.facts
    let order = Dictionary(uniqueKeysWithValues: scenario.agents.enumerated().map { ($1, $0) })
    let pivotal = (facts.pivotalUnits ?? [])
      .sorted { ($0.turn, order[$0.agent] ?? 0) < ($1.turn, order[$1.agent] ?? 0) }
    let bounds = facts.rewardBounds.map { "\(number($0.lowerBound)) to \(number($0.upperBound))" }
    let parameters = entry.parameters.map { "  \($0.name) = \($0.defaultValue) (\($0.accepted)): \($0.help)" }
    return [
      "scenario: \(entry.name)", "summary: \(entry.summary)", "source: \(facts.source)",
      "family: \(facts.family)", "agents: \(scenario.agents.map(\.name).joined(separator: " "))",
      "horizon: \(scenario.horizon)", "discount: \(number(scenario.discount))",
      "turn order: \(facts.turnOrder?.rawValue ?? "not declared")",
      "deterministic: \(facts.isDeterministic.map { "\($0)" } ?? "not declared")",
      "observability: \(facts.observability?.rawValue ?? "not declared")",
      "rewards: \(bounds ?? "not declared")",
      "pivotal: "
        + (pivotal.isEmpty ? "none" : pivotal.map { "\($0.agent)@\($0.turn)" }.joined(separator: " ")),
      "parameters:" + (parameters.isEmpty ? " none" : ""),
    ] + parameters
  }

  private static func sizes(of mdp: TurnMDP) -> [String] {
    [
      "states: \(mdp.stateCount)", "information states: \(mdp.informationStateCount)",
      "joint actions: \(mdp.jointActionCount)", "outcomes: \(mdp.outcomeCount)",
    ]
  }

  private static func episode(_ episode: Int, of batch: TrajectoryBatch) -> [String] {
    let keys = batch.symbols.keys
    var lines = ["", "episode \(batch.episodeName(episode)) of task \(batch.taskName(of: episode))"]
    for (turn, row) in batch.turns(of: episode).enumerated() {
      let state = keys[batch.turns.state[row]]
      lines.append("  turn \(turn): \(state)")
      if let privileged = batch.turns.privileged.map({ keys[$0[row]] }), privileged != state {
        lines.append("    in truth: \(privileged)")
      }
      for decision in batch.decisions(of: row) {
        let agent = batch.symbols.agents[batch.decisions.agent[decision]]
        let action = batch.symbols.actions[batch.decisions.action[decision]]
        let seen = batch.decisions.observation.map { " (sees \(keys[$0[decision]]))" } ?? ""
        let tokens = batch.decisions.tokens.map { ", \($0[decision]) tokens" } ?? ""
        let logProbability =
          batch.decisions.logProbability.map { ", log-probability \(number($0[decision]))" } ?? ""
        lines.append("    \(agent)\(seen): \(action)\(logProbability)\(tokens)")
      }
      lines.append("    reward \(number(batch.turns.reward[row]))")
    }
    let status = batch.episodes.status[episode]
    let score = number(batch.episodes.score[episode])
    return lines + ["  \(keys[batch.episodes.final[episode]]): \(status), score \(score)"]
  }

  private static func exact(_ solution: ExactSolution) -> [String] {
    let ledger = solution.varianceLedger()
    let list = { (parts: [Double]) in parts.map(number).joined(separator: " ") }
    return [
      "", "exact, under the scenario's own behaviour", "  value: \(number(solution.value))",
      "  probability of success: \(number(solution.successProbability))",
      "  variance: \(number(ledger.variance))", "    start: \(number(ledger.start))",
      "    decisions: \(list(ledger.decisions))", "    luck: \(list(ledger.luck))",
      "    final: \(number(ledger.final))",
    ]
  }

  /// A number to nine decimals, so that a change of rounding does not show.
  private static func number(_ value: Double) -> String {
    let rounded = (value * 1e9).rounded() / 1e9
    return ParameterValue.number(rounded == 0 ? 0 : rounded).description
  }
}
