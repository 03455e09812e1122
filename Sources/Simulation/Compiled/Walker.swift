package import Ground
package import Trajectories

/// What an episode leaves behind while it is played. Recorders are generic arguments, so that a replay that keeps
/// only its return pays for nothing else.
package protocol TurnRecorder {
  /// An agent made a decision in the current turn.
  mutating func decide(choice: Int)
  /// The turn is over.
  mutating func finishTurn(outcome: Int)
}

/// Keeps nothing.
package struct NoRecorder: TurnRecorder {
  /// Never read: the sanitizer of threads ends at an `inout` of a value without size.
  private let filler: UInt8 = 0

  package init() {}
  package mutating func decide(choice: Int) {}
  package mutating func finishTurn(outcome: Int) {}
}

/// The end of a played episode.
package struct Finish {
  /// Node after the last turn.
  package let node: Int32
  /// Which of its endings was drawn, an index of the tables.
  package let ending: Int32
  /// Number of turns played.
  package let turns: Int32
  /// Discounted sum of rewards from the first played turn on, that turn's reward undiscounted, the ending's reward
  /// included.
  package let `return`: Double
  /// How it ended, and with which terminal score.
  package let status: OutcomeStatus
  package let score: Double
}

/// Plays episodes on the tables.
///
/// Turn `t` of episode `e` uses the block of draws at address (e, t, 0): word 0 for the transition (and, at the turn
/// after the last, for the ending), words 1 to 3 for the first three acting agents, further blocks for more.
package struct Walker {
  let nodes: NodeTable
  let information: InformationTable
  let threshold: [Double]
  let horizon: Int
  let discount: Double
  /// Number of agents of the team.
  let agents: Int

  package init(_ mdp: TurnMDP, _ policy: TabularPolicy) {
    nodes = mdp.nodes
    information = mdp.information
    threshold = policy.threshold
    horizon = mdp.horizon
    discount = mdp.discount
    agents = mdp.agents.count
  }

  /// Plays from a node at a turn until the episode stops.
  ///
  /// - Parameters:
  ///   - node: The node, not terminal.
  ///   - turn: Its turn, below the horizon.
  ///   - forcedRow: The joint action of the first turn, a row of the tables; `nil` if the policy chooses.
  ///   - draws, episode, branch: The address of the draws.
  ///   - recorder: Receives turns and decisions; a forced joint action is not recorded.
  @inline(__always)
  package func play(
    from node: Int32, turn: Int, forcedRow: Int? = nil, draws: PhiloxStream, episode: UInt64,
    branch: UInt64 = 0,
    into recorder: inout some TurnRecorder
  ) -> Finish {
    let outcomeStart = nodes.outcomeStart.span
    let outcomeThreshold = nodes.outcomeThreshold.span
    let outcomeReward = nodes.outcomeReward.span
    let outcomeNode = nodes.outcomeNode.span
    let slotStart = nodes.slotStart.span
    let endingStart = nodes.endingStart.span
    var node = Int(node)
    var turn = turn
    var played: Int32 = 0
    var total = 0.0
    var weight = 1.0
    // The ending is paid with the last turn's reward, and so carries that turn's discount.
    var lastWeight = 1.0
    var block = draws.block(episode: episode, turn: UInt64(truncatingIfNeeded: turn), draw: 0, branch: branch)
    while turn < horizon {
      let slots = Int(slotStart[unchecked: node])..<Int(slotStart[unchecked: node + 1])
      if slots.isEmpty { break }
      // One turn ahead: the generator works while this turn waits for the tables.
      let following = draws.block(
        episode: episode, turn: UInt64(truncatingIfNeeded: turn + 1), draw: 0, branch: branch)
      let row: Int
      if played == 0, let forcedRow {
        row = forcedRow
      } else {
        row = chooseRow(node, slots, first: block, draws, episode, turn, branch, &recorder)
      }
      let outcome = pick(
        block.word0, outcomeThreshold,
        Int(outcomeStart[unchecked: row]), Int(outcomeStart[unchecked: row + 1]))
      let reward = outcomeReward[unchecked: outcome]
      recorder.finishTurn(outcome: outcome)
      total += weight * reward
      lastWeight = weight
      weight *= discount
      node = Int(outcomeNode[unchecked: outcome])
      turn += 1
      played += 1
      block = following
    }
    let ending = pick(
      block.word0, nodes.endingThreshold.span,
      Int(endingStart[unchecked: node]), Int(endingStart[unchecked: node + 1]))
    total += lastWeight * nodes.endingReward.span[unchecked: ending]
    return Finish(
      node: Int32(truncatingIfNeeded: node), ending: Int32(truncatingIfNeeded: ending), turns: played,
      return: total, status: nodes.endingStatus[ending], score: nodes.endingScore[ending])
  }

  /// Draws every acting agent's action; the joint action's row.
  @inline(__always)
  private func chooseRow(
    _ node: Int, _ slots: Range<Int>, first: PhiloxBlock, _ draws: PhiloxStream, _ episode: UInt64,
    _ turn: Int,
    _ branch: UInt64,
    _ recorder: inout some TurnRecorder
  ) -> Int {
    let slotInformation = nodes.slotInformation.span
    var words = first
    var joint = 0
    var slot = slots.lowerBound
    while slot < slots.upperBound {
      let place = slot - slots.lowerBound + 1
      if place % 4 == 0 {
        words = draws.block(
          episode: episode, turn: UInt64(truncatingIfNeeded: turn),
          draw: UInt64(truncatingIfNeeded: place / 4),
          branch: branch)
      }
      let word =
        switch place % 4 {
        case 0: words.word0
        case 1: words.word1
        case 2: words.word2
        default: words.word3
        }
      decide(Int(slotInformation[unchecked: slot]), word, &joint, &recorder)
      slot += 1
    }
    return Int(nodes.rowStart.span[unchecked: node]) + joint
  }

  /// Draws the action of who knows something, which becomes the last part of a joint action.
  @inline(__always)
  func decide(_ known: Int, _ word: UInt64, _ joint: inout Int, _ recorder: inout some TurnRecorder) {
    let choiceStart = information.choiceStart.span
    let start = Int(choiceStart[unchecked: known])
    let end = Int(choiceStart[unchecked: known + 1])
    let choice = pick(word, threshold.span, start, end)
    joint = joint * (end - start) + (choice - start)
    recorder.decide(choice: choice)
  }

  /// The first index from `start` on whose threshold lies above the draw. Thresholds of a run end with infinity.
  @inline(__always)
  func pick(_ word: UInt64, _ thresholds: borrowing Span<Double>, _ start: Int, _ end: Int) -> Int {
    let draw = PhiloxStream.unit(word)
    var index = start
    while index < end - 1, draw >= thresholds[unchecked: index] { index += 1 }
    return index
  }
}
