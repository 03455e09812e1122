public import Trajectories

/// Credit at two levels: of units, and of the parts of every unit.
///
/// A credit that a method gives whole to each decision of a turn, a segment or an episode is divided among them: equally
/// among the turns in which somebody decides, among the agents of a turn, and among the tokens of a decision. Credits that
/// decisions have of their own are their parts. So the parts of a unit sum to its credit by their making, but for what
/// decisions without tokens have where parts are tokens; against the credits of another method they need not.
///
/// ```swift
/// // One turn of two agents, to both of whom a method gave the turn's credit, 3.
/// let credit = try TwoLevelCredit(of: [3, 3], in: batch, at: LevelPair(.turn, .agent)!, of: .turn)
/// credit.credit  // [3]
/// credit.part    // [1.5, 1.5]
/// ```
public struct TwoLevelCredit: Sendable {
  /// The levels.
  public let levels: LevelPair
  /// First turn of each unit, and the number of turns. Shape `[units + 1]`.
  public let start: [Int32]
  /// Credit of each unit, in the method's unit; 0 for one in which nobody decides. Shape `[units]`.
  public let credit: [Double]
  /// First part of each unit, and the number of parts. Shape `[units + 1]`.
  public let partStart: [Int32]
  /// What each part has of its unit's credit; where parts are tokens, what all tokens of a decision have together, and 0
  /// for one without tokens. Shape `[parts]`.
  public let part: [Double]
  /// What each part is: the first turn of a segment, a turn, an agent's symbol, or the decision that tokens belong to. Shape
  /// `[parts]`.
  public let place: [Int32]

  /// Number of units.
  public var count: Int { credit.count }

  /// The parts of a unit, in the order of the trace; agents in that of their first decisions.
  public func parts(of unit: Int) -> Range<Int> { Int(partStart[unit])..<Int(partStart[unit + 1]) }

  /// The turns of a unit.
  public func turns(of unit: Int) -> Range<Int> { Int(start[unit])..<Int(start[unit + 1]) }

  /// What the unit's credit is beyond the sum of its parts; `whole` takes the place of its credit where it is given.
  public func residual(of unit: Int, whole: Double? = nil) -> Double {
    (whole ?? credit[unit]) - part[parts(of: unit)].reduce(0, +)
  }

  /// Credit of units and of their parts.
  ///
  /// - Parameters:
  ///   - credits: One credit a decision, shape `[decisions]`, in any unit.
  ///   - batch: The decisions.
  ///   - levels: Which units and which parts.
  ///   - held: What the method gave one credit to.
  ///   - segments: The segments; `nil` for those that the batch has, which are its turns where it has none.
  /// - Throws: ``AttributionError/operand(_:)`` for another number of credits than decisions.
  /// - Complexity: O(decisions + agents).
  public init(
    of credits: [Double], in batch: TrajectoryBatch, at levels: LevelPair, of held: CreditUnit,
    by segments: Segments? = nil
  ) throws(AttributionError) {
    try OperandError.check(
      credits.count, of: "credits", equals: batch.decisionCount, "decision", in: "TwoLevelCredit")
    let segments = segments ?? Segments(recordedIn: batch)
    let start: [Int32] =
      switch levels.unit {
      case .episode: batch.episodes.turnStart
      case .segment: segments.start
      case .turn, .agent, .token: Array(0...Int32(batch.turnCount))
      }
    let chunks = Self.chunks(held, of: levels.unit, segments, start, batch)
    let shares = Self.shares(of: credits, in: batch, held, chunks)
    let parts = Parts(of: shares, in: batch, units: start, at: levels.part, segments)
    self.levels = levels
    self.start = start
    credit = Self.credits(of: credits, in: batch, units: start, held, chunks)
    partStart = parts.start
    part = parts.value
    place = parts.place
  }

