import Ground
import TestSupport
import Trajectories
import Simulation

/// Mixing critics from their formulas, with strings, dictionaries and automatic derivatives, over every turn of episodes as
/// they are written by hand. Starts without noise, as drawn from seed 0.
struct NaiveMixing {
  /// A decision of a turn; the turn's stand in the order of the agents' names.
  struct Move: Hashable {
    let agent: String
    let context: String
    var choice: String
  }

  struct Turn {
    let cell: String
    var team: [Move]
    let reward: Double
    let penalty: Double
    let next: Int?
    /// Agents in the order of the trace.
    let order: [String]

    var profile: String { "\(cell): " + team.map(\.context).joined(separator: ", ") }
    var joint: String { "\(cell): " + team.map(\.choice).joined(separator: ", ") }
  }

  let id: String
  let parameters: ParameterValues
  let turns: [Turn]
  let scale: Double

  typealias Numbers = [String: Double]

  init(_ id: String, _ episodes: [EpisodeDraft], _ parameters: ParameterValues) {
    self.id = id
    self.parameters = parameters
    let plain = NaiveCritic(episodes: episodes, view: .information, parameters: parameters)
    var turns: [Turn] = []
    for (episode, draft) in episodes.enumerated() {
      for (index, turn) in draft.turns.enumerated() {
        let when = parameters.flag("turnIndex") ? "turn \(index) " : ""
        let hidden = turn.privileged ?? turn.state
        let team = turn.decisions.sorted { $0.agent < $1.agent }.map { decision in
          let seen = decision.observation ?? turn.state
          let context =
            switch parameters.text("view") {
            case "information": "\(when)\(decision.agent) sees \(seen)"
            case "privileged": "\(when)\(decision.agent) in \(hidden)"
            default: "\(when)\(decision.agent) sees \(seen) in \(hidden)"
            }
          return Move(agent: decision.agent, context: context, choice: "\(context) does \(decision.action)")
        }
        turns.append(
          Turn(
            cell: "\(when)\(hidden) of " + team.map(\.agent).joined(separator: " and "), team: team,
            reward: plain.reward(episode, index), penalty: plain.rowPenalty(episode, index),
            next: index + 1 < draft.turns.count ? turns.count + 1 : nil,
            order: turn.decisions.map(\.agent)))
      }
    }
    self.turns = turns
    scale = turns.map { abs($0.reward) }.max() ?? 0
  }

  // MARK: Behaviour

  func choices(of context: String) -> [String] {
    Set(turns.flatMap(\.team).filter { $0.context == context }.map(\.choice)).sorted()
  }

  func probability(of move: Move) -> Double {
    let same = turns.flatMap(\.team).filter { $0.context == move.context }
    return Double(same.count { $0.choice == move.choice }) / Double(same.count)
  }

  func isRecorded(_ turn: Turn) -> Bool { turns.contains { $0.joint == turn.joint } }

  func replacing(_ place: Int, of turn: Turn, by choice: String) -> Turn {
    var turn = turn
    turn.team[place].choice = choice
    return turn
  }

  /// A turn in which every agent takes the choice of its largest utility.
  func greedy(_ turn: Turn, _ numbers: Numbers) -> Turn {
    var turn = turn
    for place in turn.team.indices {
      let most = choices(of: turn.team[place].context).max {
        number("q", $0, numbers) < number("q", $1, numbers)
      }
      turn.team[place].choice = most ?? turn.team[place].choice
    }
    return turn
  }

  func isGreedy(_ move: Move, _ numbers: Numbers) -> Bool {
    choices(of: move.context).allSatisfy {
      number("q", move.choice, numbers) >= number("q", $0, numbers) - 1e-9
    }
  }

  // MARK: Parameters

  /// A parameter, or where it starts.
  func number(_ kind: String, _ name: String, _ numbers: Numbers) -> Double {
    if let known = numbers["\(kind) \(name)"] { return known }
    let words = name.split(separator: "#")
    guard words.count == 2, let unit = UInt64(words[1]) else {
      return kind == "k" ? 1 : kind == "f" ? 0.1 : 0
    }
    let drawn = PhiloxStream(seed: 0, purpose: .mixing).units(episode: 1, turn: 0, draw: unit)
    switch kind {
    case "w1": return 0.5 + drawn.0
    case "b1": return 2 * drawn.1 - 1
    default: return (0.5 + drawn.2) / Double(parameters.integer("hidden"))
    }
  }

  private func dual(_ kind: String, _ name: String, _ numbers: Numbers) -> Dual {
    Dual(number(kind, name, numbers), slopes: ["\(kind) \(name)": 1])
  }

  // MARK: Formulas

