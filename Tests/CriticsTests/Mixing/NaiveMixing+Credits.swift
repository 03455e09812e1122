import TestSupport
import Trajectories

/// How plain mixing critics are fitted and read.
extension NaiveMixing {
  /// The credit of every decision.
  func credits() -> [Double] {
    let numbers = scale == 0 ? nil : fitted()
    return turns.flatMap { turn in
      let alike = turns.filter { $0.cell == turn.cell }
      let loss = turn.penalty - alike.reduce(0) { $0 + $1.penalty } / Double(alike.count)
      return turn.order.map { agent in
        let place = turn.team.firstIndex { $0.agent == agent } ?? 0
        return scale * (numbers.map { credit(at: place, of: turn, $0) } ?? 0) - loss
      }
    }
  }

  // MARK: Fits

  private func fitted() -> Numbers {
    switch id {
    case "vdn": sweeps { named("q", PlainLeastSquares(rows: turns.map(terms), targets: $0).solution) }
    case "sqddpg": sweeps { named("phi", PlainLeastSquares(rows: turns.map(terms), targets: $0).solution) }
    case "lica":
      sweeps { targets in
        var table: Numbers = [:]
        for turn in turns {
          let alike = zip(turns, targets).filter { $0.0.joint == turn.joint }.map(\.1)
          table["table \(turn.joint)"] = alike.reduce(0, +) / Double(alike.count)
        }
        return table
      }
    default: descended()
    }
  }

  private func named(_ kind: String, _ numbers: Numbers) -> Numbers {
    Dictionary(uniqueKeysWithValues: numbers.map { ("\(kind) \($0.key)", $0.value) })
  }

  /// Targets of turns that a row shares are compared by their mean, as a fit sees them.
  private func rowMeans(_ targets: [Double]) -> [Double] {
    turns.map { turn in
      let alike = zip(turns, targets).filter { $0.0.joint == turn.joint && $0.0.profile == turn.profile }
      return alike.reduce(0) { $0 + $1.1 } / Double(alike.count)
    }
  }

  private func sweeps(_ solve: ([Double]) -> Numbers) -> Numbers {
    var numbers: Numbers = [:]
    var aims = targets(numbers)
    for _ in 0..<parameters.integer("steps") {
      numbers = solve(aims)
      let newer = targets(numbers)
      let moved = zip(rowMeans(newer), rowMeans(aims)).map { abs($0 - $1) }.max() ?? 0
      aims = newer
      if moved <= parameters.number("tolerance") { break }
    }
    return numbers
  }

  private func descended() -> Numbers {
    var numbers: Numbers = [:]
    for name in loss(targets([:]), [:]).slopes.keys { numbers[name] = start(name) }
    for turn in turns {
      for move in turn.team {
        for choice in choices(of: move.context) { numbers["q \(choice)"] = 0 }
        for (kind, value) in [("f", 0.1), ("k", 1)] {
          numbers["\(kind) \(turn.cell) for \(move.agent)"] = value
        }
      }
    }
    var older = numbers
    var aims = targets(older)
    var (mean, square): (Numbers, Numbers) = ([:], [:])
    var (adamSteps, sinceCopy) = (0, 0)
    let renew = {
      let averaging = parameters.number("averaging")
      for (name, value) in numbers { older[name, default: 0] += averaging * (value - (older[name] ?? 0)) }
      aims = targets(older)
    }
    for _ in 0..<parameters.integer("steps") {
      if sinceCopy == parameters.integer("copy") {
        renew()
        sinceCopy = 0
      }
      let slopes = loss(aims, numbers).slopes
      if (slopes.values.map { abs($0) }.max() ?? 0) <= parameters.number("tolerance") {
        let before = aims
        renew()
        let moved = zip(rowMeans(aims), rowMeans(before)).map { abs($0 - $1) }.max() ?? 0
        if moved <= parameters.number("tolerance") * parameters.number("averaging") { break }
        sinceCopy = 0
        continue
      }
      adamSteps += 1
      sinceCopy += 1
      for name in numbers.keys {
        let slope = slopes[name] ?? 0
        mean[name] = 0.9 * (mean[name] ?? 0) + 0.1 * slope
        square[name] = 0.999 * (square[name] ?? 0) + 0.001 * slope * slope
        let (first, second) = (1 - power(0.9, adamSteps), 1 - power(0.999, adamSteps))
        let step = (mean[name] ?? 0) / first / (((square[name] ?? 0) / second).squareRoot() + 1e-8)
        numbers[name, default: 0] -= parameters.number("rate") * step
      }
    }
    return numbers
  }

  private func start(_ name: String) -> Double {
    let words = name.split(separator: " ", maxSplits: 1)
    return number(String(words[0]), String(words[1]), [:])
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  // MARK: Readings

  private func credit(at place: Int, of turn: Turn, _ numbers: Numbers) -> Double {
    let reading = parameters.text("emit")
    let worth = { (choice: String) -> Double? in
      let other = replacing(place, of: turn, by: choice)
      return reading == "counterfactual"
        ? value(other, numbers) : utility(at: place, of: other, numbers)
    }
    let own = turn.team[place]
    guard let taken = worth(own.choice) else { return 0 }
    var (sum, weight, most) = (0.0, 0.0, taken)
    for choice in choices(of: own.context) {
      guard let other = worth(choice) else { continue }
      let probability = probability(of: Move(agent: own.agent, context: own.context, choice: choice))
      sum += probability * (taken - other)
      weight += probability
      most = max(most, other)
    }
    return reading == "share" ? taken : reading == "regret" ? taken - most : sum / weight
  }

  /// Q_tot of a turn, where the method has one.
  private func value(_ turn: Turn, _ numbers: Numbers) -> Double? {
    ["qtran", "lica", "sqddpg"].contains(id) && !isRecorded(turn) ? nil : mixed(turn, numbers).value
  }

  /// What the published reading makes of a decision.
  private func utility(at place: Int, of turn: Turn, _ numbers: Numbers) -> Double? {
    let move = turn.team[place]
    let slot = "\(turn.cell) for \(move.agent)"
    let utility = number("q", move.choice, numbers)
    switch id {
    case "dop":
      let sizes = turn.team.map { abs(number("k", "\(turn.cell) for \($0.agent)", numbers)) }
      let divisor = parameters.text("weights") == "normalised" ? sizes.reduce(0, +) : 1
      return sizes[place] / divisor * utility
    case "qplex":
      let scale = Dual(number("scale", slot, numbers)).exponential.value
      return scale * utility + number("shift", slot, numbers)
    case "shaq": return isGreedy(move, numbers) ? utility : (1 + abs(number("f", slot, numbers))) * utility
    case "sqddpg":
      guard isRecorded(turn) else { return nil }
      return ownTerms(of: move, in: turn).reduce(0) { $0 + $1.value * number("phi", $1.key, numbers) }
    case "lica":
      var (sum, weight) = (0.0, 0.0)
      var known: Set<String> = []
      for other in turns
      where other.profile == turn.profile && other.team[place] == move && known.insert(other.joint).inserted {
        let others = other.team.enumerated().reduce(1) {
          $1.offset == place ? $0 : $0 * probability(of: $1.element)
        }
        sum += others * number("table", other.joint, numbers)
        weight += others
      }
      return weight > 0 ? sum / weight : nil
    default: return utility
    }
  }
}
