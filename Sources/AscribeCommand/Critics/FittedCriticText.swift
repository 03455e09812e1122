import Ground
import Ascribe
import CreditStatistics
import Trajectories
import Simulation

/// How critics did when they were fitted to batches, as a person reads it.
struct FittedCriticText {
  private let result: CriticStudyResult

  init(_ result: CriticStudyResult) { self.result = result }

  var lines: [String] {
    let map = AgentTurnTable(agents: result.scenario.agents, horizon: result.scenario.horizon)
    let fits = result.critics.compactMap { FitText.line($0.fitted.fits, of: $0.method.label) }
    return overview + ["", "Value less exact value by agent and turn: root mean square"]
      + map.lines(
        result.critics.map { critic in
          (
            critic.method.label,
            Dictionary(
              critic.fitted.errors.map { ($0.slice, $0.fromTruth.rootMeanSquare) },
              uniquingKeysWith: { first, _ in first })
          )
        }) + [""] + calibrationTable + [""] + tenthTable + [""] + gradientTable
      + (fits.isEmpty ? [] : ["", "Fits of critics"] + fits)
  }

  private static let errorHeader = ["mean", "", "root mean square", "largest"]

  /// What values are compared with, and how far they are off it.
  private func rows(_ error: FittedError) -> [[String]] {
    [("exact", error.fromTruth), ("limit", error.fromLimit)].map { reference, errors in
      [
        reference, errors.mean.mean.optional.map { Numerals.signed($0, 4) } ?? "undefined",
        Numerals.interval(errors.mean.interval, 4), Numerals.fixed(errors.rootMeanSquare, 4),
        Numerals.signed(errors.worst, 4),
      ]
    }
  }

  private var overview: [String] {
    var table = TextTable(["critic", "less"] + Self.errorHeader, left: [0, 1])
    for critic in result.critics {
      guard let error = critic.fitted.errors.first else { continue }
      for row in rows(error) { table.add([critic.method.label] + row) }
    }
    let percent = Numerals.fixed(100 * result.plan.confidence, 0)
    return [
      "Value less the exact one, and less its limit, what infinitely many episodes would make it (\(percent)% over batches)"
    ] + table.lines
  }

  private var calibrationTable: [String] {
    var table = TextTable(["critic", "return", "slope", "", "intercept", ""], left: [0, 1])
    for critic in result.critics {
      let calibration = critic.fitted.calibration
      for (name, line) in [("realised", calibration.realised), ("expected", calibration.expected)] {
        table.add([
          critic.method.label, name, Numerals.measured(line.slope, 4),
          Numerals.interval(line.slopeInterval, 4),
          Numerals.measured(line.intercept, 4), Numerals.interval(line.interceptInterval, 4),
        ])
      }
    }
    return [
      "Calibration: least-squares line of the return from a turn on its value (slope 1, intercept 0 if all is well)"
    ] + table.lines + [
      "realised: what the episode earned, which a critic that was fitted to it has seen; expected: the exact value"
    ]
  }

  private var tenthTable: [String] {
    var table = TextTable([
      "critic", "tenth", "turns", "mean value", "realised", "", "expected",
    ])
    for critic in result.critics {
      for tenth in critic.fitted.calibration.tenths {
        table.add([
          critic.method.label, "\(tenth.number)", Numerals.count(tenth.turns),
          Numerals.fixed(tenth.meanValue, 4), Numerals.fixed(tenth.meanReturn, 4),
          Numerals.interval(tenth.interval, 4), Numerals.fixed(tenth.meanExpected, 4),
        ])
      }
    }
    return ["Mean returns by the tenth that the turn's value ranks in; equal values stay together"]
      + table.lines
  }

  private var gradientTable: [String] {
    var table = TextTable(
      ["critic", "agent", "cosine", "", "relative error", "", "of the mean: cosine", "relative error"],
      left: [0, 1])
    for critic in result.critics {
      for gradient in critic.fitted.gradients
      where AgentTurnTable.shown(result.scenario.agents).contains(gradient.ofMean.agent) {
        table.add([
          critic.method.label, gradient.ofMean.agent?.name ?? "all",
          Numerals.measured(gradient.cosine.mean, 4), Numerals.interval(gradient.cosine.interval, 4),
          Numerals.measured(gradient.relativeError.mean, 4),
          Numerals.interval(gradient.relativeError.interval, 4),
          Numerals.measured(gradient.ofMean.cosine, 4), Numerals.measured(gradient.ofMean.relativeError, 4),
        ])
      }
    }
    return [
      "Policy gradient that the credits of a batch induce, against the exact one; and the mean of the batches' gradients"
    ]
      + table.lines
  }

  /// Everything by agent and turn.
  var cellTable: [String] {
    var table = TextTable(
      ["critic", "agent", "turn", "turns", "less"] + Self.errorHeader, left: [0, 1, 4])
    for critic in result.critics {
      for error in critic.fitted.errors
      where AgentTurnTable.shown(result.scenario.agents).contains(error.slice.agent) {
        guard let turn = error.slice.turn else { continue }
        for row in rows(error) {
          table.add(
            [critic.method.label, error.slice.agent?.name ?? "all", "\(turn)", Numerals.count(error.turns)]
              + row)
        }
      }
    }
    return ["Errors of values by agent and turn"] + table.lines
  }
}
