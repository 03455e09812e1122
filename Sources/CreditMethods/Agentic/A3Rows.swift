import Simulation
import Trajectories

/// The turns of one task after another by what was done in them and before them, and the scores of their episodes. Rows are the
/// turns of the task, those of an episode together.
struct A3Rows {
  /// The clusters of a turn: turns of its place with the same action, turns of which the last two or three actions are the
  /// same, and turns at the same node of the tree with the same action.
  private struct Row {
    let last, lastTwo, lastThree, branch: Int32
  }

  private let batch: TrajectoryBatch
  private let scores: [Double]
  private let actions: [UInt32]
  /// The episodes of the task that have turns, in the order of the batch.
  private(set) var episodes: [Int] = []
  private var rows: [Row] = []
  /// Clusters by what a turn continues: its place, the cluster of the turn before by one action less, and the node.
  private var last = Continuations()
  private var lastTwo = Continuations()
  private var lastThree = Continuations()
  private var branches = Continuations()
  private var sums = Sums()

  /// The scores of the turns of each cluster, of those at each node, and of the episodes that end behind each branch.
  private struct Sums {
    var last: [ScoreSum] = []
    var lastTwo: [ScoreSum] = []
    var lastThree: [ScoreSum] = []
    var onBranch: [ScoreSum] = []
    var atNode: [ScoreSum] = []
    var atEnd: [ScoreSum] = []
  }

  /// No task yet.
  init(of batch: TrajectoryBatch, scores: [Double]) {
    self.batch = batch
    self.scores = scores
    actions = batch.jointActions
  }

  /// Turns to the task with these episodes.
  ///
  /// - Complexity: O(turns of the episodes).
  mutating func take(_ members: ArraySlice<Int32>) {
    episodes.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    last.removeAll()
    lastTwo.removeAll()
    lastThree.removeAll()
    branches.removeAll()
    for episode in members.lazy.map(Int.init) where !batch.turns(of: episode).isEmpty {
      episodes.append(episode)
      addRows(of: episode)
    }
    addUpScores()
  }

  /// Numbers what was done in the turns of an episode.
  private mutating func addRows(of episode: Int) {
    // 0 is what comes before the first turn.
    var (afterLast, afterLastTwo, node) = (0, 0, 0)
    for (place, turn) in batch.turns(of: episode).enumerated() {
      let action = actions[turn]
      let row = Row(
        last: last.number(after: place, action),
        lastTwo: lastTwo.number(after: afterLast, action),
        lastThree: lastThree.number(after: afterLastTwo, action),
        branch: branches.number(after: node, action))
      rows.append(row)
      (afterLast, afterLastTwo) = (Int(row.last) + 1, Int(row.lastTwo) + 1)
      node = Self.node(behind: row.branch)
    }
  }

  /// Adds the score of each episode to the sums of what its rows are part of.
  private mutating func addUpScores() {
    var last = last.sums, lastTwo = lastTwo.sums, lastThree = lastThree.sums, onBranch = branches.sums
    var atNode = onBranch + [ScoreSum()]
    var atEnd = onBranch
    var next = 0
    for episode in episodes {
      let score = scores[episode]
      var node = 0
      for row in rows[next..<next + batch.turns(of: episode).count] {
        last[Int(row.last)].add(score)
        lastTwo[Int(row.lastTwo)].add(score)
        lastThree[Int(row.lastThree)].add(score)
        onBranch[Int(row.branch)].add(score)
        atNode[node].add(score)
        node = Self.node(behind: row.branch)
      }
      next += batch.turns(of: episode).count
      atEnd[Int(rows[next - 1].branch)].add(score)
    }
    sums = Sums(
      last: last, lastTwo: lastTwo, lastThree: lastThree, onBranch: onBranch, atNode: atNode, atEnd: atEnd)
  }

  /// The node that the turns after a branch stand at; 0 is the one before all turns.
  private static func node(behind branch: Int32) -> Int { Int(branch) + 1 }

  /// What each row had before the others that did the same in its last one, two and three actions and in the whole
  /// episode, on average. Shape `[rows]`.
  var residuals: [Double] {
    var residuals: [Double] = []
    residuals.reserveCapacity(rows.count)
    forEachEpisode { episode, places in
      let score = scores[episode]
      let ofEpisode = sums.atEnd[Int(rows[places.upperBound - 1].branch)].lead(of: score)
      for row in rows[places] {
        let last = sums.last[Int(row.last)].lead(of: score)
        let lastTwo = sums.lastTwo[Int(row.lastTwo)].lead(of: score)
        let lastThree = sums.lastThree[Int(row.lastThree)].lead(of: score)
        residuals.append(last / 4 + lastTwo / 4 + lastThree / 4 + ofEpisode / 4)
      }
    }
    return residuals
  }

