import Ground
import Simulation

/// The worth of coalitions as the mean return of simulated plays.
///
/// Draws are Philox(seed; game, turn, draw, unit and continuation): the coalitions that one sampling unit asks for are
/// played with the same random numbers, so that their differences vary less.
struct ReplayedWorth {
  private let play: MixedPlay
  private let walker: Walker
  private let draws: PhiloxStream
  private let game: UInt64
  private let continuations: Int
  /// Plays so far.
  private(set) var replays = 0
  /// Turns of those plays.
  private(set) var turns = 0

  /// The turn whose draws choose where a play begins; no play gets there.
  private static let startTurn = UInt64.max

  init(
    _ play: MixedPlay, seed: UInt64, batch: UInt32, game: Int, continuations: Int
  ) {
    self.play = play
    walker = Walker(play.graph.solution.mdp, play.graph.solution.policy)
    draws = PhiloxStream(seed: seed, purpose: .coalition, lane: batch)
    self.game = UInt64(game)
    self.continuations = continuations
  }

  /// The mean return of a coalition's plays; `unit` names their draws.
  mutating func worth(of members: [Bool], unit: Int) -> Double {
    var sum = 0.0
    for continuation in 0..<continuations {
      sum += playOnce(members, branch: UInt64(unit) * UInt64(continuations) + UInt64(continuation))
    }
    replays += continuations
    return sum / Double(continuations)
  }

  private mutating func playOnce(_ members: [Bool], branch: UInt64) -> Double {
    let graph = play.graph
    let mdp = graph.solution.mdp
    var cell = startCell(branch: branch)
    var total = 0.0
    var weight = 1.0
    var lastWeight = 1.0
    for layer in 0...play.lastLayer {
      let turn = graph.firstTurn + layer
      let node = graph.node[cell]
      let isOver = mdp.nodes.isTerminal(Int(node))
      let row = isOver ? nil : row(of: cell, members, turn: turn, branch: branch)
      guard layer < play.lastLayer, let row else {
        var recorder = NoRecorder()
        let finish = walker.play(
          from: node, turn: turn, forcedRow: row.map { mdp.nodes.rows(of: Int(node)).lowerBound + $0 },
          draws: draws, episode: game, branch: branch, into: &recorder)
        turns += Int(finish.turns)
        // The ending is paid with the last turn's reward.
        return total + (isOver ? lastWeight : weight) * finish.return
      }
      let block = draws.block(episode: game, turn: UInt64(turn), draw: 0, branch: branch)
      let solved = mdp.nodes.rows(of: Int(node)).lowerBound + row
      let outcomes = mdp.nodes.outcomes(of: solved)
      let unit = PhiloxStream.unit(block.word0)
      let outcome =
        outcomes.first { unit < mdp.nodes.outcomeThreshold[$0] } ?? outcomes.upperBound - 1
      total += weight * mdp.nodes.outcomeReward[outcome]
      lastWeight = weight
      weight *= mdp.discount
      turns += 1
      let place = graph.outcomeStart[graph.rows(of: cell).lowerBound + row] + outcome - outcomes.lowerBound
      cell = Int(graph.outcomeNext[place])
    }
    return total
  }

  private func startCell(branch: UInt64) -> Int {
    let start = play.graph.start
    guard start.count > 1 else { return start[0].cell }
    let block = draws.block(episode: game, turn: Self.startTurn, draw: 0, branch: branch)
    var left = PhiloxStream.unit(block.word0)
    for (cell, probability) in start {
      if left < probability { return cell }
      left -= probability
    }
    return start[start.count - 1].cell
  }

  /// The joint action of a cell, counted from its first; agents draw with the words that they draw with in episodes.
  private func row(of cell: Int, _ members: [Bool], turn: Int, branch: UInt64) -> Int {
    let slots = play.graph.slots(of: cell)
    var row = 0
    for slot in slots {
      let first = Int(play.graph.slotChoice[slot])
      let choices = first..<first + Int(play.graph.slotActions[slot])
      let role = play.roles[slot]
      let isPresent = role.player < 0 || members[Int(role.player)]
      let rule = isPresent ? role.present : role.absent
      let action: Int
      if rule.code >= 0 {
        action = Int(rule.code)
      } else {
        let unit = PhiloxStream.unit(word(slot - slots.lowerBound + 1, turn: turn, branch: branch))
        action =
          rule == .uniform
          ? min(Int(unit * Double(choices.count)), choices.count - 1)
          : (choices.first { unit < play.graph.solution.policy.threshold[$0] } ?? choices.upperBound - 1)
            - choices.lowerBound
      }
      row = row * choices.count + action
    }
    return row
  }

  private func word(_ place: Int, turn: Int, branch: UInt64) -> UInt64 {
    let block = draws.block(
      episode: game, turn: UInt64(turn), draw: UInt64(place / 4), branch: branch)
    return switch place % 4 {
    case 0: block.word0
    case 1: block.word1
    case 2: block.word2
    default: block.word3
    }
  }
}
