import Ground

/// What agents do in the turns of a replay that the policy does not decide alone, as small integers.
///
/// One directive for each agent of the team in each of `count` turns from `first` on: the symbol of an action to take
/// where it is legal, or one of the constants below.
struct Directives {
  /// The policy that plays on draws.
  static let policy: Int32 = -1
  /// The scenario's default action.
  static let defaultAction: Int32 = -2
  /// Another policy draws; `otherPolicy - k` is the one of index `k`, at least 1.
  static let otherPolicy: Int32 = -2

  /// First turn that has directives.
  let first: Int
  /// Number of turns that have directives.
  let count: Int
  /// Index of the first directive.
  let start: Int
  /// Number of agents of the team.
  let agents: Int
}

extension Walker {
  /// Plays from a node at the directives' first turn, those turns as they say and the rest by the policy.
  ///
  /// Draws have the addresses that they have without directives, so that an action which is forced leaves every other
  /// draw as it was.
  ///
  /// - Parameters:
  ///   - node: The node, not terminal.
  ///   - counted: The turn from which on rewards count, undiscounted there.
  ///   - directives: What `table` holds.
  ///   - policies: Cumulative probabilities of all choices, policy after policy; the first is the one that plays on.
  @inline(__always)
  func play(
    from node: Int32, countingFrom counted: Int, _ directives: Directives, table: borrowing Span<Int32>,
    policies: borrowing Span<Double>, draws: PhiloxStream, episode: UInt64, branch: UInt64,
    into recorder: inout some TurnRecorder
  ) -> ReplayFinish {
    var node = Int(node)
    var turn = directives.first
    let end = min(horizon, directives.first + directives.count)
    var total = 0.0
    var weight = 1.0
    var lastWeight = 1.0
    var substitutions: Int32 = 0
    while turn < end {
      let slots = nodes.slots(of: node)
      if slots.isEmpty { break }
      let block = draws.block(
        episode: episode, turn: UInt64(truncatingIfNeeded: turn), draw: 0, branch: branch)
      let row = directedRow(
        node, slots, directives.start + (turn - directives.first) * directives.agents, table, policies,
        first: block, draws, episode, turn, branch, &substitutions)
      let outcome = pick(
        block.word0, nodes.outcomeThreshold.span, Int(nodes.outcomeStart[row]),
        Int(nodes.outcomeStart[row + 1])
      )
      recorder.finishTurn(outcome: outcome)
      if turn >= counted {
        total += weight * nodes.outcomeReward[outcome]
        lastWeight = weight
        weight *= discount
      }
      node = Int(nodes.outcomeNode[outcome])
      turn += 1
    }
    let rest = play(
      from: Int32(truncatingIfNeeded: node), turn: turn, draws: draws, episode: episode, branch: branch,
      into: &recorder)
    total += (rest.turns == 0 ? lastWeight : weight) * rest.return
    let played = Int32(truncatingIfNeeded: turn - directives.first) + rest.turns
    return ReplayFinish(
      finish: Finish(
        node: rest.node, ending: rest.ending, turns: played, return: total, status: rest.status,
        score: rest.score),
      isReached: turn > counted || rest.turns > 0, substitutions: substitutions)
  }

  /// The joint action of a turn by its directives; an absolute row.
  @inline(__always)
  private func directedRow(
    _ node: Int, _ slots: Range<Int>, _ firstDirective: Int, _ table: borrowing Span<Int32>,
    _ policies: borrowing Span<Double>, first: PhiloxBlock, _ draws: PhiloxStream, _ episode: UInt64,
    _ turn: Int, _ branch: UInt64, _ substitutions: inout Int32
  ) -> Int {
    var words = first
    var joint = 0
    for slot in slots {
      let place = slot - slots.lowerBound + 1
      if place % 4 == 0 {
        words = draws.block(
          episode: episode, turn: UInt64(truncatingIfNeeded: turn),
          draw: UInt64(truncatingIfNeeded: place / 4), branch: branch)
      }
      let word =
        switch place % 4 {
        case 0: words.word0
        case 1: words.word1
        case 2: words.word2
        default: words.word3
        }
      let known = Int(nodes.slotInformation[slot])
      let choices = information.choices(of: known)
      let directive = table[firstDirective + Int(information.agent[known])]
      let choice: Int
      if directive >= 0 {
        if let legal = legalChoice(of: UInt32(directive), in: choices) {
          choice = legal
        } else {
          choice = pick(word, threshold.span, choices.lowerBound, choices.upperBound)
          substitutions += 1
        }
      } else if directive == Directives.defaultAction {
        choice = choices.lowerBound + Int(nodes.slotDefault[slot])
      } else {
        let offset =
          directive == Directives.policy
          ? 0 : Int(Directives.otherPolicy - directive) * information.choiceAction.count
        choice =
          pick(word, policies, offset + choices.lowerBound, offset + choices.upperBound) - offset
      }
      joint = joint * choices.count + (choice - choices.lowerBound)
    }
    return Int(nodes.rowStart[node]) + joint
  }

  /// The choice whose action has a symbol; `nil` if none has.
  @inline(__always)
  func legalChoice(of action: UInt32, in choices: Range<Int>) -> Int? {
    for choice in choices where information.choiceAction[choice] == action { return choice }
    return nil
  }
}
