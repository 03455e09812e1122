/// The event that hindsight posteriors condition on, with its probability from every cell and joint action.
///
/// Where episodes can succeed, it is success. Where they cannot (a problem that only the horizon ends, such as
/// Dec-Tiger), it is a return above the median of the return under the policy: the upper half of what can happen.
public struct HindsightEvent: Sendable {
  /// What the event is.
  public enum Kind: Sendable, Hashable {
    /// The episode ends in success.
    case success
    /// The episode's return is larger than this, its median, in reward units.
    case returnAbove(Double)
  }

  /// What the event is.
  public let kind: Kind
  /// Probability of the event.
  public let probability: Double
  /// P(event | cell); 0 where the policy never is.
  package let givenCell: [Double]
  /// P(event | cell, joint action), in the order of the cells' joint actions.
  package let givenRow: [Double]
}

extension ExactSolution {
  /// The event of hindsight posteriors under the policy.
  ///
  /// - Parameter limit: Most pairs of a cell and a return so far, where returns must be told apart.
  /// - Returns: `nil` where there are more.
  public func hindsightEvent(limit: Int = 2_000_000) -> HindsightEvent? {
    if successProbability > 0 {
      return HindsightEvent(
        kind: .success, probability: successProbability, givenCell: cells.success,
        givenRow: cells.actionSuccess)
    }
    return ReturnsSoFar(in: self, limit: limit)?.upperHalf()
  }

  /// P(own action | cell, event) for each own action of a slot: pi(a) P(event | x, a) / P(event | x).
  ///
  /// Source: Harutyunyan et al. 2019, arXiv 1912.02503, section 3 (hindsight distributions).
  ///
  /// - Returns: `nil` where the event is impossible, or the policy never is.
  package func hindsightPosterior(ofSlot slot: Int, in cell: Int, given event: HindsightEvent) -> [Double]? {
    let total = event.givenCell[cell]
    guard total > 0 else { return nil }
    let information = Int(
      mdp.nodes.slotInformation[mdp.nodes.slots(of: Int(cells.node[cell])).lowerBound + slot])
    let own = mdp.information.choices(of: information).map { policy.probability[$0] }
    let reached = ActionGame(cell: cell, in: self).marginal(
      ofSlot: slot, event.givenRow, from: cells.rowStart[cell])
    return zip(own, reached).map { $0 * $1 / total }
  }
}

/// Visited cells told apart by the return so far: the dynamic programme over (turn, node, return).
private struct ReturnsSoFar {
  /// A return so far, in units of 1e-9 of a reward unit, so that sums in other orders are the same return.
  private typealias Key = Int64
  private let solution: ExactSolution
  /// For each cell, returns so far with P(cell and return), ascending.
  private var reached: [[(key: Key, probability: Double)]]

  private static func key(_ value: Double) -> Key { Key((value * 1e9).rounded()) }

  /// Goes forward from the start; `nil` if there are more than `limit` pairs or a return beyond 1e9.
  init?(in solution: ExactSolution, limit: Int) {
    self.solution = solution
    let mdp = solution.mdp
    let cells = solution.cells
    reached = Array(repeating: [], count: cells.count)
    var pairs = 0
    var probabilities = JointProbabilities(mdp, solution.policy)
    var sums = [[Key: Double]](repeating: [:], count: cells.count)
    for (node, probability) in mdp.start {
      sums[cells.index(turn: 0, node: Int(node))][0, default: 0] += probability
    }
    var weight = 1.0
    for turn in 0...mdp.horizon {
      for cell in cells.cells(ofTurn: turn) {
        reached[cell] = sums[cell].map { (key: $0.key, probability: $0.value) }.sorted { $0.key < $1.key }
        sums[cell] = [:]
        pairs += reached[cell].count
        guard pairs <= limit else { return nil }
        guard !cells.stops(cell) else { continue }
        let joint = probabilities.ofRows(of: Int(cells.node[cell]))
        for (index, row) in mdp.nodes.rows(of: Int(cells.node[cell])).enumerated() where joint[index] > 0 {
          for outcome in mdp.nodes.outcomes(of: row) {
            let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
            let reward = weight * mdp.nodes.outcomeReward[outcome]
            guard abs(reward) < 1e6 else { return nil }
            for (key, probability) in reached[cell] {
              sums[next][key + Self.key(reward), default: 0] +=
                probability * joint[index] * mdp.nodes.outcomeProbability[outcome]
            }
          }
        }
      }
      weight *= mdp.discount
    }
  }

