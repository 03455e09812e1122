import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A replay as a person reads it.
struct ReplayReport {
  private let result: ReplayResult
  private let plan: ReplayPlan
  private let loaded: LoadedScenario
  private let trace: String?

  init(_ result: ReplayResult, _ plan: ReplayPlan, _ loaded: LoadedScenario, trace: String?) {
    self.result = result
    self.plan = plan
    self.loaded = loaded
    self.trace = trace
  }

  var lines: [String] {
    header + [""] + contrastCard + [""] + paths + [""] + outcomes + [""] + difference + [""] + alternatives
      + [""]
      + floors + [
        "",
        "\(Numerals.count(result.simulatedTurns, "turn")) simulated for \(Numerals.count(plan.continuations, "continuation"))"
          + " of each branch, action and replica",
      ]
  }

  private var header: [String] {
    let rollouts = plan.rollouts
    let origin = trace.map { "read from \($0)" } ?? "simulated with seed \(plan.seed)"
    return [
      loaded.title,
      "policy \(loaded.choice), memory \(rollouts.mdp.memory), seed \(plan.seed), "
        + "\(plan.noise == .common ? "common" : "independent") random numbers",
      "Episode \(result.episode), \(origin), restored at turn \(plan.turn): \(plan.agent) took \(result.taken); instead "
        + (plan.action.map { "\($0)" } ?? "its policy draws"),
    ]
  }

  private var contrastCard: [String] {
    let contrast = plan.contrast
    var table = TextTable(["What is compared", ""], left: [0, 1])
    for term in contrast.terms { table.add(["  " + term.name, term.words]) }
    table.add(["  evidence", contrast.tier.rawValue])
    return table.lines
  }

  // MARK: Side by side

  private var paths: [String] {
    var table = TextTable(
      ["turn", "factual: state", "decisions", "reward", "counterfactual: state", "decisions", "reward"],
      left: [0, 1, 2, 4, 5])
    let (one, other) = (result.factual.path, result.counterfactual.path)
    let turns = one.steps.map(\.turn) + other.steps.map(\.turn)
    for turn in (turns.min() ?? 0)...(turns.max() ?? 0) {
      table.add(["\(turn)"] + cells(of: one, turn) + cells(of: other, turn))
    }
    table.add(["end"] + ending(of: one) + ending(of: other))
    return ["The record, and one continuation of the other branch"] + table.lines
  }

  private func cells(of path: ReplayPath, _ turn: Int) -> [String] {
    guard let step = path.steps.first(where: { $0.turn == turn }) else { return ["", "", ""] }
    return [
      step.state, step.decisions.map { "\($0.agent) \($0.action)" }.joined(separator: ", "),
      Numerals.fixed(step.reward),
    ]
  }

  private func ending(of path: ReplayPath) -> [String] {
    [path.final, path.status.description, "return \(Numerals.fixed(path.return))"]
  }

  // MARK: Distributions

  private var outcomes: [String] {
    var table = TextTable([
      "branch", "success", "exact", "mean return", "", "exact", "deviation", "least", "median", "largest",
    ])
    for (name, branch) in branches {
      let outcomes = branch.outcomes
      table.add([
        "\(name): \(branch.label)", Numerals.share(outcomes.successShare),
        branch.exact.map { Numerals.share($0.success) } ?? "", Numerals.measured(outcomes.mean, 4),
        Numerals.interval(outcomes.interval, 4), branch.exact.map { Numerals.fixed($0.return, 4) } ?? "",
        Numerals.measured(outcomes.standardDeviation), Numerals.fixed(outcomes.returns.minimum),
        Numerals.fixed(outcomes.returns.median), Numerals.fixed(outcomes.returns.maximum),
      ])
    }
    return ["Outcomes of \(Numerals.count(plan.continuations, "continuation")) of each branch"] + table.lines
      + distribution
  }

  private var branches: [(String, ReplayResult.Branch)] {
    [("factual", result.factual), ("counterfactual", result.counterfactual)]
  }

  /// How often each return occurs, where there are few.
  private var distribution: [String] {
    let counts = branches.map { $0.1.outcomes.counts(atMost: 12) }
    guard let one = counts[0], let other = counts[1] else { return [] }
    let values = Set((one + other).map(\.value)).sorted()
    guard values.count > 1, values.count <= 12 else { return [] }
    var table = TextTable(["return", "factual", "", "counterfactual", ""], left: [2, 4])
    for value in values {
      table.add(
        [Numerals.fixed(value)]
          + [one, other].flatMap { counts -> [String] in
            let count = counts.first { $0.value == value }?.count ?? 0
            return [Numerals.count(count), bar(Double(count) / Double(plan.continuations))]
          })
    }
    return [""] + table.lines
  }

  private func bar(_ share: Double) -> String { String(repeating: "#", count: Int((24 * share).rounded())) }

  private var difference: [String] {
    let contrast = result.contrast
    let exact = contrast.exact.map { ", exact \(Numerals.signed($0, 4))" } ?? ""
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    let mean = contrast.mean.optional.map { Numerals.signed($0, 4) } ?? "undefined"
    var line =
      "Factual less counterfactual return: \(mean) \(Numerals.interval(contrast.interval, 4))\(exact)"
    if let error = contrast.standardError.optional {
      line += " (\(percent)% interval over continuations, standard error \(Numerals.fixed(error, 4)))"
    }
    return [line]
  }

  private var alternatives: [String] {
    var table = TextTable(["action", "probability", "mean return", "exact", "success, exact"])
    for alternative in result.alternatives {
      table.add([
        alternative.action + (alternative.action == result.taken ? " (taken)" : ""),
        Numerals.fixed(alternative.probability, 4), Numerals.measured(alternative.meanReturn, 4),
        alternative.exact.map { Numerals.fixed($0.return, 4) } ?? "",
        alternative.exact.map { Numerals.share($0.success) } ?? "",
      ])
    }
    return ["Every action of \(plan.agent) there"] + table.lines
  }

  private var floors: [String] {
    var table = TextTable([
      "restored", "mean return", "exact", "replicas apart", "", "of single replays", "end differently",
      "not reached",
      "not legal",
    ])
    for floor in result.floors {
      table.add([
        floor.grade.rawValue, Numerals.measured(floor.meanReturn, 4),
        floor.exact.map { Numerals.fixed($0, 4) } ?? "",
        floor.difference.mean.optional.map { Numerals.signed($0, 4) } ?? "undefined",
        Numerals.interval(floor.difference.interval, 4), Numerals.measured(floor.spread),
        Numerals.share(floor.disagreement), Numerals.share(floor.unreached),
        Numerals.fixed(floor.substitutions),
      ])
    }
    return ["Noise floor: two replicas of the factual branch, which differ in their draws alone"]
      + table.lines
  }
}
