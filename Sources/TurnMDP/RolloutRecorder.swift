import CRandom123
import Trajectories

/// Columns of one chunk of episodes, in memory that grows by doubling and is written without bounds bookkeeping.
///
/// A class, because it owns raw memory. Unchecked: one thread fills it, and it is only read after that.
final class RolloutRecorder: @unchecked Sendable {
  private(set) var turnCount = 0
  private(set) var decisionCount = 0
  private var turnCapacity = 0
  private var decisionCapacity = 0

  private(set) var node = UnsafeMutablePointer<Int32>.allocate(capacity: 0)
  private(set) var reward = UnsafeMutablePointer<Double>.allocate(capacity: 0)
  private(set) var decisionEnd = UnsafeMutablePointer<Int32>.allocate(capacity: 0)
  private(set) var information = UnsafeMutablePointer<Int32>.allocate(capacity: 0)
  private(set) var choice = UnsafeMutablePointer<Int32>.allocate(capacity: 0)

  private(set) var turnEnd: [Int32] = []
  private(set) var ending: [Int32] = []
  private(set) var finalNode: [Int32] = []

  deinit {
    node.deallocate()
    reward.deallocate()
    decisionEnd.deallocate()
    information.deallocate()
    choice.deallocate()
  }

  /// Plays the episodes of a range.
  static func record(
    _ episodes: Range<Int>, of plan: Rollouts.Plan, on mdp: TurnMDP, policy: Policy, with walker: Walker
  ) -> RolloutRecorder {
    let recorder = RolloutRecorder()
    let draws = PhiloxStream(
      seed: plan.seed, purpose: plan.isForFitting ? .fitting : .rollout, lane: plan.batch)
    let starts = StartSampler(mdp, plan)
    var columns = Columns(recorder: recorder)
    for episode in episodes {
      recorder.reserve(turns: mdp.horizon, decisions: mdp.horizon * mdp.agents.count)
      let start = starts.node(ofGroup: episode / plan.groupSize)
      let finish = walker.play(
        from: start, turn: 0, draws: draws, episode: UInt64(episode), into: &columns)
      recorder.turnEnd.append(Int32(recorder.turnCount))
      recorder.ending.append(finish.ending)
      recorder.finalNode.append(finish.node)
      // The ending's reward is part of the last turn's.
      recorder.reward[recorder.turnCount - 1] += mdp.nodes.endingReward[Int(finish.ending)]
    }
    return recorder
  }

  /// Makes room for one more episode.
  private func reserve(turns: Int, decisions: Int) {
    if turnCount + turns > turnCapacity {
      let capacity = max(2 * turnCapacity, turnCount + turns, 4096)
      Self.grow(&node, turnCount, capacity)
      Self.grow(&reward, turnCount, capacity)
      Self.grow(&decisionEnd, turnCount, capacity)
      turnCapacity = capacity
    }
    if decisionCount + decisions > decisionCapacity {
      let capacity = max(2 * decisionCapacity, decisionCount + decisions, 4096)
      Self.grow(&information, decisionCount, capacity)
      Self.grow(&choice, decisionCount, capacity)
      decisionCapacity = capacity
    }
  }

  private static func grow<T>(_ column: inout UnsafeMutablePointer<T>, _ count: Int, _ capacity: Int) {
    let larger = UnsafeMutablePointer<T>.allocate(capacity: capacity)
    larger.moveInitialize(from: column, count: count)
    column.deallocate()
    column = larger
  }

  /// The recorder as the walker sees it.
  private struct Columns: TurnRecorder {
    let recorder: RolloutRecorder

    @inline(__always)
    mutating func decide(information: Int32, choice: Int) {
      recorder.information[recorder.decisionCount] = information
      recorder.choice[recorder.decisionCount] = Int32(truncatingIfNeeded: choice)
      recorder.decisionCount += 1
    }

    @inline(__always)
    mutating func finishTurn(node: Int32, reward: Double) {
      recorder.node[recorder.turnCount] = node
      recorder.reward[recorder.turnCount] = reward
      recorder.decisionEnd[recorder.turnCount] = Int32(truncatingIfNeeded: recorder.decisionCount)
      recorder.turnCount += 1
    }
  }
}

/// Draws the start of a group: all its episodes begin in the same node.
struct StartSampler {
  private let start: [(node: Int32, probability: Double)]
  private let draws: PhiloxStream

  init(_ mdp: TurnMDP, _ plan: Rollouts.Plan) {
    start = mdp.start
    draws = PhiloxStream(
      seed: plan.seed, purpose: plan.isForFitting ? .fittingStart : .start, lane: plan.batch)
  }

  func node(ofGroup group: Int) -> Int32 {
    let draw = PhiloxStream.unit(draws.block(episode: UInt64(group), turn: 0, draw: 0).word0)
    var cumulative = 0.0
    for (node, probability) in start.dropLast() {
      cumulative += probability
      if draw < cumulative { return node }
    }
    return start[start.count - 1].node
  }
}
