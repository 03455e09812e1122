extension JointTable {
  /// Shapley values of the action game of a joint action: `v(C)` is the value where the agents of C do what the joint action
  /// says and the others their default actions. They sum to the joint action's value less that of the defaults.
  ///
  /// - Parameters:
  ///   - actions: The joint action.
  ///   - defaults: Default action of each agent.
  /// - Returns: One value an agent, in the table's unit.
  /// - Complexity: O(agents · 2^agents).
  ///
  /// Source: Wang et al. 2020, Shapley Q-value, arXiv 1907.05707, with the marginal contributions of the table
  /// itself.
  package func shapleyQValues(of actions: [Int], defaults: [Int]) -> [Double] {
    let agents = counts.count
    let worth = (0..<1 << agents).map { coalition in
      values[place(of: counts.indices.map { coalition >> $0 & 1 == 1 ? actions[$0] : defaults[$0] })]
    }
    let share = ShapleyWeights(players: agents)
    return counts.indices.map { agent in
      worth.indices.reduce(0) { sum, coalition in
        guard coalition >> agent & 1 == 0 else { return sum }
        let marginal = worth[coalition | 1 << agent] - worth[coalition]
        return sum + share[coalition.nonzeroBitCount] * marginal
      }
    }
  }
}

/// `|C|! (n - |C| - 1)! / n!`: how often a player joins exactly the coalition C when it comes to n players in random order.
struct ShapleyWeights {
  private let weight: [Double]

  init(players: Int) {
    var weight: [Double] = []
    var next = 1 / Double(players)
    for size in 0..<players {
      weight.append(next)
      if size + 1 < players { next *= Double(size + 1) / Double(players - size - 1) }
    }
    self.weight = weight
  }

  /// The weight of a coalition of so many others.
  subscript(size: Int) -> Double { weight[size] }
}
