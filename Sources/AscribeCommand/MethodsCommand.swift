import ArgumentParser
import Ascribe
import Attribution
import Foundation
import Trajectories

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
      let card = try MethodCatalogue.entry(named: method).card
      if json {
        try Terminal.print(AscribeCommand.json(CardRecord(card)))
      } else {
        try Terminal.print(explanation(of: card))
      }
      return
    }
    let cards = MethodCatalogue.builtIn.map(\.card)
    if json {
      try Terminal.print(AscribeCommand.json(cards.map(CardRecord.init)))
      return
    }
    var table = TextTable(["method", "name", "granularity", "methodology", "needs"], left: [0, 1, 2, 3, 4])
    for card in cards {
      let needs = card.needs.map(\.rawValue).joined(separator: ", ")
      table.add([card.id, card.name, card.granularity.rawValue, card.methodology.rawValue, needs])
    }
    try Terminal.print(table.lines)
  }

  private func explanation(of card: MethodCard) -> [String] {
    let rows = [
      ("method", card.id), ("name", card.name), ("source", card.source),
      ("granularity", card.granularity.rawValue), ("methodology", card.methodology.rawValue),
      ("estimates", card.estimand), ("formula", card.formula),
      ("needs", card.needs.map(\.rawValue).joined(separator: ", ")), ("cost", card.cost),
    ]
    return rows.map { name, text in name.padding(toLength: 13, withPad: " ", startingAt: 0) + text }
      + (card.parameters.isEmpty ? [] : [""] + parameterLines(card.parameters))
  }
}

/// A method's card as a record.
private struct CardRecord: Encodable {
  let id, name, source, granularity, methodology, estimand, formula, cost: String
  let needs: [String]
  let parameters: [ParameterRecord]

  init(_ card: MethodCard) {
    id = card.id
    name = card.name
    source = card.source
    granularity = card.granularity.rawValue
    methodology = card.methodology.rawValue
    estimand = card.estimand
    formula = card.formula
    cost = card.cost
    needs = card.needs.map(\.rawValue)
    parameters = card.parameters.map(ParameterRecord.init)
  }
}
