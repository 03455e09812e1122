import Ascribe
import Trajectories

/// Numbers by agent (down) and turn (across), shaded by their size: with colours on a terminal, with blocks elsewhere.
struct CreditMap {
  private let units: [ExactUnit]
  private let agents: [AgentID]
  private let horizon: Int

  /// Turns that one table shows; more turns go on below it.
  private static let turnsAcross = 12

  init(_ units: [ExactUnit], agents: [AgentID], horizon: Int) {
    self.units = units
    self.agents = agents
    self.horizon = horizon
  }

  /// The table of one quantity; units that do not occur, or lack the quantity, show a dot.
  func lines(signed: Bool = false, _ quantity: (ExactUnit) -> Double?) -> [String] {
    let values = units.map { (unit: $0, value: quantity($0)) }
    // All tables of one scenario share their shades: those of the root mean square.
    let largest = units.map(\.rootMeanSquare).max() ?? 0
    let last = units.map(\.turn).max() ?? 0
    var lines: [String] = []
    for first in stride(from: 0, through: min(last, horizon - 1), by: Self.turnsAcross) {
      let turns = first...min(first + Self.turnsAcross - 1, last)
      var table = TextTable(["agent"] + turns.map { "t\($0)" })
      for agent in agents {
        let row = turns.map { turn in
          values.first { $0.unit.agent == agent && $0.unit.turn == turn }.flatMap { $0.value }
        }
        table.add([agent.name] + row.map { $0.map { cell($0, of: largest, signed: signed) } ?? "·" })
      }
      lines += table.lines
    }
    return lines
  }

  private func cell(_ value: Double, of largest: Double, signed: Bool) -> String {
    let text = signed ? Numerals.signed(value) : Numerals.fixed(value)
    let level = largest > 0 ? min(4, Int((4 * abs(value) / largest).rounded())) : 0
    guard Terminal.showsColour else { return text + [" ", "░", "▒", "▓", "█"][level] }
    // Shades of green for merit and size, of red for blame, from the terminal's 256 colours.
    let shades = value < 0 ? [0, 52, 88, 124, 160] : [0, 22, 28, 34, 40]
    return level == 0 ? text + " " : "\u{1B}[48;5;\(shades[level])m\u{1B}[38;5;231m\(text) \u{1B}[0m"
  }
}
