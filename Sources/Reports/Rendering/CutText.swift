import Trajectories

/// Long names and states, cut in the middle so that their beginnings and ends are seen.
package enum CutText {
  /// Characters of a text that are shown at most, if that tells the texts of a column apart.
  static let usual = 48
  /// Characters that are shown at most, if fewer do not tell the texts of a column apart.
  package static let most = 96

  /// The table with the long texts of its text columns cut, and to how many characters; `nil` if none is.
  static func cutting(_ table: Table) -> (table: Table, length: Int?) {
    var cut = table
    var longest: Int?
    for (place, column) in table.columns.enumerated() where column.kind == .text {
      let texts = table.rows.map { row in text(of: row[place]) }
      guard let length = length(for: texts) else { continue }
      longest = max(longest ?? 0, length)
      for (row, text) in texts.enumerated() {
        guard let text else { continue }
        cut.rows[row][place] = .text(cutting(text, to: length)).marked(
          table.rows[row][place].mark ?? "", if: table.rows[row][place].mark != nil)
      }
    }
    return (cut, longest)
  }

  /// A text of at most a number of characters, with an ellipsis in place of its middle.
  package static func cutting(_ text: String, to length: Int) -> String {
    guard text.count > length else { return text }
    let kept = max(2, length - 1)
    return text.prefix(kept - kept / 2) + "…" + text.suffix(kept / 2)
  }

  /// To how many characters the texts are cut; `nil` if all are short.
  private static func length(for texts: [String?]) -> Int? {
    let different = Set(texts.compactMap(\.self))
    guard different.contains(where: { $0.count > usual }) else { return nil }
    let isClear = Set(different.map { cutting($0, to: usual) }).count == different.count
    guard !isClear else { return usual }
    return different.contains { $0.count > most } ? most : nil
  }

  private static func text(of cell: Cell) -> String? {
    // Escapes count: they are what is shown.
    if case .text(let text) = cell.content { VisibleText.escaped(text) } else { nil }
  }
}
