package import Ascribe
import CreditStatistics
import Ground
import Simulation

extension PlayedDescription: ReportedResult {
  /// Declared facts, what episodes show, and the parameters.
  package var document: Document {
    let declared = { (text: String?) in text ?? "not declared" }
    var document = Document()
    document.add(
      Finding(
        "The scenario was not solved: what follows is from \(Numerals.count(played.episodes, "episode")).",
        evidence: truth.reason.map(Numerals.fragment)))
    var facts = Terms()
    facts.add("scenario", scenario)
    for (name, text) in [("what it is", summary), ("source", source), ("family", family)] {
      facts.add(name, declared(text.isEmpty ? nil : text))
    }
    facts.add("agents", agents.joined(separator: ", "))
    facts.add(
      "turns",
      "\(played.leastTurns) to \(played.mostTurns) met, median \(played.medianTurns), mean "
        + "\(Numerals.fixed(played.meanTurns, 1)) (horizon \(horizon))")
    facts.add("order", declared(turnOrder))
    facts.add("dynamics", declared(isDeterministic.map { $0 ? "deterministic" : "stochastic" }))
    facts.add("observability", declared(observability))
    facts.add("discount", plain(discount))
    facts.add("policy, memory", "\(policy), \(memory)")
    facts.add(
      "states",
      "\(Numerals.count(played.statesMet)) met, \(Numerals.count(played.publicStatesMet)) by public key")
    facts.add(
      "decision",
      "\(Numerals.fixed(played.legalActions, 2)) legal actions, entropy \(Numerals.fixed(played.entropy)) nats (means)"
    )
    if let tokens = played.tokens { facts.add("tokens of an episode", Numerals.fixed(tokens, 0) + " (mean)") }
    facts.add("success", played.success.words(3))
    facts.add("return", played.meanReturn.words(4))
    document.add(facts)
    document.addUnlessEmpty(Table.parameters(parameters))
    return document
  }
}

extension FamilyListing: ReportedResult {
  /// A row a size, then what each family stands for.
  package var document: Document {
    var document = Document()
    var table = Table(
      "Families of tasks at their sizes, under their own behaviour policies",
      [
        "scenario", "size", "truth", .count("agents"), .count("states"), .number("turns", decimals: 1),
        .number("tokens", decimals: 0), .number("actions", decimals: 1), "success",
      ], keys: 2)
    for family in families {
      for size in family.sizes {
        table.add([
          .text(family.name), .text(size.size), .text(size.truth.kind.rawValue), .count(size.agents),
          size.states.map { .count($0) } ?? .undefined(reason: size.truth.reason ?? "not counted"),
          .number(size.played.meanTurns), size.played.tokens.map { .number($0) } ?? .blank,
          .number(size.played.legalActions),
          .text(size.exact.map { Numerals.fixed($0.success) } ?? size.played.success.words(2)),
        ])
      }
    }
    let played = Set(families.flatMap { $0.sizes.map(\.played.episodes) }).sorted().map { Numerals.count($0) }
    table.notes = [
      "turns, tokens, actions: means of \(played.joined(separator: " or ")) episodes; success: exact where the truth is, "
        + "otherwise the share of these episodes with its 95% interval"
    ]
    document.add(table)
    document.add(
      Table(
        nil, ["scenario", "family", "such as", .prose("what it is")],
        rows: families.map { [.text($0.name), .text($0.code), .text($0.benchmarks), .text($0.summary)] }))
    document.add(
      paragraph: "NAME(size=large) plays the large size; single parameters may be set beside it.")
    return document
  }
}

extension Measured<ConfidenceInterval> {
  /// The estimate with its interval.
  fileprivate func words(_ decimals: Int) -> String {
    switch self {
    case .value(let interval): Numerals.estimate(.value(interval.estimate), self, decimals)
    case .undefined(let reason): Numerals.fragment(reason.description)
    }
  }
}
