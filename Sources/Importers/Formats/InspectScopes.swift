/// The spans of a sample of Inspect AI, and what an event in one of them is in.
struct InspectScopes {
  /// What an event is in.
  struct Scope {
    /// The nearest agent.
    var agent: String?
    /// Whether a scorer is around.
    var isScorer = false
  }

  private var spans: [String: (parent: String?, type: String, name: String)] = [:]
  /// The scopes of spans that were asked about, so that no way up is gone twice.
  private var known: [String: Scope] = [:]
  /// Parents that had not begun when they were asked about.
  private var awaited: Set<String> = []

  /// Notes a span.
  mutating func begin(_ id: String, in parent: String?, type: String, name: String) {
    if spans.updateValue((parent, type, name), forKey: id) != nil || awaited.contains(id) {
      known = [:]
      awaited = []
    }
  }

  /// What an event in a span is in; `nil` if the span is its own ancestor.
  mutating func scope(in span: String?) -> Scope? {
    var way: [String] = []
    var current = span
    var scope = Scope()
    while let id = current {
      if let found = known[id] {
        scope = found
        break
      }
      guard let span = spans[id] else {
        awaited.insert(id)
        break
      }
      way.append(id)
      current = span.parent
      guard way.count <= spans.count else { return nil }
    }
    for id in way.reversed() {
      guard let span = spans[id] else { continue }
      if span.type == "agent" { scope.agent = span.name }
      if span.type == "scorer" || span.type == "scorers" { scope.isScorer = true }
      known[id] = scope
    }
    return scope
  }
}