  /// Q_tot of a turn.
  func mixed(_ turn: Turn, _ numbers: Numbers) -> Dual {
    let team = turn.team
    let slot = { (move: Move) in "\(turn.cell) for \(move.agent)" }
    let utility = { (move: Move) in dual("q", move.choice, numbers) }
    switch id {
    case "vdn": return team.map(utility).sum
    case "dop":
      let sizes = team.map { dual("k", slot($0), numbers).size }
      let divisor = parameters.text("weights") == "normalised" ? sizes.sum.inverse : Dual(1)
      return zip(team, sizes).map { utility($0) * $1 * divisor }.sum + dual("b", turn.cell, numbers)
    case "qmix":
      let units = (0..<parameters.integer("hidden")).map { unit in
        let inner = team.map { dual("w1", "\(slot($0))#\(unit)", numbers).size * utility($0) }.sum
        let raised = (inner + dual("b1", "\(turn.cell)#\(unit)", numbers)).elu
        return dual("w2", "\(turn.cell)#\(unit)", numbers).size * raised
      }
      return units.sum + dual("b2", turn.cell, numbers)
    case "qplex":
      return team.map { move in
        let transformed = transformed(move, in: turn, numbers)
        var best = move
        best.choice = greedy(turn, numbers).team.first { $0.agent == move.agent }?.choice ?? ""
        let advantage = (transformed - self.transformed(best, in: turn, numbers)).detached
        guard isRecorded(turn) else { return transformed }
        let lambda = dual("lambda", "\(turn.joint) for \(move.agent)", numbers).exponential
        return transformed + (lambda - Dual(1)) * advantage
      }.sum
    case "shaq":
      return team.map { move in
        guard !isGreedy(move, numbers) else { return utility(move) }
        return (dual("f", slot(move), numbers).size + Dual(1)) * utility(move)
      }.sum
    case "qtran": return dual("joint", turn.joint, numbers)
    case "sqddpg":
      return Dual(terms(of: turn).reduce(0) { $0 + $1.value * number("phi", $1.key, numbers) })
    default: return Dual(number("table", turn.joint, numbers))
    }
  }

  private func transformed(_ move: Move, in turn: Turn, _ numbers: Numbers) -> Dual {
    let slot = "\(turn.cell) for \(move.agent)"
    return dual("scale", slot, numbers).exponential * dual("q", move.choice, numbers)
      + dual("shift", slot, numbers)
  }

  /// The loss of all turns for given targets.
  func loss(_ targets: [Double], _ numbers: Numbers) -> Dual {
    let share = 1 / Double(turns.count)
    var sum = Dual(0)
    for (turn, target) in zip(turns, targets) {
      let error = mixed(turn, numbers) - Dual(target)
      sum = sum + error * error * share
      guard id == "qtran" else { continue }
      let lack = slack(turn, numbers)
      if lack.value < 0 { sum = sum + lack * lack * (share * parameters.number("weightOther")) }
      let greedy = greedyRecorded(turn, numbers)
      for other in greedy {
        let slack = slack(other, numbers)
        sum = sum + slack * slack * (share * parameters.number("weightGreedy") / Double(greedy.count))
      }
    }
    return sum
  }

  private func slack(_ turn: Turn, _ numbers: Numbers) -> Dual {
    turn.team.map { dual("q", $0.choice, numbers) }.sum + dual("V", turn.cell, numbers)
      - mixed(turn, numbers).detached
  }

  /// The distinct recorded joint actions of a turn's profile whose parts are all greedy.
  func greedyRecorded(_ turn: Turn, _ numbers: Numbers) -> [Turn] {
    var known: Set<String> = []
    return turns.filter {
      $0.profile == turn.profile && $0.team.allSatisfy { isGreedy($0, numbers) }
        && known.insert($0.joint).inserted
    }
  }

  /// What each parameter of `phi` or `q` counts in a turn, by all orders of the team.
  func terms(of turn: Turn) -> Numbers {
    if id == "vdn" { return Dictionary(uniqueKeysWithValues: turn.team.map { ($0.choice, 1) }) }
    var terms: Numbers = [:]
    for move in turn.team { terms.merge(ownTerms(of: move, in: turn), uniquingKeysWith: +) }
    return terms
  }

  func ownTerms(of move: Move, in turn: Turn) -> Numbers {
    let orders = orders(of: turn.team)
    var terms: Numbers = [:]
    for order in orders {
      let before = order.prefix { $0 != move }.map(\.choice).sorted()
      terms["\(turn.cell) \(move.choice) after \(before)", default: 0] += 1 / Double(orders.count)
    }
    return terms
  }

  // MARK: Targets

  func targets(_ numbers: Numbers) -> [Double] {
    let gamma = parameters.number("gamma")
    return turns.indices.map { index in
      let turn = turns[index]
      guard let next = turn.next else { return turn.reward / scale }
      if parameters.text("target") == "mc" {
        var (value, weight) = (turn.reward / scale, gamma)
        var later: Int? = next
        while let place = later {
          value += weight * turns[place].reward / scale
          weight *= gamma
          later = turns[place].next
        }
        return value
      }
      let known =
        parameters.text("target") == "policy"
        ? mixed(turns[next], numbers).value : greedyValue(turns[next], numbers)
      return turn.reward / scale + gamma * known
    }
  }

  private func greedyValue(_ turn: Turn, _ numbers: Numbers) -> Double {
    switch id {
    case "sqddpg", "lica":
      return turns.filter { $0.profile == turn.profile }.map { mixed($0, numbers).value }.max() ?? .nan
    case "qtran":
      let recorded = greedyRecorded(turn, numbers).map { mixed($0, numbers).value }
      if !recorded.isEmpty { return recorded.reduce(0, +) / Double(recorded.count) }
      return greedy(turn, numbers).team.reduce(number("V", turn.cell, numbers)) {
        $0 + number("q", $1.choice, numbers)
      }
    case "qplex":
      let best = greedy(turn, numbers)
      return best.team.reduce(0) { $0 + transformed($1, in: best, numbers).value }
    default: return mixed(greedy(turn, numbers), numbers).value
    }
  }
}
