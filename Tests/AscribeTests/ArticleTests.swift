import Ascribe
import CreditMethods
import Foundation
import Scenarios
import Testing
import Trajectories
import Simulation

/// The articles about methods are about all methods, and what their tables say is so.
///
/// After a change that is meant, compute the tables again with
/// `ASCRIBE_WRITE_ARTICLES=1 swift test --filter ArticleTests`, and look at the differences. Tests run one by one, because two
/// of them write.
@Suite(.serialized) struct ArticleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let catalogues = [
    root.appending(path: "Sources/CreditMethods/CreditMethods.docc"),
    root.appending(path: "Critics/Critics.docc"),
  ]
  private static let isWriting = ProcessInfo.processInfo.environment["ASCRIBE_WRITE_ARTICLES"] != nil
  private static let worked = ["episode", "turn", "agent", "credit"]
  private static let biases = ["scenario", "unit", "exact", "mean", "error", "rms", "noise"]

  /// The articles on the methods of a catalogue, which are named like them in lower case.
  private static func articles(in catalogue: URL) throws -> [MethodArticle] {
    try pages(in: catalogue).filter { $0.id.first?.isUppercase == false }
  }

  /// The pages of a catalogue, its landing page apart.
  private static func pages(in catalogue: URL) throws -> [MethodArticle] {
    let landing = catalogue.deletingPathExtension().lastPathComponent
    return try FileManager.default.contentsOfDirectory(at: catalogue, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "md" && $0.deletingPathExtension().lastPathComponent != landing }
      .sorted { $0.path < $1.path }.map(MethodArticle.init)
  }

  private func article(of card: MethodCard) throws -> MethodArticle {
    try #require(
      try Self.catalogues.flatMap(Self.articles).first { $0.id == card.id }, "no article on \(card.id)")
  }

  @Test func everyMethodHasOneArticle() throws {
    let ids = try Self.catalogues.flatMap(Self.articles).map(\.id)
    #expect(ids.sorted() == MethodCatalogue.builtIn.ids.sorted())
  }

  @Test(arguments: catalogues) func theLandingPageLeadsToEveryPage(catalogue: URL) throws {
    let name = catalogue.deletingPathExtension().lastPathComponent
    let landing = try MethodArticle(catalogue.appending(path: "\(name).md"))
    #expect(landing.lines.first == "# ``\(name)``")
    let links = landing.lines.filter { $0.hasPrefix("- <doc:") }.map { String($0.dropFirst(7).dropLast()) }
    #expect(try links.sorted() == Self.pages(in: catalogue).map(\.id))
  }

  @Test(arguments: MethodCatalogue.builtIn.ids) func anArticleSaysWhatItMust(id: String) throws {
    let card = try MethodCatalogue.builtIn.entry(named: id).card
    let article = try article(of: card)
    #expect(article.lines.first == "# \(card.name)")
    #expect(
      article.lines.filter { $0.hasPrefix("## ") } == [
        "## Formula", "## What it estimates", "## Parameters", "## Cost", "## Where it fails", "## Source",
        "## Worked example",
      ])
    #expect((25...75).contains(article.lines.count), "\(article.lines.count) lines")
    if !card.unverified.isEmpty {
      #expect(article.text.contains("UNVERIFIED"))
    }
    let named = article.text.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
      .compactMap { $0.element.split(separator: "=").first }
    for parameter in card.parameters where parameter.name == "convention" {
      #expect(named.contains { $0 == parameter.name }, "\(id) does not speak of \(parameter.name)")
    }
  }

  /// Printed numbers are right to half a unit of their last digit.
  @Test(arguments: MethodCatalogue.builtIn.ids) func theWorkedExampleIsSo(id: String) throws {
    var article = try article(of: MethodCatalogue.builtIn.entry(named: id).card)
    let table = try #require(article.table(Self.worked))
    let found = try WorkedExample(table)
    #expect(found.call.name == id)
    let expected = try found.rows()
    guard !Self.isWriting else {
      article.replace(table, by: expected.map { $0.place + [WorkedExample.printed($0.credit)] })
      return try article.write()
    }
    try #require(table.rows.count == expected.count)
    for (row, expected) in zip(table.rows, expected) {
      #expect(Array(row.dropLast()) == expected.place)
      let text = try #require(row.last)
      let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
      let number = try #require(Double(text))
      let unit = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
      #expect(abs(number - expected.credit) <= 0.5 * unit * (1 + 1e-9), "\(expected.place)")
    }
  }

  /// Biases are quoted from the atlas as it is recorded; an article without any says why, and the atlas says so too.
  @Test(arguments: MethodCatalogue.builtIn.ids) func theBiasesAreThoseOfTheAtlas(id: String) throws {
    var article = try article(of: MethodCatalogue.builtIn.entry(named: id).card)
    guard let table = article.table(Self.biases) else {
      #expect(article.text.contains("The atlas does not measure it"))
      for page in AtlasPage.allCases {
        let text = try String(
          contentsOf: Self.root.appending(path: "Tests/AscribeTests/Atlas/\(page).txt"), encoding: .utf8)
        #expect(text.contains("\n\(id): not measured, since"), "\(id) is measured on \(page)")
      }
      return
    }
    let label = try #require(table.quoted.first)
    #expect(try Call(label).name == id)
    let recorded = try table.rows.map { row in
      let page = try String(
        contentsOf: Self.root.appending(path: "Tests/AscribeTests/Atlas/\(row[0]).txt"), encoding: .utf8)
      let prefix = [Substring(label)] + row[1].split(separator: " ")
      let cells = try #require(
        page.split(separator: "\n").map { $0.split(separator: " ") }.first { $0.starts(with: prefix) },
        "\(label) is not measured for \(row[1]) on \(row[0])")
      return Array(row[...1]) + cells.dropFirst(prefix.count).prefix(5).map(String.init)
    }
    guard !Self.isWriting else {
      article.replace(table, by: recorded)
      return try article.write()
    }
    #expect(table.rows == recorded)
  }
}

