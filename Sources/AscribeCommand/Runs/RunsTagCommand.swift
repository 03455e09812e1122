import ArgumentParser
import Reports
import RunStore
import Trajectories

/// `ascribe runs tag`.
struct RunsTagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Give a run tags, or take them away.")

  @Argument(help: ArgumentHelp("The run: its identifier, how it begins, or its name.", valueName: "run"))
  var identifier: String

  @Argument(help: "Tags, NAME=VALUE; one that the run has gets the new value.")
  var tags: [String] = []

  @Option(help: "The name of a tag to take away; may be repeated.")
  var remove: [String] = []

  @OptionGroup var choice: StoreChoice

  func run() throws {
    guard !tags.isEmpty || !remove.isEmpty else {
      throw UsageError(description: "Expected a tag, NAME=VALUE, or --remove NAME.")
    }
    var changes: [String: String?] = [:]
    for text in tags {
      let (name, value) = try StoreOptions.tag(text, of: "The tag")
      guard changes.updateValue(value, forKey: name) == nil else {
        throw UsageError(description: "The tag \"\(name)\" is given twice.")
      }
    }
    for name in remove {
      guard changes.updateValue(nil, forKey: name) == nil else {
        throw UsageError(description: "The tag \"\(name)\" is given and taken away.")
      }
    }
    let store = try choice.open()
    let found = try store.run(identifier)
    try store.tag(found.id, changes)
    let tags = try store.run(found.id).tags
    try Terminal.print(
      VisibleText.escaped(
        "\(found.id.prefix(8)): " + (tags.isEmpty ? "no tags" : RunListing.text(of: tags))))
  }
}
