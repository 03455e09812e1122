package import CreditMethods
package import Trajectories

/// What becomes of credits at two levels on a trace, batch by batch: whether parts sum to their units, which units have most,
/// and whether methods keep what their cards claim. See ``TraceResult/TwoLevels``.
package struct TwoLevelCollector: Sendable {
  /// The levels.
  package let levels: LevelPair
  /// Which of the methods gives units their credits; `nil` where each gives its own.
  package let whole: Int?
  /// The rule that makes segments, as it is written; `nil` for those of the trace.
  let segments: String?
  private let requests: [MethodRequest]
  private(set) var tallies: [Tally]

  /// Units with most credit that are kept of each method.
  static let mostUnits = 5
  /// Parts that are kept of each of these.
  static let mostParts = 4

  /// One method.
  struct Tally: Sendable {
    let held: CreditUnit
    var units = 0
    var withoutCredit = 0
    var parts = 0
    /// Units of several parts.
    var divided = 0
    /// Units whose parts do not sum to their credit.
    var failing = 0
    var residuals = 0.0
    var largest = UnitDistance()
    var checks: [SumCheck]
    var kept: [TraceResult.TwoLevels.Unit] = []
  }

  /// The collector of no episodes.
  ///
  /// - Parameters:
  ///   - requests: The methods.
  ///   - levels: The levels.
  ///   - whole: Which of the methods gives units their credits; `nil` where each gives its own.
  ///   - segments: The rule that makes segments; `nil` for those of the trace.
  package init(
    on requests: [MethodRequest], at levels: LevelPair, whole: Int? = nil, segments: SegmentRule? = nil
  ) {
    self.requests = requests
    self.levels = levels
    self.whole = whole
    self.segments = segments.map { "\($0)" }
    tallies = requests.map { request in
      Tally(
        held: request.card.unit,
        checks: request.card.sums.filter { $0.isMade(with: request.parameters) }.map {
          SumCheck($0, of: request)
        })
    }
  }

  /// Adds episodes of tasks that no earlier batch had, with what each method made of them.
  ///
  /// - Returns: The credits at the two levels, one a method.
  package mutating func add(
    _ batch: TrajectoryBatch, attributions: [Attribution], in context: AttributionContext
  ) throws(AttributionError) -> [TwoLevelCredit] {
    let segments = Segments(recordedIn: batch)
    var made: [TwoLevelCredit] = []
    for (request, attribution) in zip(requests, attributions) {
      made.append(
        try TwoLevelCredit(
          of: attribution.credits, in: batch, at: levels, of: request.card.unit, by: segments))
    }
    for index in requests.indices {
      count(
        made[index], whole.map { made[$0] } ?? made[index], attributions[index],
        whole.map { attributions[$0] } ?? attributions[index], batch, &tallies[index])
      for check in tallies[index].checks.indices {
        try tallies[index].checks[check].add(attributions[index], of: batch, in: context)
      }
    }
    return made
  }

  private func count(
    _ own: TwoLevelCredit, _ whole: TwoLevelCredit, _ parts: Attribution, _ units: Attribution,
    _ batch: TrajectoryBatch, _ tally: inout Tally
  ) {
    batch.forEachUnit(of: own) { unit, episode, number in
      guard let first = batch.decisions(ofTurns: own.turns(of: unit)).first else { return }
      guard parts.reasons?[first] == nil, units.reasons?[first] == nil else {
        tally.withoutCredit += 1
        return
      }
      let range = own.parts(of: unit)
      tally.units += 1
      let count =
        levels.part == .token
        ? range.reduce(0) { $0 + batch.lines(of: Int(own.place[$1]), byToken: true) } : range.count
      tally.parts += count
      tally.divided += count > 1 ? 1 : 0
      let residual = own.residual(of: unit, whole: whole.credit[unit])
      let magnitude = range.reduce(abs(whole.credit[unit])) { $0 + abs(own.part[$1]) }
      tally.failing += UnitDistance.isRounding(residual, of: magnitude) ? 0 : 1
      tally.residuals += abs(residual)
      tally.largest.add(residual, batch, episode, number)
      let size = abs(whole.credit[unit])
      let isFull = tally.kept.count == Self.mostUnits
      guard !isFull || size > abs(tally.kept[Self.mostUnits - 1].credit) else { return }
      if isFull { tally.kept.removeLast() }
      let place = tally.kept.firstIndex { abs($0.credit) < size } ?? tally.kept.count
      tally.kept.insert(
        TraceResult.TwoLevels.Unit(
          place: .init(episode: batch.episodeName(episode), unit: number), credit: whole.credit[unit],
          parts: range.prefix(Self.mostParts).map {
            .init(
              name: batch.name(ofPart: own.place[$0], at: levels.part, in: episode), credit: own.part[$0])
          }, partCount: range.count), at: place)
    }
  }
}

extension TrajectoryBatch {
  /// Goes over the units of credits in the order of the trace, with the episode of each and its number in it: that of a
  /// segment or turn, and 0 for an episode.
  func forEachUnit(of credits: TwoLevelCredit, _ body: (_ unit: Int, _ episode: Int, _ number: Int) -> Void) {
    var unit = 0
    for episode in 0..<episodeCount {
      let turns = turns(of: episode)
      while unit < credits.count, credits.turns(of: unit).lowerBound < turns.upperBound {
        let first = credits.turns(of: unit).lowerBound
        let number =
          switch credits.levels.unit {
          case .segment: self.turns.segment.map { Int($0[first]) } ?? first - turns.lowerBound
          case .episode: 0
          case .turn, .agent, .token: first - turns.lowerBound
          }
        body(unit, episode, number)
        unit += 1
      }
    }
  }

  /// The decisions of some turns that follow one another.
  func decisions(ofTurns turns: Range<Int>) -> Range<Int> {
    Int(self.turns.decisionStart[turns.lowerBound])..<Int(self.turns.decisionStart[turns.upperBound])
  }

  /// What a part is called within its unit: an agent, or the number of a turn or segment.
  func name(ofPart place: Int32, at level: CreditLevel, in episode: Int) -> String {
    switch level {
    case .agent: symbols.agents[UInt32(place)]
    case .token: symbols.agents[decisions.agent[Int(place)]]
    case .turn, .segment, .episode: "\(level.rawValue) \(number(ofPart: place, at: level, in: episode))"
    }
  }

  /// The number of a turn or a segment in its episode.
  func number(ofPart place: Int32, at level: CreditLevel, in episode: Int) -> Int {
    let turn = Int(place) - turns(of: episode).lowerBound
    return level == .segment ? turns.segment.map { Int($0[Int(place)]) } ?? turn : turn
  }
}
