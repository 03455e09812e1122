import TestSupport
import Trajectories

/// A value critic from its formulas, with strings and dictionaries, over episodes as they are written by hand.
struct NaiveCritic {
  enum View: CaseIterable {
    case information
    case privileged
    case both
  }

  let episodes: [EpisodeDraft]
  let view: View
  let parameters: ParameterValues

  /// The credit of every decision.
  func credits() -> [Double] {
    let gamma = parameters.number("gamma")
    let lambda = parameters.text("advantage") == "gae" ? parameters.number("lambda") : 0
    let value = means { episode, turn in
      (turn..<episodes[episode].turns.count).reduce(0) { sum, later in
        sum + power(gamma, later - turn) * reward(episode, later)
      }
    }
    let penalty = means(rowPenalty)
    return episodes.indices.flatMap { episode in
      episodes[episode].turns.indices.flatMap { turn in
        var advantage = penalty(episode, turn) - rowPenalty(episode, turn)
        for later in turn..<episodes[episode].turns.count {
          let next = later + 1 < episodes[episode].turns.count ? value(episode, later + 1) : 0
          let delta = reward(episode, later) + gamma * next - value(episode, later)
          advantage += power(gamma * lambda, later - turn) * delta
        }
        return episodes[episode].turns[turn].decisions.map { _ in advantage }
      }
    }
  }

  /// The weighted mean of a number of turns over the turns that look alike.
  private func means(_ number: (Int, Int) -> Double) -> (Int, Int) -> Double {
    var sums: [String: (weighted: Double, weight: Double)] = [:]
    for episode in episodes.indices {
      for turn in episodes[episode].turns.indices {
        let weight =
          parameters.text("weighting") == "turns" ? 1 : 1 / Double(episodes[episode].turns.count)
        sums[cell(episode, turn), default: (0, 0)].weighted += weight * number(episode, turn)
        sums[cell(episode, turn), default: (0, 0)].weight += weight
      }
    }
    return { episode, turn in
      sums[cell(episode, turn)].map { $0.weighted / $0.weight } ?? .nan
    }
  }

  private func cell(_ episode: Int, _ turn: Int) -> String {
    let row = episodes[episode].turns[turn]
    let known = row.decisions.map { "\($0.agent) sees \($0.observation ?? row.state)" }.sorted().joined(
      separator: ", ")
    let hidden = row.privileged ?? ""
    let seen =
      switch view {
      case .information: known
      case .privileged: hidden
      case .both: "\(known) in \(hidden)"
      }
    return parameters.flag("turnIndex") ? "\(seen) at \(turn)" : seen
  }

  func reward(_ episode: Int, _ turn: Int) -> Double {
    PlainRewards(episodes, parameters).reward(episode, turn)
  }

  func rowPenalty(_ episode: Int, _ turn: Int) -> Double {
    PlainRewards(episodes, parameters).ownLoss(episode, turn)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
