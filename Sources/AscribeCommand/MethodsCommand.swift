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
    var table = TextTable(
      ["method", "name", "granularity", "methodology", "needs", ""], left: [0, 1, 2, 3, 4, 5])
    for card in cards {
      let needs = card.needs.map(\.rawValue).joined(separator: ", ")
      table.add([
        card.id, card.name, card.granularity.rawValue, card.methodology.rawValue, needs,
        card.unverified.contains { $0.setting == nil } ? "UNVERIFIED" : "",
      ])
    }
    try Terminal.print(table.lines)
  }

  private func explanation(of card: MethodCard) -> [String] {
    let may = card.supplements.map { "\($0.rawValue) (--\($0.rawValue) FILE)" }
    let rows =
      [
        ("method", card.id), ("name", card.name), ("source", card.source),
        ("granularity", card.granularity.rawValue), ("methodology", card.methodology.rawValue),
        ("estimates", card.estimand), ("formula", card.formula),
        ("needs", card.needs.map(\.rawValue).joined(separator: ", ")),
      ] + (may.isEmpty ? [] : [("makes use of", may.joined(separator: ", "))])
      + (card.spansTasks ? [("tasks", "one fit to all tasks: a trace is held in memory whole")] : [])
      + [("cost", card.cost)]
      + card.unverified.map { ("UNVERIFIED", unverified($0)) }
    return rows.map { name, text in name.padding(toLength: 14, withPad: " ", startingAt: 0) + text }
      + (card.parameters.isEmpty ? [] : [""] + parameterLines(card.parameters))
  }

  private func unverified(_ unverified: MethodCard.Unverified) -> String {
    unverified.setting.map { "with \($0.name)=\($0.value): \(unverified.what)" } ?? unverified.what
  }
}

/// A method's card as a record.
private struct CardRecord: Encodable {
  let id, name, source, granularity, methodology, estimand, formula, cost: String
  let needs, supplements: [String]
  let spansTasks: Bool
  let unverified: [Unverified]
  let parameters: [ParameterRecord]

  struct Unverified: Encodable {
    let what: String
    let setting: String?
  }

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
    supplements = card.supplements.map(\.rawValue)
    spansTasks = card.spansTasks
    unverified = card.unverified.map {
      Unverified(what: $0.what, setting: $0.setting.map { "\($0.name)=\($0.value)" })
    }
    parameters = card.parameters.map(ParameterRecord.init)
  }
}
