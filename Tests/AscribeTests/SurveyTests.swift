import CreditMethods
import Foundation
import Testing

@testable import Ascribe

/// The survey's inventory and grid.
@Suite struct SurveyTests {
  @Test func noneOfThe47IsMissingAndNoneIsInvented() throws {
    let all = SurveyMethod.all
    #expect(all.map(\.number) == Array(1...47))
    #expect(Set(all.map(\.name)).count == 47)
    let known = Set(MethodCatalogue.builtIn.entries.map(\.card.id))
    for method in all {
      // Either it runs, or it is said why there is nothing to run.
      #expect((method.id != nil) == (method.reason == nil), "\(method.name)")
      if let id = method.id { #expect(known.contains(id), "\(method.name) names \(id)") }
    }
    let listing = SurveyListing(.builtIn)
    #expect(listing.rows.count { $0.runs } == all.count { $0.id != nil })
    #expect(listing.rows.allSatisfy { !$0.runs || !$0.needs.isEmpty })
    // A catalogue without methods runs none of them.
    let none = SurveyListing(try MethodCatalogue([]))
    #expect(none.rows.allSatisfy { !$0.runs && $0.needs.isEmpty })
  }

  /// The article on what is no operator of its own says of each entry what the listing says, and names what runs.
  @Test func theArticleOnEnablersIsTheListing() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/CreditMethods/CreditMethods.docc/Enablers.md"),
      encoding: .utf8)
    let rows = article.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }.filter { Int($0[0]) != nil }
    let known = Set(MethodCatalogue.builtIn.ids)
    for row in rows {
      let method = try #require(SurveyMethod.all.first { $0.number == Int(row[0]) })
      #expect(method.name == row[1])
      let named = row[3].split(separator: ",").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      #expect(!named.isEmpty && named.allSatisfy(known.contains), "\(row[1]) names \(named)")
      if let reason = method.reason {
        #expect(row[2] == "no operator: \(reason)")
        for id in named { #expect(reason.contains(id), "\(reason) does not name \(id)") }
      } else {
        #expect(named == [method.id] && !row[2].hasPrefix("no operator"))
      }
    }
    // Those that the sheets call no credit operators, and all that the listing calls so.
    let enablers = [30, 35, 36, 39, 40, 41]
    #expect(rows.compactMap { Int($0[0]) } == enablers)
    let without = SurveyMethod.all.filter { $0.reason != nil }.map(\.number)
    #expect(Set(without).isSubset(of: enablers))
  }

  @Test func everyMethodIsInOneCellOfTheGrid() {
    let grid = MethodGrid(.builtIn)
    let ids = MethodCatalogue.builtIn.entries.map(\.card.id)
    #expect(grid.cells.flatMap(\.methods).sorted() == ids.sorted())
    #expect(grid.count == ids.count)
    #expect(grid.methodologies.count == 7)
    #expect(Set(grid.cells.map(\.methodology)).isSubset(of: grid.methodologies))
    #expect(Set(grid.cells.map(\.granularity)).isSubset(of: grid.granularities))
    for cell in grid.cells where cell.methodology == "graph" {
      for id in cell.methods {
        let card = MethodCatalogue.builtIn.entries.first { $0.card.id == id }?.card
        #expect(card?.methodology == .graph && card?.granularity.rawValue == cell.granularity)
      }
    }
  }
}