/// What a worked table is about, as the sentence before it says.
private struct WorkedExample {
  let call: Call
  private let batch: TrajectoryBatch
  private let context: AttributionContext

  /// "On the worked trace `E1` with `td`:", "On the worked trace `E1`, remembering `H1`, with `tigpo`:" or "On 4 episodes
  /// of `or`, drawn with seed 3, with `coma`:".
  init(_ table: MethodArticle.Table) throws {
    call = try Call(try #require(table.quoted.last))
    let first = try #require(table.quoted.first)
    if table.sentence.hasPrefix("On the worked trace ") {
      batch = try Self.trace(first)
      let history = table.sentence.contains("remembering") ? try Self.trace(table.quoted[1]) : nil
      context = AttributionContext(history: history)
    } else {
      let words = table.sentence.split { " ,".contains($0) }
      let episodes = try #require(words.dropFirst().first.flatMap { Int($0) })
      let seed = try #require(
        words.firstIndex(of: "seed").flatMap { $0 + 1 < words.count ? UInt64(words[$0 + 1]) : nil })
      let scenario = try Call(first)
      let mdp = try TurnMDP(
        compiling: try ScenarioCatalogue.entry(named: scenario.name).scenario(
          scenario.settings.map { ($0.name, $0.value) }))
      let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
      let rollouts = try Rollouts.simulate(
        Rollouts.Plan(groups: 1, groupSize: episodes, seed: seed), on: mdp, policy: solution.policy)
      batch = rollouts.batch
      context = AttributionContext(simulation: rollouts, solution: solution, seed: seed)
    }
  }

  /// Every decision, with its credit.
  func rows() throws -> [(place: [String], credit: Double)] {
    let credits = try MethodRequest(call).attribute(batch, in: context).credits
    return (0..<batch.episodeCount).flatMap { episode in
      batch.turns(of: episode).enumerated().flatMap { turn, index in
        batch.decisions(of: index).map { decision in
          let agent = batch.symbols.agents[batch.decisions.agent[decision]]
          return ([batch.episodeName(episode), "\(turn)", agent], credits[decision])
        }
      }
    }
  }

  /// Four decimals, and no negative zero.
  static func printed(_ credit: Double) -> String {
    let text = String(format: "%.4f", credit)
    return text == "-0.0000" ? "0.0000" : text
  }

  private static func trace(_ name: String) throws -> TrajectoryBatch {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try TraceReader.read(tests.appending(path: "CreditMethodsTests/Traces/\(name).trace.jsonl").path)
  }
}
