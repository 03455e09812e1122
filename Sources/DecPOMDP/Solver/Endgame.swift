/// The last two turns as one game, in which an agent chooses its action together with its answer to each observation.
///
/// Its payoffs are exact, where a bound on the next to last turn alone would have to assume that agents learn something
/// of each other before the last one. Choices that never pay more than another one, whatever the others know and do, are
/// left out; few remain.
struct Endgame {
  private var game: BayesianGame
  /// The first agent's clusters in the order in which they are decided.
  private let order: [Int32]
  /// For each agent and cluster, the first action of each choice.
  private let first: [[[Int32]]]

  /// Most choices of a cluster.
  private static let choiceLimit = 1024

  /// The game of an occupancy.
  ///
  /// - Parameters:
  ///   - scale: What a reward of the first turn counts.
  ///   - limit: Most numbers in the payoffs.
  ///   - tolerance: Payoffs this near are the same, reached by different sums.
  ///   - outlook: What the two turns pay in a belief.
  /// - Returns: `nil` where there are too many.
  init?(
    of occupancy: Occupancy, scale: Double, in kernel: JointKernel, size limit: Int, tolerance: Double,
    outlook: (Belief) -> TwoTurns
  ) {
    let clusters = occupancy.jointClusters.map { occupancy.clusters(of: $0) }
    var weights: [Double] = []
    var outlooks: [TwoTurns] = []
    for place in clusters.indices {
      var belief = occupancy.belief(at: place)
      weights.append(scale * belief.normalise())
      outlooks.append(outlook(belief))
    }
    var choices: [[Choices]] = []
    for (agent, count) in occupancy.clusterCounts.enumerated() {
      var held = [[TwoTurns]](repeating: [], count: count)
      for (place, members) in clusters.enumerated() { held[members[agent]].append(outlooks[place]) }
      var own: [Choices] = []
      for outlooks in held {
        guard let some = Choices(of: agent, in: kernel, outlooks, limit: Self.choiceLimit) else { return nil }
        own.append(some)
      }
      choices.append(own)
    }
    var size = 0
    for members in clusters {
      size += members.indices.reduce(1) { min($0 * choices[$1][members[$1]].count, limit + 1) }
      guard size <= limit else { return nil }
    }
    var tables = ChoiceTables(clusters: clusters, counts: choices.map { $0.map(\.count) })
    for (place, members) in clusters.enumerated() {
      let own = members.indices.map { choices[$0][members[$0]] }
      tables.append(Self.payoffs(of: own, outlooks[place], weight: weights[place], in: kernel))
    }
    tables.leaveOutDominated(tolerance: tolerance)
    let counts = tables.alive.map { own in own.map(\.count).max() ?? 1 }
    size = zip(counts, occupancy.clusterCounts).reduce(1) { min($0 * $1.0 * $1.1, limit + 1) }
    guard size <= limit else { return nil }
    game = BayesianGame(typeCounts: occupancy.clusterCounts, actionCounts: counts)
    tables.write(to: &game, joint: occupancy.jointClusters)
    order = tables.order
    first = tables.alive.enumerated().map { agent, own in
      own.enumerated().map { cluster, alive in alive.map { choices[agent][cluster].actions[$0] } }
    }
  }

  /// What joint choices pay, the last agent's fastest.
  private static func payoffs(
    of choices: [Choices], _ outlook: TwoTurns, weight: Double, in kernel: JointKernel
  ) -> [Double] {
    let agents = choices.count
    let counts = choices.map(\.count)
    let total = counts.reduce(1, *)
    var payoffs: [Double] = []
    payoffs.reserveCapacity(total)
    var chosen = [Int](repeating: 0, count: agents)
    for _ in 0..<total {
      var action = 0
      for agent in 0..<agents {
        action = action * kernel.actionCounts[agent] + Int(choices[agent].actions[chosen[agent]])
      }
      var value = outlook.now[action]
      for successor in outlook.offsets[action]..<outlook.offsets[action + 1] {
        var answer = 0
        for agent in 0..<agents {
          let seen = kernel.ownObservations[outlook.observations[successor]][agent]
          answer =
            answer * kernel.actionCounts[agent]
            + Int(choices[agent].answers[chosen[agent] * kernel.observationCounts[agent] + seen])
        }
        value += outlook.then[successor * kernel.jointActionCount + answer]
      }
      payoffs.append(weight * value)
      for agent in (0..<agents).reversed() {
        chosen[agent] += 1
        if chosen[agent] < counts[agent] { break }
        chosen[agent] = 0
      }
    }
    return payoffs
  }

  /// The best choices, if they pay more than what is known.
  func solved(above cut: Double, effort: inout SearchEffort) -> GameSolution? {
    game.solved(above: cut, order: order, effort: &effort)
  }

  /// What agents do first.
  func firstActions(_ decisions: [[Int32]]) -> [[Int32]] {
    zip(first, decisions).map { own, chosen in zip(own, chosen).map { $0[Int($1)] } }
  }
}
