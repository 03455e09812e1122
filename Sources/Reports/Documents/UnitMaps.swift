package import Ascribe
package import Trajectories

extension HeatMap {
  /// A quantity of units by agent and turn; all maps of the same units share their shades, those of the root mean square.
  package init(
    _ title: String, units: [ExactUnit], agents: [AgentID], horizon: Int, signed: Bool = false,
    _ quantity: (ExactUnit) -> Double?
  ) {
    let last = min(units.map(\.turn).max() ?? 0, horizon - 1)
    let byUnit = Dictionary(
      units.map { (DecisionPlace(agent: $0.agent, turn: $0.turn), $0) }, uniquingKeysWith: { $1 })
    self.init(
      title, rows: agents.map(\.name), columns: (0...max(0, last)).map { "t\($0)" },
      largest: units.map(\.rootMeanSquare).max() ?? 0, signed: signed
    ) { row, column in
      byUnit[DecisionPlace(agent: agents[row], turn: column)].flatMap(quantity)
    }
  }
}

/// An agent at a turn.
private struct DecisionPlace: Hashable {
  let agent: AgentID
  let turn: Int
}

extension Finding {
  /// Whose decision matters most, and when.
  ///
  /// - Parameters:
  ///   - units: The units of a scenario.
  ///   - scale: Largest size of a value there, in reward units: a credit that is rounding beside it is none.
  package static func largestUnit(of units: [ExactUnit], scale: Double) -> Finding {
    guard let largest = units.max(by: { $0.rootMeanSquare < $1.rootMeanSquare }),
      largest.rootMeanSquare > 1e-12 * scale
    else {
      return Finding(
        "No decision matters: whichever action the policy takes, the expected return is the same.")
    }
    // Sizes that differ by rounding alone are equal.
    let equals = units.filter { $0.rootMeanSquare >= largest.rootMeanSquare * (1 - 1e-9) }
    let size = "root mean square of the exact credit \(Numerals.fixed(largest.rootMeanSquare))"
    guard let first = equals.first, equals.count == 1 else {
      return Finding(
        "No single decision matters most: \(Numerals.count(equals.count)) units of an agent and a turn matter alike.",
        evidence: size)
    }
    return Finding("The decision of \(first.agent.name) at turn \(first.turn) matters most.", evidence: size)
  }
}
