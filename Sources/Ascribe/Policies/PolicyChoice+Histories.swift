public import DecPOMDP
import Trajectories
import Simulation

extension PolicyChoice {
  /// The exact value of the policy on a problem whose agents remember everything, without the problem's tables.
  ///
  /// - Parameters:
  ///   - scenario: The problem with its horizon.
  ///   - historyLimit: Most joint histories of a turn.
  /// - Returns: In reward units; `nil` if a turn has more joint histories than the limit.
  /// - Throws: ``PolicyChoiceError`` for a file that cannot be read or does not fit.
  public func valueWithHistories(
    on scenario: DecPOMDPScenario, historyLimit: Int = 2_000_000
  ) throws(PolicyChoiceError) -> Double? {
    let model = scenario.model
    let start = scenario.initialStates.outcomes[0].element
    let first = scenario.agents.map {
      scenario.label(ofObservation: scenario.observation(for: $0, in: start))
    }
    guard case .table(let path) = self else {
      // What a policy does whatever agents know needs no histories.
      do {
        return try model.value(of: try policy(on: model), horizon: scenario.horizon)
      } catch let error as PolicyChoiceError {
        throw error
      } catch {
        throw .doesNotFit(path: description, reason: "\(error)")
      }
    }
    let file = try PolicyFile(path)
    do throws(PolicyError) {
      try file.checkHistories(of: model, first: first)
      return try model.value(
        horizon: scenario.horizon, first: first, limit: historyLimit
      ) { agent, history throws(PolicyError) in
        try file.probabilities(
          of: model.actions[agent], agent: scenario.agents[agent], informationState: history)
      }
    } catch {
      throw .doesNotFit(path: path, reason: error.description)
    }
  }
}

extension PolicyFile {
  /// The probabilities of an agent's actions in an information state; uniform where the table lacks it and says so.
  ///
  /// - Throws: `PolicyError` for missing numbers and ones that are not accepted.
  fileprivate func probabilities(
    of actions: [String], agent: AgentID, informationState: String
  ) throws(PolicyError) -> [Double] {
    let row = agents[agent.name]?[informationState]
    if otherwise != nil, actions.allSatisfy({ row?[$0] == nil }) {
      return actions.map { _ in 1 / Double(actions.count) }
    }
    return try entries.row(of: actions, agent: agent, informationState: informationState) { row?[$0] }
      .map(\.probability)
  }

  /// Refuses names that no history of a model can have; ones that are longer than an episode are let pass.
  fileprivate func checkHistories(of model: DecPOMDPModel, first: [String]) throws(PolicyError) {
    for (name, states) in agents.sorted(by: { $0.key < $1.key }) {
      guard let agent = model.agents.firstIndex(of: name) else {
        throw .unknownName(kind: "agent", found: name, accepted: model.agents)
      }
      let observations = Set(model.observations[agent])
      let actions = Set(model.actions[agent])
      for (state, row) in states.sorted(by: { $0.key < $1.key }) {
        let parts = state.split(separator: " > ", omittingEmptySubsequences: false).map(String.init)
        let isHistory =
          parts.count % 2 == 1 && parts[0] == first[agent]
          && parts.indices.dropFirst().allSatisfy {
            $0 % 2 == 1 ? actions.contains(parts[$0]) : observations.contains(parts[$0])
          }
        guard isHistory else {
          throw .unknownName(
            kind: "information state of agent \"\(name)\"", found: state,
            accepted: ["\(first[agent]), then ACTION > OBSERVATION for each turn, joined by \" > \""])
        }
        for action in row.keys.sorted() where !actions.contains(action) {
          throw .unknownName(
            kind: "action of agent \"\(name)\" in \"\(state)\"", found: action,
            accepted: model.actions[agent])
        }
      }
    }
  }
}
