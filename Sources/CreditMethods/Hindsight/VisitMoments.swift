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
  /// Visits of each state before turns of each state, and in how many rows visits of two states are met together, for the
  /// later visit and the one before. Shape `[states, states before]`.
  private var pairs: [SIMD2<Double>]
  /// In how many rows visits of each state are met.
  private var met: [Double]
  /// Visits of each state in the episode so far, and the states that were visited.
  private var visits: [Double]
  private var visited: [Int] = []

  /// Sums of no rows.
  ///
  /// - Throws: ``GSLError`` where there is no memory for the regression, which takes more than all tables here.
  init(states: Int) throws(GSLError) {
    sums = try RidgeRegression(columns: 2 * states)
    self.states = states
    own = [Double](repeating: 0, count: states)
    products = [Double](repeating: 0, count: 2 * states)
    pairs = [SIMD2<Double>](repeating: .zero, count: states * states)
    (met, visits) = (own, own)
  }

  /// Adds the turns of an episode.
  ///
  /// - Parameters:
  ///   - nodes: State of each turn, counted from `first`.
  ///   - rewards: Reward of each turn.
  /// - Complexity: O(turns · states visited).
  mutating func add(nodes: ArraySlice<UInt32>, from first: Int, rewards: ArraySlice<Double>) {
    var rest = Double(nodes.count)
    for (node, reward) in zip(nodes, rewards) {
      let state = Int(node) - first
      rest -= 1
      own[state] += 1
      met[state] += rest
      products[state] += reward
      if reward != 0 {
        for earlier in visited { products[states + earlier] += visits[earlier] * reward }
      }
      addVisits(before: state, times: SIMD2(1, rest))
      if visits[state] == 0 { visited.append(state) }
      visits[state] += 1
    }
    for state in visited { visits[state] = 0 }
    visited.removeAll(keepingCapacity: true)
  }

  /// Adds multiples of the visits so far to the pairs of a state.
  private mutating func addVisits(before state: Int, times factors: SIMD2<Double>) {
    precondition(state >= 0 && state < states, "no state \(state) of \(states)")
    unsafe pairs.withUnsafeMutableBufferPointer { pairs in
      unsafe visits.withUnsafeBufferPointer { visits in
        let line = unsafe UnsafeMutableBufferPointer(rebasing: pairs[state * states..<(state + 1) * states])
        for earlier in visited { unsafe line[earlier] += visits[earlier] * factors }
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
    let (states, pairs, met) = (states, pairs, met)
    unsafe pairs.withUnsafeBufferPointer { pairs in
      unsafe block.withUnsafeMutableBufferPointer { block in
        for state in 0..<states {
          for earlier in 0..<states {
            unsafe block[earlier * states + state] = pairs[state * states + earlier].x
          }
        }
      }
    }
    sums.add(moments: block, from: states, and: 0)
    unsafe pairs.withUnsafeBufferPointer { pairs in
      unsafe block.withUnsafeMutableBufferPointer { block in
        for one in 0..<states {
          for other in 0..<one {
            unsafe block[one * states + other] = pairs[one * states + other].y + pairs[other * states + one].y
          }
          unsafe block[one * states + one] = 2 * pairs[one * states + one].y + met[one]
        }
      }
    }
    sums.add(moments: block, from: states, and: states)
    return sums
  }
}
