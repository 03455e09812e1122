package import Ascribe
import Simulation

extension ExactResult: ReportedResult {
  /// Decisions that are listed where nothing was asked for.
  package static let usualTop = 12

  /// The value, where the variance of the return comes from, and which decisions matter.
  package var document: Document {
    var document = Document(title)
    document.add(
      paragraph: "policy \(policy), memory \(memory), horizon \(horizon), discount \(plain(discount))")
    document.add(
      paragraph: "value \(Numerals.fixed(value, 6)), success \(Numerals.fixed(successProbability, 6))")
    document.add(Finding.largestUnit(of: units, scale: scale).shown(by: "map"))
    document.add(ledgerTable)
    document.add(
      HeatMap(
        "Exact counterfactual credit by agent and turn: root mean square, how much the decision matters",
        units: units, agents: agents, horizon: horizon
      ) { $0.rootMeanSquare })
    document.add(decisionTable)
    return document
  }

  /// Largest size of a value.
  private var scale: Double {
    turns.reduce(0) { largest, turn in turn.states.reduce(largest) { max($0, abs($1.value)) } }
  }

  private var ledgerTable: Table {
    var table = Table(
      varianceLine(
        ledger.variance, total: ledger.total, start: ledger.start, decisions: ledger.decisions,
        luck: ledger.luck, final: ledger.final),
      ["part", .number("variance", decimals: 6)])
    table.add(["start", .number(ledger.start)])
    for turn in ledger.decisions.indices where ledger.decisions[turn] > 0 || ledger.luck[turn] > 0 {
      table.add([.text("decisions of turn \(turn)"), .number(ledger.decisions[turn])])
      table.add([.text("luck of turn \(turn)"), .number(ledger.luck[turn])])
    }
    table.add(["endings", .number(ledger.final)])
    table.add(["sum", .number(ledger.total)])
    return table
  }

  private var decisionTable: Table {
    let credit = { (title: String) in Column.number(title, decimals: 4, signed: true) }
    return Table(
      "Decisions that matter most, by probability times squared credit (averaged over the other agents' actions)",
      [
        .count("turn"), "state", "agent", "action", .number("probability", decimals: 4), credit("credit"),
        credit("difference"), credit("Shapley"), credit("given what it knows"),
      ], keys: 4,
      rows: decisions(view.top ?? Self.usualTop).map { decision in
        [
          .count(decision.turn), .text(decision.state), .text(decision.agent), .text(decision.action),
          .number(decision.probability), .number(decision.credit), .number(decision.difference),
          .number(decision.shapley),
          .number(decision.informationState, or: "the policy never is in what the agent knows there"),
        ]
      })
  }
}

/// Where the variance of the return comes from, in one line.
package func varianceLine(
  _ variance: Double, total: Double, start: Double, decisions: [Double], luck: [Double], final: Double
) -> String {
  guard total > 0 else { return "Variance of the return 0: every episode pays the same" }
  let share = { (part: Double) in Numerals.share(part / total) }
  return "Variance of the return \(Numerals.fixed(variance, 4)): start \(share(start)), decisions "
    + "\(share(decisions.reduce(0, +))), luck \(share(luck.reduce(0, +))), endings \(share(final))"
}
