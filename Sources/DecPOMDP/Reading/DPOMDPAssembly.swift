/// Makes a model from what a parser has read.
struct DPOMDPAssembly {
  private let parser: DPOMDPParser
  private let wantsNotes: Bool
  private(set) var notes: [DPOMDPNote]

  init(_ parser: consuming DPOMDPParser, notes: Bool) {
    wantsNotes = notes
    self.notes = notes ? parser.notes : []
    self.parser = parser
  }

  private var limits: DPOMDPLimits { parser.limits }

  /// The model.
  mutating func model() throws(DPOMDPFileError) -> DecPOMDPModel {
    let head = parser.head
    guard let agents = head.agents, let discount = head.discount, let states = head.states,
      let start = head.start, let actions = head.actions, let observations = head.observations
    else { preconditionFailure("the parser has found all sections") }
    let shape = Shape(states: states, actions: actions, observations: observations)
    let transitions = try probabilities(.transition, width: states.count, shape)
    let seen = try probabilities(.observation, width: shape.jointObservationCount, shape)
    let rewards = try self.rewards(transitions, seen, shape)
    do throws(DecPOMDPModelError) {
      return try DecPOMDPModel(
        agents: agents, discount: discount, states: states.names, actions: actions.map(\.names),
        observations: observations.map(\.names), start: start, transitions: transitions,
        observationRows: seen,
        rewards: rewards)
    } catch {
      throw DPOMDPFileError(
        file: parser.file, found: "\(error.place): \(error.found)", expected: error.expected)
    }
  }

  /// Sizes and names of what rows and columns stand for.
  struct Shape {
    let states, jointActionCount, jointObservationCount: Int
    private let stateNames: NameTable
    private let actions: [NameTable]

    init(states: NameTable, actions: [NameTable], observations: [NameTable]) {
      self.states = states.count
      stateNames = states
      self.actions = actions
      jointActionCount = actions.reduce(1) { $0 * $1.count }
      jointObservationCount = observations.reduce(1) { $0 * $1.count }
    }

    var rowCount: Int { jointActionCount * states }

    /// A row in the words of the file.
    func name(of row: Int) -> String {
      var rest = row / states
      let parts = actions.reversed().map { table in
        defer { rest /= table.count }
        return table.names[rest % table.count]
      }
      return "\(parts.reversed().joined(separator: " ")) : \(stateNames.names[row % states])"
    }
  }

  private mutating func probabilities(
    _ kind: EntryKind, width: Int, _ shape: Shape
  ) throws(DPOMDPFileError) -> SparseRows {
    let list = parser.lists[kind.rawValue]
    let (offsets, order) = list.entriesByRow(count: shape.rowCount)
    var scratch = RowScratch(width: width, keepsLines: wantsNotes)
    var entryNotes = EntryNotes(kind, entryCount: wantsNotes ? list.entries.count : nil)
    var rows = SparseRows()
    rows.reserve(rows: shape.rowCount, entries: 0)
    for row in 0..<shape.rowCount {
      scratch.begin()
      let setting = order[offsets[row]..<offsets[row + 1]]
      for entry in wantsNotes ? setting : list.effective(setting) {
        scratch.apply(list.entries[Int(entry)], of: list, state: row % shape.states) {
          entryNotes.add(entry: Int(entry), line: $0)
        }
      }
      scratch.emit(to: &rows)
      try check(rows, row, kind, line: setting.last.map { Int(list.entries[Int($0)].line) }, shape)
      try checkCount(scratch.cells, within: limits.cells, of: "cells set, wildcards spelled out", kind)
      try checkCount(rows.values.count, within: limits.numbers, of: "probabilities other than 0", kind)
    }
    notes += entryNotes.notes(on: list, file: parser.file)
    return rows
  }

  /// Refuses a row that does not sum to 1; it is blamed on the line that set it last.
  private func check(
    _ rows: SparseRows, _ row: Int, _ kind: EntryKind, line: Int?, _ shape: Shape
  ) throws(DPOMDPFileError) {
    let place = "\(kind.letter): \(shape.name(of: row))"
    guard line != nil else {
      throw DPOMDPFileError(
        file: parser.file, found: "no entry for \"\(place)\"",
        expected: "probabilities that sum to 1 for every joint action and state")
    }
    let sum = ProbabilityRow.sum(rows.values[rows[row]])
    guard abs(sum - 1) <= ProbabilityRow.tolerance else {
      throw DPOMDPFileError(
        file: parser.file, line: line, found: "a row \"\(place)\" that sums to \(sum)",
        expected: "1 within \(ProbabilityRow.tolerance)")
    }
  }

  private func checkCount(
    _ count: Int, within limit: Int, of kind: String, _ entries: EntryKind
  ) throws(DPOMDPFileError) {
    guard count <= limit else {
      throw DPOMDPFileError(
        file: parser.file, found: "more than \(limit) \(kind) (\"\(entries.letter)\")",
        expected: "at most \(limit)")
    }
  }

  // MARK: Rewards

  private mutating func rewards(
    _ transitions: SparseRows, _ seen: SparseRows, _ shape: Shape
  ) throws(DPOMDPFileError) -> ModelRewards {
    let list = parser.lists[EntryKind.reward.rawValue]
    let (offsets, order) = list.entriesByRow(count: shape.rowCount)
    var entryNotes = EntryNotes(.reward, entryCount: wantsNotes ? list.entries.count : nil)
    guard list.tellsOutcomesApart else {
      let rewards = (0..<shape.rowCount).map { row in
        let setting = order[offsets[row]..<offsets[row + 1]]
        if wantsNotes {
          for (entry, before) in zip(setting.dropFirst(), setting) {
            entryNotes.add(entry: Int(entry), line: list.entries[Int(before)].line)
          }
        }
        return setting.last.map { list.entries[Int($0)].number } ?? 0
      }
      notes += entryNotes.notes(on: list, file: parser.file)
      return .ofTurns(rewards)
    }
    var scratch = RewardScratch(
      states: shape.states, jointObservations: shape.jointObservationCount, keepsLines: wantsNotes)
    var outcomes = OutcomeRewards()
    for row in 0..<shape.rowCount {
      let setting = order[offsets[row]..<offsets[row + 1]]
      let effective = wantsNotes ? setting : list.effective(setting)
      let tellsObservationsApart = effective.contains { !list.entries[Int($0)].setsAllObservations }
      scratch.begin(transitions.columns[transitions[row]], tellsObservationsApart: tellsObservationsApart)
      try checkCount(
        scratch.cells, within: limits.cells, of: "rewards to look at, wildcards spelled out", .reward)
      for entry in effective {
        scratch.apply(list.entries[Int(entry)], of: list) { entryNotes.add(entry: Int(entry), line: $0) }
      }
      for (place, entry) in transitions[row].enumerated() {
        let next = Int(transitions.columns[entry])
        scratch.emit(place, seen.columns[seen[row / shape.states * shape.states + next]], to: &outcomes)
      }
      try checkCount(outcomes.values.count, within: limits.numbers, of: "rewards", .reward)
    }
    notes += entryNotes.notes(on: list, file: parser.file)
    return .ofOutcomes(outcomes)
  }
}

extension EntryList {
  /// The entries from the last one on that sets the whole row.
  fileprivate func effective(_ setting: ArraySlice<UInt32>) -> ArraySlice<UInt32> {
    guard let last = setting.lastIndex(where: { entries[Int($0)].setsWholeRow }) else { return setting }
    return setting[last...]
  }
}