  /// The event that the return is above its median.
  func upperHalf() -> HindsightEvent {
    let median = medianReturn()
    let (given, cells) = (tails(above: median), solution.cells)
    var givenCell = [Double](repeating: 0, count: cells.count)
    for cell in 0..<cells.count {
      let visitation = reached[cell].reduce(0) { $0 + $1.probability }
      guard visitation > 0 else { continue }
      givenCell[cell] =
        zip(reached[cell], given.cell[cell]).reduce(0) { $0 + $1.0.probability * $1.1 } / visitation
    }
    return HindsightEvent(
      kind: .returnAbove(Double(median) * 1e-9),
      probability: solution.mdp.start.reduce(0) { sum, start in
        sum + start.probability * givenCell[cells.index(turn: 0, node: Int(start.node))]
      }, givenCell: givenCell, givenRow: given.row)
  }

  /// The weight of a reward at the last turn before a cell's turn: endings are paid with that turn.
  private func endingWeight(_ turn: Int) -> Double {
    var weight = 1.0
    for _ in 1..<max(1, turn) { weight *= solution.mdp.discount }
    return weight
  }

  private func medianReturn() -> Key {
    let (mdp, cells) = (solution.mdp, solution.cells)
    var total: [Key: Double] = [:]
    for turn in 1...mdp.horizon {
      let weight = endingWeight(turn)
      for cell in cells.cells(ofTurn: turn) where cells.stops(cell) {
        for (key, probability) in reached[cell] {
          for ending in mdp.nodes.endings(of: Int(cells.node[cell])) {
            total[key + Self.key(weight * mdp.nodes.endingReward[ending]), default: 0] +=
              probability * mdp.nodes.endingProbability[ending]
          }
        }
      }
    }
    let ascending = total.sorted { $0.key < $1.key }
    var cumulative = 0.0
    for (key, probability) in ascending {
      cumulative += probability
      // A half that is missed by rounding is a half.
      if cumulative >= 0.5 - 1e-12 { return key }
    }
    return ascending.last?.key ?? 0
  }

  /// P(return above the bound) for each cell and return so far, and for each cell and joint action.
  private func tails(above bound: Key) -> (cell: [[Double]], row: [Double]) {
    let (mdp, cells) = (solution.mdp, solution.cells)
    var probabilities = JointProbabilities(mdp, solution.policy)
    var tail: [[Double]] = reached.map { [Double](repeating: 0, count: $0.count) }
    var row = [Double](repeating: 0, count: cells.actionValue.count)
    var weights = [1.0]
    for _ in 0..<mdp.horizon { weights.append(weights[weights.count - 1] * mdp.discount) }
    for turn in (0...mdp.horizon).reversed() {
      for cell in cells.cells(ofTurn: turn) where !reached[cell].isEmpty {
        if cells.stops(cell) {
          let weight = endingWeight(turn)
          for (place, pair) in reached[cell].enumerated() {
            for ending in mdp.nodes.endings(of: Int(cells.node[cell]))
            where pair.key + Self.key(weight * mdp.nodes.endingReward[ending]) > bound {
              tail[cell][place] += mdp.nodes.endingProbability[ending]
            }
          }
          continue
        }
        let visitation = reached[cell].reduce(0) { $0 + $1.probability }
        let joint = probabilities.ofRows(of: Int(cells.node[cell]))
        for (index, action) in mdp.nodes.rows(of: Int(cells.node[cell])).enumerated() where joint[index] > 0 {
          for outcome in mdp.nodes.outcomes(of: action) {
            let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
            let gained = Self.key(weights[turn] * mdp.nodes.outcomeReward[outcome])
            for (place, pair) in reached[cell].enumerated() {
              let reachedNext = reached[next].partitioningIndex(of: pair.key + gained)
              let chance = mdp.nodes.outcomeProbability[outcome] * tail[next][reachedNext]
              tail[cell][place] += joint[index] * chance
              row[cells.rowStart[cell] + index] += pair.probability / visitation * chance
            }
          }
        }
      }
    }
    return (tail, row)
  }
}

extension [(key: Int64, probability: Double)] {
  /// The place of a key that the ascending list holds.
  fileprivate func partitioningIndex(of key: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
