/// What the swarm is at.
package enum SwarmStep: UInt8, Hashable, Sendable, CustomStringConvertible {
  /// The coordinator writes up what was done.
  case report
  /// The coordinator decides.
  case coordinate
  /// The squad and the helpers work, all at once.
  case work
  case finished

  package var description: String {
    switch self {
    case .report: "report"
    case .coordinate: "coordinate"
    case .work: "work"
    case .finished: "end"
    }
  }
}

/// What an agent sees before it acts.
package struct SwarmView: Hashable, Sendable, CustomStringConvertible {
  let step: SwarmStep
  /// Shards that were handed in.
  let done: UInt8
  /// Helpers that were spawned for the next shard; `nil` for those who work.
  var helpers: UInt8?
  /// Whether the squad is urged; `nil` for the coordinator.
  var isUrgent: Bool?
  /// Whether the agent worked in its last round.
  var isTired: Bool?
  var isHelper = false

  package var description: String {
    [
      "\(step)|done:\(done)", helpers.map { "helpers:\($0)" }, isUrgent.map { $0 ? "urgent" : "calm" },
      isTired.map { $0 ? "tired" : "fresh" }, isHelper ? "helper" : nil,
    ].compactMap(\.self).joined(separator: "|")
  }
}

/// What an agent does.
package enum SwarmAction: String, Hashable, Sendable, CustomStringConvertible {
  /// The coordinator's routine.
  case summarise
  case archive
  /// The coordinator has the next squad work, urges it, or spawns one more helper for it.
  case call
  case urge
  case spawn
  /// The coordinator looks for bad shards, or hands the work over.
  case audit
  case finish
  /// A worker or helper works, hands in what others have, or does nothing.
  case solve
  case copy
  case idle

  package var description: String { rawValue }
}

/// What a round depends on: how many did what, and not who.
struct SwarmCounts: Hashable, Sendable {
  var fresh = 0
  var tired = 0
  var copying = 0
  var idle = 0

  var solving: Int { fresh + tired }
  var all: Int { solving + copying + idle }
}
