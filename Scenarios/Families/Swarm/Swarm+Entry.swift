import Trajectories
package import Simulation

/// What the swarm is called, what can be set, what is told about its states.
extension Swarm {
  private static let summary = "coordinator, many workers at once and spawned helpers do a job shard by shard"

  /// Many agents at once: redundancy, free riders, and agents that come and go.
  static let entry = ScenarioEntry(
    "swarm", summary: summary, parameters: SwarmParameters.specifications,
    taskFamily: TaskFamily(
      code: "F6", benchmarks: "collaborative suites, orchestrated sub-agents, MultiAgentBench",
      large: [
        "workers": "16", "squads": "2", "helpers": "3", "shards": "24", "horizon": "220", "skill": "0.15",
        "slip": "0.4", "tolerance": "2", "effort": "0.0001", "tokens": "80",
      ])
  ) { values throws(ScenarioError) in Swarm(parameters: try SwarmParameters(values)) }

  package var facts: ScenarioFacts {
    let most = Double(parameters.squadSize + parameters.helpers)
    return ScenarioFacts(
      summary: Self.summary,
      source:
        "Zhang, arXiv 2604.09459 (task family F6, multi-agent); structure of MultiAgentBench (Zhu et al. 2025, arXiv 2503.01935) "
        + "and of orchestrators that spawn sub-agents; free riders as in the commons of GovSim (Piatti et al. 2024, arXiv "
        + "2404.16698); Ascribe's own model",
      family: "multi-agent", turnOrder: parameters.squadSize + parameters.helpers > 1 ? .mixed : .turnTaking,
      isDeterministic: false, observability: .partial,
      rewardBounds: -parameters.effort * most...1,
      returnBounds: -parameters.effort * most * Double(parameters.horizon)...1, pivotalUnits: pivotalUnits)
  }

  package func publicKey(of state: State) -> String {
    let job = "done:\(state.done)"
    return switch state.step {
    case .finished: "end|\(job)"
    case .report: "report|\(job)|helpers:\(state.helpers)|squad:\(state.squad)|chores:\(state.chores)"
    case .coordinate: "coordinate|\(job)|helpers:\(state.helpers)|squad:\(state.squad)"
    case .work:
      "work|\(job)|helpers:\(state.helpers)|squad:\(state.squad)|\(state.isUrgent ? "urgent" : "calm")"
    }
  }

  package func privilegedKey(of state: State) -> String {
    guard state.step != .finished else { return "\(publicKey(of: state))|bad:\(state.bad)" }
    return "\(publicKey(of: state))|\(truth(of: state))"
  }

  /// How many shards are bad, and who is tired.
  package func signal(of state: State) -> String? { state.step == .finished ? nil : truth(of: state) }

  private func truth(of state: State) -> String {
    let bits = (0..<parameters.workers + Int(state.helpers)).map { state.tired >> UInt64($0) & 1 == 1 }
    return "bad:\(state.bad)|tired:\(bits.map { $0 ? "1" : "0" }.joined())"
  }

  /// What the time to a success depends on; `paid` is where effort was spent, and nothing follows.
  private enum Stage: Hashable {
    case at(SwarmStep, done: Int, squad: Int, helpers: Int, chores: Int)
    case paid
  }

  /// Every decision but chores from which the job can still be finished, or effort still be spent, within the horizon.
  private var pivotalUnits: Set<ScenarioFacts.Unit> {
    DecisiveStages(
      start: Stage.at(.coordinate, done: 0, squad: 0, helpers: 0, chores: 0), horizon: horizon,
      deciding: { deciding(in: $0) }, next: { following($0) },
      isGoal: { stage in
        if case .at(.finished, _, _, _, _) = stage { true } else { stage == .paid }
      }
    ).units
  }

  private func deciding(in stage: Stage) -> [AgentID] {
    guard case .at(let step, let done, let squad, let helpers, _) = stage, step != .report else { return [] }
    // Where all is handed in, work changes nothing but the effort that it costs.
    if step == .work, done == parameters.shards, parameters.effort == 0 { return [] }
    return actingAgents(in: State(step: step, squad: UInt8(squad), helpers: UInt8(helpers)))
  }

  private func following(_ stage: Stage) -> [Stage] {
    guard case .at(let step, let done, let squad, let helpers, let chores) = stage else { return [] }
    switch step {
    case .report:
      let next: SwarmStep = chores > 1 ? .report : .coordinate
      return [.at(next, done: done, squad: squad, helpers: helpers, chores: chores - 1)]
    case .coordinate:
      var next = [Stage.at(.work, done: done, squad: squad, helpers: helpers, chores: 0)]
      if helpers < parameters.helpers {
        next.append(.at(.work, done: done, squad: squad, helpers: helpers + 1, chores: 0))
      }
      next.append(stage)
      if done > 0 { next.append(.at(.coordinate, done: done - 1, squad: squad, helpers: helpers, chores: 0)) }
      if done == parameters.shards {
        next.append(.at(.finished, done: done, squad: squad, helpers: 0, chores: 0))
      }
      return next
    case .work:
      let resting: SwarmStep = parameters.chores > 0 ? .report : .coordinate
      let rotated = (squad + 1) % parameters.squads
      var next = [Stage.at(resting, done: done, squad: rotated, helpers: helpers, chores: parameters.chores)]
      if done < parameters.shards {
        next.append(.at(resting, done: done + 1, squad: rotated, helpers: 0, chores: parameters.chores))
      }
      return next + (parameters.effort > 0 ? [.paid] : [])
    case .finished: return []
    }
  }
}
