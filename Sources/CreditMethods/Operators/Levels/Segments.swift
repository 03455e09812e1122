public import Trajectories

/// Episodes parted into segments, each a run of turns: every turn belongs to one segment, and no segment to two episodes.
///
/// ```swift
/// // Episodes of 3 and 2 turns.
/// let segments = try Segments(of: batch, by: .turns(2))
/// segments.segment       // [0, 0, 1, 2, 2]
/// segments.start         // [0, 2, 3, 5]
/// segments.episodeStart  // [0, 2, 3]
/// ```
public struct Segments: Sendable {
  /// Segment of each turn, counted through the batch. Shape `[turns]`.
  public let segment: [Int32]
  /// First turn of each segment, and the number of turns. Shape `[segments + 1]`.
  public let start: [Int32]
  /// First segment of each episode, and the number of segments. Shape `[episodes + 1]`.
  public let episodeStart: [Int32]

  /// Number of segments.
  public var count: Int { start.count - 1 }

  /// The turns of a segment, in order.
  public func turns(of segment: Int) -> Range<Int> { Int(start[segment])..<Int(start[segment + 1]) }

  /// Parts the episodes of a batch.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - rule: What makes a segment.
  /// - Throws: ``SegmentError`` for lengths below 1 and thresholds that are no entropy, and for a batch without the field
  ///   that the rule reads.
  /// - Complexity: O(decisions); for `switch(tool)` one reading of each distinct action more, and for several decisions a
  ///   turn the sorting of them.
  public init(of batch: TrajectoryBatch, by rule: SegmentRule) throws(SegmentError) {
    try rule.check()
    let begins =
      switch rule {
      case .field: try Self.changes(in: batch)
      case .turns(let length): Self.starts(of: batch) { place, _ in place % length == 0 }
      case .tokens(let length): try Self.tokenStarts(of: batch, length)
      case .entropy(let threshold): try Self.unsureTurns(of: batch, above: threshold)
      case .agentSwitch: Self.switches(of: batch.decisions.agent, in: batch)
      case .actionSwitch: Self.switches(of: batch.decisions.action, in: batch)
      case .toolSwitch:
        Self.switches(of: Self.toolKinds(of: batch), in: batch)
      }
    self.init(of: batch, beginning: begins)
  }

  /// The segments that the trace has, or one a turn where it has none.
  package init(recordedIn batch: TrajectoryBatch) {
    let column = batch.turns.segment
    self.init(
      of: batch,
      beginning: Self.starts(of: batch) { _, turn in column.map { $0[turn] != $0[turn - 1] } ?? true })
  }

