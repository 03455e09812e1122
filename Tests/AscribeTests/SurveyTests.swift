import CreditMethods
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
