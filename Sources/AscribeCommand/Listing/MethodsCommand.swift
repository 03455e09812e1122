import ArgumentParser
import Ascribe
import Reports

/// `ascribe methods`.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the credit methods, or explain one.",
    discussion: """
      EXAMPLES:
        ascribe methods
        ascribe methods graphgpo
        ascribe methods --survey
        ascribe methods --grid

      A method is called by its name, with settings in brackets where they are not the defaults: grpo, \
      'c3(alternatives=4,continuations=16)'. A list is parted by commas; quote it for the shell. NAME@EPISODES has it judge \
      the first episodes of a batch alone. What a method may be set to is in `ascribe methods NAME`, with what it compares, \
      needs and costs, and which exact credit it is held to.
      """)

  @Argument(help: "The method to explain.")
  var method: String?

  @Flag(help: "List the 47 methods of the survey (arXiv 2604.09459), and what runs of them.")
  var survey = false

  @Flag(help: "Draw the methods by granularity and methodology.")
  var grid = false

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let given = [method.map { _ in "METHOD" }, survey ? "--survey" : nil, grid ? "--grid" : nil].compactMap(
      \.self)
    if given.count > 1 {
      throw UsageError(description: "\(given.joined(separator: " and ")) are different listings: give one.")
    }
    if survey {
      try Terminal.show(SurveyListing(AscribeCLI.methods), asJSON: json)
    } else if grid {
      try Terminal.show(MethodGrid(AscribeCLI.methods), asJSON: json)
    } else if let method {
      guard let request = try MethodArguments.requests([Call(method)]).first else { return }
      try Terminal.show(MethodDescription(request), asJSON: json)
    } else {
      try Terminal.show(MethodListing(AscribeCLI.methods), asJSON: json)
    }
  }
}
