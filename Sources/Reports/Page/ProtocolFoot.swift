package import Ascribe

/// What stands at the foot of a page beside where it comes from: what each credit claims to be, and what the survey's checklist
/// finds in the result.
package struct ProtocolFoot {
  /// What opens each table, and the table.
  let parts: [(title: String, id: String, table: Table)]

  /// The foot of a result; empty for one without cards and checklist.
  ///
  /// - Parameter catalogue: Where the cards of methods are, for the checklist.
  package init(of result: some StoredResult, in catalogue: MethodCatalogue) {
    var parts: [(title: String, id: String, table: Table)] = []
    let cards = (result as? any CardedResult)?.creditCards ?? []
    if !cards.isEmpty {
      let rows = cards.flatMap { label, card in
        card.fields.map { [Cell.text(label), .text($0.name), .text($0.words)] }
      }
      parts.append(
        (
          "What each credit claims to be: the card of arXiv 2604.09459", "cards",
          Table(nil, ["credit", "field", .prose("in words")], rows: rows)
        ))
    }
    if let checked = result as? any CheckedResult {
      let rows = Checklist(
        checked.checklistFacts(in: catalogue), subject: "", kind: type(of: checked).schema,
        writtenBy: AscribeVersion.current
      ).rows
      let done = rows.count { $0.status == .ok }
      parts.append(
        (
          "The reporting checklist of arXiv 2604.09459: \(done) of \(rows.count) rows are in this result",
          "checklist", Checklist.table(of: rows)
        ))
    }
    self.parts = parts
  }

  /// The tables, closed.
  var html: String {
    parts.map { part in
      """
      <details id="\(part.id)"><summary>\(HTMLText.escaped(part.title))</summary>
      \(HTMLBlocks.element(of: part.table, id: "table-\(part.id)"))</details>

      """
    }.joined()
  }
}