  private init(of batch: TrajectoryBatch, beginning: [Bool]) {
    var segment: [Int32] = []
    var start: [Int32] = []
    var episodeStart: [Int32] = [0]
    segment.reserveCapacity(batch.turnCount)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode) {
        if beginning[turn] { start.append(Int32(turn)) }
        segment.append(Int32(start.count - 1))
      }
      episodeStart.append(Int32(start.count))
    }
    self.segment = segment
    self.start = start + [Int32(batch.turnCount)]
    self.episodeStart = episodeStart
  }

  // MARK: Where segments begin

  /// Whether each turn begins a segment; the first of an episode does.
  ///
  /// - Parameter begins: Asked for all other turns, with their place in the episode.
  private static func starts(
    of batch: TrajectoryBatch, _ begins: (_ place: Int, _ turn: Int) -> Bool
  ) -> [Bool] {
    var result = [Bool](repeating: true, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns.dropFirst() { result[turn] = begins(turn - turns.lowerBound, turn) }
    }
    return result
  }

  private static func changes(in batch: TrajectoryBatch) throws(SegmentError) -> [Bool] {
    guard let segment = batch.turns.segment else {
      throw .lacks(rule: "field", field: "segment", episode: 0, place: batch.place(ofTurn: 0))
    }
    return starts(of: batch) { _, turn in segment[turn] != segment[turn - 1] }
  }

  private static func tokenStarts(
    of batch: TrajectoryBatch, _ length: Int
  ) throws(SegmentError) -> [Bool] {
    guard let tokens = batch.decisions.tokens else {
      throw .lacks(
        rule: "tokens(\(length))", field: "tokens", episode: 0,
        place: batch.decisionCount > 0 ? batch.place(ofDecision: 0) : batch.place(ofTurn: 0))
    }
    var result = [Bool](repeating: true, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      var (written, last) = (0, -1)
      for turn in batch.turns(of: episode) {
        let decisions = batch.decisions(of: turn)
        let number = decisions.isEmpty ? max(0, last) : written / length
        result[turn] = number != last
        last = number
        for decision in decisions { written += Int(tokens[decision]) }
      }
    }
    return result
  }

  private static func unsureTurns(
    of batch: TrajectoryBatch, above threshold: Double
  ) throws(SegmentError) -> [Bool] {
    let entropy = batch.decisions.entropy
    if let missing = entropy.map({ $0.firstIndex(where: \.isNaN) }) ?? (batch.decisionCount > 0 ? 0 : nil) {
      throw .lacks(
        rule: "\(SegmentRule.entropy(threshold))", field: "entropy",
        episode: batch.episode(ofDecision: missing),
        place: batch.place(ofDecision: missing))
    }
    guard let entropy else { return starts(of: batch) { _, _ in false } }
    return starts(of: batch) { _, turn in entropy[batch.decisions(of: turn)].contains { $0 > threshold } }
  }

  /// Whether the symbols of a turn's decisions are others than those of the turn before, ticks aside; in which order they
  /// stand does not matter.
  private static func switches(of symbol: [UInt32], in batch: TrajectoryBatch) -> [Bool] {
    var result = [Bool](repeating: true, count: batch.turnCount)
    var (last, own): ([UInt32], [UInt32]) = ([], [])
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      last.removeAll(keepingCapacity: true)
      for turn in turns {
        own.removeAll(keepingCapacity: true)
        for decision in batch.decisions(of: turn) { own.append(symbol[decision]) }
        if own.count > 1 { own.sort() }
        // Before anybody has decided there is nothing to switch from.
        result[turn] = turn == turns.lowerBound || !own.isEmpty && !last.isEmpty && own != last
        if !own.isEmpty { swap(&own, &last) }
      }
    }
    return result
  }

  /// A number for the names of the calls in each decision's action.
  private static func toolKinds(of batch: TrajectoryBatch) -> [UInt32] {
    let kinds = Grouping(by: batch.symbols.actions.names.map { CallText.calls(in: $0).map(\.name) }).group
    return batch.decisions.action.map { kinds[Int($0)] }
  }
}

extension TrajectoryBatch {
  /// The batch with the segments of a rule in the place of those that it has.
  ///
  /// ```swift
  /// // Methods that read segments, such as hae, then read these.
  /// let credits = try method.attribute(batch.segmented(by: .turns(3)), in: context)
  /// ```
  ///
  /// - Parameter rule: What makes a segment.
  /// - Throws: ``SegmentError`` as ``Segments/init(of:by:)``.
  /// - Complexity: As ``Segments/init(of:by:)``.
  public func segmented(by rule: SegmentRule) throws(SegmentError) -> TrajectoryBatch {
    let segments = try Segments(of: self, by: rule)
    // Those of the trace keep their numbers.
    if rule == .field { return self }
    var batch = self
    var column = segments.segment
    for episode in 0..<episodeCount {
      for turn in turns(of: episode) { column[turn] -= segments.episodeStart[episode] }
    }
    batch.turns.segment = column
    return batch
  }

  /// Where a turn stands, as the beginning of a sentence.
  fileprivate func place(ofTurn turn: Int) -> String {
    guard episodeCount > 0 else { return "The batch" }
    let episode = episode(ofTurn: turn)
    return "Turn \(turn - turns(of: episode).lowerBound) of episode \"\(episodeName(episode))\""
  }
}
