/// Payoffs of a one-shot game whose agents have choices of their own in each cluster, one table for each joint cluster.
struct ChoiceTables {
  /// For each joint cluster, the cluster of each agent.
  private let clusters: [[Int]]
  /// For each joint cluster, payoffs by joint choice, the last agent's fastest.
  private var payoffs: [[Double]] = []
  /// For each joint cluster and agent, how far its choices are apart.
  private let strides: [[Int]]
  /// For each agent and cluster, the joint clusters that hold it.
  private var places: [[[Int]]]
  /// For each agent and cluster, the choices that are not left out.
  private(set) var alive: [[[Int]]]

  /// - Parameter counts: For each agent and cluster, the number of choices.
  init(clusters: [[Int]], counts: [[Int]]) {
    self.clusters = clusters
    alive = counts.map { $0.map { Array(0..<$0) } }
    places = counts.map { $0.map { _ in [] } }
    var strides: [[Int]] = []
    for (place, members) in clusters.enumerated() {
      var own = members
      var stride = 1
      for (agent, cluster) in members.enumerated().reversed() {
        places[agent][cluster].append(place)
        own[agent] = stride
        stride *= counts[agent][cluster]
      }
      strides.append(own)
    }
    self.strides = strides
  }

  /// Adds the payoffs of the next joint cluster.
  mutating func append(_ table: [Double]) { payoffs.append(table) }

  /// Leaves out choices that pay at most as much as another one of the same cluster, whatever the others choose of theirs,
  /// until there are no more.
  mutating func leaveOutDominated(tolerance: Double) {
    var isChanged = true
    while isChanged {
      isChanged = false
      for agent in alive.indices {
        for cluster in alive[agent].indices where alive[agent][cluster].count > 1 {
          let columns = columns(of: agent, cluster)
          var kept = alive[agent][cluster]
          for choice in kept.reversed() {
            let isDominated = kept.contains { better in
              better != choice
                && columns.allSatisfy { place, stride, others in
                  others.allSatisfy {
                    payoffs[place][$0 + choice * stride] <= payoffs[place][$0 + better * stride] + tolerance
                  }
                }
            }
            if isDominated { kept.removeAll { $0 == choice } }
          }
          guard kept.count < alive[agent][cluster].count else { continue }
          alive[agent][cluster] = kept
          isChanged = true
        }
      }
    }
  }

  /// The joint clusters that hold a cluster, with what the others may choose there: indices for the cluster's choice 0.
  private func columns(of agent: Int, _ cluster: Int) -> [(place: Int, stride: Int, others: [Int])] {
    places[agent][cluster].map { place in
      (place, strides[place][agent], indices(of: place, without: agent))
    }
  }

  /// Indices of the joint choices of a joint cluster that are not left out, in order.
  private func indices(of place: Int, without agent: Int? = nil) -> [Int] {
    var indices = [0]
    for (other, cluster) in clusters[place].enumerated() where other != agent {
      var next: [Int] = []
      next.reserveCapacity(indices.count * alive[other][cluster].count)
      for index in indices {
        for choice in alive[other][cluster] { next.append(index + choice * strides[place][other]) }
      }
      indices = next
    }
    return indices
  }

  /// The clusters of the first agent, those with most at stake first.
  var order: [Int32] {
    let stakes = alive[0].indices.map { cluster in
      columns(of: 0, cluster).reduce(0.0) { sum, column in
        column.others.reduce(sum) { sum, other in
          var (least, most) = (Double.infinity, -Double.infinity)
          for choice in alive[0][cluster] {
            let payoff = payoffs[column.place][other + choice * column.stride]
            least = min(least, payoff)
            most = max(most, payoff)
          }
          return sum + most - least
        }
      }
    }
    return stakes.indices.sorted { (-stakes[$0], $0) < (-stakes[$1], $1) }.map { Int32($0) }
  }

  /// Writes what is left into a game whose agents have as many actions as the cluster with most choices; those that a
  /// cluster does not have pay so little that nobody takes them.
  func write(to game: inout BayesianGame, joint: [Int]) {
    let total = payoffs.reduce(0) { sum, table in sum + table.reduce(0) { max($0, abs($1)) } }
    for place in clusters.indices {
      let start = joint[place] * game.jointActionCount
      for index in start..<(start + game.jointActionCount) { game.payoffs[index] = -2 * total - 1 }
      var targets = [start]
      var stride = game.jointActionCount
      for (agent, cluster) in clusters[place].enumerated() {
        stride /= game.actionCounts[agent]
        targets = targets.flatMap { target in alive[agent][cluster].indices.map { target + $0 * stride } }
      }
      for (target, index) in zip(targets, indices(of: place)) { game.payoffs[target] = payoffs[place][index] }
    }
  }
}
