import Glibc
package import Trajectories

/// HAE, hierarchical advantages of HiPER: within segments each turn against the value of its state, and segments against each
/// other at their starts.
///
/// A segment hands over to the next with the value of that one's start. What is trained on subgoals, on actions and on the choice
/// to switch are three channels; the credit is that of actions unless something else is asked for.
package struct HAE: CreditMethod {
  /// Where values of states come from.
  private enum Source: String, CaseIterable {
    /// Means over the visits of the state, in the batch.
    case mc
    /// They are 0.
    case zero
  }

  /// Which channel is given out.
  private enum Emission: String, CaseIterable {
    /// Actions within a segment.
    case low
    /// Segments, at their first turns; 0 elsewhere.
    case high
    /// Whether to go on with the segment.
    case switching = "switch"
    /// All three.
    case sum
  }

  /// What going on with a segment costs.
  private enum Keeping: String, CaseIterable {
    /// Nothing.
    case none
    /// The penalty on every turn that starts no segment.
    case fixed
    /// The penalty times the share of such turns, on the last turn.
    case last
    /// The same in all, spread over such turns.
    case spread
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "hae", name: "HAE, hierarchical advantages of segments",
    source: "arXiv 2602.16165 (2026, HiPER), with the released code",
    granularity: .segment, methodology: .temporalDifference,
    estimand:
      "Q - V of the turn with what its segment hands over to the next as the value, luck included; with the exact values of "
      + "starts the high channel is the segment's advantage.",
    formula:
      "low_t = sum of (gamma lamTurn)^(k - t) (r_k + gamma v' - V_low(s_k)) to the segment's end, v' = V_low inside, V_high of "
      + "the next start at its end, 0 at the episode's",
    needs: [.trajectories], spansTasks: true, cost: "no continuations; O(decisions)",
    unverified: [
      .init("lamSeg", where: "lamSeg", is: .number(0.95)),
      .init("the values: the paper learns three heads", where: "values", is: .text("mc")),
    ])

  @Parameter(ParameterHelp.rewardOfScore)
  private var reward = RewardConvention.score
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter("decay of later turns within a segment", in: 0...1) private var lamTurn = 0.95
  @Parameter("decay of later segments", in: 0...1) private var lamSeg = 0.95
  @Parameter("segments of so many turns; 0 takes those of the trace", in: 0...1 << 20) private var every = 0
  @Parameter("where values come from: means over the visits in the batch, or 0") private var values = Source
    .mc
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("which channel is given out") private var emit = Emission.low
  @Parameter("whether a truncated episode goes on with the value where it was") private var bootstrap = false
  @Parameter("whether channels are standardised over the batch, all counted") private var norm = false
  @Parameter("how going on with a segment is paid") private var keep = Keeping.none
  @Parameter("what going on with a segment pays, as a rule less than 0") private var keepPenalty = -0.3
  private let truncation = TruncationParameters(bootstrapping: false)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let isStart = starts(of: batch)
    let channels = Channels(
      of: batch, rewards(of: batch, isStart), isStart,
      values == .mc ? context.states(of: batch, by: key) : nil,
      gamma: gamma, lamTurn: lamTurn, lamSeg: lamSeg, bootstraps: bootstrap)
    let credit: [Double]
    switch emit {
    case .low: credit = whitened(channels.low)
    case .high: credit = whitened(channels.high, counting: isStart)
    case .switching: credit = whitened(channels.switching)
    case .sum:
      credit = whitened(channels.low).combined(with: whitened(channels.high, counting: isStart), +)
        .combined(with: whitened(channels.switching), +)
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  /// Whether each turn begins a segment.
  private func starts(of batch: TrajectoryBatch) -> [Bool] {
    let (every, segment) = (every, batch.turns.segment)
    var result = [Bool](repeating: true, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      for (place, turn) in batch.turns(of: episode).enumerated() where place > 0 {
        if every > 0 {
          result[turn] = place % every == 0
        } else if let segment {
          result[turn] = segment[turn] != segment[turn - 1]
        }
      }
    }
    return result
  }

  /// The rewards of turns, with what going on with a segment pays.
  private func rewards(of batch: TrajectoryBatch, _ isStart: [Bool]) -> [Double] {
    var result = TurnRewards(of: batch, by: ReturnRules(ofScores: reward)).reward
    guard keep != .none else { return result }
    let (keep, penalty) = (keep, keepPenalty)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let kept = turns.filter { !isStart[$0] }
      guard let last = turns.last, !kept.isEmpty else { continue }
      let share = Double(kept.count) / Double(turns.count)
      switch keep {
      case .none: break
      case .fixed: for turn in kept { result[turn] += penalty }
      case .last: result[last] += penalty * share
      case .spread: for turn in kept { result[turn] += penalty * share / Double(kept.count) }
      }
    }
    return result
  }

  private func whitened(_ values: [Double], counting isCounted: [Bool]? = nil) -> [Double] {
    guard norm else { return values }
    var standardise = Standardisation()
    (standardise.ddof, standardise.eps) = (0, 1e-8)
    let all = Grouping(together: values.count)
    let result = standardise(values, in: all, counting: isCounted)
    return isCounted.map { zip(result, $0).map { $1 ? $0 : 0 } } ?? result
  }
}

