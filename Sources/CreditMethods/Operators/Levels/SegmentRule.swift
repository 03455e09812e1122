import Trajectories

/// What makes segments of an episode: each is a run of its turns.
///
/// ```swift
/// let rule = try SegmentRule("switch(agent)")
/// // Turns of a, a, b: two segments.
/// try Segments(of: batch, by: rule).segment  // [0, 0, 1]
/// ```
///
/// A tick of the environment, a turn in which nobody decides, goes on with the segment before it, but for `field` and
/// `turns(N)`, which count it like any turn.
public enum SegmentRule: Sendable, Hashable, CustomStringConvertible {
  /// `field`: the segments of the trace, its field `segment`.
  case field
  /// `turns(N)`: so many turns.
  case turns(Int)
  /// `tokens(N)`: so many tokens of the episode; a turn belongs where its first token falls.
  case tokens(Int)
  /// `entropy(X)`: one begins with every turn of which a decision has an entropy above X, in nats.
  case entropy(Double)
  /// `switch(agent)`: one begins where other agents decide than before.
  case agentSwitch
  /// `switch(action)`: one begins where other actions are taken than before, whoever takes them.
  case actionSwitch
  /// `switch(tool)`: one begins where the calls of tools in the actions have other names than before; an action without
  /// calls is of a kind of its own, the same for all of them.
  case toolSwitch

  /// Names of rules, with what stands in their parentheses.
  private static let forms = [
    "field", "turns(N)", "tokens(N)", "entropy(X)", "switch(agent)", "switch(action)", "switch(tool)",
  ]

  /// A rule as it is written.
  ///
  /// - Parameter text: One of `field`, `turns(N)`, `tokens(N)`, `entropy(X)`, `switch(agent)`, `switch(action)` and
  ///   `switch(tool)`.
  /// - Throws: ``SegmentError/rule(_:reason:)`` for anything else, with the nearest name.
  public init(_ text: String) throws(SegmentError) {
    let parts = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    var argument: String?
    if parts.count == 2 {
      guard parts[1].hasSuffix(")") else { throw .rule(text, reason: "a parenthesis is not closed") }
      argument = String(parts[1].dropLast())
    }
    switch (name, argument) {
    case ("field", nil): self = .field
    case ("turns", let number?): self = .turns(try Self.length(number, in: text))
    case ("tokens", let number?): self = .tokens(try Self.length(number, in: text))
    case ("entropy", let number?):
      guard let threshold = Double(number) else {
        throw .rule(text, reason: "\"\(number)\" is no number of nats")
      }
      self = .entropy(threshold)
    case ("switch", let of?):
      let kinds: [(String, SegmentRule)] = [
        ("agent", .agentSwitch), ("action", .actionSwitch), ("tool", .toolSwitch),
      ]
      guard let kind = kinds.first(where: { $0.0 == of }) else {
        let hint = NearestName.hint(for: of, among: kinds.map(\.0))
        throw .rule(text, reason: "nothing called \"\(of)\" switches.\(hint)")
      }
      self = kind.1
    case ("field", _?): throw .rule(text, reason: "field has no parentheses")
    case ("turns", nil), ("tokens", nil), ("entropy", nil), ("switch", nil):
      let form = Self.forms.filter { $0.hasPrefix(name) }.joined(separator: " or ")
      throw .rule(text, reason: "\(name) is written \(form)")
    default:
      let names = Self.forms.map { String($0.prefix { $0 != "(" }) }
      let nearest = NearestName.suggestion(for: name, among: names)
      let forms = nearest.map { near in Self.forms.filter { $0.hasPrefix(near) } } ?? Self.forms
      throw .rule(
        text,
        reason: (nearest == nil ? "accepted: " : "did you mean ") + forms.joined(separator: ", ")
          + (nearest == nil ? "" : "?"))
    }
    try check()
  }

  private static func length(_ text: String, in rule: String) throws(SegmentError) -> Int {
    guard let length = Int(text) else {
      throw .rule(rule, reason: "\"\(text)\" is no whole number; accepted: at least 1")
    }
    return length
  }

  /// Refuses lengths and thresholds that no segment can have.
  func check() throws(SegmentError) {
    switch self {
    case .turns(let length), .tokens(let length):
      guard length >= 1 else { throw .rule("\(self)", reason: "\(length) is below 1; accepted: at least 1") }
    case .entropy(let threshold):
      guard threshold.isFinite, threshold >= 0 else {
        throw .rule("\(self)", reason: "\(threshold) is no entropy; accepted: finite, at least 0")
      }
    case .field, .agentSwitch, .actionSwitch, .toolSwitch: break
    }
  }

  /// The rule as it is written.
  public var description: String {
    switch self {
    case .field: "field"
    case .turns(let length): "turns(\(length))"
    case .tokens(let length): "tokens(\(length))"
    case .entropy(let threshold): "entropy(\(ParameterValue.number(threshold)))"
    case .agentSwitch: "switch(agent)"
    case .actionSwitch: "switch(action)"
    case .toolSwitch: "switch(tool)"
    }
  }
}

/// Why there are no segments.
public enum SegmentError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A rule that is none.
  case rule(String, reason: String)
  /// A field that the rule needs is missing. `episode` is the place in the batch of the first episode that lacks it, and
  /// `place` says where.
  case lacks(rule: String, field: String, episode: Int, place: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .rule(let text, let reason):
      "\"\(text)\" is no rule of segments: \(reason)"
        + (reason.hasSuffix("?") || reason.hasSuffix(".") ? "" : ".")
    case .lacks(let rule, let field, _, let place):
      "\(rule) needs the field \"\(field)\". \(place) has none."
    }
  }
}
