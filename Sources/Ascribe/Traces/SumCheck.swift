import CreditMethods
import Trajectories

/// Whether the credits of a trace sum to what their method claims, as far as a trace shows it.
struct SumCheck: Sendable {
  /// What is claimed.
  let claim: MethodCard.SumClaim
  private let request: MethodRequest
  private let levels: LevelPair?
  /// Sums that were held to what they claim to be; of a claim less a number of the first state, those beyond the first of
  /// each.
  private(set) var checked = 0
  /// Those that are something else.
  private(set) var failing = 0
  /// The largest difference, and where it is.
  private(set) var largest = UnitDistance()

  init(_ claim: MethodCard.SumClaim, of request: MethodRequest) {
    self.claim = claim
    self.request = request
    levels = claim.level == .turn ? LevelPair(.turn, .agent) : LevelPair(.episode, .turn)
  }

  /// Adds a batch of episodes, of tasks that no other batch has.
  mutating func add(
    _ attribution: Attribution, of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) {
    guard claim.whole.isSeenInTraces, let levels else { return }
    let sums = try TwoLevelCredit(of: attribution.credits, in: batch, at: levels, of: request.card.unit)
    let rewards = TurnRewards(of: batch, by: ReturnRules(of: request))
    let turnRewards = claim.whole == .turnReward ? rewards.reward : []
    let nodes =
      claim.whole == .returnLessStart
      ? context.states(of: batch, by: request.choice("key", or: StateKey.state)).nodes : nil
    // What the first states are worth by the first episode from each.
    var worth = [Double?](repeating: nil, count: nodes?.count ?? 0)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let decisions = batch.decisions(ofEpisode: episode)
      guard let first = decisions.first, attribution.reasons?[first] == nil else { continue }
      let parts = decisions.reduce(0) { $0 + abs(attribution.credits[$1]) }
      let whole = rewards.episodeReturn[episode]
      switch claim.whole {
      case .episodeReturn: compare(sums.credit[episode], whole, parts, batch, episode, 0)
      case .turnReward:
        for turn in turns where !batch.decisions(of: turn).isEmpty {
          compare(sums.credit[turn], turnRewards[turn], parts, batch, episode, turn - turns.lowerBound)
        }
      case .returnLessStart:
        guard let nodes, batch.episodes.status[episode] != .truncated else { continue }
        let node = Int(nodes.turn[turns.lowerBound])
        let value = whole - sums.credit[episode]
        if let known = worth[node] { compare(value, known, parts + abs(whole), batch, episode, 0) }
        worth[node] = worth[node] ?? value
      case .worth, .returnLessAbsence: break
      }
    }
  }

  private mutating func compare(
    _ found: Double, _ expected: Double, _ magnitude: Double, _ batch: TrajectoryBatch, _ episode: Int,
    _ unit: Int
  ) {
    checked += 1
    let distance = found - expected
    if !UnitDistance.isRounding(distance, of: max(magnitude, abs(expected))) { failing += 1 }
    largest.add(distance, batch, episode, unit)
  }
}

/// The largest of differences, and where it is.
struct UnitDistance: Sendable {
  private(set) var value = 0.0
  private(set) var place: TraceResult.TwoLevels.Place?

  /// Whether a difference is rounding alone, of numbers of such a magnitude together.
  static func isRounding(_ difference: Double, of magnitude: Double) -> Bool {
    abs(difference) <= TraceResult.TwoLevels.tolerance * max(1, magnitude)
  }

  mutating func add(_ difference: Double, _ batch: TrajectoryBatch, _ episode: Int, _ unit: Int) {
    guard abs(difference) > abs(value) else { return }
    value = difference
    place = TraceResult.TwoLevels.Place(episode: batch.episodeName(episode), unit: unit)
  }
}

extension ReturnRules {
  /// The rules of a method's parameters; of those that it lacks, a success is worth 1 and nothing is lost.
  init(of request: MethodRequest) {
    self.init(ofScores: request.choice("reward", or: RewardConvention.outcome))
    penalty = request.choice("penalty", or: PenaltyScope.none)
    if case .number(let success)? = request.parameters["successReward"] { successReward = success }
    if case .number(let loss)? = request.parameters["invalidPenalty"] { invalidPenalty = loss }
  }
}
