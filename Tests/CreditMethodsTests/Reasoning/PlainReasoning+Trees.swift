import Foundation
import TestSupport
import Trajectories

extension PlainReasoning {
  /// What the node before a turn is called.
  func node(_ episode: Int, _ turn: Int) -> String {
    let key = parameters.text("key")
    let turns = episodes[episode].turns
    let state = turns[turn].key(key)
    guard parameters.text("node") == "history" else { return "\(episodes[episode].task) \(state)" }
    let before = turns[..<turn].map { turn in
      "\(turn.key(key)): " + turn.decisions.map { "\($0.agent)=\($0.action)" }.sorted().joined(separator: ",")
    }
    return ([episodes[episode].task] + before + [state]).joined(separator: " / ")
  }

  /// The mean over the visits of the node before a turn of a number of each.
  func value(_ episode: Int, _ turn: Int, of number: (Int, Int) -> Double) -> Double {
    let name = node(episode, turn)
    var visits: [Double] = []
    for other in episodes.indices {
      for there in episodes[other].turns.indices where node(other, there) == name {
        visits.append(number(other, there))
      }
    }
    return mean(visits)
  }

  func tempo() -> [Double] {
    places.map { place in
      guard let scale = scale(group(place.episode).map(score)) else { return 0 }
      let isLast = place.turn + 1 == episodes[place.episode].turns.count
      let prefix = { (turn: Int) in value(place.episode, turn) { episode, _ in score(episode) } }
      let after = isLast ? score(place.episode) : prefix(place.turn + 1)
      return (score(place.episode) - scale.mean + after - prefix(place.turn)) / scale.unit
    }
  }

  func hicra() -> [Double] {
    places.map { place in
      let advantage = relative(place.episode)
      let plans: Bool
      switch parameters.text("planning") {
      case "first":
        plans = episodes[place.episode].turns[0].decisions.contains { $0.agent == place.agent }
      case "rare": plans = exp(decision(place).logProbability ?? .nan) < parameters.number("rho")
      default: plans = (decision(place).entropy ?? .nan) > parameters.number("minEntropy")
      }
      return advantage + (plans ? parameters.number("alpha") * abs(advantage) : 0)
    }
  }

  func treeGRPO() -> [Double] {
    func tree(_ episode: Int) -> [Int] {
      let name = { (index: Int) -> String in
        let name = episodes[index].name
        return name.contains("/") ? String(name.split(separator: "/")[0]) : "\(index) alone"
      }
      return group(episode).filter { name($0) == name(episode) }
    }
    return places.map { place in
      let members = tree(place.episode)
      if parameters.text("form") == "paper" {
        let intra = scale(members.map(score)).map { (score(place.episode) - $0.mean) / $0.unit } ?? 0
        return parameters.number("weightIntra") * intra + relative(place.episode)
      }
      let own = relative(place.episode)
      if members.count == 1, parameters.text("singleton") == "raw" {
        return parameters.text("norm") == "std" ? own / (1 + parameters.number("eps")) : own
      }
      return scale(members.map(relative)).map { (own - $0.mean) / $0.unit } ?? 0
    }
  }

  func red() -> [Double] {
    let reward = { (episode: Int, turn: Int) -> Double in
      let draft = episodes[episode]
      if parameters.text("reward") == "trace" { return draft.turns[turn].reward }
      return turn + 1 == draft.turns.count ? draft.outcomeScore : 0
    }
    let toGo = { (episode: Int, turn: Int) in
      (turn..<episodes[episode].turns.count).map { reward(episode, $0) }.reduce(0, +)
    }
    return places.map { place in
      let isLast = place.turn + 1 == episodes[place.episode].turns.count
      let after = isLast ? 0 : value(place.episode, place.turn + 1, of: toGo)
      let change = reward(place.episode, place.turn) + after - value(place.episode, place.turn, of: toGo)
      let share = parameters.number("betaC")
      return share * change + (isLast ? (1 - share) * toGo(place.episode, 0) : 0)
    }
  }

  func acpo() -> [Double] {
    let entropy = { (p: Double) in p <= 0 || p >= 1 ? 0 : -p * log(p) - (1 - p) * log(1 - p) }
    return places.map { place in
      let turns = episodes[place.episode].turns.indices
      let certainty =
        turns.map { turn in
          entropy(value(place.episode, turn) { episode, _ in episodes[episode].outcomeScore })
        } + [entropy(episodes[place.episode].outcomeScore)]
      let told = turns.map { abs(certainty[$0] - certainty[$0 + 1]) }
      let sum = told.reduce(0, +)
      let share = sum < 1e-14 ? 1 : Double(turns.count) * told[place.turn] / sum
      return relative(place.episode) * share
    }
  }
}
