import Foundation
import TestSupport
import Trajectories

extension PlainAgentic {
  // MARK: Sums of episodes

  /// The minimum-norm solution of X b = y in the least-squares sense, by the eigenvectors of X X' (Jacobi
  /// rotations).
  private func leastNorm(_ rows: [[Double]], _ targets: [Double]) -> [Double] {
    let n = rows.count
    var a = (0..<n).map { i in (0..<n).map { j in zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 } } }
    var vectors = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    for _ in 0..<60 {
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where abs(a[p][q]) > 1e-300 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta >= 0 ? 1.0 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
          for k in 0..<n { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
          for k in 0..<n {
            (vectors[k][p], vectors[k][q]) = (
              c * vectors[k][p] - s * vectors[k][q], s * vectors[k][p] + c * vectors[k][q]
            )
          }
        }
      }
    }
    let largest = (0..<n).map { a[$0][$0] }.max() ?? 0
    var weights = [Double](repeating: 0, count: n)
    for i in 0..<n where a[i][i] > 1e-10 * largest {
      let share = (0..<n).reduce(0) { $0 + vectors[$1][i] * targets[$1] } / a[i][i]
      for k in 0..<n { weights[k] += share * vectors[k][i] }
    }
    return (rows.first ?? []).indices.map { column in
      (0..<n).reduce(0) { $0 + weights[$1] * rows[$1][column] }
    }
  }

  func spa() -> [Double] {
    let keys = decisions.map { decision -> String in
      guard parameters.text("features") == "history" else { return decision.key }
      let past = episodes[decision.episode].turns[..<decision.turn].map(joint).joined(separator: "; ")
      return "\(past); \(decision.key)"
    }
    let names = Set(keys).sorted()
    let rows = episodes.indices.map { episode in
      names.map { name in
        Double(zip(keys, decisions).count { $0 == name && $1.episode == episode })
      }
    }
    let found = leastNorm(rows, episodes.indices.map(total))
    let contribution = Dictionary(uniqueKeysWithValues: zip(names, found))
    return zip(keys, decisions).map { key, decision in
      parameters.number("weightContribution") * (contribution[key] ?? .nan)
        + (decision.draft.isValid ? parameters.number("grounding") : 0)
        - ownLoss(decision.episode, decision.turn)
    }
  }

  func lare() -> [Double] {
    let phi = decisions.map { ($0.draft.factors ?? []) + (parameters.flag("bias") ? [1] : []) }
    let width = phi[0].count
    let rows = episodes.indices.map { episode in
      (0..<width).map { column in
        decisions.indices.filter { decisions[$0].episode == episode }.map { phi[$0][column] }.reduce(0.0, +)
      }
    }
    let targets = episodes.indices.map(total)
    let ridge = parameters.number("ridge")
    let weights: [Double]
    if ridge > 0 {
      let moments = (0..<width).map { i in
        (0..<width).map { j in rows.map { $0[i] * $0[j] }.reduce(i == j ? ridge : 0, +) }
      }
      weights = solution(
        of: moments, (0..<width).map { i in zip(rows, targets).reduce(0) { $0 + $1.0[i] * $1.1 } })
    } else {
      weights = leastNorm(rows, targets)
    }
    return zip(phi, decisions).map { phi, decision in
      zip(phi, weights).reduce(0) { $0 + $1.0 * $1.1 } - ownLoss(decision.episode, decision.turn)
    }
  }

  // MARK: AgentPRM

  func agentprm() -> [Double] {
    let (gamma, lambda, beta) = (
      parameters.number("gamma"), parameters.number("lambda"), parameters.number("weightDifferences")
    )
    let names = Set(places.map { joint(episodes[$0.episode].turns[$0.turn]) }).sorted()
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let keys = episodes.map { $0.turns.map { index[joint($0)] ?? 0 } }
    let start = episodes.map { draft -> Double in
      guard parameters.text("v0") == "groupMean" else { return 0 }
      let group = episodes.indices.filter { episodes[$0].task == draft.task }
      return group.reduce(0) { $0 + total($1) } / Double(group.count)
    }
    var table = [Double](
      repeating: episodes.indices.reduce(0) { $0 + total($1) } / Double(episodes.count), count: names.count)
    var matrix = names.map { _ in names.map { _ in 0.0 } }
    for path in keys {
      for (t, key) in path.enumerated() {
        matrix[key][key] += 1
        guard t > 0 else { continue }
        let before = path[t - 1]
        matrix[key][key] += 2 * beta
        matrix[before][before] += 2 * beta
        matrix[key][before] -= 2 * beta
        matrix[before][key] -= 2 * beta
      }
    }
    for _ in 0..<20_000 {
      var right = names.map { _ in 0.0 }
      for (episode, path) in keys.enumerated() {
        let q = [start[episode]] + path.map { table[$0] }
        let T = path.count
        let delta = (1...T).map { $0 < T ? gamma * q[$0] - q[$0 - 1] : total(episode) - q[T - 1] }
        for t in 1...T {
          let advantage = (t...T).reduce(0) { $0 + pow(gamma * lambda, Double($1 - t)) * delta[$1 - 1] }
          right[path[t - 1]] += t < T ? advantage + q[t - 1] : total(episode)
          guard t > 1 else { continue }
          right[path[t - 1]] += 2 * beta * advantage
          right[path[t - 2]] -= 2 * beta * advantage
        }
      }
      let next = solution(of: matrix, right)
      let change = zip(next, table).map { abs($0 - $1) }.max() ?? 0
      table = next
      if change < 1e-13 { break }
    }
    return copied { episode, turn in
      let own = table[keys[episode][turn]]
      guard parameters.text("emit") == "progress" else { return own }
      return own - (turn == 0 ? start[episode] : table[keys[episode][turn - 1]])
    }
  }

  // MARK: SWEET-RL

  func preferences(all: Bool, least: Double) -> [(better: Int, worse: Int)] {
    Set(episodes.map(\.task)).sorted().flatMap { task in
      let group = episodes.indices.filter { episodes[$0].task == task }
      let best = group.map(total).max() ?? 0
      return group.flatMap { one in
        group.filter { total($0) < total(one) }.compactMap { other in
          all || (best >= least && one == group.first { total($0) == best }) ? (one, other) : nil
        }
      }
    }
  }

  func sweet() -> [Double] {
    let pairs = preferences(all: parameters.text("pairs") == "all", least: parameters.number("leastScore"))
    let (beta, ridge) = (parameters.number("beta"), parameters.number("ridge"))
    let all = decisions
    let weight = episodes.indices.map { episode in
      parameters.text("agg") == "sum" ? 1 : 1 / Double(all.count { $0.episode == episode })
    }
    let likelihood = { (x: [Double]) -> (Double, [Double]) in
      var slope = x.map { _ in 0.0 }
      var loss = 0.0
      for pair in pairs {
        let margin = beta * (x[pair.better] - x[pair.worse])
        loss += log(1 + exp(-margin)) / Double(pairs.count)
        let change = beta / (1 + exp(margin)) / Double(pairs.count)
        slope[pair.better] -= change
        slope[pair.worse] += change
      }
      return (loss, slope)
    }
    if parameters.text("form") == "free" {
      let names = Set(all.map(\.key)).sorted()
      let count = episodes.indices.map { episode in
        names.map { name in weight[episode] * Double(all.count { $0.episode == episode && $0.key == name }) }
      }
      let table = descended(names.map { _ in 0 }) { table in
        let x = count.map { zip($0, table).reduce(0) { $0 + $1.0 * $1.1 } }
        let slope = likelihood(x).1
        return table.indices.map { i in
          ridge * table[i] + episodes.indices.reduce(0) { $0 + slope[$1] * count[$1][i] }
        }
      }
      let found = Dictionary(uniqueKeysWithValues: zip(names, table))
      return all.map { (found[$0.key] ?? .nan) - ownLoss($0.episode, $0.turn) }
    }
    let found = logRatios(seeing: all.map(\.state), ridge: ridge) {
      likelihood($0).1
    } sums: { ratio in
      episodes.indices.map { episode in
        weight[episode] * zip(all, ratio).reduce(0) { $0 + ($1.0.episode == episode ? $1.1 : 0) }
      }
    } weight: {
      weight[$0]
    }
    return zip(all, found).map { $1 - ownLoss($0.episode, $0.turn) }
  }

  /// The log-ratios of decisions that minimise a function of the episodes' sums plus a ridge.
  ///
  /// - Parameters:
  ///   - seeing: What each decision's logits depend on beside agent and observation.
  ///   - ridge: The ridge.
  ///   - slope: Derivatives of the function by the sums.
  ///   - sums: The sums of decisions' log-ratios.
  ///   - weight: Weight of an episode's decisions in its sum.
  func logRatios(
    seeing: [String], ridge: Double, _ slope: ([Double]) -> [Double], sums: ([Double]) -> [Double],
    weight: (Int) -> Double
  ) -> [Double] {
    let all = decisions
    let seen = all.map { decision in
      "\(decision.draft.agent) sees \(decision.draft.observation ?? episodes[decision.episode].turns[decision.turn].state)"
    }
    let context = zip(seen, seeing).map { "\($0) in \($1)" }
    var entries: [(context: String, action: String, reference: Double)] = []
    for name in Set(context).sorted() {
      let own = seen[context.firstIndex(of: name) ?? 0]
      let taken = all.indices.filter { seen[$0] == own }.map { all[$0].draft.action }
      for action in Set(taken).sorted() {
        entries.append((name, action, log(Double(taken.count { $0 == action }) / Double(taken.count))))
      }
    }
    let place = all.indices.map { row in
      entries.firstIndex { $0.context == context[row] && $0.action == all[row].draft.action } ?? 0
    }
    let probabilities = { (logits: [Double]) in
      entries.indices.map { row in
        exp(logits[row])
          / entries.indices.filter { entries[$0].context == entries[row].context }.reduce(0) {
            $0 + exp(logits[$1])
          }
      }
    }
    let reference = entries.map(\.reference)
    let logits = descended(reference) { logits in
      let p = probabilities(logits)
      let slopes = slope(sums(place.map { log(p[$0]) - reference[$0] }))
      var gradient = zip(logits, reference).map { ridge * ($0 - $1) }
      for row in all.indices {
        let share = weight(all[row].episode) * slopes[all[row].episode]
        for other in entries.indices where entries[other].context == context[row] {
          gradient[other] += share * ((other == place[row] ? 1 : 0) - p[other])
        }
      }
      return gradient
    }
    let p = probabilities(logits)
    return place.map { log(p[$0]) - reference[$0] }
  }

  /// The point at which a gradient vanishes: gradient descent with Barzilai and Borwein's steps.
  func descended(_ start: [Double], gradient: ([Double]) -> [Double]) -> [Double] {
    var (point, slope, length) = (start, gradient(start), 0.1)
    for _ in 0..<5000 where slope.contains(where: { abs($0) > 1e-12 }) {
      let next = zip(point, slope).map { $0 - length * $1 }
      let nextSlope = gradient(next)
      let step = zip(next, point).map { $0 - $1 }
      let change = zip(nextSlope, slope).map { $0 - $1 }
      let product = zip(step, change).reduce(0) { $0 + $1.0 * $1.1 }
      if product > 0 { length = step.reduce(0) { $0 + $1 * $1 } / product }
      (point, slope) = (next, nextSlope)
    }
    return point
  }
}
