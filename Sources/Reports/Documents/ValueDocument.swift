package import Ascribe
import Simulation

extension ValueResult: ReportedResult {
  /// The value, or its bounds with what they rest on.
  package var document: Document {
    var document = Document(scenario)
    document.add(
      paragraph: "policy \(policy), memory \(memory), horizon \(horizon), discount \(plain(discount))")
    guard let bounds else {
      document.add(paragraph: "value \(Numerals.fixed(value, 6))")
      add(decisions, to: &document)
      return document
    }
    document.add(
      paragraph: "value in \(Numerals.interval(bounds.lower, bounds.upper, 6)) (bounded: "
        + "\(Numerals.count(bounds.expanded, "cell")) expanded, \(Numerals.digits(bounds.frontierMass)) of the "
        + "probability beyond)")
    document.add(
      paragraph: "success in \(Numerals.interval(bounds.successLower, bounds.successUpper, 6)) (bounded)")
    if bounds.stopped == BoundedValue.Stop.stateLimit.rawValue {
      document.add(
        paragraph:
          "The expansion stopped at \(Numerals.count(bounds.cells, "cell")) (state x turn); more, with "
          + "--state-limit, make the bounds closer.")
    }
    add(decisions, to: &document)
    return document
  }

  private func add(_ decisions: [BoundedDecision]?, to document: inout Document) {
    guard let decisions else { return }
    document.add(verdict(on: decisions))
    guard !decisions.isEmpty else { return }
    let (isExact, known) = (bounds == nil, decisions.prefix { $0.hasSign })
    let credit = { (title: String) in Column.number(title, decimals: 4, signed: true) }
    let title =
      isExact
      ? "Decisions that matter most, by probability times squared credit"
      : known.isEmpty
        ? "Decisions that may matter most"
        : "Decisions that are sure to matter, by probability times the least squared credit that they can have"
    document.add(
      Table(
        "\(title) (averaged over the other agents' actions)",
        [
          .count("turn"), "state", "agent", "action", .digits("probability"), credit("at least"),
          credit("at most"),
        ], keys: 4,
        rows: (known.isEmpty ? decisions[...] : known).map { decision in
          [
            .count(decision.turn), .text(decision.state), .text(decision.agent), .text(decision.action),
            .number(decision.probability), .number(decision.lower), .number(decision.upper),
          ]
        }, notes: isExact ? [] : ["probability: as far as the expansion came, which is the least"]))
  }

  private func verdict(on decisions: [BoundedDecision]) -> Finding {
    guard let first = decisions.first, max(first.lower, -first.upper) > 1e-12 * max(1, abs(value)) else {
      return bounds == nil
        ? Finding("No decision matters: whichever action the policy takes, the expected return is the same.")
        : Finding(
          "No credit is sure to differ from 0.",
          evidence: "more cells, with --state-limit, make bounds closer")
    }
    let credit =
      bounds == nil
      ? Numerals.fixed(first.lower, 4) : "in \(Numerals.interval(first.lower, first.upper, 4))"
    return Finding(
      "\(first.action) of \(first.agent) at turn \(first.turn) \(bounds == nil ? "matters most" : "is sure to matter").",
      evidence:
        "credit \(credit), probability \(bounds == nil ? "" : "at least ")\(Numerals.digits(first.probability)), "
        + "in state \(first.state)")
  }
}
