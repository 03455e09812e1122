public import Ground

/// How probably a run of one method scores higher than a run of another, on average over the tasks.
public enum ProbabilityOfImprovement {
  /// The mean over the tasks of P(X > Y) + P(X = Y) / 2, over all pairs of a run of either method; in `0...1`, 1/2 for
  /// equal ones.
  ///
  /// The matrices have the same tasks, in the same order, and any numbers of runs. Undefined, with
  /// `UndefinedReason/notAccepted(_:)`, for other numbers of tasks.
  ///
  /// Source: Agarwal et al., NeurIPS 2021, section 4.3.
  public static func measure(_ first: ScoreMatrix, over second: ScoreMatrix) -> Measured<Double> {
    Wins.measured(first, second).map { $0.share }
  }

  /// The probability with its bootstrap distribution, drawing the runs of every task and method anew. Undefined for fewer
  /// than 2 runs of either method.
  ///
  /// - Complexity: O(runs · tasks · resamples); the scores of every task are sorted once.
  public static func distribution(
    _ first: ScoreMatrix, over second: ScoreMatrix, bootstrap: Bootstrap
  ) -> Measured<BootstrapDistribution> {
    guard bootstrap.resamples >= 1 else { return .unaccepted(resamples: bootstrap.resamples) }
    let fewer = min(first.runs, second.runs)
    guard fewer >= 2 else { return .undefined(.tooFew(found: fewer, needed: 2)) }
    return Wins.measured(first, second).flatMap { distribution($0, first, second, bootstrap) }
  }

  private static func distribution(
    _ wins: Wins, _ first: ScoreMatrix, _ second: ScoreMatrix, _ bootstrap: Bootstrap
  ) -> Measured<BootstrapDistribution> {
    let draws = StratifiedResample(first, seed: bootstrap.seed)
    let otherDraws = StratifiedResample(second, seed: bootstrap.seed, sample: 1)
    var firstCounts = [Int32](repeating: 0, count: first.scores.count)
    var secondCounts = [Int32](repeating: 0, count: second.scores.count)
    let replicates = bootstrap.range.map { resample -> Double? in
      for place in firstCounts.indices { firstCounts[place] = 0 }
      for place in secondCounts.indices { secondCounts[place] = 0 }
      draws.draw(resample) { _, place in firstCounts[place] += 1 }
      otherDraws.draw(resample) { _, place in secondCounts[place] += 1 }
      return wins.share(firstCounts: firstCounts, secondCounts: secondCounts)
    }
    return BootstrapDistribution.measured(
      estimate: wins.share, replicates: replicates, acceleration: 0,
      units: first.scores.count + second.scores.count, seed: bootstrap.seed)
  }

  /// The scores of both methods of every task in ascending order.
  private struct Wins {
    /// One score: where it stands in its matrix, whose it is, and whether the next one of the task is larger.
    private struct Entry {
      let place: Int32
      let isFirst: Bool
      let endsTie: Bool
    }

    private let entries: [Entry]
    private let perTask: Int
    private let pairs: Double

    static func measured(_ first: ScoreMatrix, _ second: ScoreMatrix) -> Measured<Wins> {
      guard first.tasks == second.tasks else {
        return .notAccepted(
          "second", "scores on \(second.tasks) tasks", accepted: "\(first.tasks) tasks, as the first one's")
      }
      return .value(Wins(first, second))
    }

    private init(_ first: ScoreMatrix, _ second: ScoreMatrix) {
      var entries: [Entry] = []
      entries.reserveCapacity(first.scores.count + second.scores.count)
      for task in 0..<first.tasks {
        let all =
          Self.places(of: task, in: first).map { (score: first.scores[$0], place: $0, isFirst: true) }
          + Self.places(of: task, in: second).map { (score: second.scores[$0], place: $0, isFirst: false) }
        let sorted = all.enumerated().sorted {
          ($0.element.score, $0.offset) < ($1.element.score, $1.offset)
        }
        for (rank, entry) in sorted.enumerated() {
          let isLast = rank + 1 == sorted.count || sorted[rank + 1].element.score != entry.element.score
          entries.append(
            Entry(place: Int32(entry.element.place), isFirst: entry.element.isFirst, endsTie: isLast))
        }
      }
      self.entries = entries
      perTask = first.runs + second.runs
      pairs = Double(first.tasks) * Double(first.runs) * Double(second.runs)
    }

    /// Where the scores of a task stand, run by run.
    private static func places(of task: Int, in matrix: ScoreMatrix) -> [Int] {
      (0..<matrix.runs).map { $0 * matrix.tasks + task }
    }

    /// The share of pairs of runs of a task that the first method wins.
    var share: Double {
      let firsts = entries.count { $0.isFirst }
      return share(
        firstCounts: [Int32](repeating: 1, count: firsts),
        secondCounts: [Int32](repeating: 1, count: entries.count - firsts))
    }

    /// The same, by how often each run counts.
    func share(firstCounts: [Int32], secondCounts: [Int32]) -> Double {
      var doubledWins = 0
      for start in Swift.stride(from: 0, to: entries.count, by: perTask) {
        // Draws of the second method that are smaller, and those of both in the tie at hand.
        var below = 0
        var tiedFirst = 0
        var tiedSecond = 0
        for index in start..<(start + perTask) {
          let entry = entries[index]
          if entry.isFirst {
            tiedFirst += Int(firstCounts[Int(entry.place)])
          } else {
            tiedSecond += Int(secondCounts[Int(entry.place)])
          }
          if entry.endsTie {
            doubledWins += tiedFirst * (2 * below + tiedSecond)
            below += tiedSecond
            tiedFirst = 0
            tiedSecond = 0
          }
        }
      }
      return Double(doubledWins) / 2 / pairs
    }
  }
}
