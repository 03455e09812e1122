import CreditNumerics
import Trajectories

/// The transitions that the rollouts of a batch show between nodes, and the values that are consistent with them: a node is worth
/// the discounted mean, over the turns that start in it, of what follows each.
///
/// What follows a last turn is a boundary with a value of its own. Tasks share no nodes.
struct BellmanClosure: NodeEquations {
  /// The turns that start in each node.
  let nodes: Grouping
  /// Whether each turn counts; `nil` if all do.
  private let isCounted: [Bool]?
  /// Node after each turn; after the last turn of episode `e`, whose boundary is worth `boundary[e]`, it is `-1 - e`.
  private let next: [Int32]
  private let boundary: [Double]
  private let turnStart: [Int32]
  let discount: Double

  /// The transitions of a batch.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - nodes: The turns by the node that they start in.
  ///   - boundary: What each episode's end is worth, shape `[episodes]`.
  ///   - discount: Of a turn, above 0 and at most 1.
  ///   - isCounted: The turns that count; all without it.
  /// - Complexity: O(turns).
  init(
    of batch: TrajectoryBatch, nodes: Grouping, boundary: [Double], discount: Double,
    counting isCounted: [Bool]?
  ) {
    self.nodes = nodes
    self.boundary = boundary
    self.discount = discount
    self.isCounted = isCounted
    turnStart = batch.episodes.turnStart
    var next = nodes.group.dropFirst().map { Int32($0) }
    if !nodes.group.isEmpty { next.append(-1) }
    for episode in 0..<batch.episodeCount {
      if let last = batch.turns(of: episode).last { next[last] = -1 - Int32(episode) }
    }
    self.next = next
  }

  /// What every turn is worth by what follows it, given values of nodes. Shape `[turns]`.
  func backup(of value: [Double]) -> [Double] {
    next.map { discount * worth(of: $0, given: value) }
  }

  /// What follows a turn, by what is after it.
  @inline(__always)
  private func worth(of next: Int32, given value: [Double]) -> Double {
    next < 0 ? boundary[Int(-1 - next)] : value[Int(next)]
  }

  /// What every turn is worth by its own episode's end. Shape `[turns]`.
  var outcomes: [Double] {
    var result = [Double](repeating: 0, count: next.count)
    for episode in 0..<turnStart.count - 1 {
      var weight = 1.0
      for turn in (Int(turnStart[episode])..<Int(turnStart[episode + 1])).reversed() {
        weight *= discount
        result[turn] = boundary[episode] * weight
      }
    }
    return result
  }

  /// What every turn is worth after the evidence crossed to other rollouts over so many edges. Shape `[turns]`.
  ///
  /// - Complexity: O(turns) a round.
  func rounds(_ count: Int) -> [Double] {
    var worth = outcomes
    for _ in 0..<count { worth = backup(of: nodes.means(of: worth, counting: isCounted)) }
    return worth
  }

  /// What every turn is worth where all values are consistent. Shape `[turns]`.
  ///
  /// Nodes are solved component by component, those first from which no other is reached any more: a node that is in no cycle
  /// takes one step, a small component of a cycle a factorisation, and a large one sweeps that begin at the outcomes.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` for a node that never ends, without a discount.
  /// - Complexity: O(turns), beside components of cycles: O(nodes³) up to 64 nodes, O(turns) a sweep beyond.
  func solution(for method: String) throws(AttributionError) -> [Double] {
    var value = nodes.means(of: outcomes, counting: isCounted)
    let edges = nodes.rows.map { counts(Int($0)) ? next[Int($0)] : -1 }
    let components = NodeComponents(start: nodes.start, edges: edges)
    let isSolved: Bool
    do throws(GSLError) {
      isSolved = try solve(components, in: &value)
    } catch {
      throw .numerical(method: method, reason: "\(error)")
    }
    guard isSolved else { throw .undetermined(for: method) }
    return backup(of: value)
  }

  private func counts(_ turn: Int) -> Bool { isCounted?[turn] ?? true }

  /// The node's value, given all others: itself may follow itself.
  func solve(node: Int, in value: inout [Double]) -> Bool {
    var (sum, count, own) = (0.0, 0.0, 0.0)
    for turn in nodes[node].lazy.map(Int.init) where counts(turn) {
      count += 1
      if next[turn] == Int32(node) {
        own += 1
      } else {
        sum += worth(of: next[turn], given: value)
      }
    }
    guard count > 0 else { return true }
    let rest = count - discount * own
    value[node] = discount * sum / rest
    return rest > 0
  }

  func write(
    _ node: Int, as line: Int, of matrix: inout SquareMatrix, among components: NodeComponents,
    given value: [Double]
  ) -> Double {
    var right = 0.0
    for turn in nodes[node].lazy.map(Int.init) where counts(turn) {
      matrix[line, line] += 1
      if next[turn] >= 0, components.share(Int(next[turn]), node) {
        matrix[line, components.place(of: Int(next[turn]))] -= discount
      } else {
        right += discount * worth(of: next[turn], given: value)
      }
    }
    return right
  }
}
