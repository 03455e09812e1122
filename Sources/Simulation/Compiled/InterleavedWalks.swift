import Ground

/// Plays several runs of consecutive episodes in step, a piece of a turn of each at a time: on tables that are larger than
/// the caches, what one waits for in memory the others hide.
///
/// It plays what ``Walker`` plays, to the last bit: draws have addresses.
enum InterleavedWalks {
  /// Runs that are in step: enough to hide memory, few enough for the first cache.
  private static let laneCount = 32

  /// Plays the episodes of a range.
  ///
  /// - Returns: What was recorded of each run, in the order of the episodes.
  static func play(
    _ range: Range<Int>, of plan: Rollouts.Plan, on table: WalkTable, with walker: Walker,
    from start: [(node: Int32, probability: Double)]
  ) -> [WalkLane] {
    let count = min(laneCount, range.count)
    let starts = StartSampler(start, plan)
    let draws = plan.draws
    let prefetch = WalkPrefetch(table, walker)
    var lanes = (0..<count).map { lane in
      WalkLane(
        range.lowerBound + lane * range.count / count..<range.lowerBound + (lane + 1) * range.count / count)
    }
    for lane in lanes.indices { lanes[lane].begin(walker, starts, plan.groupSize, draws) }
    // Each loop reads what the loop before asked for, and asks for what the next one reads.
    while lanes.contains(where: \.goesOn) {
      for lane in lanes.indices { lanes[lane].lookAround(table, prefetch) }
      for lane in lanes.indices where lanes[lane].goesOn { lanes[lane].meet(walker, prefetch) }
      for lane in lanes.indices where lanes[lane].isActing { lanes[lane].recall(walker, prefetch) }
      for lane in lanes.indices where lanes[lane].isActing { lanes[lane].choose(walker, draws, prefetch) }
      for lane in lanes.indices where lanes[lane].isActing { lanes[lane].act(walker, prefetch) }
      for lane in lanes.indices {
        if lanes[lane].isActing {
          lanes[lane].move(table, draws, prefetch)
        } else if lanes[lane].goesOn {
          lanes[lane].finish(walker)
          lanes[lane].begin(walker, starts, plan.groupSize, draws)
        }
      }
    }
    return lanes
  }
}

/// A run of consecutive episodes: which one is played, and where it is.
struct WalkLane {
  private(set) var recorder = RolloutRecorder()
  private(set) var episodes: [RolloutChunk.Episode] = []
  /// Whether somebody acts in the turn.
  private(set) var isActing = false
  /// Whether an episode is played.
  var goesOn: Bool { episode < end }

  private var episode: Int
  private let end: Int
  private var start: Int32 = 0
  private var node = 0
  private var turn = 0
  private var block = PhiloxBlock(0, 0, 0, 0)
  private var firstSlot: Int32 = 0
  private var lastSlot: Int32 = 0
  /// What the first acting agent knows.
  private var known: Int32 = 0
  private var row = 0
  private var firstOutcome: Int32 = 0
  private var lastOutcome: Int32 = 0

  init(_ range: Range<Int>) {
    episode = range.lowerBound
    end = range.upperBound
    episodes.reserveCapacity(range.count)
  }

  /// Begins an episode, if one is left.
  mutating func begin(_ walker: Walker, _ starts: StartSampler, _ groupSize: Int, _ draws: PhiloxStream) {
    guard goesOn else {
      isActing = false
      return
    }
    recorder.reserve(turns: walker.horizon, agents: walker.agents)
    start = starts.node(ofGroup: episode / groupSize)
    node = Int(start)
    turn = 0
    block = draws.block(episode: UInt64(episode), turn: 0, draw: 0)
  }

  /// Who acts here.
  @inline(__always)
  mutating func lookAround(_ table: WalkTable, _ prefetch: WalkPrefetch) {
    let place = table.places.span[unchecked: node]
    firstSlot = place.firstSlot
    lastSlot = table.places.span[unchecked: node + 1].firstSlot
    row = Int(place.firstRow)
    prefetch.slots(Int(firstSlot))
  }

  /// What the first of them knows.
  @inline(__always)
  mutating func meet(_ walker: Walker, _ prefetch: WalkPrefetch) {
    isActing = turn < walker.horizon && firstSlot < lastSlot
    guard isActing else { return }
    known = walker.nodes.slotInformation.span[unchecked: Int(firstSlot)]
    prefetch.choices(Int(known))
  }

  /// What that one may do.
  @inline(__always)
  mutating func recall(_ walker: Walker, _ prefetch: WalkPrefetch) {
    prefetch.chances(Int(walker.information.choiceStart.span[unchecked: Int(known)]))
  }

  /// Draws the actions.
  @inline(__always)
  mutating func choose(_ walker: Walker, _ draws: PhiloxStream, _ prefetch: WalkPrefetch) {
    var words = block
    var known = Int(known)
    var joint = 0
    for slot in firstSlot..<lastSlot {
      let place = UInt64(slot - firstSlot) + 1
      if slot > firstSlot { known = Int(walker.nodes.slotInformation.span[unchecked: Int(slot)]) }
      if place % 4 == 0 {
        words = draws.block(episode: UInt64(episode), turn: UInt64(turn), draw: place / 4)
      }
      walker.decide(known, words[place], &joint, &recorder)
    }
    row += joint
    prefetch.rows(row)
  }

  /// Where the joint action may lead.
  @inline(__always)
  mutating func act(_ walker: Walker, _ prefetch: WalkPrefetch) {
    firstOutcome = walker.nodes.outcomeStart.span[unchecked: row]
    lastOutcome = walker.nodes.outcomeStart.span[unchecked: row + 1]
    prefetch.steps(Int(firstOutcome))
  }

  /// Draws where it leads.
  @inline(__always)
  mutating func move(_ table: WalkTable, _ draws: PhiloxStream, _ prefetch: WalkPrefetch) {
    let unit = PhiloxStream.unit(block.word0)
    var outcome = Int(firstOutcome)
    while outcome < Int(lastOutcome) - 1, unit >= table.steps.span[unchecked: outcome].threshold {
      outcome += 1
    }
    recorder.finishTurn(outcome: outcome)
    node = Int(table.steps.span[unchecked: outcome].node)
    prefetch.places(node)
    turn += 1
    block = draws.block(episode: UInt64(episode), turn: UInt64(turn), draw: 0)
  }

  /// Ends the episode.
  mutating func finish(_ walker: Walker) {
    let ending = walker.pick(
      block.word0, walker.nodes.endingThreshold.span, Int(walker.nodes.endingStart[node]),
      Int(walker.nodes.endingStart[node + 1]))
    episodes.append(
      RolloutChunk.Episode(start: start, turnEnd: Int32(recorder.turnCount), ending: Int32(ending)))
    episode += 1
  }
}
