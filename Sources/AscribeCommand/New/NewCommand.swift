import Ascribe
import ArgumentParser
import Trajectories

/// `ascribe new`.
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a package with a scenario of your own that builds and passes its tests.",
    discussion: """
      EXAMPLES:
        ascribe new lighthouse
        ascribe new handover --simultaneous --method
        ascribe new harbour --critic --ascribe https://example.org/ascribe.git

      Makes the folder NAME: a manifest, a scenario to change, the command line with it, tests, a README, a CI file. \
      The package takes Ascribe from the checkout that this program stands in, or from --ascribe.
      """)

  @Argument(help: "The package, and its scenario: letters, digits and _, as in lighthouse.")
  var name: String

  @Flag(help: "Add a credit method of your own.")
  var method = false

  @Flag(help: "Add a critic of your own.")
  var critic = false

  @Flag(help: "Let all agents act at once; without it they take turns.")
  var simultaneous = false

  @Option(
    help:
      "Where the package takes Ascribe from: the folder of a checkout, or a URL. (default: the checkout that this program stands in)"
  )
  var ascribe: String?

  @Option(help: "The folder to make. (default: NAME, here)")
  var output: String?

  func run() throws {
    try checkPath(output, of: "--output")
    try checkPath(ascribe, of: "--ascribe")
    let template = PackageTemplate(
      name: try PackageName(name), ascribe: try AscribeSource(ascribe), isSimultaneous: simultaneous,
      hasMethod: method, hasCritic: critic)
    let files = template.files
    let path = output ?? name
    let folder = try ResultFolder(path, names: files.map(\.name), mustBeNew: true)
    for (file, content) in zip(folder.files, files) { try file.append(Array(content.text.utf8)) }
    try folder.commit()
    try Terminal.print(
      """
      \(path): a package with the scenario \(name)\(parts.isEmpty ? "" : ", \(parts)"), its command line and its tests.
      cd \(path)
      swift test
      swift run \(template.tool) run \(name)
      """)
  }

  /// What was asked for beside the scenario.
  private var parts: String {
    [method ? "a method" : nil, critic ? "a critic" : nil].compactMap(\.self).joined(separator: ", ")
  }
}
