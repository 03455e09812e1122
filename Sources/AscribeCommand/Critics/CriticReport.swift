import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A study of critics as a person reads it, from its result alone.
struct CriticReport {
  /// Rows of long lists where the result does not say.
  private static let defaultTop = 8

  private let result: CriticStudyResult

  init(_ result: CriticStudyResult) { self.result = result }

  var lines: [String] {
    let limit = CriticLimitText(result, top: result.view.top ?? Self.defaultTop)
    let fitted = FittedCriticText(result)
    var lines = header + [""] + criticTable
    lines += ["", "AFTER INFINITELY MANY EPISODES, exactly", ""] + limit.lines
    if result.view.cells { lines += [""] + limit.cellTable }
    lines += ["", "AS FITTED to \(fittedTo)", ""] + fitted.lines
    if result.view.cells { lines += [""] + fitted.cellTable }
    return lines
  }

  private var header: [String] {
    let (scenario, plan) = (result.scenario, result.plan)
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    let interval = Numerals.interval(result.meanReturn.interval, 4)
    return [
      scenario.names.title,
      "policy \(scenario.names.policy), memory \(scenario.memory), horizon \(scenario.horizon), discount "
        + ParameterValue.number(scenario.discount).description + ", seed \(plan.seed)",
      "value \(Numerals.fixed(result.value, 6)), success \(Numerals.fixed(result.successProbability, 6)); sampled return "
        + Numerals.measured(result.meanReturn.mean, 4)
        + (interval.isEmpty ? "" : " \(interval) (\(percent)% over batches)"),
    ]
  }

  private var criticTable: [String] {
    var table = TextTable(["critic", "sees", "values", "held against"], left: [0, 1, 2, 3])
    for critic in result.critics {
      table.add([
        critic.method.label, "\(critic.view)\(critic.seesTurn ? " and the turn" : "")",
        critic.valuesActions ? "states and actions" : "states", critic.valuesActions ? "Q" : "V",
      ])
    }
    return table.lines + result.critics.compactMap(otherReturn)
      + result.leftOut.map { "\($0.id) is left out: \($0.reason)" }
  }

  /// A critic of another return than the scenario's is off by more than its view and its fit.
  private func otherReturn(_ critic: CriticFindings) -> String? {
    let expected: [(name: String, value: ParameterValue)] = [
      ("gamma", ParameterValue.number(result.scenario.discount).written), ("reward", .text("trace")),
    ]
    let given = expected.compactMap { name, value -> String? in
      guard let found = critic.method.parameters[name], found != value else { return nil }
      return "\(name)=\(found)"
    }
    guard !given.isEmpty else { return nil }
    return "\(critic.method.label): with \(given.joined(separator: " and ")) "
      + "its values are of another return than the exact ones."
  }

  private var fittedTo: String {
    let plan = result.plan
    let beside =
      plan.fitEpisodes > 0 ? " and \(Numerals.count(plan.fitEpisodes, "episode")) beside each" : ""
    return
      "\(Numerals.count(plan.batches, "batch", plural: "batches")) of \(Numerals.count(plan.episodesPerBatch, "episode"))"
      + "\(beside), judging \(Numerals.count(result.sampled.turns, "turn"))"
  }
}
