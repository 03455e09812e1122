import Foundation
import Testing

/// The critic of the article is the one of the package of examples, which is built, tested and run.
@Suite struct WriteACriticTests {
  @Test func theArticleShowsTheExample() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/Ascribe/Ascribe.docc/WriteACritic.md"), encoding: .utf8)
    let example = try String(
      contentsOf: root.appending(path: "Examples/Sources/Lighthouse/VisitMeans.swift"), encoding: .utf8)
    let shown = try #require(article.components(separatedBy: "```swift\n").dropFirst().first)
      .components(separatedBy: "```")[0]
    #expect("import Ascribe\n\n" + shown == example)
  }
}
