package import Ascribe

extension ScenarioListing: ReportedResult {
  /// The scenarios, one a row.
  package var document: Document {
    var document = Document()
    document.add(
      Table(
        nil, ["scenario", .prose("what it is")], rows: scenarios.map { [.text($0.name), .text($0.summary)] }))
    document.add(paragraph: "ascribe describe SCENARIO explains one, with its parameters.")
    return document
  }
}

extension ScenarioDescription: ReportedResult {
  /// Declared facts, sizes and metadata; then agents, pivotal units and parameters.
  package var document: Document {
    var document = Document()
    document.add(facts)
    document.add(
      Table(
        nil, ["agent", .count("information states"), .count("actions")],
        rows: agents.map { [.text($0.agent.name), .count($0.informationStates), .count($0.actions)] }))
    if pivotalUnits.isEmpty {
      document.add(Finding("No unit is pivotal: no action changes the value."))
    } else {
      document.add(pivotalTable)
    }
    document.addUnlessEmpty(Table.parameters(parameters))
    if let notes {
      if notes.isEmpty { document.add(paragraph: "No notes.") }
      for note in notes { document.add(paragraph: note) }
    }
    return document
  }

  private var facts: Terms {
    var facts = Terms()
    facts.add("scenario", scenario)
    for (name, text) in [("what it is", summary), ("source", source), ("family", family)] {
      facts.add(name, declared(text.isEmpty ? nil : text))
    }
    facts.add("turns", "\(leastTurns) to \(mostTurns), median \(medianTurns) (horizon \(horizon))")
    facts.add("order", declared(turnOrder))
    facts.add("dynamics", declared(isDeterministic.map { $0 ? "deterministic" : "stochastic" }))
    facts.add("observability", declared(observability))
    facts.add("reward of a turn", declared(rewardBounds.map { $0.map(plain).joined(separator: " to ") }))
    facts.add("discount", plain(discount))
    facts.add("policy, memory", "\(policy), \(memory)")
    facts.add(
      "states", "\(states) (\(publicStates) public keys, \(privilegedStates) privileged keys)")
    facts.add(
      "tables",
      "\(nodes) nodes, \(informationStates) information states, \(jointActions) joint actions, \(outcomes) outcomes"
    )
    facts.add(
      "decision",
      "\(Numerals.fixed(legalActions, 2)) legal actions, entropy \(Numerals.fixed(entropy)) nats (means)")
    if let tokens { facts.add("tokens of an episode", Numerals.fixed(tokens, 0) + " (mean)") }
    facts.add(
      "value",
      "\(Numerals.fixed(value, 6)); success \(Numerals.fixed(successProbability, 6)); at most "
        + "\(Numerals.fixed(upperBound, 6)) if agents saw everything")
    facts.add("variance shares", sharesText)
    facts.add("aliasing gap", Numerals.fixed(aliasingGap, 6))
    facts.add("pivotal units", "\(pivotalUnits.count) of \(units)")
    return facts
  }

  private func declared(_ text: String?) -> String { text ?? "not declared" }

  private var sharesText: String {
    guard let varianceShares else { return "none: every episode pays the same" }
    let parts = [("start", "start"), ("decisions", "decisions"), ("luck", "luck"), ("endings", "final")].map {
      "\($0) \(Numerals.share(varianceShares[$1] ?? 0))"
    }
    let largest = largestTurnShare.map { "; largest turn \(Numerals.share($0)) of decisions" } ?? ""
    return parts.joined(separator: ", ") + largest
  }

  private var pivotalTable: Table {
    Table(
      nil, ["pivotal unit", .count("turn"), .number("recoverability")],
      rows: pivotalUnits.map {
        [
          .text($0.agent.name), .count($0.turn),
          .number($0.recoverability, or: "no action of the agent there leads to a success"),
        ]
      })
  }
}
