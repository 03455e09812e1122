import Ground

/// Resamples of a score matrix that draw the runs of every task anew, as many as there are.
struct StratifiedResample {
  private let runs: UInt32
  private let tasks: Int
  private let seed: UInt64
  private let sample: Int

  /// - Parameter sample: Which of several matrices it is; each is drawn independently.
  init(_ matrix: ScoreMatrix, seed: UInt64, sample: Int = 0) {
    runs = UInt32(matrix.runs)
    tasks = matrix.tasks
    self.seed = seed
    self.sample = sample
  }

  /// Calls `body` with the task and the place in the matrix of every score drawn, task by task.
  @inline(__always)
  func draw(_ resample: Int, _ body: (_ task: Int, _ place: Int) -> Void) {
    var stream = ResampleStream(seed: seed, purpose: .bootstrap, resample: resample, sample: sample)
    for task in 0..<tasks {
      for _ in 0..<runs { body(task, stream.index(below: runs) * tasks + task) }
    }
  }
}
