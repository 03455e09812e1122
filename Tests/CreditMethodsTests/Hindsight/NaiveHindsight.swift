import Foundation
import TestSupport
import Trajectories

/// The hindsight methods written down from their formulas with strings and dictionaries, over episodes as they are
/// written by hand. It shares nothing with the package but the parameters.
struct NaiveHindsight {
  let episodes: [EpisodeDraft]
  let parameters: ParameterValues
  /// One number a decision.
  let logProbabilities: [Double]
  /// The decisions in their order, with what the formulas ask of each: computed once, or the tests would take minutes.
  private(set) var rows: [Row] = []
  private(set) var alike: [String: [Row]] = [:]

  /// A decision, by its episode, turn and place in the turn.
  struct Row {
    let episode: Int
    let turn: Int
    let slot: Int
    let index: Int
    /// Task, state and agent.
    var context = ""
    var action = ""
    var returnToGo = 0.0
    var roundedReturn = ""
    /// The outcomes of all turns of the episode.
    var outcomes: [String] = []
  }

  init(episodes: [EpisodeDraft], parameters: ParameterValues, logProbabilities: [Double] = []) {
    self.episodes = episodes
    self.parameters = parameters
    self.logProbabilities = logProbabilities
    for episode in episodes.indices {
      let turns = episodes[episode].turns
      let outcomes = turns.indices.map { outcome(episode, $0) }
      for turn in turns.indices {
        for slot in turns[turn].decisions.indices {
          var row = Row(episode: episode, turn: turn, slot: slot, index: rows.count)
          row.context =
            "\(episodes[episode].task) \(key(episode, turn)) \(turns[turn].decisions[slot].agent)"
          row.action = turns[turn].decisions[slot].action
          row.returnToGo = returnToGo(row)
          row.roundedReturn = rounded(row.returnToGo)
          row.outcomes = outcomes
          rows.append(row)
        }
      }
    }
    alike = Dictionary(grouping: rows, by: \.context)
  }

  /// The decisions of the same context as a row.
  func context(of row: Row) -> [Row] { alike[row.context] ?? [] }

  // MARK: Methods

  func hcaReturn() -> [Double] {
    rows.map { row in
      let met = context(of: row).filter { $0.roundedReturn == row.roundedReturn }
      let h = Double(met.count { $0.action == row.action }) / Double(met.count)
      return (1 - prior(row) / h) * row.returnToGo
    }
  }

  func hcaState() -> [Double] {
    rows.map { row in
      later(row).reduce(immediate(row)) { sum, turn in
        let k = turn - row.turn
        let y = key(row.episode, turn)
        let met = context(of: row).filter {
          later($0).contains($0.turn + k) && key($0.episode, $0.turn + k) == y
        }
        let h = Double(met.count { $0.action == row.action }) / Double(met.count)
        return sum + pow(parameters.number("gamma"), Double(k)) * (h / prior(row) - 1)
          * reward(row.episode, turn)
      }
    }
  }

  func cocoa() -> [Double] {
    rows.map { row in
      later(row).reduce(immediate(row)) { sum, turn in
        sum + contribution(of: row.action, in: row.context, to: row.outcomes[turn])
          * reward(row.episode, turn)
      }
    }
  }

  func cca() -> [Double] {
    rows.map { row in
      let same = context(of: row).filter { teammates($0) == teammates(row) }
      return row.returnToGo - same.map(\.returnToGo).reduce(0, +) / Double(same.count)
    }
  }

  func rudder() -> [Double] {
    var returns: [String: [Double]] = [:]
    let node = { (episode: Int, turn: Int) in "\(episodes[episode].task) \(key(episode, turn))" }
    for episode in episodes.indices {
      let sum = episodeReturn(episode)
      for turn in episodes[episode].turns.indices { returns[node(episode, turn), default: []].append(sum) }
    }
    let prediction = returns.mapValues { $0.reduce(0, +) / Double($0.count) }
    return rows.map { row in
      let isLast = row.turn + 1 == episodes[row.episode].turns.count
      let after =
        isLast ? episodeReturn(row.episode) : prediction[node(row.episode, row.turn + 1)] ?? .nan
      let before = prediction[node(row.episode, row.turn)] ?? .nan
      return after - before - rowPenalty(row.episode, row.turn)
    }
  }

