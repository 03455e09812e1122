import ArgumentParser
import Ascribe
import Trajectories
import Simulation

/// `ascribe scenarios`.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios", abstract: "List the scenarios.",
    discussion: "EXAMPLES:\n  ascribe scenarios\n  ascribe scenarios --json")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let entries = AscribeCLI.scenarios
    if json {
      try Terminal.print(AscribeCommand.json(entries.map(ScenarioRecord.init)))
      return
    }
    var table = TextTable(["scenario", "what it is"], left: [0, 1])
    for entry in entries { table.add([entry.name, entry.summary]) }
    try Terminal.print(table.lines + ["", "ascribe describe SCENARIO explains one, with its parameters."])
  }
}

/// A scenario of the catalogue as a record.
private struct ScenarioRecord: Encodable {
  let name, summary: String
  let parameters: [ParameterRecord]

  init(_ entry: ScenarioEntry) {
    name = entry.name
    summary = entry.summary
    parameters = entry.parameters.map(ParameterRecord.init)
  }
}

/// A parameter as a record.
struct ParameterRecord: Encodable {
  let name, accepted, help: String
  let defaultValue: String

  init(_ specification: ParameterSpecification) {
    name = specification.name
    accepted = specification.accepted
    help = specification.help
    defaultValue = specification.defaultValue.description
  }
}

/// The lines that explain parameters.
func parameterLines(_ specifications: [ParameterSpecification]) -> [String] {
  var table = TextTable(["parameter", "default", "accepted", "meaning"], left: [0, 1, 2, 3])
  for specification in specifications {
    table.add([
      specification.name, specification.defaultValue.description, specification.accepted, specification.help,
    ])
  }
  return table.lines
}
