import ArgumentParser
import Ascribe
import Reports

/// `ascribe methods`.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the credit methods, or explain one.",
    discussion: "EXAMPLES:\n  ascribe methods\n  ascribe methods graphgpo")

  @Argument(help: "The method to explain.")
  var method: String?

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    if let method {
      guard let request = try MethodArguments.requests([Call(method)]).first else { return }
      try Terminal.show(MethodDescription(request), asJSON: json)
    } else {
      try Terminal.show(MethodListing(AscribeCLI.methods), asJSON: json)
    }
  }
}
