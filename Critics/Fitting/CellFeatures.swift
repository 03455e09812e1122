import CreditNumerics

/// Indicators of the cells that a function is fitted to: blocks, of which a cell has at most one level each.
struct CellFeatures {
  /// Levels of which a cell has at most one.
  struct Block {
    /// Level of each cell; ``RowPart/none`` where it has none.
    let level: [UInt32]
    /// Number of levels.
    let count: Int
    /// Levels of one group always add up to an indicator that other blocks span; `nil` where all levels are one group.
    let group: [UInt32]?
    /// The name of a level, made for messages alone.
    let levelName: @Sendable (_ level: Int) -> String
  }

  /// The blocks.
  let blocks: [Block]
  /// Number of cells.
  let cellCount: Int

  /// Blocks of indicators.
  init(blocks: [Block], cellCount: Int) {
    self.blocks = blocks
    self.cellCount = cellCount
  }

  /// One indicator a cell.
  static func cells(_ count: Int) -> CellFeatures {
    CellFeatures(
      blocks: [
        Block(level: (0..<UInt32(count)).map(\.self), count: count, group: nil) { "cell \($0)" }
      ], cellCount: count)
  }

  /// The parts of what rows look like, taken from the first row of each cell.
  static func parts(of rows: CriticRows) -> CellFeatures {
    var first = [Int](repeating: -1, count: rows.cellCount)
    for (row, cell) in rows.cell.enumerated() where first[Int(cell)] < 0 { first[Int(cell)] = row }
    return CellFeatures(
      blocks: rows.parts.map { part in
        Block(level: first.map { part.level[$0] }, count: part.count, group: nil) {
          "\(part.name) \(part.levelName($0))"
        }
      }, cellCount: rows.cellCount)
  }

  /// Indicators of what a critic sees, as the settings say.
  static func of(_ rows: CriticRows, as features: FitSettings.Features) -> CellFeatures {
    switch features {
    case .parts: parts(of: rows)
    case .cells: cells(rows.cellCount)
    }
  }
}

/// The columns of a regression on indicators: those that rows of positive weight show.
struct LinearDesign {
  /// What a row of the design matrix stands for.
  let rows: DesignRows
  /// Whether rows of positive weight show all that a cell has.
  let isKnown: [Bool]
  private let names: [@Sendable () -> String]

  /// The name of a column.
  func name(of column: Int) -> String { names[column]() }

  /// The design matrix of all cells.
  ///
  /// - Parameters:
  ///   - features: The indicators.
  ///   - weights: Weight of each cell; cells of weight 0 add no columns.
  ///   - hasReference: Whether there is a constant, and each group of levels lacks its first, so that the columns are
  ///     independent where the parts are; without it every level has its column beside the constant.
  init(_ features: CellFeatures, weights: [Double], hasReference: Bool) {
    var names: [@Sendable () -> String] = [{ "the constant" }]
    var isKnown = [Bool](repeating: true, count: features.cellCount)
    var places: [[Int32]] = []
    for block in features.blocks {
      var isShown = [Bool](repeating: false, count: block.count)
      var coversAll = true
      for (cell, level) in block.level.enumerated() where weights[cell] > 0 {
        if level == RowPart.none { coversAll = false } else { isShown[Int(level)] = true }
      }
      var hasFirst = [Bool](repeating: false, count: (block.group?.max()).map { Int($0) + 1 } ?? 1)
      var place = [Int32](repeating: Self.notShown, count: block.count)
      for level in 0..<block.count where isShown[level] {
        let group = block.group.map { Int($0[level]) } ?? 0
        if hasReference, !hasFirst[group], coversAll || block.group != nil {
          hasFirst[group] = true
          place[level] = Self.reference
        } else {
          place[level] = Int32(names.count)
          names.append { block.levelName(level) }
        }
      }
      for (cell, level) in block.level.enumerated()
      where level != RowPart.none && place[Int(level)] == Self.notShown { isKnown[cell] = false }
      places.append(place)
    }
    var rows = DesignRows(columns: names.count)
    for cell in 0..<features.cellCount {
      var columns: [Int32] = [0]
      for (block, place) in zip(features.blocks, places) {
        let level = block.level[cell]
        if level != RowPart.none, place[Int(level)] >= 0 { columns.append(place[Int(level)]) }
      }
      rows.append(columns: columns)
    }
    self.rows = rows
    self.isKnown = isKnown
    self.names = names
  }

  private static let reference: Int32 = -1
  private static let notShown: Int32 = -2
}
