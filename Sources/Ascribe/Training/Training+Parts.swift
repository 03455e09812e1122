import Foundation
import Trajectories

/// A study of learning that is spread over processes.
///
/// A part does some of the runs that are known beforehand: those for the choice of rates, and those at the common rate. Runs
/// at rates that are yet to be chosen are done where the parts are joined.
extension Training: SharedWork {
  /// How many runs are known beforehand; they are numbered.
  package var plannedRuns: Int { planned.count }

  /// Does some of them.
  ///
  /// - Parameters:
  ///   - kept: Where they are kept.
  ///   - numbers: Which ones.
  ///   - progress: Told the number of finished runs now and then.
  /// - Throws: As ``run(finished:progress:keep:)``.
  package func keep(in kept: KeptPart, on numbers: Range<Int>, progress: (Int) -> Void) throws {
    let planned = planned
    var runs = TrainingRuns(trainer: trainer, finished: try finished(in: kept))
    for isForTuning in [true, false] {
      let own = numbers.filter { planned[$0].isForTuning == isForTuning }
      let number = Dictionary(
        own.map { (planned[$0].task, $0) }, uniquingKeysWith: { first, _ in first })
      let outcomes = try runs.outcomes(
        of: own.map { planned[$0].task }, isForTuning: isForTuning, stopping: plan.grid.isEmpty, progress
      ) { curve in
        let task = TrainingTask(curve)
        try number[task].map { try kept.keep([TrainingFolder.lines(of: [curve])], ofBatch: $0) }
      }
      // A rate at which a run fails is known to fail; the run is made again where the parts are joined, and fails there.
      for (place, outcome) in zip(own, outcomes) where try kept.partial(ofBatch: place) == nil {
        if case .failure = outcome { try kept.keep([[]], ofBatch: place) }
      }
    }
  }

  /// The runs that are kept.
  package func finished(in kept: KeptPart) throws -> [TrainingCurve] {
    try (0..<plannedRuns).compactMap { number in
      guard let line = try kept.partial(ofBatch: number), !line.isEmpty else { return nil }
      return try JSONDecoder().decode(TrainingCurve.self, from: Data(line))
    }
  }

  private var planned: [(task: TrainingTask, isForTuning: Bool)] {
    tuningTasks.map { ($0, true) } + tasks(rates: commonRates).map { ($0, false) }
  }
}

extension TrainingTask {
  /// What a run did.
  init(_ curve: TrainingCurve) {
    self.init(arm: curve.arm, start: curve.start, seed: curve.seed, rate: curve.rate)
  }
}
