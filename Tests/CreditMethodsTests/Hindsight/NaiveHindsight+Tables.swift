import Foundation
import TestSupport
import Trajectories

/// What the formulas ask of the batch: frequencies, rewards and states.
extension NaiveHindsight {
  /// w(s, a, u): what taking an action in a context makes of the frequency of an outcome.
  func contribution(of action: String, in context: String, to outcome: String) -> Double {
    let rows = alike[context] ?? []
    let own = rows.filter { $0.action == action }
    let occurrences = { (rows: [Row]) in
      rows.map { $0.outcomes[later($0)].count { $0 == outcome } }.reduce(0, +)
    }
    return Double(occurrences(own)) / Double(occurrences(rows)) / (Double(own.count) / Double(rows.count)) - 1
  }

  func later(_ row: Row) -> Range<Int> { row.turn + 1..<episodes[row.episode].turns.count }

  func outcome(_ episode: Int, _ turn: Int) -> String {
    switch parameters["outcome"]?.description {
    case "reward": rounded(reward(episode, turn))
    case "state": key(episode, turn)
    default: "\(key(episode, turn)) \(rounded(reward(episode, turn)))"
    }
  }

  func prior(_ row: Row) -> Double {
    let own = context(of: row).filter { $0.action == row.action }
    guard parameters.text("policy") == "logprob" else {
      return Double(own.count) / Double(context(of: row).count)
    }
    return own.map { exp(logProbabilities[$0.index]) }.reduce(0, +) / Double(own.count)
  }

  func teammates(_ row: Row) -> [String] {
    let own = decision(row).agent
    return episodes[row.episode].turns[row.turn].decisions.filter { $0.agent != own }
      .map { "\($0.agent) \($0.action)" }.sorted()
  }

  func immediate(_ row: Row) -> Double {
    let own = { (row: Row) in reward(row.episode, row.turn) - rowPenalty(row.episode, row.turn) }
    let all = context(of: row).map(own)
    return own(row) - all.reduce(0, +) / Double(all.count)
  }

  // MARK: Rewards and states

  private var rewards: PlainRewards { PlainRewards(episodes, parameters) }

  func reward(_ episode: Int, _ turn: Int, penalised: Bool = true) -> Double {
    rewards.reward(episode, turn, penalised: penalised)
  }

  func rowPenalty(_ episode: Int, _ turn: Int) -> Double { rewards.ownLoss(episode, turn) }

  func episodeReturn(_ episode: Int, penalised: Bool = true) -> Double {
    rewards.total(episode, penalised: penalised)
  }

  func returnToGo(_ row: Row) -> Double {
    guard case .number(let gamma)? = parameters["gamma"] else { return 0 }
    let sum = (row.turn..<episodes[row.episode].turns.count).map { turn in
      pow(gamma, Double(turn - row.turn)) * reward(row.episode, turn)
    }.reduce(0, +)
    return sum - rowPenalty(row.episode, row.turn)
  }

  func key(_ episode: Int, _ index: Int) -> String {
    episodes[episode].turns[index].key(parameters.text("key"))
  }

  func decision(_ row: Row) -> DecisionDraft {
    episodes[row.episode].turns[row.turn].decisions[row.slot]
  }

  /// Nine decimals, as text without a negative zero.
  func rounded(_ number: Double) -> String {
    let text = String(format: "%.9f", number)
    return text == "-0.000000000" ? "0.000000000" : text
  }
}
