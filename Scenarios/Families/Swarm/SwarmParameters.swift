import Simulation
import Trajectories

/// How large the swarm is and how much its work is worth.
struct SwarmParameters: Sendable {
  let workers: Int
  let squads: Int
  let helpers: Int
  let shards: Int
  let horizon: Int
  let chores: Int
  let skill: Double
  let slip: Double
  let bluff: Double
  let auditing: Double
  let freeRiding: Double
  let effort: Double
  let tolerance: Int
  let tokens: Int

  /// Probability that an audit throws out a good shard where all are good.
  static let falseAlarm = 0.04
  /// Most agents that act at once: what joint actions of three actions each can be and still be told apart by an integer.
  static let most = 39

  init(_ values: ParameterValues) throws(ScenarioError) {
    workers = values.integer("workers")
    squads = values.integer("squads")
    helpers = values.integer("helpers")
    shards = values.integer("shards")
    horizon = values.integer("horizon")
    chores = values.integer("chores")
    skill = values.number("skill")
    slip = values.number("slip")
    bluff = values.number("bluff")
    auditing = values.number("auditing")
    freeRiding = values.number("freeRiding")
    effort = values.number("effort")
    tolerance = values.integer("tolerance")
    tokens = values.integer("tokens")
    guard workers.isMultiple(of: squads) else {
      throw .invalid(
        place: "parameter \"squads\"", found: "\(squads)",
        expected: "a number that divides the \(workers) workers")
    }
    guard squadSize + helpers <= Self.most else {
      throw .invalid(
        place: "parameter \"squads\"", found: "\(squadSize + helpers) agents that may act at once",
        expected: "at most \(Self.most), helpers included")
    }
  }

  /// Workers of a squad.
  var squadSize: Int { workers / squads }

  static let specifications: [ParameterSpecification] = [
    .integer("workers", in: 1...32, default: 3, "Workers beside the coordinator."),
    .integer(
      "squads", in: 1...32, default: 1,
      "Squads of equal size that take rounds in turn; a whole squad acts at once."),
    .integer("helpers", in: 0...8, default: 1, "Most helpers that can be spawned for a shard."),
    .integer("shards", in: 1...200, default: 3, "Shards, all of which must be handed in."),
    .integer("horizon", in: 1...1000, default: 14, "Turns after which an episode is cut off."),
    .integer(
      "chores", in: 0...20, default: 0,
      "Routine turns of the coordinator after every round: what is not pivotal among an episode's turns."),
    .number(
      "skill", in: 0.01...0.9, default: 0.4,
      "Probability that a fresh worker who works is enough; half of it if tired."),
    .number(
      "slip", in: 0.01...0.6, default: 0.25,
      "Probability that a shard is bad where nearly everybody copies; less, the more work."),
    .number(
      "bluff", in: 0.01...0.9, default: 0.2,
      "Probability that a shard of copies of nothing is handed in where nobody has solved it and all copy."),
    .number(
      "auditing", in: 0.05...0.99, default: 0.7,
      "Probability that an audit finds a bad shard where there is one."),
    .number("freeRiding", in: 0.01...10, default: 1, "How readily workers do nothing; 1 is a third of them."),
    .number(
      "effort", in: 0...0.01, default: 0.001, "What the team pays for each agent that works in a round."),
    .integer("tolerance", in: 0...50, default: 0, "Bad shards that the job may hold."),
    .integer(
      "tokens", in: 1...10_000, default: 100, "Tokens of the shortest message, by which all others scale."),
  ]
}
