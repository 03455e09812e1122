package import Trajectories
import Simulation

/// How planner and actor behave: sensibly for the most part, with everything else now and then.
extension Household {
  package func behaviour(
    of agent: AgentID, observing observation: HouseholdObservation, over actions: [HouseholdAction]
  ) -> [Double] {
    let sensible = actions.map { observation.isPlanning ? plans($0, observation) : fits($0, observation) }
    let count = sensible.count { $0 }
    guard count > 0, count < actions.count else { return actions.map { _ in 1 } }
    let (good, bad) = (
      parameters.skill / Double(count), (1 - parameters.skill) / Double(actions.count - count)
    )
    return sensible.map { $0 ? good : bad }
  }

  /// Where the planner sends the actor: to the object, then to the appliance, then to the goal; as long as the object is not
  /// found, to the nearest rooms that were not searched.
  private func plans(_ action: HouseholdAction, _ observation: HouseholdObservation) -> Bool {
    guard case .send(let room) = action else { return false }
    if observation.isHeld {
      let isReady = observation.treated == observation.chore
      return room
        == (isReady
          ? parameters.room(of: observation.goal) : parameters.room(ofAppliance: observation.chore))
    }
    if let seen = observation.seen { return room == seen }
    let open = (0..<UInt8(parameters.rooms)).filter { observation.places >> UInt64($0) & 1 == 0 }
    let nearest = open.map { parameters.distance(from: observation.room, to: $0) }.min()
    return open.contains(room) && parameters.distance(from: observation.room, to: room) == nearest
  }

  /// What the actor does in a room: what serves the chore at once, else what its errand asks for.
  private func fits(_ action: HouseholdAction, _ observation: HouseholdObservation) -> Bool {
    if observation.seen != nil { return action == .take }
    if observation.isHeld {
      let isReady = observation.treated == observation.chore
      if isReady, observation.room == parameters.room(of: observation.goal) {
        return action == .put(observation.goal)
      }
      if !isReady, observation.room == parameters.room(ofAppliance: observation.chore) {
        return action == .use(observation.chore)
      }
    }
    switch action {
    case .walk(let room):
      return parameters.distance(from: room, to: observation.errand)
        < parameters.distance(from: observation.room, to: observation.errand)
    case .open: return observation.room == observation.errand && !observation.isHeld
    default: return false
    }
  }

  /// The planner sends the actor to where it started, the actor looks around.
  package func defaultAction(for agent: AgentID, in state: State) -> HouseholdAction {
    state.left == 0 ? .send(0) : .look
  }

  package func tokens(
    of agent: AgentID, taking action: HouseholdAction, observing observation: HouseholdObservation
  ) -> Int? {
    let size = Double(parameters.turnTokens)
    let share =
      switch action {
      case .send: observation.isHeld || observation.seen != nil ? 0.7 : 1.0
      case .look: 0.4
      case .walk: 0.2
      case .open: 0.3
      case .take, .use, .put: 0.25
      }
    return max(1, Int((share * size).rounded()))
  }
}
