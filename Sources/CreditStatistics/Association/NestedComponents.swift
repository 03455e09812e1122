public import Ground

/// How the variance of credits divides over nested levels, the method, the agent, the turn and, within them, the episode,
/// from unequally many values in each group.
///
/// With the levels 1 (outermost) to L, the last of which is the single value, `n_g` the values and `s_g` their sum in a
/// group *g* of a level:
///
/// - `T_0 = (sum of all)² / N`, `T_X = sum over the groups g of level X of s_g² / n_g`, `T_L = sum of squares`;
/// - the sum of squares of a level is `SS_X = T_X - T_(X-1)`; these add up to that of all values about their mean;
/// - in the random model a value is the sum of a mean and of one independent effect of variance `v_F` a level, so that
///   `E[SS_X] = sum over F >= X of v_F (k(X, F) - k(X-1, F))` with `k(X, F) = sum over the groups g of X of (sum over the
///   groups f of F within g of n_f²) / n_g`, `k(F, F) = N`, and `k(X, L)` the number of groups of X;
/// - solved from the innermost level out, these equations are the estimates ``Level/component``. For equally many values
///   they are the usual differences of mean squares. They can be negative, which says that the component is small.
///
/// Source: Searle, Casella and McCulloch, Variance Components (1992), section 5.3 (Henderson's method I for nested
/// classifications with unequal numbers).
public struct NestedComponents: Sendable, Hashable, Codable {
  /// One level.
  public struct Level: Sendable, Hashable, Codable {
    /// Its name, such as `agent`.
    public let name: String
    /// How many groups it has; values for the last.
    public let groups: Int
    /// Degrees of freedom: groups less those of the level around it.
    public let degrees: Int
    /// Sum of squares between its groups within those around it.
    public let sumOfSquares: Double
    /// Its share of the sum of squares about the mean, in `0...1`: variance explained. Undefined without variance.
    public let explained: Measured<Double>
    /// Estimated variance of its effect, in squared units of the values. Undefined without degrees of freedom; its effect
    /// then cannot be told from that of the level around it, to whose component it belongs.
    public let component: Measured<Double>
  }

  /// The levels from the outermost in.
  public let levels: [Level]

  /// A group of the innermost level but the last, with its place in every level around it.
  package struct Group: Sendable {
    /// A number for each level but the last, outermost first; groups are the same where all numbers up to a level are.
    let path: [Int]
    let count: Int
    let sum, sumOfSquares: Double

    /// A group of values with their sum and the sum of their squares.
    package init(path: [Int], count: Int, sum: Double, sumOfSquares: Double) {
      self.path = path
      self.count = count
      self.sum = sum
      self.sumOfSquares = sumOfSquares
    }
  }

  /// Divides the variance of values.
  ///
  /// - Parameters:
  ///   - names: The names of the levels, the last one that of single values.
  ///   - groups: The groups in ascending order of their paths, each with at least one value.
  /// - Returns: Undefined for fewer than 2 values.
  package static func measured(_ names: [String], _ groups: [Group]) -> Measured<NestedComponents> {
    let total = groups.reduce(0) { $0 + $1.count }
    guard total >= 2 else { return .undefined(.tooFew(found: total, needed: 2)) }
    // About the mean, so that the sums of squares are not differences of large numbers.
    let mean = groups.reduce(0) { $0 + $1.sum } / Double(total)
    let centred = groups.map { group in
      let n = Double(group.count)
      return Group(
        path: group.path, count: group.count, sum: group.sum - n * mean,
        sumOfSquares: max(0, group.sumOfSquares - 2 * mean * group.sum + n * mean * mean))
    }
    let table = LevelTable(centred, levels: names.count)
    guard table.corrected.isFinite else { return .undefined(.outOfRange) }
    return .value(NestedComponents(levels: table.levels(names)))
  }
}

/// The sums that the estimates follow from.
private struct LevelTable {
  /// `T_X` for X in 0...L.
  private var squares: [Double]
  /// Groups of each level, 1 for the whole.
  private var groups: [Int]
  /// `k(X, F)`, row X.
  private var coefficients: [[Double]]
  private let total: Double

  /// The sum of squares of all values about their mean.
  var corrected: Double { squares[squares.count - 1] - squares[0] }

  init(_ leaves: [NestedComponents.Group], levels: Int) {
    total = Double(leaves.reduce(0) { $0 + $1.count })
    squares = [Double](repeating: 0, count: levels + 1)
    groups = [Int](repeating: 0, count: levels + 1)
    coefficients = [[Double]](repeating: [Double](repeating: 0, count: levels + 1), count: levels + 1)
    // Sizes of the groups of every level that hold a leaf.
    var sizes: [[Double]] = []
    for level in 0..<levels {
      var size = [Double](repeating: 0, count: leaves.count)
      for range in Self.runs(leaves, level) {
        let n = leaves[range].reduce(0) { $0 + Double($1.count) }
        let sum = leaves[range].reduce(0) { $0 + $1.sum }
        squares[level] += sum * sum / n
        groups[level] += 1
        for leaf in range { size[leaf] = n }
      }
      sizes.append(size)
    }
    squares[levels] = leaves.reduce(0) { $0 + $1.sumOfSquares }
    groups[levels] = Int(total)
    for level in 0..<levels {
      coefficients[level][levels] = Double(groups[level])
      for inner in level..<levels {
        // A leaf of a group f carries its share n_leaf of n_f² / n_g.
        for (leaf, group) in leaves.enumerated() {
          coefficients[level][inner] += Double(group.count) * sizes[inner][leaf] / sizes[level][leaf]
        }
      }
    }
    coefficients[levels][levels] = total
  }

  func levels(_ names: [String]) -> [NestedComponents.Level] {
    let last = names.count
    // What rounding leaves of a sum of squares is none.
    let rounding = 1e-12 * squares[last]
    var variances = [Double](repeating: 0, count: last + 1)
    var found: [NestedComponents.Level] = []
    for level in (1...last).reversed() {
      let difference = squares[level] - squares[level - 1]
      let sumOfSquares = abs(difference) <= rounding ? 0 : difference
      let degrees = groups[level] - groups[level - 1]
      var component: Measured<Double> = .undefined(
        .tooFew(found: groups[level], needed: groups[level - 1] + 1))
      if degrees > 0 {
        var inner = 0.0
        for deeper in (level..<last).map({ $0 + 1 }) {
          inner += variances[deeper] * (coefficients[level][deeper] - coefficients[level - 1][deeper])
        }
        variances[level] = (sumOfSquares - inner) / (total - coefficients[level - 1][level])
        component = .value(variances[level])
      }
      found.append(
        NestedComponents.Level(
          name: names[level - 1], groups: groups[level], degrees: degrees, sumOfSquares: sumOfSquares,
          explained: corrected > 0
            ? .value(min(1, max(0, sumOfSquares / corrected))) : .undefined(.noVariance),
          component: component))
    }
    return found.reversed()
  }

  /// The leaves of each group of a level: runs of equal beginnings of their paths.
  private static func runs(_ leaves: [NestedComponents.Group], _ level: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for end in leaves.indices.map({ $0 + 1 }) {
      guard end == leaves.count || leaves[end].path.prefix(level) != leaves[start].path.prefix(level) else {
        continue
      }
      runs.append(start..<end)
      start = end
    }
    return runs
  }
}
