import CreditMethods
import Trajectories
import Simulation

/// The turns of a batch as a tabular mixing network sees them.
///
/// A *cell* is what the mixing sees: the state of the turn and who acts in it. A *context* is what an agent's utility sees,
/// a *choice* an action that was taken in a context. A *profile* is a cell with the contexts of all acting agents, a *row* a
/// profile with their choices: a joint action. Fits run over rows, so that their cost does not grow with turns.
///
/// A *slot* is an acting agent of a cell. Slots stand in the order of the agents' names, whatever the order of the trace.
struct TeamRows: Sendable {
  /// First slot of each cell, and the number of slots. Shape `[cells + 1]`.
  let slotStart: [Int]
  /// First choice of each context, and the number of choices. Shape `[contexts + 1]`.
  let choiceStart: [Int32]
  /// Context of each choice.
  let choiceContext: [Int32]
  /// How often each choice was taken among the decisions of its context, in `0...1`.
  let policy: [Double]
  /// A number for each choice that depends on the names of agent, key and action alone.
  let choiceHash: [UInt64]
  /// Cell of each row.
  let rowCell: [Int32]
  /// Profile of each row.
  let rowProfile: [Int32]
  /// First entry of each row in ``rowChoice``, and their number. Shape `[rows + 1]`.
  let rowStart: [Int]
  /// The choices of each row, slot by slot.
  let rowChoice: [Int32]
  /// Share of the batch's turns that each row has. Shape `[rows]`.
  let rowWeight: [Double]
  /// A row of each profile: it has the profile's cell and contexts.
  let profileRow: [Int32]
  /// Row of each turn.
  let turnRow: [Int32]
  /// Cell of each turn, for means over the turns of a cell.
  let turnCell: [Int32]
  /// Decisions of the batch in the order of slots; those of a turn are where they were.
  let slotDecision: [Int32]
  /// What follows rows.
  let next: [Successor]

  /// That a row is followed by another one.
  struct Successor: Sendable {
    let row: Int32
    /// The row of the next turn.
    let next: Int32
    /// Share of the row's turns.
    let share: Double
  }

  var rowCount: Int { rowCell.count }
  var cellCount: Int { slotStart.count - 1 }
  var slotCount: Int { slotStart[cellCount] }
  var contextCount: Int { choiceStart.count - 1 }
  var choiceCount: Int { choiceContext.count }
  var profileCount: Int { profileRow.count }

  /// The choices of a row, slot by slot.
  @inline(__always)
  func choices(of row: Int) -> ArraySlice<Int32> { rowChoice[rowStart[row]..<rowStart[row + 1]] }

  /// The choices of a context.
  @inline(__always)
  func choices(ofContext context: Int32) -> Range<Int> {
    Int(choiceStart[Int(context)])..<Int(choiceStart[Int(context) + 1])
  }

  /// The choices that share the context of a choice.
  @inline(__always)
  func alternatives(to choice: Int32) -> Range<Int> { choices(ofContext: choiceContext[Int(choice)]) }

