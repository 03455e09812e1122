/// The rewards of one joint action in one state while the entries that set them are applied, for the next states that
/// are possible: one number a next state, or one for each joint observation there.
struct RewardScratch {
  private let jointObservations: Int
  private var values: [Double] = []
  private var lines: [UInt32] = []
  private let keepsLines: Bool
  /// Place of a next state among the possible ones, where its stamp is that of the row.
  private var places: [Int]
  private var stamps: [Int]
  private var stamp = 0
  /// Numbers of a next state: 1, or one for each joint observation.
  private var width = 1
  private var count = 0
  /// Numbers that were looked at, over all rows.
  private(set) var cells = 0

  init(states: Int, jointObservations: Int, keepsLines: Bool) {
    self.jointObservations = jointObservations
    self.keepsLines = keepsLines
    places = [Int](repeating: 0, count: states)
    stamps = places
  }

  /// Begins a row, all 0; its next states are those of `columns`.
  mutating func begin(_ columns: ArraySlice<UInt32>, tellsObservationsApart: Bool) {
    stamp += 1
    width = tellsObservationsApart ? jointObservations : 1
    count = columns.count
    for (place, column) in columns.enumerated() {
      places[Int(column)] = place
      stamps[Int(column)] = stamp
    }
    cells += count * width
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: repeatElement(0, count: count * width))
    guard keepsLines else { return }
    lines.removeAll(keepingCapacity: true)
    lines.append(contentsOf: repeatElement(0, count: count * width))
  }

  /// Applies an entry of a list.
  ///
  /// - Parameter overwritten: Told the line that had set a number before, for each such number.
  mutating func apply(_ entry: EntryList.Entry, of list: EntryList, overwritten: (UInt32) -> Void) {
    guard entry.next >= 0 else {
      for place in 0..<count { apply(entry, of: list, at: place * width, overwritten) }
      return
    }
    guard stamps[Int(entry.next)] == stamp else { return }
    apply(entry, of: list, at: places[Int(entry.next)] * width, overwritten)
  }

  private mutating func apply(
    _ entry: EntryList.Entry, of list: EntryList, at first: Int, _ overwritten: (UInt32) -> Void
  ) {
    switch entry.columns {
    case .one(let column): set(first + Int(column), entry.number, entry.line, overwritten)
    case .some(let start, let count):
      for place in start..<start + count {
        set(first + Int(list.columnLists[place]), entry.number, entry.line, overwritten)
      }
    case .all, .identity:
      for column in 0..<width { set(first + column, entry.number, entry.line, overwritten) }
    case .row(let start):
      for column in 0..<width { set(first + column, list.numbers[start + column], entry.line, overwritten) }
    }
  }

  private mutating func set(_ index: Int, _ value: Double, _ line: UInt32, _ overwritten: (UInt32) -> Void) {
    cells += 1
    values[index] = value
    guard keepsLines else { return }
    if lines[index] != 0 { overwritten(lines[index]) }
    lines[index] = line
  }

  /// Adds the rewards of a next state for the joint observations that are possible there.
  func emit(_ place: Int, _ seen: ArraySlice<UInt32>, to rewards: inout OutcomeRewards) {
    if width == 1 {
      rewards.append(values[place])
    } else {
      for column in seen { rewards.append(values[place * width + Int(column)]) }
    }
    rewards.endEntry()
  }
}

extension EntryList.Entry {
  /// Whether the entry sets the same number for all joint observations.
  var setsAllObservations: Bool {
    if case .all = columns { true } else { false }
  }
}
