import Foundation
import TestSupport
import Trajectories

/// The three methods written down from their formulas with strings and dictionaries, over episodes as they are written
/// by hand. It shares nothing with the package but the parameters.
struct NaiveReference {
  let episodes: [EpisodeDraft]
  let parameters: ParameterValues

  /// A turn, by its episode and its index there.
  struct Row: Hashable {
    let episode: Int
    let turn: Int
  }

  var rows: [Row] {
    episodes.indices.flatMap { episode in
      episodes[episode].turns.indices.map { Row(episode: episode, turn: $0) }
    }
  }

  func grpo() -> [Double] {
    let eps = parameters.number("eps")
    return compared { score, scores in
      let mean = scores.reduce(0, +) / Double(scores.count)
      guard parameters.text("norm") == "std" else { return score - mean }
      let squares = scores.map { pow($0 - mean, 2) }.reduce(0, +)
      return (score - mean) / (sqrt(squares / Double(scores.count - parameters.integer("ddof"))) + eps)
    }
  }

  /// The score of every decision's turn compared with those of its group: the episodes of its task, those that have a
  /// turn of its place, or the decisions (the first of each episode, with weighting=trajectory) of its agent.
  func compared(_ compare: (_ score: Double, _ scores: [Double]) -> Double) -> [Double] {
    let everyTurn = parameters.text("weighting") == "cross_steps"
    let decisions = rows.flatMap { row in
      episodes[row.episode].turns[row.turn].decisions.map { (row: row, agent: $0.agent) }
    }
    return decisions.map { own in
      var scores: [Double] = []
      for (index, episode) in episodes.enumerated() where episode.task == episodes[own.row.episode].task {
        let turns = episode.turns.indices.map { Row(episode: index, turn: $0) }
        switch parameters.text("group") {
        // Drafts name neither rollouts nor forks: first turns alone are side by side.
        case "siblings":
          if own.row.turn == 0 {
            scores += turns.prefix(1).map(score)
          } else if own.row.episode == index {
            scores.append(score(own.row))
          }
        case "turn": scores += turns.filter { $0.turn == own.row.turn }.map(score)
        case "agent":
          let acting = turns.filter { row in
            episode.turns[row.turn].decisions.contains { $0.agent == own.agent }
          }.map(score)
          scores += everyTurn ? acting : Array(acting.prefix(1))
        default: scores += everyTurn ? turns.map(score) : turns.prefix(1).map(score)
        }
      }
      let own = score(own.row)
      if scores.count == 1, parameters.text("singleton") == "raw" {
        let divides = parameters["norm"] == .text("std")
        return divides ? own / (1 + parameters.number("eps")) : own
      }
      let least = parameters["ddof"] == nil ? 1 : parameters.integer("ddof")
      return scores.count <= max(least, 1) || areEqual(scores) ? 0 : compare(own, scores)
    }
  }

  func gigpo() -> [Double] {
    let gamma = parameters.number("gamma")
    var returns: [Row: Double] = [:]
    for episode in episodes.indices {
      var following = 0.0
      for turn in episodes[episode].turns.indices.reversed() {
        let row = Row(episode: episode, turn: turn)
        following = reward(row) + gamma * following
        returns[row] = following - rowPenalty(row)
      }
    }
    let step = standardise(returns, group: { "\(episodes[$0.episode].task) \(key($0))" })
    return zip(grpo(), perAgent(step)).map { episode, step in
      parameters.number("weightEpisode") * episode + parameters.number("weightStep") * step
    }
  }

