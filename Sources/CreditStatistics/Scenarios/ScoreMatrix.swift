public import Ground

/// Scores of independent runs on tasks: what a method achieved, on every task as often.
public struct ScoreMatrix: Sendable, Hashable {
  /// The scores, run by run: run *r* on task *t* stands at *r* · ``tasks`` + *t*. All finite.
  public let scores: [Double]
  /// How many runs of every task there are; at least 1.
  public let runs: Int
  /// How many tasks there are; at least 1.
  public let tasks: Int

  /// The matrix of scores, run by run. Undefined for no scores, for a NaN or an infinity among them, and, with
  /// `UndefinedReason/notAccepted(_:)`, for scores that are not as many on every task.
  ///
  /// - Parameters:
  ///   - scores: Row by row, one row a run.
  ///   - tasks: How many columns there are; the number of scores is a multiple of it.
  public static func measured(_ scores: [Double], tasks: Int) -> Measured<ScoreMatrix> {
    guard tasks >= 1 else { return .notAccepted("tasks", tasks, accepted: "1 or more") }
    guard scores.count % tasks == 0 else {
      return .notAccepted("scores", "\(scores.count) numbers", accepted: "whole runs of \(tasks) tasks")
    }
    return scores.measured(atLeast: 1) { _ in
      .value(ScoreMatrix(scores: scores, runs: scores.count / tasks, tasks: tasks))
    }
  }

  private init(scores: [Double], runs: Int, tasks: Int) {
    self.scores = scores
    self.runs = runs
    self.tasks = tasks
  }

  /// The mean over the runs of every task.
  public var taskMeans: [Double] {
    (0..<tasks).map { task in
      var sum = 0.0
      for run in 0..<runs { sum += scores[run * tasks + task] }
      return sum / Double(runs)
    }
  }
}

/// One number for the scores of a method on all tasks.
///
/// Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS 2021, section 4.
public enum AggregateScore: Sendable, Hashable {
  /// The mean over all runs and tasks.
  case mean
  /// The median over the tasks of the means over the runs.
  case median
  /// The mean of the middle half of all runs of all tasks, ``Descriptive/interquartileMean(of:stride:)``.
  case interquartileMean
  /// By how much scores fall short of a target on average, those above it counting 0: the lower the better.
  case optimalityGap(target: Double)

  /// The aggregate of a matrix. Undefined when it overflows.
  public func measure(_ matrix: ScoreMatrix) -> Measured<Double> {
    switch self {
    case .mean: Descriptive.mean(of: matrix.scores)
    case .median: Descriptive.median(of: matrix.taskMeans)
    case .interquartileMean: Descriptive.interquartileMean(of: matrix.scores)
    case .optimalityGap(let target): Descriptive.mean(of: matrix.scores.map { max(0, target - $0) })
    }
  }
}
