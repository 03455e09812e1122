import Foundation
import TestSupport
import Trajectories

/// The graph methods written down from their formulas with strings and dictionaries.
extension NaiveReference {
  /// The same episodes with invalid turns unpunished.
  private var withoutPenalties: NaiveReference {
    let entries = parameters.entries.map { entry in
      entry.name == "penalty" ? ParameterValues.Entry(name: "penalty", value: .text("none")) : entry
    }
    return NaiveReference(episodes: episodes, parameters: ParameterValues(entries))
  }

  private func isLast(_ row: Row) -> Bool { row.turn == episodes[row.episode].turns.count - 1 }

  /// The state after a turn under the name that the trace gives it.
  private func namedSuccessor(_ row: Row) -> String {
    isLast(row)
      ? "\(episodes[row.episode].task) \(episodes[row.episode].final)"
      : node(Row(episode: row.episode, turn: row.turn + 1))
  }

  private func values(_ value: (Row) -> Double) -> [Row: Double] {
    Dictionary(uniqueKeysWithValues: rows.map { ($0, value($0)) })
  }

  /// The mean of some rows' values in every group.
  private func means(_ value: [Row: Double], group: (Row) -> String) -> [String: Double] {
    Dictionary(grouping: rows, by: group).mapValues { (members: [Row]) -> Double in
      let known = members.compactMap { value[$0] }
      return known.reduce(0.0, +) / Double(members.count)
    }
  }

  func g2po() -> [Double] {
    let plain = withoutPenalties
    let outcome = values { row in
      let turns = episodes[row.episode].turns.indices
      let sum = turns.map { plain.reward(Row(episode: row.episode, turn: $0)) }.reduce(0, +)
      return pow(parameters.number("gamma"), Double(turns.count - row.turn)) * sum
    }
    let state = means(outcome, group: node)
    let after = { (row: Row) -> Double in
      guard isLast(row) else { return state[node(Row(episode: row.episode, turn: row.turn + 1))] ?? .nan }
      let episode = episodes[row.episode]
      if episode.status == .truncated, parameters.text("truncated") == "bootstrap" {
        return state["\(episode.task) \(episode.final)"] ?? 0
      }
      return episode.status == .success ? parameters.number("successReward") : 0
    }
    let penalty = parameters.text("penalty") == "none" ? 0 : parameters.number("invalidPenalty")
    let exits = standardise(
      values { after($0) - (episodes[$0.episode].turns[$0.turn].isInvalid ? penalty : 0) }, group: node)
    let gains = standardise(
      values { after($0) - (state[node($0)] ?? .nan) }, group: { episodes[$0.episode].task })
    let episode = episodeTerm()
    return perAgent(
      values { row in
        (episode[row] ?? .nan) + parameters.number("weightGraph")
          * ((exits[row] ?? .nan) + (gains[row] ?? .nan))
      })
  }

  func gepo() -> [Double] {
    let central = centrality()
    var earned: [Row: Double] = [:]
    var toGo: [Row: Double] = [:]
    for index in episodes.indices {
      var following = 0.0
      for turn in episodes[index].turns.indices.reversed() {
        let row = Row(episode: index, turn: turn)
        earned[row] =
          reward(row) + parameters.number("weightCentrality") * (central[namedSuccessor(row)] ?? .nan)
        let least = parameters.number("gMin")
        let discount = least + (parameters.number("gMax") - least) * (central[node(row)] ?? .nan)
        following = (earned[row] ?? .nan) + discount * following
        toGo[row] = following - rowPenalty(row)
      }
    }
    let scores = values { row in
      let turns = episodes[row.episode].turns.indices
      return turns.compactMap { earned[Row(episode: row.episode, turn: $0)] }.reduce(0, +) - rowPenalty(row)
    }
    let counted = rows.filter { parameters.text("weighting") == "cross_steps" || $0.turn == 0 }
    let episode = standardise(
      scores, group: { episodes[$0.episode].task }, counted: Set(counted),
      singletonIsRaw: parameters.text("singleton") == "raw")
    let step = standardise(toGo, group: node)
    return perAgent(
      values { row in
        let factor = 1 + parameters.number("eta") * (central[node(row)] ?? .nan)
        return (episode[row] ?? .nan) + factor * (step[row] ?? .nan)
      })
  }

  func rewardflow() -> [Double] {
    let isPaper = parameters.text("convention") == "paper"
    let next = isPaper ? successor : namedSuccessor
    let plain = withoutPenalties
    var base: [String: Double] = [:]
    // Turns that stay where they are lead nowhere and show nothing of their state.
    let moves = rows.filter { node($0) != next($0) }
    for row in moves {
      if row.turn == 0 { base[node(row)] = base[node(row)] ?? 0 }
      let reached = isPaper ? (next(row).hasSuffix("\u{0}success") ? 1 : 0) : plain.reward(row)
      base[next(row)] = base[next(row)] ?? reached
    }
    // A state that is only left has what it leads to; one that nothing enters or leaves has nothing.
    for row in moves { base[node(row)] = base[node(row)] ?? (isPaper ? 0 : -.infinity) }
    for row in rows { base[node(row)] = base[node(row)] ?? 0 }
    let value = swept(base, edges: rows.map { (node($0), next($0)) })
    let step = standardise(
      values { row in (value[next(row)] ?? .nan) - (value[node(row)] ?? .nan) - rowPenalty(row) }, group: node
    )
    let episode = episodeTerm()
    return perAgent(values { (episode[$0] ?? .nan) + (step[$0] ?? .nan) })
  }