/// The advantages of turns within segments, of segments, and of going on.
private struct Channels {
  private(set) var low: [Double]
  /// 0 off the starts.
  private(set) var high: [Double]
  private(set) var switching: [Double]

  /// - Parameter states: What values are means over; `nil` for values of 0.
  init(
    of batch: TrajectoryBatch, _ reward: [Double], _ isStart: [Bool], _ states: BatchStates?,
    gamma: Double, lamTurn: Double, lamSeg: Double, bootstraps: Bool
  ) {
    let none = [Double](repeating: 0, count: batch.turnCount)
    (low, high, switching) = (none, none, none)
    var (valueLow, valueHigh) = (none, none)
    let nodes = states?.turnsByNode
    if let nodes {
      let returns = discountedReturns(of: reward, turnStart: batch.episodes.turnStart, discount: gamma)
      let means = nodes.means(of: returns)
      let ofStarts = nodes.means(of: returns, counting: isStart)
      valueLow = nodes.group.map { means[Int($0)] }
      valueHigh = nodes.group.map { ofStarts[Int($0)] }
    }
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard let last = turns.last else { continue }
      let isCut = bootstraps && batch.episodes.status[episode] == .truncated
      // What comes after the turn at hand: in its segment, and as the next segment.
      var (lowAfter, following) = (0.0, 0.0)
      var segment = 0.0
      var discount = 1.0
      var (start, nextStart) = (last, last)
      while start > turns.lowerBound, !isStart[start] { start -= 1 }
      var after = isCut ? valueHigh[start] : 0
      for turn in turns.reversed() {
        let isEnd = turn == last || isStart[turn + 1]
        if isEnd {
          if turn != last { after = valueHigh[nextStart] }
          (lowAfter, segment, discount) = (0, after, 1)
        }
        let next = turn == last ? (isCut ? valueLow[last] : 0) : isEnd ? after : valueLow[turn + 1]
        lowAfter = reward[turn] + gamma * next - valueLow[turn] + gamma * lamTurn * lowAfter
        low[turn] = lowAfter
        segment = reward[turn] + gamma * segment
        switching[turn] = segment
        discount *= gamma
        if isStart[turn] {
          following = segment - valueHigh[turn] + discount * lamSeg * following
          high[turn] = following
          nextStart = turn
        }
      }
    }
    guard let nodes else { return }
    let means = nodes.means(of: switching)
    for turn in switching.indices { switching[turn] -= means[Int(nodes.group[turn])] }
  }
}
