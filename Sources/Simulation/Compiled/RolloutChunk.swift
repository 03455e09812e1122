import Ground

/// What one chunk of episodes leaves behind: the least that every column of a batch follows from.
///
/// A class, because it owns raw memory. Unchecked: its properties are constants, and nobody writes to the memory
/// after it is made.
final class RolloutChunk: @unchecked Sendable {
  /// Outcome drawn in each turn, an index of the tables.
  let outcomes: UnsafeBufferPointer<Int32>
  /// Choice made by each decision, an index of the tables.
  let choices: UnsafeBufferPointer<Int32>
  let episodes: [Episode]

  /// What is known of an episode beside its turns.
  struct Episode {
    /// Node before the first turn.
    let start: Int32
    /// Number of turns of the chunk's episodes up to this one.
    let turnEnd: Int32
    /// Which of the last node's endings was drawn, an index of the tables.
    let ending: Int32
  }

  deinit {
    outcomes.deallocate()
    choices.deallocate()
  }

  /// Plays the episodes of a range.
  init(_ range: Range<Int>, of plan: Rollouts.Plan, on mdp: TurnMDP, with walker: Walker) {
    if let table = mdp.walk {
      let runs = InterleavedWalks.play(range, of: plan, on: table, with: walker, from: mdp.start)
      var episodes: [Episode] = []
      episodes.reserveCapacity(range.count)
      for run in runs {
        let first = episodes.last?.turnEnd ?? 0
        episodes += run.episodes.map {
          Episode(start: $0.start, turnEnd: first + $0.turnEnd, ending: $0.ending)
        }
      }
      self.episodes = episodes
      outcomes = GrowingColumn.joining(runs.map(\.recorder.outcomes))
      choices = GrowingColumn.joining(runs.map(\.recorder.choices))
      return
    }
    let draws = plan.draws
    let starts = StartSampler(mdp.start, plan)
    var recorder = RolloutRecorder()
    var episodes: [Episode] = []
    episodes.reserveCapacity(range.count)
    var start = starts.node(ofGroup: range.lowerBound / plan.groupSize)
    for episode in range {
      if episode % plan.groupSize == 0 { start = starts.node(ofGroup: episode / plan.groupSize) }
      recorder.reserve(turns: mdp.horizon, agents: mdp.agents.count)
      let finish = walker.play(
        from: start, turn: 0, draws: draws, episode: UInt64(episode), into: &recorder)
      episodes.append(
        Episode(start: start, turnEnd: Int32(recorder.outcomes.count), ending: finish.ending))
    }
    self.episodes = episodes
    outcomes = recorder.outcomes.written
    choices = recorder.choices.written
  }

  /// Plays all episodes of a plan in a world that grows, one after the other.
  init(of plan: Rollouts.Plan, in world: inout GrowingWorld) throws {
    let starts = StartSampler(world.world.start, plan)
    var recorder = RolloutRecorder()
    var episodes: [Episode] = []
    episodes.reserveCapacity(plan.groups * plan.groupSize)
    do {
      for episode in 0..<plan.groups * plan.groupSize {
        let start = try world.start(ofGroup: episode / plan.groupSize, starts)
        recorder.reserve(turns: world.world.horizon, agents: world.world.agents.count)
        let finish = try world.play(
          from: start, turn: 0, draws: plan.draws, episode: UInt64(episode), into: &recorder)
        episodes.append(
          Episode(start: start, turnEnd: Int32(recorder.outcomes.count), ending: finish.ending))
      }
    } catch {
      recorder.outcomes.written.deallocate()
      recorder.choices.written.deallocate()
      throw error
    }
    self.episodes = episodes
    outcomes = recorder.outcomes.written
    choices = recorder.choices.written
  }
}

/// Outcomes and choices as they are drawn.
struct RolloutRecorder: TurnRecorder {
  private(set) var outcomes = GrowingColumn()
  private(set) var choices = GrowingColumn()

  var turnCount: Int { outcomes.count }

  /// Makes room for one more episode.
  mutating func reserve(turns: Int, agents: Int) {
    outcomes.reserve(turns)
    choices.reserve(turns * agents)
  }

  @inline(__always)
  mutating func decide(choice: Int) { choices.append(choice) }

  @inline(__always)
  mutating func finishTurn(outcome: Int) { outcomes.append(outcome) }
}

/// Indices in memory that grows by doubling. Appending does not look at the capacity: room is made before.
struct GrowingColumn {
  private(set) var count = 0
  private var capacity = 0
  private var base = UnsafeMutablePointer<Int32>.allocate(capacity: 0)

  /// What was appended; whoever takes it frees it.
  var written: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: base, count: count) }

  /// What columns hold, one after the other; they are freed.
  static func joining(_ columns: [GrowingColumn]) -> UnsafeBufferPointer<Int32> {
    let count = columns.reduce(0) { $0 + $1.count }
    let joined = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    var place = 0
    for column in columns {
      (joined + place).update(from: column.base, count: column.count)
      place += column.count
      column.base.deallocate()
    }
    return UnsafeBufferPointer(start: joined, count: count)
  }

  @inline(__always)
  mutating func append(_ index: Int) {
    base[count] = Int32(truncatingIfNeeded: index)
    count += 1
  }

  mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(2 * capacity, count + more, 16_384)
    let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}

/// Draws the start of a group: all its episodes begin in the same node.
struct StartSampler {
  /// The nodes that it draws from; none where initial states are not listed.
  private let node: [Int32]
  /// Cumulative probability; infinite for the last, so that a draw always finds a start.
  private let threshold: [Double]
  private let draws: PhiloxStream

  init(_ start: [(node: Int32, probability: Double)], _ plan: Rollouts.Plan) {
    var threshold: [Double] = []
    for (_, probability) in start { threshold.append((threshold.last ?? 0) + probability) }
    if !threshold.isEmpty { threshold[threshold.count - 1] = .infinity }
    node = start.map(\.node)
    self.threshold = threshold
    draws = PhiloxStream(
      seed: plan.seed, purpose: plan.isForFitting ? .fittingStart : .start, lane: plan.batch)
  }

  /// Whether there is something to draw from.
  var isListed: Bool { !node.isEmpty }

  /// The number in `[0, 1)` of a group, or of one of several things that chance decides of its start.
  func unit(ofFactor factor: Int, group: Int) -> Double {
    let block = draws.block(episode: UInt64(group), turn: 0, draw: UInt64(factor / 4))
    return PhiloxStream.unit(block[UInt64(factor % 4)])
  }

  func node(ofGroup group: Int) -> Int32 {
    let draw = unit(ofFactor: 0, group: group)
    var index = 0
    while draw >= threshold[index] { index += 1 }
    return node[index]
  }
}
