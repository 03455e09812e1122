public import Trajectories
public import Simulation

/// A model as a scenario, for a number of turns.
///
/// Its state is the model's state together with what the agents observed last, so that information states are
/// functions of it; before the first turn every agent observes the same, nothing. No episode terminates: the horizon
/// truncates it, and rewards are paid on the turns. The privileged key of a state is the name of the model's state.
public struct DecPOMDPScenario: Scenario {
  /// A state of the model, and the joint observation on the way into it; `nil` before the first turn.
  public struct State: Hashable, Sendable, CustomStringConvertible {
    let state: Int32
    let seen: Int32?

    /// The numbers of both.
    public var description: String { "\(state)" + (seen.map { ", joint observation \($0)" } ?? "") }
  }

  /// An action of one agent.
  public struct Action: Hashable, Sendable {
    let agent: Int32
    let index: Int32
  }

  /// What one agent observed last; `nil` before the first turn.
  public struct Observation: Hashable, Sendable {
    let agent: Int32
    let index: Int32?
  }

  /// The model.
  public let model: DecPOMDPModel
  /// Turns of an episode.
  public let horizon: Int
  /// The model's agents by name.
  public let agents: [AgentID]
  private let summary: String
  private let rewardBounds: ClosedRange<Double>?
  /// The word for what an agent observes before the first turn.
  let nothing: String
  private let agentIndices: [AgentID: Int32]
  /// Each agent's own observation of a joint one, at joint observation · number of agents + agent.
  private let ownObservations: [Int32]

  /// A model for a number of turns.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - horizon: Turns of an episode, at least 1; checked when the scenario is compiled.
  ///   - summary: One line on what it is.
  public init(_ model: DecPOMDPModel, horizon: Int, summary: String = "") {
    self.model = model
    self.horizon = horizon
    self.summary = summary
    rewardBounds = model.rewardBounds
    agents = model.agents.map { AgentID($0) }
    let names = Set(model.observations.joined())
    nothing = names.contains("none") ? "(none)" : "none"
    agentIndices = Dictionary(
      agents.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    ownObservations = (0..<model.jointObservationCount).flatMap {
      model.ownObservations(of: $0).map { Int32($0) }
    }
  }

  /// An upper bound on the outcomes of all joint actions in all states: the size of compiled tables.
  public var outcomeBound: Int {
    var seenFrom = [Int](repeating: 0, count: model.stateCount)
    var following = seenFrom
    var lastState = [Int](repeating: -1, count: model.jointObservationCount)
    for state in 0..<model.stateCount {
      for jointAction in 0..<model.jointActionCount {
        let row = model.row(jointAction, state)
        for entry in model.observationRows[row] {
          let seen = Int(model.observationRows.columns[entry])
          if lastState[seen] != state { seenFrom[state] += 1 }
          lastState[seen] = state
        }
        for entry in model.transitions[row] {
          following[state] +=
            model.observationRows[model.row(jointAction, Int(model.transitions.columns[entry]))].count
        }
      }
    }
    return (0..<model.stateCount).reduce(0) { sum, state in
      sum + (seenFrom[state] + (model.start[state] > 0 ? 1 : 0)) * following[state]
    }
  }

  /// The model's discount.
  public var discount: Double { model.discount }

  /// The model's start, without observations.
  public var initialStates: Distribution<State> {
    Distribution(
      model.start.indices.filter { model.start[$0] > 0 }.map {
        (State(state: Int32($0), seen: nil), model.start[$0])
      })
  }

  /// All agents.
  public func actingAgents(in state: State) -> [AgentID] { agents }

  /// All actions of the agent; none of one that the model lacks.
  public func legalActions(for agent: AgentID, in state: State) -> [Action] {
    guard let index = agentIndices[agent] else { return [] }
    return model.actions[Int(index)].indices.map { Action(agent: index, index: Int32($0)) }
  }

  /// The agent's part of the last joint observation; nothing for one that the model lacks.
  public func observation(for agent: AgentID, in state: State) -> Observation {
    guard let index = agentIndices[agent] else { return Observation(agent: -1, index: nil) }
    return Observation(
      agent: index, index: state.seen.map { ownObservations[Int($0) * agents.count + Int(index)] })
  }

  /// All next states with all joint observations that are possible there; none, which no compiler takes, unless each of
  /// the agents, in the model's order, has one of its own actions.
  public func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    guard actions.actions.count == model.actions.count else { return Distribution([]) }
    var jointAction = 0
    for (agent, action) in actions.actions.enumerated() {
      guard action.agent == agent else { return Distribution([]) }
      jointAction = jointAction * model.actions[agent].count + Int(action.index)
    }
    let row = model.row(jointAction, Int(state.state))
    var outcomes: [(Transition<State>, Double)] = []
    for entry in model.transitions[row] {
      let next = Int(model.transitions.columns[entry])
      for (place, seen) in model.observationRows[model.row(jointAction, next)].enumerated() {
        let probability = model.transitions.values[entry] * model.observationRows.values[seen]
        let after = State(state: Int32(next), seen: Int32(model.observationRows.columns[seen]))
        outcomes.append(
          (Transition(to: after, reward: model.reward(row: row, entry: entry, place: place)), probability))
      }
    }
    return Distribution(outcomes)
  }

  /// Simultaneous turns, and rewards between the model's least and largest.
  public var facts: ScenarioFacts {
    ScenarioFacts(
      summary: summary, family: "dec-pomdp", turnOrder: .simultaneous, rewardBounds: rewardBounds)
  }

  /// The name of the model's state.
  public func privilegedKey(of state: State) -> String { model.states[Int(state.state)] }
  /// The action's name.
  public func label(ofAction action: Action) -> String { model.actions[Int(action.agent)][Int(action.index)] }
  /// The observation's name.
  public func label(ofObservation observation: Observation) -> String {
    observation.index.map { model.observations[Int(observation.agent)][Int($0)] } ?? nothing
  }
}
