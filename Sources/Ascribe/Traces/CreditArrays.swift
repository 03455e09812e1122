package import Trajectories

/// Credits as arrays for numpy: `row`, `episode`, `turn`, `agent` and one array of numbers a method, one entry a decision in
/// the order of the trace; `token` beside them where every token has an entry. A credit that is none is NaN; `row` is of
/// whole numbers if all rows are, and otherwise of texts, empty where a decision has none, or absent if no decision has one.
package struct CreditArrays {
  private let byToken: Bool
  private let methods: [String]
  private var rows: [RowLabel?] = []
  private var episodes: [String] = []
  private var turns: [Int] = []
  private var agents: [String] = []
  private var tokens: [Int] = []
  private var credits: [[Double]]
  /// Which methods give intervals, and these.
  private let givesIntervals: [Bool]
  private var intervals: [[CreditInterval?]]

  /// The arrays of no decisions.
  ///
  /// - Parameters:
  ///   - methods: What the methods are called.
  ///   - givesIntervals: Which of them have arrays of intervals; none without it.
  ///   - byToken: Whether every token has an entry.
  package init(of methods: [String], givingIntervals givesIntervals: [Bool]? = nil, byToken: Bool) {
    self.givesIntervals = givesIntervals ?? methods.map { _ in false }
    intervals = methods.map { _ in [] }
    self.methods = methods
    self.byToken = byToken
    credits = methods.map { _ in [] }
  }

  /// Adds the decisions of a batch.
  package mutating func append(_ added: [Credits], of batch: TrajectoryBatch) {
    for episode in 0..<batch.episodeCount {
      let name = batch.episodeName(episode)
      for (index, turn) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: turn) {
          for token in 0..<batch.lines(of: decision, byToken: byToken) {
            rows.append(batch.decisions.row?[decision])
            episodes.append(name)
            turns.append(index)
            agents.append(batch.symbols.agents[batch.decisions.agent[decision]])
            if byToken { tokens.append(token) }
            for (method, credits) in added.enumerated() {
              self.credits[method].append(credits.reasons?[decision] == nil ? credits.values[decision] : .nan)
              if givesIntervals[method] { intervals[method].append(credits.intervals?[decision]) }
            }
          }
        }
      }
    }
  }

  /// The bytes of the archive.
  ///
  /// - Throws: ``ComparisonError/archiveTooLarge`` beyond 4 GiB.
  package func bytes() throws(ComparisonError) -> [UInt8] {
    var arrays: [NumpyArchive.Matrix] = []
    let numbers = rows.compactMap { if case .number(let number)? = $0 { number } else { nil } }
    if numbers.count == rows.count {
      arrays.append(.init(name: "row", .integers(numbers)))
    } else if rows.contains(where: { $0 != nil }) {
      arrays.append(.init(name: "row", .texts(rows.map { $0?.description ?? "" })))
    }
    arrays.append(.init(name: "episode", .texts(episodes)))
    arrays.append(.init(name: "turn", .integers(turns)))
    arrays.append(.init(name: "agent", .texts(agents)))
    if byToken { arrays.append(.init(name: "token", .integers(tokens))) }
    for (index, method) in methods.enumerated() {
      arrays.append(.init(name: method, .numbers(credits[index])))
      guard givesIntervals[index] else { continue }
      arrays.append(.init(name: "\(method).low", .numbers(intervals[index].map { $0?.low ?? .nan })))
      arrays.append(.init(name: "\(method).high", .numbers(intervals[index].map { $0?.high ?? .nan })))
      arrays.append(.init(name: "\(method).visits", .integers(intervals[index].map { $0?.visits ?? 0 })))
    }
    return try NumpyArchive.bytes(arrays)
  }
}
