import Ground
public import Trajectories

extension TurnMDP {
  /// Sixteen hexadecimal digits that identify the rules: everything that the compiled tables hold, so the scenario with
  /// its parameters, what agents remember, the scenario's own behaviour, and the version of the tables.
  ///
  /// The same in every process and on every machine. Two scenarios that differ have the same one with probability
  /// 2^-64. The policy that plays is no part of it.
  ///
  /// - Complexity: O(size of the tables).
  public var fingerprint: String {
    var hash = FingerprintHash()
    hash.combine(text: "ascribe.rules/1")
    hash.combine(text: memory.description)
    hash.combine([UInt64(horizon), discount.bitPattern, UInt64(agents.count)])
    for table in [symbols.agents, symbols.keys, symbols.actions] {
      hash.combine([UInt64(table.count)])
      for name in table.names { hash.combine(text: name) }
    }
    hash.combine(start.map { UInt64($0.node) })
    hash.combine(numbers: start.map(\.probability))
    combine(nodes, into: &hash)
    combine(information, into: &hash)
    return hash.digits
  }

  private func combine(_ nodes: NodeTable, into hash: inout FingerprintHash) {
    hash.combine(nodes.publicKey)
    hash.combine(nodes.privilegedKey)
    // Left out where nothing is told, so that the rules of such scenarios keep the fingerprints that traces hold.
    if declaresSignal { hash.combine(nodes.signalKey) }
    for column in [
      nodes.state, nodes.slotStart, nodes.rowStart, nodes.endingStart, nodes.slotInformation,
      nodes.slotDefault,
      nodes.outcomeStart, nodes.outcomeNode,
    ] { hash.combine(column.map { UInt32(bitPattern: $0) }) }
    for column in [
      nodes.outcomeReward, nodes.outcomeProbability, nodes.endingScore, nodes.endingReward,
      nodes.endingProbability,
    ] { hash.combine(numbers: column) }
    for status in nodes.endingStatus { hash.combine(text: status.description) }
  }

  private func combine(_ information: InformationTable, into hash: inout FingerprintHash) {
    hash.combine(information.key)
    hash.combine(information.choiceAction)
    for column in [information.agent, information.choiceStart, information.choiceTokens ?? []] {
      hash.combine(column.map { UInt32(bitPattern: $0) })
    }
    hash.combine(numbers: information.choiceBehaviour)
  }
}

extension TabularPolicy {
  /// Sixteen hexadecimal digits that identify the probabilities of the table.
  ///
  /// - Complexity: O(choices).
  package var fingerprint: String {
    var hash = FingerprintHash()
    hash.combine(text: "ascribe.policy/1")
    hash.combine(numbers: logProbability)
    return hash.digits
  }
}

extension TraceOrigin {
  /// The origin of episodes that are simulated on tables.
  ///
  /// - Parameter scenario: The scenario with its parameters, as it was asked for.
  /// - Complexity: O(size of the tables).
  public init(of mdp: TurnMDP, scenario: String) {
    self.init(scenario: scenario, memory: mdp.memory.description, fingerprint: mdp.fingerprint)
  }
}

/// A hash of columns, each with its length, so that no two lists of columns run into one another.
private struct FingerprintHash {
  private var hash = TableHash()

  /// The hash in sixteen digits.
  var digits: String { hash.value.hexadecimal }

  mutating func combine(_ words: some Collection<some FixedWidthInteger & UnsignedInteger>) {
    hash.combine(UInt64(words.count))
    for word in words { hash.combine(UInt64(word)) }
  }

  mutating func combine(numbers: [Double]) {
    hash.combine(UInt64(numbers.count))
    // Zero has two representations, and rules that differ in its sign do not differ.
    for number in numbers { hash.combine((number + 0).bitPattern) }
  }

  mutating func combine(text: String) { combine(text.utf8) }
}
