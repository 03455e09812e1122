package import Ascribe
import CreditMethods

extension MethodListing: ReportedResult {
  /// The methods, one a row.
  package var document: Document {
    var document = Document()
    document.add(
      Table(
        nil,
        [
          "method", .prose("name"), "granularity", "methodology", .prose("needs"), "",
        ],
        rows: methods.map { method in
          [
            .text(method.id), .text(method.name), .text(method.granularity), .text(method.methodology),
            .text(method.needs.joined(separator: ", ")),
            method.unverified.contains { $0.setting == nil } ? "UNVERIFIED" : .blank,
          ]
        }))
    return document
  }
}

extension MethodDescription: ReportedResult {
  /// The card, and the parameters.
  package var document: Document {
    var card = Terms()
    card.add("method", id)
    card.add("name", name)
    card.add("source", source)
    card.add("granularity", granularity)
    card.add("methodology", methodology)
    card.add("estimates", estimand)
    card.add("formula", formula)
    card.add("needs", needs.joined(separator: ", "))
    if isCritic { card.add("critic", "`ascribe critics` holds its values of turns against exact ones") }
    if !supplements.isEmpty {
      card.add("makes use of", supplements.map { "\($0) (--\($0) FILE)" }.joined(separator: ", "))
    }
    if spansTasks { card.add("tasks", "one fit to all tasks: a trace is held in memory whole") }
    card.add("cost", cost)
    if let unit {
      let claims = sums ?? []
      let one =
        unit == .decision
        ? "each decision has its own" : "one \(unit.rawValue), whole to each of its decisions"
      card.add("one credit", one)
      card.add("sums", claims.isEmpty ? "none is claimed" : claims.joined(separator: "; "))
    }
    card.add("evidence", tier.rawValue)
    for term in contrast?.terms ?? [] { card.add("- \(term.name)", term.words) }
    for unverified in unverified {
      card.add("UNVERIFIED", unverified.setting.map { "with \($0): \(unverified.what)" } ?? unverified.what)
    }
    var document = Document()
    document.add(card)
    if let claim = self.card {
      document.add(Terms("CA-ID card, in general", claim.fields.map { Terms.Entry($0.name, $0.words) }))
    }
    document.addUnlessEmpty(Table.parameters(parameters))
    return document
  }
}
