import Simulation
import Trajectories

/// The house, and how deft and clever its people are.
struct HouseholdParameters: Sendable {
  let rooms: Int
  let containersPerRoom: Int
  let chores: Int
  let goalCount: Int
  let horizon: Int
  let span: Int
  let slip: Double
  let recoverability: Double
  let hasNotes: Bool
  let skill: Double
  let turnTokens: Int

  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for more containers than are told apart, and a house in
  ///   which the object is always where it belongs.
  init(_ values: ParameterValues) throws(ScenarioError) {
    rooms = values.integer("rooms")
    containersPerRoom = values.integer("containers")
    chores = values.integer("chores")
    goalCount = values.integer("goals")
    horizon = values.integer("horizon")
    span = values.integer("span")
    slip = values.number("slip")
    recoverability = values.number("recoverability")
    hasNotes = values.flag("notes")
    skill = values.number("skill")
    turnTokens = values.integer("turnTokens")
    guard containers <= 64 else {
      throw .invalid(
        place: "parameter \"containers\"", found: "\(containersPerRoom) in each of \(rooms) rooms",
        expected: "at most 64 containers in all")
    }
    guard goalCount <= rooms else {
      throw .invalid(
        place: "parameter \"goals\"", found: "\(goalCount)", expected: "at most \(rooms), one goal a room")
    }
  }

  // MARK: The house

  var containers: Int { rooms * containersPerRoom }

  func room(of container: UInt8) -> UInt8 { UInt8(Int(container) / containersPerRoom) }

  func containers(in room: UInt8) -> Range<UInt8> {
    UInt8(Int(room) * containersPerRoom)..<UInt8((Int(room) + 1) * containersPerRoom)
  }

  /// Where objects may belong: the first containers of rooms that are spread over the house.
  var goals: [UInt8] { (0..<goalCount).map { UInt8($0 * rooms / goalCount * containersPerRoom) } }

  /// The room of the appliance for a treatment, counted from 1; the appliances are spread over the house too.
  func room(ofAppliance treatment: UInt8) -> UInt8 { UInt8(Int(treatment) * (rooms - 1) / chores) }

  func appliances(in room: UInt8) -> [UInt8] {
    (1...UInt8(chores)).filter { self.room(ofAppliance: $0) == room }
  }

  /// The rooms next to a room, in ascending order: the ring, and in houses of six rooms or more a passage from room 0 to
  /// the room farthest from it.
  func ways(from room: UInt8) -> [UInt8] {
    let room = Int(room)
    var ways: Set<Int> = [(room + 1) % rooms, (room + rooms - 1) % rooms]
    if rooms >= 6 {
      if room == 0 { ways.insert(rooms / 2) }
      if room == rooms / 2 { ways.insert(0) }
    }
    ways.remove(room)
    return ways.sorted().map { UInt8($0) }
  }

  /// Turns of walking from one room to another.
  func distance(from room: UInt8, to other: UInt8) -> Int {
    let ring = { (from: Int, to: Int) in min(abs(from - to), rooms - abs(from - to)) }
    let (room, other, far) = (Int(room), Int(other), rooms / 2)
    guard rooms >= 6 else { return ring(room, other) }
    return min(ring(room, other), ring(room, 0) + 1 + ring(far, other), ring(room, far) + 1 + ring(0, other))
  }

  // MARK: Words

  static let treatments = ["heat", "cool", "clean"]

  /// What is added to an object's place once it was treated.
  static func suffix(_ treated: UInt8) -> String { ["", "-hot", "-cold", "-clean"][Int(treated)] }

  func text(ofChore chore: UInt8, to goal: UInt8) -> String {
    "\(Self.treatments[Int(chore) - 1])-to-\(goal)"
  }

  static let specifications: [ParameterSpecification] = [
    .integer("rooms", in: 2...16, default: 3, "Rooms, in a ring."),
    .integer("containers", in: 1...16, default: 1, "Containers in each room; the object is in one of all."),
    .integer("chores", in: 1...3, default: 2, "Treatments that may be asked for, each with its appliance."),
    .integer("goals", in: 1...16, default: 1, "Rooms that the object may belong in, at several distances."),
    .integer("horizon", in: 2...1000, default: 18, "Turns after which an episode is cut off."),
    .integer(
      "span", in: 1...15, default: 2, "Turns of the actor until the planner speaks, if nothing is achieved."),
    .number("slip", in: 0...0.9, default: 0.08, "Probability that an action of the actor comes to nothing."),
    .number(
      "recoverability", in: 0...1, default: 0.5,
      "Probability that a wrong appliance leaves the object intact."),
    .flag(
      "notes", default: true,
      "Whether the planner knows all rooms that were searched, or only the actor's own."),
    .number("skill", in: 0.3...0.99, default: 0.85, "Behaviour probability of what is sensible."),
    .integer(
      "turnTokens", in: 1...100_000, default: 80, "Tokens of a plan; a command of the actor takes a quarter."),
  ]
}
