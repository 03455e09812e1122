/// What `ascribe attribute --json` writes.
struct AttributionRecord: Decodable, Equatable {
  let schema: String
  let episodes, turns, decisions: Int
  let agents: [String]
  let views: [View]
  var methods: [Method]
  let comparison: [Pair]?
  let notes: [String]

  struct View: Decodable, Equatable {
    let key, reward: String
    let groups, groupsWithoutSuccess, groupsWithoutVariance, groupsOfOne: Int
    let states, sharedStates, singletonStates, unreachableStates: Int
    let shareOfTurnsInSharedStates: Double
    let nearerShareOfFailures, idleShareOfSuccesses: Number
  }

  struct Method: Decodable, Equatable {
    let label, id, key, reward: String
    let credits: Int
    let unverified: [String]
    let zeroCredits: Zeros
    var file: String?
  }

  struct Zeros: Decodable, Equatable {
    let count, inGroupsWithoutVariance, inSingletonStates, unexplained: Int
  }

  struct Pair: Decodable, Equatable {
    let first, second: String
    let agent: String?
    let spearman, signAgreement: Number
    let groups, signedDecisions: Int
  }

  /// Why there is no number.
  private struct Undefined: Decodable {
    let undefined, because: String
  }

  /// A number, or none with a reason.
  struct Number: Decodable, Equatable {
    let value: Double?

    init(from decoder: any Decoder) throws {
      value = try? decoder.singleValueContainer().decode(Double.self)
      guard value == nil else { return }
      _ = try Undefined(from: decoder)
    }
  }
}

/// Hindsight probabilities of everything that succeeded in E1, of an action that nobody took, and of another task.
let workedHindsight =
  [
    ("t0", "A", "go-b", 0.25), ("t0", "A", "go-c", 0.5), ("t0", "B", "go-c", 1), ("t0", "C", "finish", 1),
    ("t0", "A", "fly", 0.25), ("t9", "A", "go-b", 1),
  ].map { task, state, action, probability in
    #"{"schema":"ascribe.hindsight/1","task":"\#(task)","state":"\#(state)","agent":"planner","action":"\#(action)","#
      + #""probability":\#(probability)}"# + "\n"
  }.joined()
