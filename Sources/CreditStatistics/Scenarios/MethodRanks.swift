public import Ground

/// The ranks of several methods by their mean scores on every task, averaged over the tasks.
public struct MethodRanks: Sendable, Hashable {
  /// For each method its mean rank with its percentile interval; 1 is the best, the highest mean score. Methods with equal
  /// means on a task share the average of their ranks.
  public let meanRanks: [ConfidenceInterval]
  /// For each method the share of resamples in which its mean rank is the best, shared equally among equals; they sum to 1.
  public let sharesOfBest: [Double]

  /// The ranks of methods on the same tasks, with a bootstrap that draws the runs of every task and method anew.
  ///
  /// Undefined for fewer than 2 methods, for fewer than 2 runs of one of them, and, with `UndefinedReason/notAccepted(_:)`,
  /// for methods with other numbers of tasks.
  ///
  /// - Complexity: O((runs + methods) · methods · tasks · resamples).
  public static func measured(
    _ methods: [ScoreMatrix], confidence: Double, bootstrap: Bootstrap
  ) -> Measured<MethodRanks> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard bootstrap.resamples >= 1 else { return .unaccepted(resamples: bootstrap.resamples) }
    guard methods.count >= 2 else { return .undefined(.tooFew(found: methods.count, needed: 2)) }
    let fewest = methods.map(\.runs).min() ?? 0
    guard fewest >= 2 else { return .undefined(.tooFew(found: fewest, needed: 2)) }
    let tasks = methods[0].tasks
    if let other = methods.first(where: { $0.tasks != tasks }) {
      return .notAccepted(
        "methods", "scores on \(other.tasks) tasks", accepted: "\(tasks) tasks, as the first one's")
    }
    let estimates = ranks(methods.map(\.taskMeans), tasks: tasks)
    let draws = methods.indices.map {
      StratifiedResample(methods[$0], seed: bootstrap.seed, sample: $0)
    }
    var replicates = [[Double]](
      repeating: [Double](repeating: 0, count: bootstrap.resamples), count: methods.count)
    var best = [Double](repeating: 0, count: methods.count)
    var means = [[Double]](repeating: [Double](repeating: 0, count: tasks), count: methods.count)
    for resample in 0..<bootstrap.resamples {
      for method in methods.indices {
        for task in 0..<tasks { means[method][task] = 0 }
        draws[method].draw(resample) { task, place in
          means[method][task] += methods[method].scores[place] / Double(methods[method].runs)
        }
      }
      let drawn = ranks(means, tasks: tasks)
      let first = drawn.min() ?? 0
      let winners = drawn.indices.filter { drawn[$0] == first }
      for method in winners { best[method] += 1 / Double(winners.count) }
      for method in methods.indices { replicates[method][resample] = drawn[method] }
    }
    let resampling = ConfidenceInterval.Resampling(
      resamples: bootstrap.resamples, defined: bootstrap.resamples, seed: bootstrap.seed)
    let meanRanks = methods.indices.map { method in
      BootstrapDistribution(
        estimate: estimates[method], sorted: RadixOrder.sorted(replicates[method]), acceleration: 0,
        units: methods[method].scores.count, resampling: resampling
      ).percentile(confidence: confidence, tail: tail)
    }
    return .value(
      MethodRanks(meanRanks: meanRanks, sharesOfBest: best.map { $0 / Double(bootstrap.resamples) }))
  }

  /// The mean over the tasks of each method's rank, from the highest score down.
  private static func ranks(_ means: [[Double]], tasks: Int) -> [Double] {
    var doubled = [Int](repeating: 0, count: means.count)
    for task in 0..<tasks {
      for method in means.indices {
        var rank = 2
        for other in means.indices where other != method {
          if means[other][task] > means[method][task] { rank += 2 }
          if means[other][task] == means[method][task] { rank += 1 }
        }
        doubled[method] += rank
      }
    }
    return doubled.map { Double($0) / Double(2 * tasks) }
  }
}
