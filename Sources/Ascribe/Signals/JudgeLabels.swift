import Ground
import Simulation
import Trajectories

/// Labels decisions or turns by their exact credit, with the errors of a ``JudgeSignal``.
struct JudgeLabels: Sendable {
  private let judge: JudgeSignal
  private let solution: ExactSolution
  /// Credits up to this size are rounding errors of 0.
  private let negligible: Double

  init(_ judge: JudgeSignal, _ solution: ExactSolution) {
    self.judge = judge
    self.solution = solution
    negligible = 1e-12 * ExactTruth.scale(of: solution)
  }

  /// The labels of decisions, and the process scores of turns where turns are judged.
  func labels(of rollouts: Rollouts, _ draws: PhiloxStream) -> (judge: [Double], process: [Double]?) {
    let batch = rollouts.batch
    guard judge.granularity == .turn else {
      let credits = solution.counterfactualCredits(of: rollouts)
      return (labels(of: credits, draws, batch) { batch.decisions(of: $0) }, nil)
    }
    let ofTurns = labels(of: solution.jointAdvantages(of: rollouts), draws, batch) { $0..<$0 + 1 }
    return (
      batch.repeatedPerDecision(ofTurns), ofTurns.map { judge.labels == .binary ? 2 * $0 - 1 : $0 }
    )
  }

  /// The labels of units, of which each turn has some.
  private func labels(
    of credits: [Double], _ draws: PhiloxStream, _ batch: TrajectoryBatch, units: (Int) -> Range<Int>
  ) -> [Double] {
    var labels = [Double](repeating: 0, count: credits.count)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      let told: Double = batch.episodes.status[episode] == .success ? 1 : 0
      let worst = judge.labels == .deviation ? worst(among: credits, turns.lazy.flatMap(units)) : nil
      var hasDeviation = false
      for (turn, index) in turns.enumerated() {
        let probability = judge.probability(atTurn: turn, of: turns.count)
        for (place, unit) in units(index).enumerated() {
          let block = draws.block(episode: UInt64(episode), turn: UInt64(turn), draw: UInt64(place))
          var label = unit == worst ? -1 : isGood(credits[unit]) ? 1.0 : 0
          if PhiloxStream.unit(block.word0) < probability {
            label = judge.bias == .outcome ? told : wrong(for: label, block.word1)
          }
          if label < 0 {
            if hasDeviation { label = 0 }
            hasDeviation = true
          }
          labels[unit] = label
        }
      }
    }
    return labels
  }

  private func isGood(_ credit: Double) -> Bool {
    abs(credit) <= negligible ? judge.ties == .good : credit > 0
  }

  /// The unit with the most negative credit; `nil` if none is negative.
  private func worst(among credits: [Double], _ units: some Sequence<Int>) -> Int? {
    var worst: Int?
    for unit in units where credits[unit] < -negligible && credits[unit] < (worst.map { credits[$0] } ?? 0) {
      worst = unit
    }
    return worst
  }

  /// A label that is not the right one.
  private func wrong(for label: Double, _ word: UInt64) -> Double {
    guard judge.labels == .deviation else { return 1 - label }
    // Of -1, 0 and 1 the next one or the one after, in a circle.
    let shift: Double = PhiloxStream.unit(word) < 0.5 ? 1 : 2
    return (label + 1 + shift).truncatingRemainder(dividingBy: 3) - 1
  }
}

extension ExactSolution {
  /// The exact advantage Q - V of the joint action of every turn of episodes that were played on the tables.
  ///
  /// - Complexity: O(turns · log cells).
  func jointAdvantages(of rollouts: Rollouts) -> [Double] {
    let batch = rollouts.batch
    var advantages = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let cell = cells.index(turn: turn, node: Int(rollouts.node[index]))
        advantages[index] =
          cells.actionValue[cells.rowStart[cell] + rollouts.row(ofTurn: index)] - cells.value[cell]
      }
    }
    return advantages
  }
}
