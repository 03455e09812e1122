import TestSupport
import Trajectories

/// COMA with a learned tabular critic from its formulas, with strings and dictionaries, over episodes as they are
/// written by hand; rewards are those of the trace.
struct NaiveJointCritic {
  let episodes: [EpisodeDraft]
  /// Whether the critic sees the privileged state, or else what the agents observe.
  let seesState: Bool
  let gamma: Double
  /// Lambda of the targets; `nil` for expected SARSA.
  let decay: Double?
  let sweeps: Int

  /// The credit of every decision.
  func credits() -> [Double] {
    let values = table()
    return places.flatMap { episode, turn in
      let draft = episodes[episode].turns[turn]
      return draft.decisions.indices.map { own in
        let taken = values[cell(draft, turn, draft.decisions)] ?? .nan
        var sums = (value: 0.0, weight: 0.0)
        for (action, probability) in policy(draft, draft.decisions[own]) {
          var others = draft.decisions
          others[own].action = action
          guard let value = values[cell(draft, turn, others)] else { continue }
          sums.value += probability * value
          sums.weight += probability
        }
        return taken - sums.value / sums.weight
      }
    }
  }

  private var places: [(Int, Int)] {
    episodes.indices.flatMap { episode in episodes[episode].turns.indices.map { (episode, $0) } }
  }

  /// Q after the sweeps, all of them starting from 0.
  private func table() -> [String: Double] {
    var values: [String: Double] = [:]
    for (episode, turn) in places {
      values[cell(episodes[episode].turns[turn], turn, episodes[episode].turns[turn].decisions)] = 0
    }
    for _ in 0..<(decay == 1 ? 1 : sweeps) {
      var sums: [String: (sum: Double, count: Double)] = [:]
      for (episode, turn) in places {
        let draft = episodes[episode].turns[turn]
        let name = cell(draft, turn, draft.decisions)
        sums[name, default: (0, 0)].sum += target(episode, turn, values)
        sums[name, default: (0, 0)].count += 1
      }
      values = sums.mapValues { $0.sum / $0.count }
    }
    return values
  }

  private func target(_ episode: Int, _ turn: Int, _ values: [String: Double]) -> Double {
    let turns = episodes[episode].turns
    guard turn + 1 < turns.count else { return turns[turn].reward }
    let next = turns[turn + 1]
    guard let decay else {
      let tried = values.keys.filter { $0.hasPrefix(seen(next, turn + 1)) }
      var sums = (value: 0.0, weight: 0.0)
      for joint in joints(next) where tried.contains(cell(next, turn + 1, joint.decisions)) {
        sums.value += joint.probability * (values[cell(next, turn + 1, joint.decisions)] ?? .nan)
        sums.weight += joint.probability
      }
      return turns[turn].reward + gamma * sums.value / sums.weight
    }
    let value = values[cell(next, turn + 1, next.decisions)] ?? .nan
    return turns[turn].reward
      + gamma * ((1 - decay) * value + decay * target(episode, turn + 1, values))
  }

  /// The joint actions that the policies of a turn's agents can draw.
  private func joints(_ turn: TurnDraft) -> [(decisions: [DecisionDraft], probability: Double)] {
    turn.decisions.reduce([([], 1)]) { partial, decision in
      partial.flatMap { prefix in
        policy(turn, decision).map { action, probability in
          var chosen = decision
          chosen.action = action
          return (prefix.0 + [chosen], prefix.1 * probability)
        }
      }
    }
  }

  /// How often an agent took each action given what it observed.
  private func policy(_ turn: TurnDraft, _ decision: DecisionDraft) -> [(String, Double)] {
    var counts: [String: Double] = [:]
    for (episode, index) in places {
      let other = episodes[episode].turns[index]
      for taken in other.decisions
      where taken.agent == decision.agent
        && (taken.observation ?? other.state) == (decision.observation ?? turn.state)
      { counts[taken.action, default: 0] += 1 }
    }
    let total = counts.values.reduce(0, +)
    return counts.keys.sorted().map { ($0, (counts[$0] ?? 0) / total) }
  }

  private func cell(_ draft: TurnDraft, _ turn: Int, _ decisions: [DecisionDraft]) -> String {
    seen(draft, turn) + decisions.map { "\($0.agent) does \($0.action)" }.sorted().joined(separator: ", ")
  }

  private func seen(_ draft: TurnDraft, _ turn: Int) -> String {
    let known = draft.decisions.map { "\($0.agent) sees \($0.observation ?? draft.state)" }.sorted()
    return "\(seesState ? draft.privileged ?? "" : known.joined(separator: ", ")) at \(turn): "
  }
}