  /// Gives each turn the margin of the branches that its episode takes from it on, trusted by how often they were taken.
  func giveMargins(gamma: Double, to turns: inout [Double]) {
    forEachEpisode { episode, places in
      let first = batch.turns(of: episode).lowerBound - places.lowerBound
      var (gain, trust) = (0.0, 0.0)
      for place in places.reversed() {
        let atNode = sums.atNode[place > places.lowerBound ? Self.node(behind: rows[place - 1].branch) : 0]
        let taken = sums.onBranch[Int(rows[place].branch)]
        // A node that all leave on the same branch decides nothing.
        let support = taken.count < atNode.count ? taken.count / (taken.count + 0.1) : 0
        let margin = taken.sum / taken.count - atNode.sum / atNode.count
        gain = support * margin + gamma * gain
        trust = support + gamma * trust
        turns[first + place] = trust / (trust + 0.1) * gain
      }
    }
  }

  /// The values of the first rows of the episodes. Shape `[episodes]`.
  func firsts(of values: [Double]) -> [Double] {
    var firsts: [Double] = []
    forEachEpisode { _, places in firsts.append(values[places.lowerBound]) }
    return firsts
  }

  /// Values of the episodes, each repeated for the rows of its episode. Shape `[rows]`.
  func repeated(_ values: [Double]) -> [Double] {
    zip(episodes, values).flatMap { repeatElement($1, count: batch.turns(of: $0).count) }
  }

  /// Gives values of rows to the turns of the batch.
  func give(_ values: [Double], to turns: inout [Double]) {
    forEachEpisode { episode, places in
      let first = batch.turns(of: episode).lowerBound - places.lowerBound
      for place in places { turns[first + place] = values[place] }
    }
  }

  /// Visits the episodes with the places of their rows.
  @inline(__always)
  private func forEachEpisode(_ visit: (_ episode: Int, _ places: Range<Int>) -> Void) {
    var first = 0
    for episode in episodes {
      let end = first + batch.turns(of: episode).count
      visit(episode, first..<end)
      first = end
    }
  }
}

/// Numbers for what is done after what, in the order in which it is first done.
///
/// What is done first after something is known there, and only what else is done stands in a table: most turns of a tree follow another
/// one alone.
private struct Continuations {
  private struct First {
    var action: UInt32 = 0
    var number: Int32 = -1
  }

  private var firsts: [First] = []
  private var others = NumberedPairs()
  private var numbersOfOthers: [Int32] = []
  private var count: Int32 = 0

  /// Sums of no scores, one a number.
  var sums: [ScoreSum] { Array(repeating: ScoreSum(), count: Int(count)) }

  mutating func removeAll() {
    firsts.removeAll(keepingCapacity: true)
    others.removeAll()
    numbersOfOthers.removeAll(keepingCapacity: true)
    count = 0
  }

  /// The number of an action after something with a number of its own.
  mutating func number(after before: Int, _ action: UInt32) -> Int32 {
    // Many at a time, so that they are there nearly always.
    if before >= firsts.count { firsts += repeatElement(First(), count: before - firsts.count + 64) }
    let first = firsts[before]
    if first.number < 0 {
      firsts[before] = First(action: action, number: count)
      return newNumber()
    }
    if first.action == action { return first.number }
    let (place, isNew) = others.insert(Int32(before), Int32(bitPattern: action))
    if isNew { numbersOfOthers.append(newNumber()) }
    return numbersOfOthers[Int(place)]
  }

  private mutating func newNumber() -> Int32 {
    defer { count += 1 }
    return count
  }
}

/// How many rows there are of a kind, and the sum of their scores.
private struct ScoreSum {
  private(set) var count = 0.0
  private(set) var sum = 0.0

  mutating func add(_ score: Double) {
    count += 1
    sum += score
  }

  /// What one of the scores has before the others on average; 0 where there are no others.
  func lead(of score: Double) -> Double { count > 1 ? score - (sum - score) / (count - 1) : 0 }
}
