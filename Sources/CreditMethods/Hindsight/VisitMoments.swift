import CreditNumerics

/// What the rows of a regression of rewards on visits sum to, over the episodes of a task: a row is a turn, which shows its own
/// state, and the visits of every state before it.
///
/// Between two visits no count changes: a visit with `rest` turns after it is met, by itself and together with each earlier
/// visit, in `rest` rows. So a turn costs O(states), not their square.
struct VisitMoments: ~Copyable {
  private var sums: RidgeRegression
  private let states: Int
  /// How often each state is a turn's own.
  private var own: [Double]
  /// Rewards of the turns of each state, then rewards times visits of each state before.
  private var products: [Double]
  /// Visits of each state before turns of each state. Shape `[states, states before]`.
  private var before: [Double]
  /// In how many rows visits of two states are met together, for the later visit and the one before. Shape as `before`.
  private var pairs: [Double]
  /// In how many rows visits of each state are met.
  private var met: [Double]
  /// Visits so far.
  private var visits: [Double]

  /// Sums of no rows.
  ///
  /// - Throws: ``GSLError`` where there is no memory for the regression, which takes more than all tables here.
  init(states: Int) throws(GSLError) {
    sums = try RidgeRegression(columns: 2 * states)
    self.states = states
    own = [Double](repeating: 0, count: states)
    products = [Double](repeating: 0, count: 2 * states)
    before = [Double](repeating: 0, count: states * states)
    (pairs, met, visits) = (before, own, own)
  }

  /// Adds the turns of an episode.
  ///
  /// - Parameters:
  ///   - nodes: State of each turn, counted from `first`.
  ///   - rewards: Reward of each turn.
  /// - Complexity: O(turns · states).
  mutating func add(nodes: ArraySlice<UInt32>, from first: Int, rewards: ArraySlice<Double>) {
    for state in 0..<states { visits[state] = 0 }
    var rest = Double(nodes.count)
    for (node, reward) in zip(nodes, rewards) {
      let state = Int(node) - first
      rest -= 1
      own[state] += 1
      met[state] += rest
      products[state] += reward
      if reward != 0 {
        for earlier in 0..<states where visits[earlier] > 0 {
          products[states + earlier] += visits[earlier] * reward
        }
      }
      Self.add(visits, times: 1, to: &before, from: state * states)
      Self.add(visits, times: rest, to: &pairs, from: state * states)
      visits[state] += 1
    }
  }

  /// Adds multiples of numbers to those from a place on.
  private static func add(
    _ numbers: [Double], times factor: Double, to sums: inout [Double], from first: Int
  ) {
    precondition(first >= 0 && first + numbers.count <= sums.count, "no place \(first) of \(sums.count)")
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe numbers.withUnsafeBufferPointer { numbers in
        for index in 0..<numbers.count { unsafe sums[first + index] += factor * numbers[index] }
      }
    }
  }

  /// The regression, whose coefficients are those of a turn's own state, then those of the visits before it.
  ///
  /// - Complexity: O(states²).
  consuming func regression() -> RidgeRegression {
    for state in 0..<states {
      sums.add(moment: own[state], of: state, and: state)
      sums.add(product: products[state], of: state)
      sums.add(product: products[states + state], of: states + state)
    }
    var block = [Double](repeating: 0, count: states * states)
    for state in 0..<states {
      for earlier in 0..<states { block[earlier * states + state] = before[state * states + earlier] }
    }
    sums.add(moments: block, from: states, and: 0)
    for one in 0..<states {
      for other in 0..<one {
        block[one * states + other] = pairs[one * states + other] + pairs[other * states + one]
      }
      block[one * states + one] = 2 * pairs[one * states + one] + met[one]
    }
    sums.add(moments: block, from: states, and: states)
    return sums
  }
}
