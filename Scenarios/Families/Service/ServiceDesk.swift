/// What the records were read to say about one request.
package enum ServiceRecord: UInt8, Hashable, Sendable, CustomStringConvertible {
  /// Nobody has looked.
  case unread
  /// The rules seem to allow it.
  case allowed
  /// The rules seem to forbid it.
  case forbidden
  /// It was written, or a refusal was accepted.
  case settled

  package var description: String {
    switch self {
    case .unread: "unread"
    case .allowed: "allowed"
    case .forbidden: "forbidden"
    case .settled: "settled"
    }
  }
}

/// The records of all requests.
package struct ServiceBoard: Hashable, Sendable {
  private var records = PackedMarks<ServiceRecord>()

  subscript(request: Int) -> ServiceRecord {
    get { records[request] }
    set { records[request] = newValue }
  }

  /// The first `count` requests that are not settled.
  func pending(of count: Int) -> [Int] { (0..<count).filter { self[$0] != .settled } }

  func text(of count: Int) -> String { (0..<count).map { "r\($0):\(self[$0])" }.joined(separator: "|") }
}

/// Who the customer is, as far as the team has asked.
package enum ServiceIdentity: UInt8, Hashable, Sendable, CustomStringConvertible {
  case unknown
  case verified
  /// The check failed.
  case refuted

  package var description: String {
    switch self {
    case .unknown: "unknown"
    case .verified: "verified"
    case .refuted: "refuted"
    }
  }
}

/// What happens next.
package enum ServiceStep: UInt8, Hashable, Sendable, CustomStringConvertible {
  /// The customer raises a request, or says again what it wants.
  case ask
  case restate
  /// The dispatcher chats.
  case chat
  /// The dispatcher decides.
  case route
  /// The customer is asked who it is.
  case prove
  /// The clerk is to look into the records, or to write into them.
  case read
  case write
  /// The customer was refused.
  case refused
  /// All requests are settled, or the customer has left.
  case closed
  case left

  package var description: String {
    switch self {
    case .ask: "ask"
    case .restate: "restate"
    case .chat: "chat"
    case .route: "route"
    case .prove: "prove"
    case .read: "read"
    case .write: "write"
    case .refused: "refused"
    case .closed: "closed"
    case .left: "left"
    }
  }
}

/// What an agent sees before it acts: the customer its own mind, the team its desk.
package struct ServiceView: Hashable, Sendable, CustomStringConvertible {
  let step: ServiceStep
  /// The requests, a bit each, that are not settled: what the customer still wants.
  var pending: UInt8?
  /// Whether the customer is who it says, and how often it can still be annoyed; `nil` for the team.
  var isOwner: Bool?
  var patience: UInt8?
  /// The request in hand.
  var focus: UInt8?
  /// What the team knows about it, and about the customer; `nil` for the customer.
  var record: ServiceRecord?
  var isClear: Bool?
  var identity: ServiceIdentity?

  package var description: String {
    [
      step.description, focus.map { "r\($0)" }, record?.description,
      isClear.map { $0 ? "clear" : "vague" }, identity.map { "id:\($0)" }, pending.map { "pending:\($0)" },
      isOwner.map { $0 ? "owner" : "impostor" }, patience.map { "patience:\($0)" },
    ].compactMap(\.self).joined(separator: "|")
  }
}

/// What an agent does.
package enum ServiceAction: Hashable, Sendable, CustomStringConvertible {
  /// The customer says what it wants, clearly or vaguely.
  case explain(Int)
  case mumble(Int)
  /// The customer proves who it is, or evades.
  case comply
  case dodge
  /// The customer accepts a refusal, or insists.
  case accept
  case insist
  /// The dispatcher chats.
  case greet
  case soothe
  /// The dispatcher asks who the customer is, or what it wants; has the records read or written; refuses.
  case identify
  case clarify
  case lookUp
  case execute
  case refuse
  /// The clerk reads the records closely, or skims them, or answers from memory.
  case check
  case skim
  case recall
  /// The clerk writes, which cannot be undone, or gives the request back.
  case commit
  case hold

  package var description: String {
    switch self {
    case .explain(let request): "explain-r\(request)"
    case .mumble(let request): "mumble-r\(request)"
    case .comply: "comply"
    case .dodge: "dodge"
    case .accept: "accept"
    case .insist: "insist"
    case .greet: "greet"
    case .soothe: "soothe"
    case .identify: "identify"
    case .clarify: "clarify"
    case .lookUp: "look-up"
    case .execute: "execute"
    case .refuse: "refuse"
    case .check: "check"
    case .skim: "skim"
    case .recall: "recall"
    case .commit: "commit"
    case .hold: "hold"
    }
  }
}
