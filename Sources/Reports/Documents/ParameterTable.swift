import Ascribe
import Trajectories

extension Table {
  /// The table that explains parameters.
  static func parameters(_ parameters: [ParameterDescription]) -> Table {
    Table(
      nil, ["parameter", "default", .prose("accepted"), .prose("meaning")],
      rows: parameters.map {
        [.text($0.name), .text($0.defaultValue), .text($0.accepted), .text($0.help)]
      })
  }
}

extension Document {
  /// Adds a table, unless it has no rows.
  mutating func addUnlessEmpty(_ table: Table) { if !table.rows.isEmpty { add(table) } }
}

/// A number of a scenario as it would be written on the command line.
func plain(_ number: Double) -> String { ParameterValue.number(number).description }
