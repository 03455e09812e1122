package import Trajectories
package import Simulation

/// A chore in a house: find an object, heat, cool or clean it, and put it where it belongs (F3, ALFWorld).
///
/// A planner sends an actor to a room; the actor walks, opens containers, takes, uses appliances and puts down, and after some
/// turns, or when something was achieved, the planner speaks again. Rooms lie in a ring, large houses have a passage
/// across it, so that there are loops, detours and goals at several distances. Everything is certain except that hands slip:
/// then nothing happens. A wrong appliance may ruin the object.
package struct Household: Scenario {
  /// The house and the chore.
  package struct State: Hashable, Sendable {
    enum Phase: UInt8, Sendable {
      case working
      case done
      case ruined
    }

    /// `object` of one that the actor holds.
    static let held: UInt8 = .max

    var phase = Phase.working
    var room: UInt8 = 0
    /// The container that the object is in, or ``held``.
    var object: UInt8 = 0
    /// The last treatment of the object, counted from 1; 0 for none.
    var treated: UInt8 = 0
    /// Bit k: container k was opened.
    var opened: UInt64 = 0
    /// The treatment that is asked for, counted from 1.
    var chore: UInt8 = 1
    /// The container that the object belongs in.
    var goal: UInt8 = 0
    /// Where the planner sent the actor.
    var errand: UInt8 = 0
    /// Turns until the planner speaks.
    var left: UInt8 = 0

    var isHeld: Bool { object == Self.held }
    /// Somebody has seen where the object is.
    var isFound: Bool { isHeld || isOpen(object) }
    func isOpen(_ container: UInt8) -> Bool { opened >> UInt64(container) & 1 == 1 }

    package func hash(into hasher: inout Hasher) {
      let places = UInt64(room) | UInt64(object) << 8 | UInt64(goal) << 16 | UInt64(errand) << 24
      let numbers = UInt64(treated) | UInt64(chore) << 4 | UInt64(left) << 8 | UInt64(phase.rawValue) << 16
      hasher.combine(opened)
      hasher.combine(places | numbers << 32)
    }
  }

  static let planner: AgentID = "planner"
  static let actor: AgentID = "actor"

  package let agents = [planner, actor]
  let parameters: HouseholdParameters

  package var horizon: Int { parameters.horizon }

  /// The actor starts in room 0. The object is more often in the rooms of even number, and never where it belongs.
  package var initialStates: Distribution<State> {
    let house = parameters
    return Distribution.uniform(house.goals).flatMap { goal in
      Distribution.uniform(Array(1...UInt8(house.chores))).flatMap { chore in
        let places = (0..<UInt8(house.containers)).filter { $0 != goal }
        let weights: [Double] = places.map { house.room(of: $0) % 2 == 0 ? 2 : 1 }
        let sum = weights.reduce(0, +)
        return Distribution(zip(places, weights).map { ($0, $1 / sum) }).map { place in
          State(object: place, chore: chore, goal: goal)
        }
      }
    }
  }

  package func actingAgents(in state: State) -> [AgentID] {
    guard state.phase == .working else { return [] }
    return state.left == 0 ? [Self.planner] : [Self.actor]
  }

  package func legalActions(for agent: AgentID, in state: State) -> [HouseholdAction] {
    guard state.left > 0 else { return (0..<UInt8(parameters.rooms)).map { .send($0) } }
    var actions: [HouseholdAction] = [.look]
    actions += parameters.ways(from: state.room).map { .walk($0) }
    let here = parameters.containers(in: state.room)
    actions += here.filter { !state.isOpen($0) }.map { .open($0) }
    if state.isHeld {
      actions += parameters.appliances(in: state.room).map { .use($0) }
      actions += here.map { .put($0) }
    } else if isInSight(state) {
      actions.append(.take)
    }
    return actions
  }

  package func observation(for agent: AgentID, in state: State) -> HouseholdObservation {
    state.left == 0 ? plannersView(of: state) : actorsView(of: state)
  }

  package func step(_ state: State, _ actions: JointAction<HouseholdAction>) -> Distribution<
    Transition<State>
  > {
    let action = actions.only
    var next = state
    if case .send(let room) = action {
      next.errand = room
      next.left = UInt8(parameters.span)
      return Distribution(Transition(to: next))
    }
    pass(&next)
    let idle = next
    switch action {
    case .send, .look: return Distribution(Transition(to: idle))
    case .walk(let room): next.room = room
    case .open(let container): next.opened |= UInt64(1) << UInt64(container)
    case .take:
      next.object = State.held
      speak(&next)
    case .put(let container):
      next.object = container
      next.opened |= UInt64(1) << UInt64(container)
      speak(&next)
      if container == state.goal, state.treated == state.chore { next = State(phase: .done) }
    case .use(let appliance):
      next.treated = appliance
      speak(&next)
      guard appliance == state.chore else {
        let ruin = (1 - parameters.slip) * (1 - parameters.recoverability)
        let outcomes = [
          (idle, parameters.slip), (State(phase: .ruined), ruin),
          (next, (1 - parameters.slip) * parameters.recoverability),
        ]
        return Distribution(outcomes.filter { $0.1 > 0 }.map { (Transition(to: $0.0), $0.1) })
      }
    }
    return Distribution(
      Transition(to: idle), probability: parameters.slip, otherwise: Transition(to: next))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    switch state.phase {
    case .working: Distribution(.truncated)
    case .done: Distribution(.success)
    case .ruined: Distribution(.failure)
    }
  }

  /// Where the object is, until it is found.
  package func signal(of state: State) -> String? {
    guard state.phase == .working, !state.isFound else { return nil }
    return "object:\(state.object)"
  }

  package func privilegedKey(of state: State) -> String {
    switch state.phase {
    case .done: return "end:done"
    case .ruined: return "end:ruined"
    case .working: break
    }
    let opened = (0..<parameters.containers).filter { state.opened >> UInt64($0) & 1 == 1 }.map(String.init)
    let errand = state.left == 0 ? "plan" : "errand:\(state.errand)-\(state.left)"
    return [
      errand, parameters.text(ofChore: state.chore, to: state.goal), "room:\(state.room)",
      "object:\(state.isHeld ? "held" : "\(state.object)")\(HouseholdParameters.suffix(state.treated))",
      opened.isEmpty ? nil : "opened:\(opened.joined(separator: ","))",
    ].compactMap { $0 }.joined(separator: "|")
  }

  package func publicKey(of state: State) -> String {
    switch state.phase {
    case .working: label(ofObservation: observation(for: Self.actor, in: state))
    case .done: "end:done"
    case .ruined: "end:ruined"
    }
  }

  /// One turn less until the planner speaks.
  private func pass(_ state: inout State) {
    state.left -= 1
    if state.left == 0 { state.errand = 0 }
  }

  /// Something was achieved, and the planner speaks.
  private func speak(_ state: inout State) {
    state.left = 0
    state.errand = 0
  }
}
