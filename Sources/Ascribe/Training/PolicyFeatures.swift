/// What the logits of an information state are sums of: names of parameters, each with a weight.
///
/// Names rather than numbers, so that parameters are the same ones wherever and whenever an information state is met.
struct PolicyFeatures {
  private let kind: PolicyClass.Kind
  private let agent: String
  private let known: String
  private let actions: String
  private let words: [(String, Int)]

  /// - Parameters:
  ///   - kind: What policies can express.
  ///   - agent: Name of the agent.
  ///   - known: Label of what it knows.
  ///   - actions: Labels of what it may do.
  init(_ kind: PolicyClass.Kind, of agent: String, knowing known: String, _ actions: [String]) {
    self.kind = kind
    self.agent = agent
    self.known = known
    self.actions = kind == .shared ? actions.joined(separator: "\u{1}") : ""
    words = kind == .linear ? Self.words(of: known) : []
  }

  /// The parameters that the logit of an action sums up, in an order that never changes.
  func forEach(of action: String, _ body: (_ name: String, _ weight: Double) -> Void) {
    switch kind {
    case .table: body("\(agent)\u{0}\(known)\u{0}\(action)", 1)
    case .shared: body("\(known)\u{0}\(actions)\u{0}\(action)", 1)
    case .linear:
      for (word, count) in words { body("\(agent)\u{0}\(action)\u{0}\(word)", Double(count)) }
    }
  }

  /// The words of a label, each with how often it stands there, and the empty word, which is the constant.
  private static func words(of label: String) -> [(String, Int)] {
    var counts: [(String, Int)] = [("", 1)]
    for word in label.split(whereSeparator: { " ,;:|>()[]{}".contains($0) }).map(String.init) {
      if let place = counts.firstIndex(where: { $0.0 == word }) {
        counts[place].1 += 1
      } else {
        counts.append((word, 1))
      }
    }
    return counts
  }
}
