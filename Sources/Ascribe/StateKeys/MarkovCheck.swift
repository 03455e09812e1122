import CreditMethods
import Glibc
import Ground
import Trajectories

/// Whether what came before still tells what follows, once the state and the joint action are known: order 1 against
/// order 2.
///
/// Rows are turns. Those of one state and joint action are a class; what came before is the state and the joint action of
/// the turn before. Under a Markov key the successors of a class are exchangeable, whatever came before: the likelihood
/// ratio of the tables of a class, summed over classes, is held against random orders of the successors within the classes.
///
/// Sources: Anderson and Goodman, Statistical inference about Markov chains, Annals of Mathematical Statistics 28 (1957),
/// section 3.3, for the statistic; Phipson and Smyth, Permutation p-values should never be zero, Statistical Applications in
/// Genetics and Molecular Biology 9 (2010), for the p-value.
struct MarkovCheck {
  /// Probability of at least this dependence if there is none.
  let pValue: Measured<Double>
  /// Rows of classes that could show one: of at least three turns, reached in two ways.
  let rows: Int
  /// What the turn before tells beyond chance, in bits a row.
  let excess: Measured<Double>

  /// One turn: what it is, what came before it, and what followed.
  struct Row {
    let kind: UInt32
    let before: UInt32
    let after: UInt32
  }

  /// Checks rows.
  ///
  /// - Parameters:
  ///   - rows: The turns.
  ///   - resamples: Random orders, at least 1.
  ///   - stream: Where they are drawn. Address: resample, class, row.
  ///   - threads: At most so many are used.
  /// - Complexity: O(resamples · rows · log rows).
  init(_ rows: [Row], resamples: Int, stream: PhiloxStream, threads: Int) {
    let kinds = Grouping(by: rows.map(\.kind))
    let classes = (0..<kinds.count).map { kind in
      let members = kinds[kind].map { rows[Int($0)] }
      return Class(Self.numbered(members.map(\.before)), Self.numbered(members.map(\.after)))
    }.filter(\.canShow)
    self.rows = classes.reduce(0) { $0 + $1.after.count }
    guard !classes.isEmpty else {
      (pValue, excess) = (.undefined(.noUnits), .undefined(.noUnits))
      return
    }
    let found = classes.reduce(0) { $0 + $1.statistic($1.after) }
    let drawn = parallelMap(count: resamples, threads: threads) { resample in
      var total = 0.0
      for (index, one) in classes.enumerated() {
        let order = PhiloxStream.order(of: one.after.count) {
          stream.block(episode: UInt64(resample), turn: UInt64(index), draw: UInt64($0))
        }
        total += one.statistic(order.map { one.after[$0] })
      }
      return total
    }
    // Sums of the same numbers in another order differ by rounding.
    let tolerance = 1e-9 * max(1, abs(found))
    let asLarge = drawn.count { $0 >= found - tolerance }
    pValue = .value(Double(asLarge + 1) / Double(resamples + 1))
    let chance = drawn.reduce(0, +) / Double(resamples)
    excess = .value(max(0, (found - chance) / (Double(self.rows) * log(2))))
  }

  private static func numbered(_ symbols: [UInt32]) -> [Int] { Grouping(by: symbols).group.map(Int.init) }

  /// The rows of one state and joint action.
  private struct Class {
    let before: [Int]
    let after: [Int]
    private let width: Int
    private let height: Int

    init(_ before: [Int], _ after: [Int]) {
      self.before = before
      self.after = after
      height = (before.max() ?? 0) + 1
      width = (after.max() ?? 0) + 1
    }

    var canShow: Bool { height > 1 && before.count > 2 }

    /// The part of the log-likelihood that an order changes: the sum of n log n over the table.
    func statistic(_ after: [Int]) -> Double {
      // Sorted, so that no table of all pairs is needed.
      tableWeight(sorted: zip(before, after).map { $0 * width + $1 }.sorted())
    }
  }
}

extension MarkovCheck {
  /// Rows of a batch: what follows is the state of the next turn. The last turn of an episode has none: an episode may end
  /// by the number of its turns, which is no matter of states.
  static func transitions(of batch: TrajectoryBatch, _ states: BatchStates) -> [Row] {
    var rows = MarkovRows()
    rows.add(batch, states)
    return rows.all
  }

  /// One row an episode, so that they are independent: what follows is the return. It is the turn whose state and joint action
  /// most episodes share, among those that are reached in two ways.
  static func outcomes(
    of batch: TrajectoryBatch, _ states: BatchStates, returns: [Double]
  ) -> [Row] {
    let kinds = batch.turnsByJointAction(within: states.turnsByNode)
    let outcome = Grouping(by: returns).group
    let all = firstVisits(of: batch, kinds, outcome)
    let byKind = Grouping(all.map(\.row.kind), count: kinds.count)
    let weights = (0..<kinds.count).map { kind in
      Set(byKind[kind].map { all[Int($0)].row.before }).count > 1 ? byKind.size(of: kind) : 0
    }
    var best: [Int: Row] = [:]
    for (episode, row) in all where weights[Int(row.kind)] > 0 {
      guard let known = best[episode], weights[Int(known.kind)] >= weights[Int(row.kind)] else {
        best[episode] = row
        continue
      }
    }
    return best.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Each episode's first turn of every state and joint action.
  private static func firstVisits(
    of batch: TrajectoryBatch, _ kinds: Grouping, _ outcome: [UInt32]
  ) -> [(episode: Int, row: Row)] {
    var lastEpisode = [Int](repeating: -1, count: kinds.count)
    var rows: [(episode: Int, row: Row)] = []
    for episode in 0..<batch.episodeCount {
      var before = UInt32(kinds.count)
      for turn in batch.turns(of: episode) {
        let kind = kinds.group[turn]
        if lastEpisode[Int(kind)] != episode {
          lastEpisode[Int(kind)] = episode
          rows.append((episode, Row(kind: kind, before: before, after: outcome[episode])))
        }
        before = kind
      }
    }
    return rows
  }
}

/// The turns of several batches without a common task, whose states and actions are numbered apart.
struct MarkovRows: Sendable {
  /// What follows is the next state.
  private(set) var all: [MarkovCheck.Row] = []
  private var kindCount: UInt32 = 0
  private var stateCount: UInt32 = 0

  /// Adds the turns of a batch.
  mutating func add(_ batch: TrajectoryBatch, _ states: BatchStates) {
    let kinds = batch.turnsByJointAction(within: states.turnsByNode)
    let next = states.nodes.successors(in: batch)
    for episode in 0..<batch.episodeCount {
      var before = UInt32(kinds.count)
      for turn in batch.turns(of: episode).dropLast() {
        let kind = kinds.group[turn]
        all.append(
          MarkovCheck.Row(kind: kind + kindCount, before: before + kindCount, after: next[turn] + stateCount))
        before = kind
      }
    }
    // One more: what comes before the first turn of an episode.
    kindCount += UInt32(kinds.count) + 1
    stateCount += UInt32(states.nodes.count)
  }
}
