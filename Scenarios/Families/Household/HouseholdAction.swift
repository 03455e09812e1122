/// What planner and actor do; rooms and containers are numbers from 0, appliances are named by what they do, from 1.
package enum HouseholdAction: Hashable, Sendable, CustomStringConvertible {
  /// The planner sends the actor to a room.
  case send(UInt8)
  /// The actor does nothing of use.
  case look
  /// The actor walks to a room next to its own.
  case walk(UInt8)
  case open(UInt8)
  case take
  case use(UInt8)
  case put(UInt8)

  package var description: String {
    switch self {
    case .send(let room): "send-\(room)"
    case .look: "look"
    case .walk(let room): "walk-\(room)"
    case .open(let container): "open-\(container)"
    case .take: "take"
    case .use(let appliance): HouseholdParameters.treatments[Int(appliance) - 1]
    case .put(let container): "put-\(container)"
    }
  }
}

/// What planner and actor know. The actor sees its room, the planner hears where the actor is and what was found.
package struct HouseholdObservation: Hashable, Sendable {
  var isPlanning = false
  let room: UInt8
  let chore: UInt8
  let goal: UInt8
  /// Where the actor was sent; 0 for the planner.
  var errand: UInt8 = 0
  let isHeld: Bool
  let treated: UInt8
  /// Where the object is seen: the container in the actor's view, the room in the planner's.
  var seen: UInt8?
  /// In the actor's view, bit k: container k of its room is closed. In the planner's, bit k: room k was searched.
  let places: UInt64
}

extension Household {
  /// Whether the object lies open in the actor's room.
  func isInSight(_ state: State) -> Bool {
    !state.isHeld && state.isOpen(state.object) && parameters.room(of: state.object) == state.room
  }

  func plannersView(of state: State) -> HouseholdObservation {
    var searched: UInt64 = 0
    for room in 0..<UInt8(parameters.rooms) where parameters.hasNotes || room == state.room {
      if parameters.containers(in: room).allSatisfy({ state.isOpen($0) }) {
        searched |= UInt64(1) << UInt64(room)
      }
    }
    return HouseholdObservation(
      isPlanning: true, room: state.room, chore: state.chore, goal: state.goal, isHeld: state.isHeld,
      treated: state.isFound ? state.treated : 0,
      seen: state.isFound && !state.isHeld ? parameters.room(of: state.object) : nil, places: searched)
  }

  func actorsView(of state: State) -> HouseholdObservation {
    let here = parameters.containers(in: state.room)
    let closed = here.enumerated().reduce(UInt64(0)) {
      state.isOpen($1.element) ? $0 : $0 | UInt64(1) << UInt64($1.offset)
    }
    return HouseholdObservation(
      room: state.room, chore: state.chore, goal: state.goal, errand: state.errand, isHeld: state.isHeld,
      treated: state.isHeld || isInSight(state) ? state.treated : 0,
      seen: isInSight(state) ? state.object : nil, places: closed)
  }

  package func label(ofObservation observation: HouseholdObservation) -> String {
    let places = (0..<64).filter { observation.places >> UInt64($0) & 1 == 1 }.map {
      observation.isPlanning ? $0 : Int(observation.room) * parameters.containersPerRoom + $0
    }
    let treated = HouseholdParameters.suffix(observation.treated)
    return [
      observation.isPlanning ? "plan" : "errand:\(observation.errand)",
      parameters.text(ofChore: observation.chore, to: observation.goal), "room:\(observation.room)",
      observation.isHeld ? "holds\(treated)" : observation.seen.map { "sees:\($0)\(treated)" },
      places.isEmpty
        ? nil
        : (observation.isPlanning ? "searched:" : "closed:") + places.map(String.init).joined(separator: ","),
    ].compactMap { $0 }.joined(separator: "|")
  }
}
