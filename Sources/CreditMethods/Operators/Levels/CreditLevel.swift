/// How finely credit is told apart, from the coarsest level to the finest (arXiv 2604.09459, action hierarchy).
public enum CreditLevel: String, Sendable, CaseIterable, Codable, Comparable {
  /// A whole episode.
  case episode
  /// A run of turns.
  case segment
  /// A turn, with all agents that act in it.
  case turn
  /// An agent, with its decisions in what contains it.
  case agent
  /// A token of a decision.
  case token

  /// Whether a level is coarser than another.
  public static func < (left: CreditLevel, right: CreditLevel) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a method gives one credit to, and with it, whole and undivided, to every decision in it.
public enum CreditUnit: String, Sendable, CaseIterable, Codable {
  /// An episode: each of its decisions has the episode's credit.
  case episode
  /// A segment: each of its turns has the segment's credit.
  case segment
  /// A turn: each agent that acts has the turn's credit.
  case turn
  /// A decision, which has a credit of its own.
  case decision
}

/// Two levels of credit, the coarser first.
public struct LevelPair: Sendable, Hashable, CustomStringConvertible {
  /// The level of units.
  public let unit: CreditLevel
  /// The level of their parts.
  public let part: CreditLevel

  /// Two levels; `nil` unless the parts are finer than the units, which are not finer than turns.
  public init?(_ unit: CreditLevel, _ part: CreditLevel) {
    guard unit < part, unit <= .turn else { return nil }
    self.unit = unit
    self.part = part
  }

  /// Two levels as they are written: `turn/agent`; `nil` for anything else.
  public init?(_ text: String) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == 2, let unit = CreditLevel(rawValue: String(words[0])),
      let part = CreditLevel(rawValue: String(words[1]))
    else { return nil }
    self.init(unit, part)
  }

  /// All that there are.
  public static let all = CreditLevel.allCases.flatMap { unit in
    CreditLevel.allCases.compactMap { LevelPair(unit, $0) }
  }

  /// The levels as they are written.
  public var description: String { "\(unit.rawValue)/\(part.rawValue)" }
}
