import CreditMethods
import Glibc
import Trajectories

/// Pairs of episodes of one task, the first of which scored higher.
struct EpisodePairs {
  /// The better episode of each pair.
  private(set) var better: [Int32] = []
  /// The worse episode of each pair.
  private(set) var worse: [Int32] = []

  /// Tasks in which several episodes scored best, the first of which was taken.
  private(set) var tasksByOrder = 0

  /// Number of pairs.
  var count: Int { better.count }

  /// No pairs.
  init() {}

  /// The first of the best episodes of each task with every worse one, if the best scored at least so much.
  ///
  /// - Complexity: O(episodes).
  init(ofFirstBestIn batch: TrajectoryBatch, scores: [Double], atLeast least: Double) {
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count {
      guard let best = tasks[task].reduce(nil, { Self.higher($0, $1, scores) }), scores[Int(best)] >= least
      else {
        continue
      }
      let others = tasks[task].filter { scores[Int($0)] < scores[Int(best)] }
      for episode in others {
        better.append(best)
        worse.append(episode)
      }
      if !others.isEmpty, others.count < tasks[task].count - 1 { tasksByOrder += 1 }
    }
  }

  /// Most pairs that are listed: 160 MB of them.
  static let mostPairs = 20_000_000

  /// All pairs of different scores.
  ///
  /// - Throws: ``AttributionError/refused(method:reason:)`` for more than ``mostPairs``.
  /// - Complexity: O(sum of the squares of the tasks' sizes).
  init(ofAllIn batch: TrajectoryBatch, scores: [Double], method: String) throws(AttributionError) {
    let tasks = Groups(of: batch)
    let count = (0..<tasks.count).reduce(0) { $0 + Self.countOfPairs(tasks[$1].map { scores[Int($0)] }) }
    guard count <= Self.mostPairs else {
      throw .refused(
        method: method,
        reason: "\(count) pairs of episodes have different scores; accepted: at most \(Self.mostPairs).")
    }
    better.reserveCapacity(count)
    worse.reserveCapacity(count)
    for task in 0..<tasks.count {
      for one in tasks[task] {
        for other in tasks[task] where scores[Int(one)] > scores[Int(other)] {
          better.append(one)
          worse.append(other)
        }
      }
    }
  }

  /// How many pairs of numbers differ.
  private static func countOfPairs(_ numbers: [Double]) -> Int {
    let sorted = numbers.sorted()
    var count = 0
    var lower = 0
    for index in sorted.indices.dropFirst() {
      if sorted[index] > sorted[index - 1] { lower = index }
      count += lower
    }
    return count
  }

  /// The first of two episodes unless the second scored higher.
  private static func higher(_ best: Int32?, _ episode: Int32, _ scores: [Double]) -> Int32 {
    guard let best, !(scores[Int(episode)] > scores[Int(best)]) else { return episode }
    return best
  }

  /// The mean of -log sigma(beta (x(better) - x(worse))), and what it changes by with every episode's x; 0
  /// without pairs.
  ///
  /// - Parameters:
  ///   - x: One number an episode.
  ///   - beta: Factor of the differences.
  ///   - gradient: Receives the derivative by each x.
  func loss(_ x: [Double], beta: Double, gradient: inout [Double]) -> Double {
    var sum = 0.0
    let share = 1 / Double(max(1, count))
    for pair in 0..<count {
      let (one, other) = (Int(better[pair]), Int(worse[pair]))
      let margin = beta * (x[one] - x[other])
      sum += softplus(-margin)
      let slope = share * beta * logistic(-margin)
      gradient[one] -= slope
      gradient[other] += slope
    }
    return share * sum
  }
}

/// 1 / (1 + e^-x), without overflow.
func logistic(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

/// log(1 + e^x), without overflow.
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