  /// Divides the turns of a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - view: What an agent's utility sees beside who it is. The mixing sees the privileged state, or the anchor state
  ///     where a turn has none.
  ///   - usesTurn: Whether both also see the turn's number within the episode.
  ///   - ends: The truncated episodes whose last row is followed by those of where they were cut.
  /// - Complexity: O(agents · (decisions + symbols)), without hashing of rows.
  init(
    of batch: TrajectoryBatch, seenBy view: CriticView, usesTurn: Bool, ends: TruncatedEnds = .none
  ) {
    let groups = TeamGroups(of: batch, seenBy: view, usesTurn: usesTurn)
    let (contexts, choices, rows) = (groups.contexts, groups.choices, groups.rows)
    let start = groups.choiceStart
    choiceStart = start
    let contextOf = (0..<contexts.count).flatMap { context -> Repeated<Int32> in
      let count = Int(start[context + 1]) - Int(start[context])
      return repeatElement(Int32(context), count: count)
    }
    choiceContext = contextOf
    policy = (0..<choices.count).map { choice in
      Double(choices.size(of: choice)) / Double(contexts.size(of: Int(contextOf[choice])))
    }
    choiceHash = (0..<choices.count).map { choice in
      choices[choice].first.map { groups.hash(of: Int($0), in: batch) } ?? 0
    }

    let starts = { (turns: [Int]) -> [Int] in
      var starts = [0]
      var total = 0
      for turn in turns {
        total += batch.decisions(of: turn).count
        starts.append(total)
      }
      return starts
    }
    let firstTurns = (0..<rows.count).map { rows[$0].first.map(Int.init) ?? 0 }
    rowCell = firstTurns.map { Int32(groups.cells.group[$0]) }
    rowProfile = firstTurns.map { Int32(groups.profiles.group[$0]) }
    rowWeight = (0..<rows.count).map { Double(rows.size(of: $0)) / Double(max(1, batch.turnCount)) }
    rowStart = starts(firstTurns)
    rowChoice = firstTurns.flatMap { turn in
      batch.decisions(of: turn).map { Int32(choices.group[Int(groups.decisions[$0])]) }
    }
    profileRow = (0..<groups.profiles.count).map { profile in
      groups.profiles[profile].first.map { Int32(rows.group[Int($0)]) } ?? 0
    }
    let firstOfCells = (0..<groups.cells.count).map { cell in groups.cells[cell].first.map { Int($0) } ?? 0 }
    slotStart = starts(firstOfCells)
    turnRow = rows.group.map { Int32($0) }
    turnCell = groups.cells.group.map { Int32($0) }
    slotDecision = groups.decisions
    next = Self.successors(of: rows, in: batch) + Self.successors(of: rows, after: ends)
  }

  /// The rows of where episodes were cut, each turn there with its share.
  private static func successors(of rows: Grouping, after ends: TruncatedEnds) -> [Successor] {
    ends.ends.flatMap { end in
      let row = rows.group[end.last]
      let share = 1 / Double(rows.size(of: Int(row)) * end.turns.count)
      return end.turns.map {
        Successor(row: Int32(row), next: Int32(rows.group[Int($0)]), share: share)
      }
    }
  }

  /// How often each row is followed by each other one.
  private static func successors(of rows: Grouping, in batch: TrajectoryBatch) -> [Successor] {
    let end = UInt32(rows.count)
    var next = [UInt32](repeating: end, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode).dropLast() { next[turn] = rows.group[turn + 1] }
    }
    let pairs = Grouping(rows.split(by: next, symbolCount: rows.count + 1))
    return (0..<pairs.count).compactMap { pair in
      guard let turn = pairs[pair].first.map(Int.init), next[turn] != end else { return nil }
      let row = rows.group[turn]
      return Successor(
        row: Int32(row), next: Int32(next[turn]),
        share: Double(pairs.size(of: pair)) / Double(rows.size(of: Int(row))))
    }
  }
}

/// The rows by their joint actions, for models that ask for the row of another joint action.
struct RowIndex: Sendable {
  private let rows: TeamRows
  private let row: [[Int32]: Int]

  /// - Complexity: O(rows · agents).
  init(_ rows: TeamRows) {
    self.rows = rows
    row = Dictionary(uniqueKeysWithValues: (0..<rows.rowCount).map { (Self.key(of: $0, in: rows), $0) })
  }

  /// The row of the joint action in which one slot makes another choice; `nil` if nobody recorded it.
  func row(replacing place: Int, of row: Int, by choice: Int) -> Int? {
    var key = Self.key(of: row, in: rows)
    key[place + 1] = Int32(choice)
    return self.row[key]
  }

  private static func key(of row: Int, in rows: TeamRows) -> [Int32] {
    [rows.rowCell[row]] + rows.choices(of: row)
  }
}
