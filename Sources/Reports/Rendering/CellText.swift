import Trajectories

extension Column {
  /// A cell in words: the number, and its interval apart, so that a renderer can line up both.
  ///
  /// - Parameter reasons: Why numbers of the table are missing. Where there are several, the place among them is shown.
  func texts(of cell: Cell, reasons: [String] = []) -> (value: String, interval: String) {
    let mark = cell.mark ?? ""
    switch cell.content {
    case .text(let text): return (VisibleText.escaped(text) + mark, "")
    case .number(let value): return (number(value) + mark, "")
    case .estimate(let value, let interval, _):
      // The ends of an interval need no signs: a minus sign is enough to tell them apart.
      return (number(value) + mark, interval.map { ends($0) } ?? "")
    case .spread(let value, let error): return ("\(number(value)) ±\(unsigned(error))\(mark)", "")
    case .count(let count): return (Numerals.count(count) + mark, "")
    case .counts(let least, let most): return ("\(Numerals.count(least))-\(Numerals.count(most))\(mark)", "")
    case .share(let share, let units):
      return (Numerals.share(share) + (units.map { " of \(Numerals.count($0))" } ?? "") + mark, "")
    case .undefined(let reason):
      guard reasons.count > 1, let place = reasons.firstIndex(of: reason) else { return ("undefined", "") }
      return ("undefined (\(place + 1))", "")
    case .absent: return ("·", "")
    case .blank: return ("", "")
    }
  }

  /// A cell in one text.
  func text(of cell: Cell, reasons: [String] = []) -> String {
    let (value, interval) = texts(of: cell, reasons: reasons)
    return interval.isEmpty ? value : "\(value) \(interval)"
  }

  /// A cell as it is compared with others: two missing numbers are the same if their reason is.
  func shows(_ cell: Cell) -> String {
    if case .undefined(let reason) = cell.content { return "undefined: \(reason)" }
    return text(of: cell)
  }

  /// Whether what stands in the column begins at its left edge.
  var isLeft: Bool { kind == .text || kind == .prose }

  private func number(_ value: Double) -> String {
    let text = unsigned(value)
    return isSigned && value > 0 && text.contains(where: { ("1"..."9").contains($0) }) ? "+" + text : text
  }

  private func unsigned(_ value: Double) -> String { text(value, decimals) }

  private func text(_ value: Double, _ decimals: Int) -> String {
    switch kind {
    case .text, .prose, .number: Numerals.fixed(value, decimals)
    case .digits: Numerals.digits(value, decimals)
    case .shortest: "\(value)"
    }
  }

  private func ends(_ interval: Cell.Interval) -> String {
    Numerals.ends(interval.lower, interval.upper, from: decimals, text)
  }
}

extension Table {
  /// The notes below the table: its own, then why numbers and intervals are missing, then what was cut.
  func allNotes(cut: Int?) -> [String] {
    let reasons = reasons
    var all = notes
    if reasons.count == 1 {
      all.append("undefined: \(Numerals.fragment(reasons[0]))")
    } else {
      all += reasons.enumerated().map { "undefined (\($0 + 1)): \(Numerals.fragment($1))" }
    }
    if !missingIntervals.isEmpty {
      all.append("without interval: " + Self.told(missingIntervals).joined(separator: "; "))
    }
    if let cut { all.append("…: cut in the middle to \(cut) characters") }
    return all
  }

  /// Reasons as parts of a sentence; of those that differ in their numbers alone the first, and that there are others.
  private static func told(_ reasons: [String]) -> [String] {
    var groups: [(pattern: String, first: String, count: Int)] = []
    for reason in reasons {
      let pattern = reason.filter { !$0.isNumber }
      if let known = groups.firstIndex(where: { $0.pattern == pattern }) {
        groups[known].count += 1
      } else {
        groups.append((pattern, reason, 1))
      }
    }
    return groups.map {
      Numerals.fragment($0.first) + ($0.count > 1 ? " (elsewhere the same with other numbers)" : "")
    }
  }

  /// The title with the unit and the order of the rows.
  var fullTitle: String? {
    var parts: [String] = []
    if let unit { parts.append("in \(unit)") }
    if let order, columns.indices.contains(order.column), rows.count > 1 {
      let column = columns[order.column].title
      parts.append("by \(column), \(order.isDescending ? "largest" : "smallest") first")
    }
    guard !parts.isEmpty else { return title }
    return [title ?? "", "(\(parts.joined(separator: "; ")))"].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
