/// Notes on cells that are set more than once, one for each entry that sets some again.
struct EntryNotes {
  private let kind: EntryKind
  private var counts: [Int] = []
  private var firstLines: [UInt32] = []

  /// - Parameter entryCount: Number of entries; `nil` if no notes are wanted.
  init(_ kind: EntryKind, entryCount: Int?) {
    self.kind = kind
    counts = [Int](repeating: 0, count: entryCount ?? 0)
    firstLines = [UInt32](repeating: .max, count: entryCount ?? 0)
  }

  var areWanted: Bool { !counts.isEmpty }

  /// An entry sets a cell that a line had set before.
  mutating func add(entry: Int, line: UInt32) {
    counts[entry] += 1
    firstLines[entry] = min(firstLines[entry], line)
  }

  /// The notes, in the order of the entries.
  func notes(on list: EntryList, file: String) -> [DPOMDPNote] {
    counts.indices.filter { counts[$0] > 0 }.map { entry in
      let cells = kind == .reward ? "reward" : "probability"
      let many = kind == .reward ? "rewards" : "probabilities"
      return DPOMDPNote(
        file: file, line: Int(list.entries[entry].line),
        text: "\(kind.letter) sets \(counts[entry]) \(counts[entry] == 1 ? cells : many) again that line "
          + "\(firstLines[entry]) or a later one has set.")
    }
  }
}