  func graphgpo() -> [Double] {
    let distance = distances()
    var value: [Row: Double] = [:]
    for row in rows {
      let before = distance[node(row)] ?? .nan
      let after = distance[successor(row)] ?? .nan
      let exponent =
        switch parameters.text("convention") {
        case "reference": after
        case "paper": after + 1
        default: after - before + 1
        }
      value[row] =
        parameters.number("successReward") * pow(parameters.number("omega"), exponent) - rowPenalty(row)
    }
    var seen: Set<String> = []
    var counted: Set<Row> = []
    for row in rows {
      let edge = "\(node(row)) \(jointAction(row)) -> \(successor(row)) \(rowPenalty(row))"
      let isNew = seen.insert(edge).inserted
      if isNew || parameters.text("edges") == "occurrence" { counted.insert(row) }
    }
    let graph = standardise(value, group: { node($0) }, counted: counted)
    let episode = episodeTerm()
    return perAgent(
      Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let sum =
            parameters.number("weightEpisode") * (episode[row] ?? .nan)
            + parameters.number("weightGraph") * (graph[row] ?? .nan)
          return (row, sum)
        }))
  }

  /// The graph term alone: what is left of the sum without its episode term.
  func graph() -> [Double] {
    let others: [ParameterValues.Entry] = [
      .init(name: "weightEpisode", value: .number(0)), .init(name: "weightGraph", value: .number(1)),
      .init(name: "reward", value: .text("outcome")), .init(name: "weighting", value: .text("trajectory")),
      .init(name: "singleton", value: .text("zero")),
    ]
    return NaiveReference(episodes: episodes, parameters: ParameterValues(parameters.entries + others))
      .graphgpo()
  }

  // MARK: Rewards

  func isInvalid(_ row: Row) -> Bool { episodes[row.episode].turns[row.turn].isInvalid }

  func rowPenalty(_ row: Row) -> Double {
    PlainRewards(episodes, parameters).ownLoss(row.episode, row.turn)
  }

  func reward(_ row: Row) -> Double { PlainRewards(episodes, parameters).reward(row.episode, row.turn) }

  func score(_ row: Row) -> Double {
    let rewards = episodes[row.episode].turns.indices.map { reward(Row(episode: row.episode, turn: $0)) }
    return rewards.reduce(0, +) - rowPenalty(row)
  }

  func episodeTerm() -> [Row: Double] {
    let scores = Dictionary(uniqueKeysWithValues: rows.map { ($0, score($0)) })
    let counted = rows.filter { parameters.text("weighting") == "cross_steps" || $0.turn == 0 }
    return standardise(
      scores, group: { episodes[$0.episode].task }, counted: Set(counted),
      singletonIsRaw: parameters.text("singleton") == "raw")
  }

  // MARK: Standardisation

  func standardise(
    _ value: [Row: Double], group: (Row) -> String, counted: Set<Row>? = nil, singletonIsRaw: Bool = false
  ) -> [Row: Double] {
    let eps = parameters.number("eps")
    let divides = parameters.text("norm") == "std"
    var result: [Row: Double] = [:]
    for (_, members) in Dictionary(grouping: rows, by: group) {
      let values = members.filter { counted?.contains($0) ?? true }.compactMap { value[$0] }
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let variance =
        values.map { pow($0 - mean, 2) }.reduce(0, +) / (count - Double(parameters.integer("ddof")))
      for row in members {
        let x = value[row] ?? .nan
        if values.count == 1, singletonIsRaw {
          result[row] = divides ? x / (1 + eps) : x
        } else if values.count <= parameters.integer("ddof") || areEqual(values) {
          result[row] = 0
        } else {
          result[row] = divides ? (x - mean) / (sqrt(variance) + eps) : x - mean
        }
      }
    }
    return result
  }

  /// Whether numbers differ by rounding alone.
  func areEqual(_ values: [Double]) -> Bool {
    guard let least = values.min(), let most = values.max() else { return true }
    return most - least <= 1e-12 * max(abs(least), abs(most))
  }

  // MARK: States

  func key(_ row: Row) -> String {
    episodes[row.episode].turns[row.turn].key(parameters.text("key"))
  }

  func node(_ row: Row) -> String { "\(episodes[row.episode].task) \(key(row))" }

  /// Who does what in a turn, in no order.
  func jointAction(_ row: Row) -> String {
    episodes[row.episode].turns[row.turn].decisions.map { "\($0.agent)=\($0.action)" }.sorted()
      .joined(separator: "|")
  }

  func successor(_ row: Row) -> String {
    let episode = episodes[row.episode]
    if row.turn + 1 < episode.turns.count { return node(Row(episode: row.episode, turn: row.turn + 1)) }
    return episode.status == .success ? "\(episode.task) \u{0}success" : "\(episode.task) \(episode.final)"
  }

  /// Distances by repeated relaxation of all edges.
  func distances() -> [String: Double] {
    var result: [String: Double] = [:]
    for task in Set(episodes.map(\.task)) {
      let edges = rows.filter { episodes[$0.episode].task == task }.map { (node($0), successor($0)) }
      var distance = ["\(task) \u{0}success": 0.0]
      for _ in 0...edges.count {
        for (from, to) in edges {
          if let after = distance[to] { distance[from] = min(distance[from] ?? .infinity, after + 1) }
        }
      }
      let unreachable = (distance.values.max() ?? 0) + 1
      for (from, to) in edges {
        for node in [from, to] where distance[node] == nil { distance[node] = unreachable }
      }
      result.merge(distance) { first, _ in first }
    }
    return result
  }

  func perAgent(_ value: [Row: Double]) -> [Double] {
    rows.flatMap { row in
      episodes[row.episode].turns[row.turn].decisions.map { _ in value[row] ?? .nan }
    }
  }
}