  func hcapo() -> [Double] {
    var probability = [Double](repeating: 0, count: rows.count)
    for met in alike.values {
      let successes = met.filter { episodes[$0.episode].status == .success }
      for row in met where !successes.isEmpty {
        probability[row.index] =
          Double(successes.count { $0.action == row.action }) / Double(successes.count)
      }
    }
    let own = Dictionary(grouping: rows, by: { "\($0.episode) \(decision($0).agent)" })
    var value = [Double](repeating: 0, count: rows.count)
    for decisions in own.values {
      let score = decisions.map { pow(probability[$0.index], 1 / parameters.number("temperature")) }
      let mean = score.reduce(0, +) / Double(score.count)
      for (row, score) in zip(decisions, score) {
        let rho =
          mean == 0 ? 1 : min(parameters.number("rhoMax"), max(parameters.number("rhoMin"), score / mean))
        let left = Double(episodes[row.episode].turns.count - 1 - row.turn)
        value[row.index] =
          rho * pow(parameters.number("gamma"), left) * episodeReturn(row.episode, penalised: false)
      }
    }
    if parameters.flag("smooth") {
      let plain = value
      for decisions in own.values {
        for (row, next) in zip(decisions, decisions.dropFirst()) {
          value[row.index] = (plain[row.index] + plain[next.index]) / 2
        }
      }
    }
    let everything = rows.indices.map { _ in true }
    let micro = standardised(value, counted: everything, singletonIsRaw: false)
    let first = rows.map { row in
      row.slot == 0 && (row.turn == 0 || parameters.text("weighting") == "cross_steps")
    }
    let macro = standardised(
      rows.map { episodeReturn($0.episode) - rowPenalty($0.episode, $0.turn) }, counted: first,
      singletonIsRaw: parameters.text("singleton") == "raw")
    return rows.map { row in
      let kept =
        episodes[row.episode].status == .success ? max(0, micro[row.index]) : micro[row.index]
      return macro[row.index] + parameters.number("weightHindsight") * kept
    }
  }

  /// Values of rows relative to the counted rows of their task. Values are equal within 1e-12 here: the package forms
  /// powers of gamma in another order.
  private func standardised(_ value: [Double], counted: [Bool], singletonIsRaw: Bool) -> [Double] {
    let divides = parameters.text("norm") == "std"
    let eps = parameters.number("eps")
    let ddof = parameters.integer("ddof")
    var result = [Double](repeating: 0, count: rows.count)
    for members in Dictionary(grouping: rows, by: { episodes[$0.episode].task }).values {
      let x = members.filter { counted[$0.index] }.map { value[$0.index] }
      let spread = (x.max() ?? 0) - (x.min() ?? 0)
      let mean = x.reduce(0, +) / Double(x.count)
      let sd = sqrt(x.map { pow($0 - mean, 2) }.reduce(0, +) / Double(x.count - ddof))
      for row in members {
        if x.count == 1, singletonIsRaw {
          result[row.index] = value[row.index] / (divides ? 1 + eps : 1)
        } else if x.count > ddof, spread > 1e-12 {
          result[row.index] = (value[row.index] - mean) / (divides ? sd + eps : 1)
        }
      }
    }
    return result
  }

  func synthetic() -> [Double] {
    let contribution = Dictionary(
      uniqueKeysWithValues: Set(episodes.map(\.task)).map { ($0, contributions(inTask: $0)) })
    return rows.map { row in
      let c = contribution[episodes[row.episode].task]?[key(row.episode, row.turn)] ?? .nan
      return parameters.number("weightState") * c + parameters.number("weightReward")
        * reward(row.episode, row.turn)
        - rowPenalty(row.episode, row.turn)
    }
  }

  /// c of every state, by elimination of the normal equations of the whole design.
  private func contributions(inTask task: String) -> [String: Double] {
    let members = episodes.indices.filter { episodes[$0].task == task }
    let turns = members.flatMap { episode in episodes[episode].turns.indices.map { (episode, $0) } }
    let states = Set(turns.map { key($0.0, $0.1) }).sorted()
    let size = 2 * states.count
    var system = (0..<size).map { row in
      (0...size).map { $0 == row ? parameters.number("ridge") : 0 }
    }
    for (episode, turn) in turns {
      let design =
        states.map { key(episode, turn) == $0 ? 1.0 : 0 }
        + states.map { state in Double((0..<turn).count { key(episode, $0) == state }) }
      for i in 0..<size {
        for j in 0..<size { system[i][j] += design[i] * design[j] }
        system[i][size] += design[i] * reward(episode, turn)
      }
    }
    for pivot in 0..<size {
      for row in 0..<size where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in pivot...size { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return Dictionary(
      uniqueKeysWithValues: states.indices.map { index in
        let row = states.count + index
        return (states[index], system[row][size] / system[row][row])
      })
  }
}
