import ArgumentParser
import Ascribe
import CreditMethods
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
      guard let request = try MethodArguments.requests([Call(method)]).first else { return }
      if json {
        try Terminal.print(AscribeCommand.json(CardRecord(request)))
      } else {
        try Terminal.print(explanation(of: request))
      }
      return
    }
    let entries = AscribeCLI.methods.entries
    if json {
      let records = try entries.map { CardRecord(try MethodRequest($0)) }
      try Terminal.print(AscribeCommand.json(records))
      return
    }
    var table = TextTable(
      ["method", "name", "granularity", "methodology", "needs", ""], left: [0, 1, 2, 3, 4, 5])
    for card in entries.map(\.card) {
      let needs = card.needs.map(\.rawValue).joined(separator: ", ")
      table.add([
        card.id, card.name, card.granularity.rawValue, card.methodology.rawValue, needs,
        card.unverified.contains { $0.setting == nil } ? "UNVERIFIED" : "",
      ])
    }
    try Terminal.print(table.lines)
  }

  private func explanation(of request: MethodRequest) -> [String] {
    let card = request.card
    let may = card.supplements.map { "\($0.rawValue) (--\($0.rawValue) FILE)" }
    var rows = [
      ("method", card.id), ("name", card.name), ("source", card.source),
      ("granularity", card.granularity.rawValue), ("methodology", card.methodology.rawValue),
      ("estimates", card.estimand), ("formula", card.formula),
      ("needs", card.needs.map(\.rawValue).joined(separator: ", ")),
    ]
    if request.isCritic {
      rows.append(("critic", "`ascribe critics` holds its values of turns against exact ones"))
    }
    if !may.isEmpty { rows.append(("makes use of", may.joined(separator: ", "))) }
    if card.spansTasks { rows.append(("tasks", "one fit to all tasks: a trace is held in memory whole")) }
    rows += [("cost", card.cost), ("evidence", request.tier.rawValue)]
    rows += (request.contrast?.terms ?? []).map { ("- \($0.name)", $0.words) }
    rows += card.unverified.map { ("UNVERIFIED", unverified($0)) }
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
  let tier: String
  let contrast: ContrastRecord?
  let spansTasks, isCritic: Bool
  let unverified: [Unverified]
  let parameters: [ParameterRecord]

  struct Unverified: Encodable {
    let what: String
    let setting: String?
  }

  init(_ request: MethodRequest) {
    let card = request.card
    tier = request.tier.rawValue
    contrast = request.contrast.map { ContrastRecord($0) }
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
    isCritic = request.isCritic
    unverified = card.unverified.map {
      Unverified(what: $0.what, setting: $0.setting.map { "\($0.name)=\($0.value)" })
    }
    parameters = card.parameters.map(ParameterRecord.init)
  }
}
