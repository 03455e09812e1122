import Trajectories

/// The listed turns of a batch that come after each decision in its episode, as ranges of one list.
struct LaterTurns {
  /// The listed turns, in order.
  let turn: [Int32]
  /// Their outcomes.
  let outcome: [UInt32]
  /// Their rewards.
  let reward: [Double]
  /// The turn of each decision.
  let ownTurn: [Int32]
  /// Most turns that a listed one can come after a decision.
  let longestDelay: Int
  private let start: [Int32]
  private let end: [Int32]

  init(of batch: TrajectoryBatch, listed: [Bool], outcome: [UInt32], reward: [Double]) {
    var turn: [Int32] = []
    var start = [Int32](repeating: 0, count: batch.decisionCount)
    var end = start
    var longest = 0
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      longest = max(longest, turns.count)
      for index in turns {
        if listed[index] { turn.append(Int32(index)) }
        for decision in batch.decisions(of: index) { start[decision] = Int32(turn.count) }
      }
      for decision in batch.decisions(ofEpisode: episode) { end[decision] = Int32(turn.count) }
    }
    self.turn = turn
    self.outcome = turn.map { outcome[Int($0)] }
    self.reward = turn.map { reward[Int($0)] }
    self.start = start
    self.end = end
    longestDelay = max(0, longest - 1)
    ownTurn = batch.repeatedPerDecision((0..<Int32(batch.turnCount)).map { $0 })
  }

  /// Where the turns after a decision stand in the list.
  @inline(__always)
  func range(after decision: Int32) -> (first: Int32, end: Int32) {
    (start[Int(decision)], end[Int(decision)])
  }

  /// How many turns after that of a decision a place of the list is.
  @inline(__always)
  func delay(of place: Int32, after own: Int32) -> Int { Int(turn[Int(place)] - own) }
}

/// Some listed turns after a decision, as a range of the list.
struct Reach {
  let decision: Int32
  let choice: Int32
  let first: Int32
  let end: Int32
}

/// All turns that the decisions of one context reach, choice after choice.
struct Reaches {
  /// What is reached. Reaches of one choice are consecutive.
  private(set) var all: [Reach] = []

  /// Turns to a context.
  mutating func take(_ context: Int, in table: DecisionContexts, _ later: LaterTurns) {
    all.removeAll(keepingCapacity: true)
    for choice in table.choices(of: context) {
      for decision in table.choices[choice] {
        let range = later.range(after: decision)
        guard range.first < range.end else { continue }
        all.append(Reach(decision: decision, choice: Int32(choice), first: range.first, end: range.end))
      }
    }
  }
}

/// The turns that the decisions of one context reach, parted by how many turns later they come: a counting sort of them.
struct DelayedReaches {
  private var reaches = Reaches()
  private var parted: [Reach] = []
  /// Where each delay begins; one place to spare, so that a delay's entry can count up to the next one.
  private var start: [Int32]
  /// The delays from the shortest to the longest.
  private(set) var delays = 0..<0
  /// Whether something that comes after each delay is rewarded.
  private var isRewarded: [Bool]

  /// No reaches yet, for delays of at most so many turns.
  init(longest: Int) {
    start = [Int32](repeating: 0, count: longest + 3)
    isRewarded = [Bool](repeating: false, count: longest + 1)
  }

  /// Turns to a context.
  ///
  /// - Complexity: O(turns reached + the longest delay).
  mutating func take(_ context: Int, in table: DecisionContexts, _ later: LaterTurns) {
    for delay in delays.lowerBound..<delays.upperBound + 2 { start[delay] = 0 }
    for delay in delays { isRewarded[delay] = false }
    delays = 0..<0
    reaches.take(context, in: table, later)
    guard let some = reaches.all.first else { return }
    var (shortest, longest, count) = (Int.max, 0, 0)
    for reach in reaches.all {
      // Listed turns stand in order.
      let own = later.ownTurn[Int(reach.decision)]
      shortest = min(shortest, later.delay(of: reach.first, after: own))
      longest = max(longest, later.delay(of: reach.end - 1, after: own))
      count += Int(reach.end - reach.first)
      for place in reach.first..<reach.end {
        let delay = later.delay(of: place, after: own)
        start[delay + 2] += 1
        if later.reward[Int(place)] != 0 { isRewarded[delay] = true }
      }
    }
    start[shortest + 1] = 0
    delays = shortest..<longest + 1
    for delay in delays { start[delay + 2] += start[delay + 1] }
    if parted.count < count { parted += repeatElement(some, count: count - parted.count) }
    for reach in reaches.all {
      let own = later.ownTurn[Int(reach.decision)]
      for place in reach.first..<reach.end {
        let delay = later.delay(of: place, after: own)
        parted[Int(start[delay + 1])] = Reach(
          decision: reach.decision, choice: reach.choice, first: place, end: place + 1)
        start[delay + 1] += 1
      }
    }
  }

  /// Whether something that comes so many turns later is rewarded: what is not owes nothing to anybody.
  func isRewarded(after delay: Int) -> Bool { isRewarded[delay] }

  /// What comes so many turns later. Reaches of one choice are consecutive.
  func coming(after delay: Int) -> ArraySlice<Reach> { parted[Int(start[delay])..<Int(start[delay + 1])] }
}
