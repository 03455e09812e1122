import Foundation
import Testing

/// What the README shows of a scenario is compiled to the letter, and prints what it shows.
@Suite struct ReadmeTests {
  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.examples.appending(path: path), encoding: .utf8)
  }

  @Test func theBlocksAreTheSources() throws {
    let main = try text("Sources/readme-lighthouse/main.swift")
    #expect(main.contains("struct Lighthouse: Scenario"))
    let readme = try text("../README.md")
    #expect(readme.contains("```swift\n\(main)```"))
    let source = try text("Sources/readme-lighthouse/LastDecision.swift")
    let method = source[try #require(source.firstRange(of: "struct LastDecision")).lowerBound...]
    let article = try text("../Sources/AscribeCommand/AscribeCommand.docc/OwnScenario.md")
    #expect(article.contains("```swift\n\(method)"))
  }

  /// Parts between lines of `...` stand in the output, in their order.
  @Test func theOutputIsWhatIsShown() throws {
    let command = "$ swift run lighthouse exact lighthouse --top 4\n"
    let readme = try text("../README.md")
    let start = try #require(readme.firstRange(of: command)).upperBound
    let end = try #require(readme[start...].firstRange(of: "```")).lowerBound
    let (printed, code) = try runTool("exact lighthouse --top 4", named: "readme-lighthouse")
    #expect(code == 0)
    var rest = printed[...]
    for part in readme[start..<end].split(separator: "...\n") {
      let found = try #require(
        rest.firstRange(of: part), "the README shows:\n\(part)\nbut this is printed:\n\(printed)")
      rest = rest[found.upperBound...]
    }
    let isComplete = rest.allSatisfy(\.isWhitespace)
    #expect(isComplete)
  }
}