  /// First turns of the runs of turns that have one credit in common within units, and the number of turns.
  private static func chunks(
    _ held: CreditUnit, of unit: CreditLevel, _ segments: Segments, _ start: [Int32], _ batch: TrajectoryBatch
  ) -> [Int32] {
    switch held {
    case .episode: start
    case .segment: unit == .episode ? segments.start : start
    case .turn, .decision: Array(0...Int32(batch.turnCount))
    }
  }

  /// What each decision has of the credit of its chunk. Shape `[decisions]`.
  private static func shares(
    of credits: [Double], in batch: TrajectoryBatch, _ held: CreditUnit, _ chunks: [Int32]
  ) -> [Double] {
    guard held != .decision else { return credits }
    var result = credits
    for chunk in chunks.indices.dropLast() {
      let turns = Int(chunks[chunk])..<Int(chunks[chunk + 1])
      let acting = Double(turns.count { !batch.decisions(of: $0).isEmpty })
      for turn in turns {
        let decisions = batch.decisions(of: turn)
        let divisor = acting * Double(decisions.count)
        for decision in decisions where divisor != 1 { result[decision] /= divisor }
      }
    }
    return result
  }

  /// The credit of each unit: the sum over its chunks of the mean over turns of the mean over decisions, or of what decisions
  /// have of their own. Shape `[units]`.
  private static func credits(
    of credits: [Double], in batch: TrajectoryBatch, units: [Int32], _ held: CreditUnit, _ chunks: [Int32]
  ) -> [Double] {
    var result = [Double](repeating: 0, count: units.count - 1)
    var chunk = 0
    for unit in result.indices {
      while chunk + 1 < chunks.count, chunks[chunk] < units[unit + 1] {
        var (sum, acting) = (0.0, 0.0)
        for turn in Int(chunks[chunk])..<Int(chunks[chunk + 1]) {
          let own = credits[batch.decisions(of: turn)]
          guard let first = own.first else { continue }
          acting += 1
          if held == .decision {
            sum += own.reduce(0, +)
          } else {
            // Measured from one of them, so that the mean of copies is the copy.
            sum += first + own.reduce(0) { $0 + ($1 - first) } / Double(own.count)
          }
        }
        if acting > 0 { result[unit] += held == .decision ? sum : sum / acting }
        chunk += 1
      }
    }
    return result
  }
}

/// The parts of units.
private struct Parts {
  private(set) var start: [Int32] = [0]
  private(set) var value: [Double] = []
  private(set) var place: [Int32] = []

  init(
    of shares: [Double], in batch: TrajectoryBatch, units: [Int32], at level: CreditLevel,
    _ segments: Segments
  ) {
    start.reserveCapacity(units.count)
    let tokens = level == .token ? batch.decisions.tokens : nil
    // The part of an agent in the unit at hand; -1 for one that has not decided in it.
    var known = [Int32](repeating: -1, count: level == .agent ? batch.symbols.agents.count : 0)
    for unit in units.indices.dropLast() {
      let first = value.count
      for turn in Int(units[unit])..<Int(units[unit + 1]) {
        for decision in batch.decisions(of: turn) {
          let share = shares[decision]
          switch level {
          case .token: add(tokens?[decision] == 0 ? 0 : share, Int32(decision))
          case .agent:
            let agent = Int(batch.decisions.agent[decision])
            if known[agent] < 0 {
              known[agent] = Int32(value.count)
              add(share, Int32(agent))
            } else {
              value[Int(known[agent])] += share
            }
          case .episode, .segment, .turn:
            let owner = level == .turn ? Int32(turn) : segments.start[Int(segments.segment[turn])]
            if value.count > first, place[value.count - 1] == owner {
              value[value.count - 1] += share
            } else {
              add(share, owner)
            }
          }
        }
      }
      for part in first..<value.count where level == .agent { known[Int(place[part])] = -1 }
      start.append(Int32(value.count))
    }
  }

  private mutating func add(_ share: Double, _ owner: Int32) {
    value.append(share)
    place.append(owner)
  }
}
