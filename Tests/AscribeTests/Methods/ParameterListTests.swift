import Ascribe
import CreditMethods
import Foundation
import Testing
import Trajectories

/// The parameters of the built-in methods are those that users know: `Parameters/builtIn.tsv` was written before they were
/// reflected from properties, and lists them in order.
@Suite struct ParameterListTests {
  /// The recorded parameters of each method, one a line, in order.
  private static func recorded() throws -> [(id: String, parameters: [String])] {
    let file = try #require(
      Bundle.module.url(forResource: "builtIn", withExtension: "tsv", subdirectory: "Parameters"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let byMethod = Dictionary(grouping: lines.map(String.init)) { String($0.prefix { $0 != "\t" }) }
    return byMethod.map { (id: $0.key, parameters: $0.value) }.sorted { $0.id < $1.id }
  }

  /// Methods that came later are not in the recording: their own tests know their parameters.
  @Test func namesRangesDefaultsAndWordsAreAsRecorded() throws {
    let recorded = try Self.recorded()
    #expect(recorded.count == 72)
    for (id, parameters) in recorded {
      let found = try MethodCatalogue.builtIn.entry(named: id).card.parameters.map { parameter in
        [
          id, parameter.name, parameter.formerName ?? "", parameter.accepted,
          parameter.defaultValue.description, parameter.help,
        ].joined(separator: "\t")
      }
      #expect(found == parameters)
    }
  }

  /// What `MethodCatalogue.init(checked:)` leaves to a test.
  @Test func theBuiltInMethodsAreSound() throws {
    let again = try MethodCatalogue(MethodCatalogue.builtIn.entries)
    #expect(again.ids == MethodCatalogue.builtIn.ids)
  }

  /// A former name has the effect of the name, and is told; both together are one parameter given twice.
  @Test func formerNamesAreAcceptedWithANote() throws {
    for card in MethodCatalogue.builtIn.cards {
      for parameter in card.parameters {
        guard let former = parameter.formerName else { continue }
        let value = parameter.defaultValue.description
        let old = try MethodRequest("\(card.id)(\(former)=\(value))")
        #expect(old.parameters == (try MethodRequest(card.id).parameters))
        #expect(
          old.notes == [
            "method \"\(card.id)\": parameter \"\(former)\" is now called \"\(parameter.name)\"; the old name goes "
              + "with the next version"
          ])
        #expect(
          throws: ParameterError.repeated(owner: "method \"\(card.id)\"", name: parameter.name)
        ) { try MethodRequest("\(card.id)(\(former)=\(value),\(parameter.name)=\(value))") }
      }
    }
    #expect(try MethodRequest("gae(lam=0.5)").parameters.number("lambda") == 0.5)
    #expect(try MethodRequest("gae(lambda=0.5)").notes == [])
  }

  /// A setting of the user comes before the scenario's, under its former name too.
  @Test func aFormerNameTakesTheDefaultsPlace() throws {
    let defaults = [Call.Setting(name: "lambda", value: "0.1")]
    let told = try MethodRequest(Call("gae(lam=0.5)"), defaults: defaults)
    #expect(told.parameters.number("lambda") == 0.5)
    #expect(try MethodRequest(Call("gae"), defaults: defaults).parameters.number("lambda") == 0.1)
  }
}
