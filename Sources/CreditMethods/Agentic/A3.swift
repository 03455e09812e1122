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
    cost: "no continuations; O(decisions), and a sort of each task's turns")

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
    let rows = A3Rows(of: batch, scores: scores)
    let tree = rows.margins(gamma: gamma)
    var residual = rows.residuals
    var episode = [Double](repeating: 0, count: batch.turnCount)
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count {
      let episodes = tasks[task].map(Int.init).filter { !batch.turns(of: $0).isEmpty }
      let turns = episodes.map { batch.turns(of: $0) }
      Self.fill(&episode, of: turns, with: Self.bounded(episodes.map { scores[$0] }))
      if quirk {
        Self.fill(&residual, of: turns, with: Self.bounded(turns.map { residual[$0.lowerBound] }))
      } else {
        let all = turns.flatMap(\.self)
        for (turn, value) in zip(all, Self.bounded(all.map { residual[$0] })) { residual[turn] = value }
      }
    }
    let (weightResidual, weightTree) = (weightResidual, weightTree)
    let size = { (channel: [Double]) in
      let mean = channel.reduce(0) { $0 + abs($1) } / Double(max(1, channel.count))
      return mean > 0 ? mean : 1
    }
    let (ofEpisode, ofResidual, ofTree) = (size(episode), size(residual), size(tree))
    let credit = (0..<batch.turnCount).map { turn in
      let sum =
        episode[turn] / ofEpisode + weightResidual * residual[turn] / ofResidual
        + weightTree * tree[turn] / ofTree
      return 1.1 * tanh(sum / 1.1)
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  /// Gives all turns of an episode its value.
  private static func fill(_ channel: inout [Double], of turns: [Range<Int>], with values: [Double]) {
    for (turns, value) in zip(turns, values) {
      for turn in turns { channel[turn] = value }
    }
  }

  /// Bounded deviations from the lower median, in units of the median absolute deviation.
  private static func bounded(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let median = { (values: [Double]) in values.sorted()[(values.count - 1) / 2] }
    let centre = median(values)
    let unit = max(1.4826 * median(values.map { abs($0 - centre) }), 0.5)
    return values.map { tanh(($0 - centre) / unit) }
  }
}

/// The turns of a batch by what was done in them and before them, and the score of each one's episode.
private struct A3Rows {
  private let batch: TrajectoryBatch
  private let scores: [Double]
  private let ofEpisode: [Double]
  private let actions: Grouping
  /// The turns by the joint actions before them, and these divided by their own.
  private let nodes: Grouping
  private let branches: Grouping.Parts

  init(of batch: TrajectoryBatch, scores: [Double]) {
    self.batch = batch
    self.scores = scores
    ofEpisode = batch.repeatedPerTurn(scores)
    actions = batch.turnsByJointAction(within: Grouping(together: batch.turnCount))
    let prefixes = EpisodeHistories(ofActions: actions, in: batch)
    nodes = Grouping(prefixes.turn, count: prefixes.count)
    branches = nodes.split(by: actions.group, symbolCount: actions.count)
  }

  /// What each row had before the others that did the same in its last one, two and three actions and in the whole
  /// episode, on average. Shape `[turns]`.
  var residuals: [Double] {
    var residual = [Double](repeating: 0, count: batch.turnCount)
    var before = batch.turnsByTaskAndPlace
    for scope in 1...3 {
      let same = before.split(by: actions.group, symbolCount: actions.count)
      add(ScoreSums(ofEpisode, by: same.part, count: same.count), of: same.part, to: &residual)
      if scope < 3 { before = continued(same) }
    }
    let whole = (0..<batch.episodeCount).map { episode in
      // Where an episode ends is a branch of the tree, and a number of its own where it has no turn.
      batch.turns(of: episode).last.map { branches.part[$0] } ?? UInt32(branches.count)
    }
    let same = ScoreSums(scores, by: whole, count: branches.count + 1)
    add(same, of: batch.repeatedPerTurn(whole), to: &residual)
    return residual
  }

  /// The turns by what their episode's turn before shared; first ones by their task.
  private func continued(_ same: Grouping.Parts) -> Grouping {
    var before = [UInt32](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard let first = turns.first else { continue }
      before[first] = UInt32(same.count) + batch.episodes.task[episode]
      for turn in turns.dropFirst() { before[turn] = same.part[turn - 1] }
    }
    return Grouping(before, count: same.count + batch.symbols.tasks.count)
  }

  /// Adds a fourth of what a row has before the others of its cluster.
  private func add(_ clusters: ScoreSums, of cluster: [UInt32], to residual: inout [Double]) {
    for row in residual.indices {
      let cluster = Int(cluster[row])
      let count = clusters.count[cluster]
      if count > 1 {
        let others = (clusters.sum[cluster] - ofEpisode[row]) / (count - 1)
        residual[row] += (ofEpisode[row] - others) / 4
      }
    }
  }

  /// The margin of the branches that an episode takes from each turn on, trusted by how often they were taken. Shape
  /// `[turns]`.
  func margins(gamma: Double) -> [Double] {
    let atNode = ScoreSums(ofEpisode, by: nodes.group, count: nodes.count)
    let taken = ScoreSums(ofEpisode, by: branches.part, count: branches.count)
    var tree = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      var (gain, trust) = (0.0, 0.0)
      for turn in batch.turns(of: episode).reversed() {
        let (node, branch) = (Int(nodes.group[turn]), Int(branches.part[turn]))
        let count = taken.count[branch]
        // A node that all leave on the same branch decides nothing.
        let support = branches.start[node + 1] - branches.start[node] > 1 ? count / (count + 0.1) : 0
        let margin = taken.sum[branch] / count - atNode.sum[node] / atNode.count[node]
        gain = support * margin + gamma * gain
        trust = support + gamma * trust
        tree[turn] = trust / (trust + 0.1) * gain
      }
    }
    return tree
  }
}

/// How many rows each cluster has, and the sum of their scores.
private struct ScoreSums {
  private(set) var count, sum: [Double]

  init(_ score: [Double], by cluster: [UInt32], count clusters: Int) {
    count = [Double](repeating: 0, count: clusters)
    sum = count
    for (score, cluster) in zip(score, cluster) {
      count[Int(cluster)] += 1
      sum[Int(cluster)] += score
    }
  }
}
