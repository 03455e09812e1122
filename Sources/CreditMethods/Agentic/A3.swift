import Glibc
package import Trajectories

/// A^3: three channels for agents on a command line: the episode, what its actions had before others who did the same, and
/// the branch that it took where episodes part.
///
/// Actions are the same if they are equal, which stands in for the published distance of shell commands; a state is the
/// sequence of joint actions before it, so that luck of the transitions is credited to the actions after it.
package struct A3: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "a3", name: "A^3, structured action residuals",
    source: "arXiv 2605.08013 (2026), with the released code",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "The episode's outcome relative to its task's median, less what others who did the same had, plus the margin of the "
      + "branches that the episode takes. Agents that act together are not told apart.",
    formula:
      "A = 1.1 tanh((E + weightResidual res + weightTree tree) / 1.1), each channel over its mean size in the batch",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; O(turns · (tasks' episodes + longest episode))")

  private let worth = EpisodeScoreParameters()
  @Parameter("weight of the residual of actions", in: 0...) private var weightResidual = 0.65
  @Parameter("weight of the margin of branches", in: 0...) private var weightTree = 1.0
  @Parameter("decay of later branches", in: 0...1) private var gamma = 0.9
  @Parameter("whether all turns have the residual of the first, as in the released code")
  private var quirk = false

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = worth.scores(of: batch)
    let actions = Grouping(
      by: (0..<batch.turnCount).map { turn in
        batch.decisions(of: turn).map { [batch.decisions.agent[$0], batch.decisions.action[$0]] }
          .sorted { $0[0] < $1[0] }
      }
    ).group
    var channels = A3Channels(count: batch.turnCount)
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count {
      let group = A3Group(
        episodes: tasks[task].map(Int.init).filter { !batch.turns(of: $0).isEmpty }, batch, actions, scores)
      group.fill(&channels, gamma: gamma, quirk: quirk)
    }
    let (weightResidual, weightTree) = (weightResidual, weightTree)
    let size = { (channel: [Double]) in
      let mean = channel.reduce(0) { $0 + abs($1) } / Double(max(1, channel.count))
      return mean > 0 ? mean : 1
    }
    let (ofEpisode, ofResidual, ofTree) =
      (size(channels.episode), size(channels.residual), size(channels.tree))
    let credit = (0..<batch.turnCount).map { turn in
      let sum =
        channels.episode[turn] / ofEpisode + weightResidual * channels.residual[turn] / ofResidual
        + weightTree * channels.tree[turn] / ofTree
      return 1.1 * tanh(sum / 1.1)
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}

/// The three channels, one number a turn each.
private struct A3Channels {
  var episode, residual, tree: [Double]

  init(count: Int) {
    episode = [Double](repeating: 0, count: count)
    residual = episode
    tree = episode
  }
}

/// The episodes of a task.
private struct A3Group {
  private let episodes: [Int]
  private let turns: [Range<Int>]
  private let actions: [UInt32]
  private let scores: [Double]

  init(episodes: [Int], _ batch: TrajectoryBatch, _ actions: [UInt32], _ scores: [Double]) {
    self.episodes = episodes
    turns = episodes.map { batch.turns(of: $0) }
    self.actions = actions
    self.scores = scores
  }

  func fill(_ channels: inout A3Channels, gamma: Double, quirk: Bool) {
    let own = episodes.map { scores[$0] }
    for (turns, value) in zip(turns, Self.bounded(own)) {
      for turn in turns { channels.episode[turn] = value }
    }
    fillResiduals(&channels.residual, quirk: quirk)
    fillTree(&channels.tree, gamma: gamma)
  }

  /// Bounded deviations from the lower median, in units of the median absolute deviation.
  private static func bounded(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let median = { (values: [Double]) in values.sorted()[(values.count - 1) / 2] }
    let centre = median(values)
    let unit = max(1.4826 * median(values.map { abs($0 - centre) }), 0.5)
    return values.map { tanh(($0 - centre) / unit) }
  }

  /// What each row had before the others that did the same in its last one, two and three actions and in the whole
  /// episode, on average.
  private func fillResiduals(_ residual: inout [Double], quirk: Bool) {
    let longest = turns.map(\.count).max() ?? 0
    let wholes = turns.map { Array(actions[$0]) }
    for place in 0..<longest {
      let present = turns.indices.filter { turns[$0].count > place }
      for scope in 1...4 {
        let keys = present.map { episode in
          scope == 4
            ? wholes[episode][...] : wholes[episode][max(0, place + 1 - scope)...place]
        }
        let clusters = Grouping(by: keys)
        for cluster in 0..<clusters.count where clusters[cluster].count > 1 {
          let members = clusters[cluster].map { present[Int($0)] }
          let sum = members.reduce(0) { $0 + scores[episodes[$1]] }
          for member in members {
            let score = scores[episodes[member]]
            let others = (sum - score) / Double(members.count - 1)
            residual[turns[member].lowerBound + place] += (score - others) / 4
          }
        }
      }
    }
    if quirk {
      let first = Self.bounded(turns.map { residual[$0.lowerBound] })
      for (turns, value) in zip(turns, first) {
        for turn in turns { residual[turn] = value }
      }
    } else {
      let rows = turns.flatMap(\.self)
      for (row, value) in zip(rows, Self.bounded(rows.map { residual[$0] })) { residual[row] = value }
    }
  }

  /// The margin of the branches that an episode takes from each turn on, trusted by how often they were taken.
  private func fillTree(_ tree: inout [Double], gamma: Double) {
    var support = [Int: Double]()
    let wholes = turns.map { Array(actions[$0]) }
    for place in 0..<(turns.map(\.count).max() ?? 0) {
      let present = turns.indices.filter { turns[$0].count > place }
      let nodes = Grouping(by: present.map { wholes[$0][..<place] })
      for node in 0..<nodes.count {
        let members = nodes[node].map { present[Int($0)] }
        let branches = Grouping(by: members.map { wholes[$0][place] })
        guard branches.count > 1 else { continue }
        let mean = members.reduce(0) { $0 + scores[episodes[$1]] } / Double(members.count)
        for branch in 0..<branches.count {
          let taken = branches[branch].map { members[Int($0)] }
          let count = Double(taken.count)
          let gain = taken.reduce(0) { $0 + scores[episodes[$1]] } / count - mean
          for member in taken {
            tree[turns[member].lowerBound + place] = count / (count + 0.1) * gain
            support[turns[member].lowerBound + place] = count / (count + 0.1)
          }
        }
      }
    }
    for turns in turns {
      var (gain, trust) = (0.0, 0.0)
      for turn in turns.reversed() {
        gain = tree[turn] + gamma * gain
        trust = (support[turn] ?? 0) + gamma * trust
        tree[turn] = trust / (trust + 0.1) * gain
      }
    }
  }
}
