import CreditNumerics
import Ground

/// One Markov model of a task, mean or drawn, and its values.
struct PosteriorModel: NodeEquations {
  let counts: PosteriorCounts
  let discount: Double
  private let rules: PosteriorRules
  /// Probability of each cell.
  private var probability: [Double]
  /// Probability of each row at its node.
  private var policy: [Double]
  /// What each row is worth by those of its cells that lead to no node.
  private var boundary: [Double]
  /// Weight of each cell in the equation of its node, and what remains of it.
  private var weight: [Double]
  private var constant: [Double]
  /// V of each node, and Q of each row.
  private(set) var value: [Double]
  private(set) var worth: [Double]

  /// The model of means: of probabilities, and of values that are not known.
  init(meanOf counts: PosteriorCounts, by rules: PosteriorRules) {
    self.counts = counts
    self.rules = rules
    discount = rules.discount
    probability = counts.shape
    policy = counts.policy
    boundary = [Double](repeating: 0, count: counts.rowCount)
    weight = [Double](repeating: 0, count: counts.shape.count)
    constant = [Double](repeating: 0, count: counts.nodeCount)
    value = constant
    worth = boundary
    let middle = rules.unknown.lowerBound / 2 + rules.unknown.upperBound / 2
    for node in 0..<counts.nodeCount { Self.normalise(&policy, in: counts.rows(of: node)) }
    for row in 0..<counts.rowCount {
      Self.normalise(&probability, in: counts.cells(of: row))
      setBoundary(of: row, cut: middle, elsewhere: middle)
    }
  }

  private static func normalise(_ numbers: inout [Double], in range: Range<Int>) {
    let total = numbers[range].reduce(0, +)
    for place in range { numbers[place] /= total }
  }

  private mutating func setBoundary(of row: Int, cut: Double, elsewhere: Double) {
    var sum = 0.0
    for cell in counts.cells(of: row) {
      switch counts.outcome[cell] {
      case PosteriorBoundary.success: sum += probability[cell]
      case PosteriorBoundary.cut: sum += probability[cell] * cut
      case PosteriorBoundary.elsewhere: sum += probability[cell] * elsewhere
      default: break
      }
    }
    boundary[row] = sum
  }

  /// Takes the place of a mean: every probability and every unknown value is drawn, each at the address of its names.
  mutating func draw(_ number: Int, from draws: inout DirichletDraws) {
    let address = counts.address
    let draw = UInt64(number)
    if rules.policy == .counts {
      for node in 0..<counts.nodeCount where counts.rows(of: node).count > 1 {
        draws.begin(episode: address.task, turn: address.node[node], draw: draw)
        draws.dirichlet(counts.policy, in: counts.rows(of: node), to: &policy)
      }
    }
    let (least, width) = (rules.unknown.lowerBound, rules.unknown.upperBound - rules.unknown.lowerBound)
    for row in 0..<counts.rowCount {
      draws.begin(episode: address.task, turn: address.row[row], draw: draw)
      draws.dirichlet(counts.shape, in: counts.cells(of: row), to: &probability)
      let cut = least + width * draws.unit()
      setBoundary(of: row, cut: cut, elsewhere: least + width * draws.unit())
    }
  }

  /// Solves for the values, beginning at those given.
  ///
  /// - Returns: Whether they are determined.
  mutating func solve(from start: [Double], to tolerance: Double) throws(GSLError) -> Bool {
    for node in 0..<counts.nodeCount {
      var sum = 0.0
      for row in counts.rows(of: node) {
        let share = discount * policy[row]
        sum += share * boundary[row]
        for cell in counts.cells(of: row) { weight[cell] = share * probability[cell] }
      }
      constant[node] = sum
    }
    var value = start
    guard try solve(counts.components, in: &value, to: tolerance) else { return false }
    self.value = value
    for row in 0..<counts.rowCount {
      var sum = boundary[row]
      for cell in counts.cells(of: row) where counts.outcome[cell] >= 0 {
        sum += probability[cell] * value[Int(counts.outcome[cell])]
      }
      worth[row] = discount * sum
    }
    return true
  }

  /// Q - V of the rows of a node: exactly 0 where nothing else was done.
  func advantages(of node: Int, _ body: (_ row: Int, _ advantage: Double) -> Void) {
    let rows = counts.rows(of: node)
    guard rows.count > 1 else { return rows.forEach { body($0, 0) } }
    let mean = rows.reduce(0) { $0 + policy[$1] * worth[$1] }
    for row in rows { body(row, worth[row] - mean) }
  }

  // MARK: Equations

  func solve(node: Int, in value: inout [Double]) -> Bool {
    var (sum, own) = (constant[node], 0.0)
    for cell in counts.cells(ofNode: node) {
      let target = counts.outcome[cell]
      if target == Int32(node) {
        own += weight[cell]
      } else if target >= 0 {
        sum += weight[cell] * value[Int(target)]
      }
    }
    value[node] = sum / (1 - own)
    // Without a discount rounding may leave a loop that is never left a trace of an end.
    return 1 - own > 1e-13
  }

  func write(
    _ node: Int, as line: Int, of matrix: inout SquareMatrix, among components: NodeComponents,
    given value: [Double]
  ) -> Double {
    var right = constant[node]
    matrix[line, line] += 1
    for cell in counts.cells(ofNode: node) where counts.outcome[cell] >= 0 {
      let target = Int(counts.outcome[cell])
      if components.share(target, node) {
        matrix[line, components.place(of: target)] -= weight[cell]
      } else {
        right += weight[cell] * value[target]
      }
    }
    return right
  }
}