  /// Values of the judged episodes, which are the first ones.
  func tigpo(judged: Int) -> [Double] {
    let distance = distances()
    let value = values { row in
      let before = distance[node(row)] ?? .nan
      let after = distance[successor(row)] ?? .nan
      let exponent =
        switch parameters.text("convention") {
        case "reference": after
        case "paper": after + 1
        default: after - before + 1
        }
      return parameters.number("successReward") * pow(parameters.number("omega"), exponent) - rowPenalty(row)
    }
    var seen: Set<String> = []
    let current = rows.filter { row in
      guard row.episode < judged else { return false }
      let edge = "\(node(row)) \(jointAction(row)) -> \(successor(row)) \(rowPenalty(row))"
      let isNew = seen.insert(edge).inserted
      return isNew || parameters.text("edges") == "occurrence"
    }
    let graph = standardise(value, group: node, counted: Set(current))
    let present = NaiveReference(episodes: Array(episodes.prefix(judged)), parameters: parameters)
    let episode = parameters.flag("crossTemporal") ? episodeTerm() : present.episodeTerm()
    return present.perAgent(
      present.values { row in
        parameters.number("weightEpisode") * (episode[row] ?? .nan)
          + parameters.number("weightGraph") * (graph[row] ?? .nan)
      })
  }

  func graphpo() -> [Double] {
    let recorded: (Int) -> Double = { episodes[$0].status == .success ? 1 : 0 }
    let success = values { row in
      guard episodes[row.episode].status == .truncated, parameters.text("truncated") == "bootstrap",
        let last = rows.last(where: { $0.episode == row.episode })
      else { return recorded(row.episode) }
      // What becomes of those that were not cut, and start a turn where this one was.
      let others = rows.filter {
        node($0) == namedSuccessor(last) && episodes[$0.episode].status != .truncated
      }.map { recorded($0.episode) }
      return others.isEmpty ? recorded(row.episode) : others.reduce(0, +) / Double(others.count)
    }
    // Every visit of a state, by a turn that starts in it or an episode that ends in it.
    var visits: [String: [Double]] = [:]
    for row in rows {
      visits[node(row), default: []].append(success[row] ?? .nan)
      if isLast(row) { visits[namedSuccessor(row), default: []].append(success[row] ?? .nan) }
    }
    let rate = visits.mapValues { $0.reduce(0, +) / Double($0.count) }
    let pooling = parameters.number("w")
    let correctness = standardise(
      values { (1 - pooling) * (success[$0] ?? .nan) + pooling * (rate[namedSuccessor($0)] ?? .nan) },
      group: node)
    let efficiency = standardise(values { -Double($0.turn + 1) }, group: namedSuccessor)
    return perAgent(values { (correctness[$0] ?? .nan) + (efficiency[$0] ?? .nan) })
  }

  /// Values by sweeps over all edges, as often as 0.95 needs to bring any reward below 1e-15.
  private func swept(_ base: [String: Double], edges: [(String, String)]) -> [String: Double] {
    let names = base.keys.sorted()
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let pairs = edges.filter { $0 != $1 }.map { (index[$0] ?? 0, index[$1] ?? 0) }
    var value = names.map { base[$0] ?? .nan }
    for _ in 0..<720 {
      let old = value
      for (from, to) in pairs where old[to] > -.infinity {
        value[from] = max(value[from], parameters.number("gamma") * old[to])
      }
      if value == old { break }
    }
    return Dictionary(uniqueKeysWithValues: zip(names, value))
  }

  /// Betweenness relative to the task's largest, by the numbers and lengths of shortest paths of all pairs.
  private func centrality() -> [String: Double] {
    var result: [String: Double] = [:]
    for task in Set(episodes.map(\.task)) {
      let ofTask = rows.filter { episodes[$0.episode].task == task }
      let names = Set(ofTask.flatMap { [node($0), namedSuccessor($0)] }).sorted()
      let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      let edges = Set(ofTask.map { [index[node($0)] ?? 0, index[namedSuccessor($0)] ?? 0] }).filter {
        $0[0] != $0[1]
      }
      // After n steps: how many walks of n edges; the first n with any is the distance.
      var length = names.map { from in names.map { from == $0 ? 0 : Int.max } }
      var paths = names.map { from in names.map { from == $0 ? 1.0 : 0 } }
      for from in names.indices {
        var walks = paths[from]
        for steps in 1...names.count {
          let before = walks
          for to in names.indices { walks[to] = 0 }
          // Whole numbers: the order of a set does not reach their sum.
          for edge in edges { walks[edge[1]] += before[edge[0]] }
          for to in names.indices where length[from][to] == .max && walks[to] > 0 {
            length[from][to] = steps
            paths[from][to] = walks[to]
          }
        }
      }
      var through = names.map { _ in 0.0 }
      for from in names.indices {
        for to in names.indices where from != to && length[from][to] < .max {
          for middle in names.indices where middle != from && middle != to {
            guard length[from][middle] < .max, length[middle][to] < .max,
              length[from][middle] + length[middle][to] == length[from][to]
            else { continue }
            through[middle] += paths[from][middle] * paths[middle][to] / paths[from][to]
          }
        }
      }
      let largest = through.max() ?? 0
      for (name, value) in zip(names, through) { result[name] = largest > 0 ? value / largest : 0 }
    }
    return result
  }
}
