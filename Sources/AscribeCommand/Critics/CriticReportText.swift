import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A study of critics as a person reads it.
struct CriticReportText {
  private let result: CriticStudyResult
  private let plan: StudyPlan
  private let loaded: LoadedScenario
  private let leftOut: [CriticSelection.LeftOut]
  private let top: Int
  private let showsCells: Bool
  private let output: String?

  init(
    _ result: CriticStudyResult, _ plan: StudyPlan, _ loaded: LoadedScenario,
    leftOut: [CriticSelection.LeftOut], top: Int, showsCells: Bool, output: String?
  ) {
    self.result = result
    self.plan = plan
    self.loaded = loaded
    self.leftOut = leftOut
    self.top = top
    self.showsCells = showsCells
    self.output = output
  }

  var lines: [String] {
    let limit = CriticLimitText(result, plan.mdp, top: top)
    let fitted = FittedCriticText(result, plan)
    var lines = header + [""] + criticTable
    lines += ["", "AFTER INFINITELY MANY EPISODES, exactly", ""] + limit.lines
    if showsCells { lines += [""] + limit.cellTable }
    lines += ["", "AS FITTED to \(fittedTo)", ""] + fitted.lines
    if showsCells { lines += [""] + fitted.cellTable }
    if let output { lines += ["", "Written to \(output)."] }
    return lines
  }

  private var header: [String] {
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    let interval = Numerals.interval(result.meanReturn.interval, 4)
    return [
      loaded.title,
      "policy \(loaded.choice), memory \(plan.mdp.memory), horizon \(plan.mdp.horizon), discount "
        + ParameterValue.number(plan.mdp.discount).description + ", seed \(plan.seed)",
      "value \(Numerals.fixed(result.value, 6)), success \(Numerals.fixed(result.successProbability, 6)); sampled return "
        + Numerals.measured(result.meanReturn.mean, 4)
        + (interval.isEmpty ? "" : " \(interval) (\(percent)% over batches)"),
    ]
  }

  private var criticTable: [String] {
    var table = TextTable(["critic", "sees", "values", "held against"], left: [0, 1, 2, 3])
    for critic in result.critics {
      table.add([
        critic.request.label, "\(critic.view)\(critic.seesTurn ? " and the turn" : "")",
        critic.valuesActions ? "states and actions" : "states", critic.valuesActions ? "Q" : "V",
      ])
    }
    return table.lines + result.critics.compactMap(otherReturn)
      + leftOut.map { "\($0.id) is left out: \($0.reason)" }
  }

  /// A critic of another return than the scenario's is off by more than its view and its fit.
  private func otherReturn(_ critic: CriticFindings) -> String? {
    let parameters = critic.request.parameters
    let given = parameters.entries.filter { entry in
      entry.name == "reward" && entry.value != .text("trace")
        || entry.name == "gamma" && entry.value != .number(plan.mdp.discount)
    }
    guard !given.isEmpty else { return nil }
    return "\(critic.request.label): with "
      + given.map { "\($0.name)=\($0.value)" }.joined(separator: " and ")
      + " its values are of another return than the exact ones."
  }

  private var fittedTo: String {
    let beside =
      plan.fitEpisodes > 0 ? " and \(Numerals.count(plan.fitEpisodes, "episode")) beside each" : ""
    return
      "\(Numerals.count(plan.batches, "batch", plural: "batches")) of \(Numerals.count(plan.episodes, "episode"))"
      + "\(beside), judging \(Numerals.count(result.sampled.turns, "turn"))"
  }
}
