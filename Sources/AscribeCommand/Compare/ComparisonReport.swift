import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// A comparison of methods as a person reads it, from its result alone.
struct ComparisonReport {
  private let result: ComparisonResult

  init(_ result: ComparisonResult) { self.result = result }

  /// The scenarios, and what they say together where there are several.
  var lines: [String] {
    guard result.scenarios.count > 1 else {
      return result.scenarios.flatMap { ScenarioReport($0, showsCells: result.view.cells).lines }
    }
    return result.scenarios.flatMap { ScenarioReport($0, showsCells: result.view.cells).lines + [""] }
      + ScoresText(result.scores).lines
  }
}

/// A comparison of methods on one scenario.
private struct ScenarioReport {
  private let comparison: ScenarioComparison
  private let showsCells: Bool

  private var methods: [MethodComparison] { comparison.methods }
  /// The reference in words.
  private var reference: String {
    comparison.against.map { "the credit of \($0)" } ?? "the exact counterfactual credit"
  }

  init(_ comparison: ScenarioComparison, showsCells: Bool) {
    self.comparison = comparison
    self.showsCells = showsCells
  }

  var lines: [String] {
    var lines = header + [""] + agreementTable + [""] + errorTable
    lines += ["", "Bias by agent"] + sliceTable(.agent, \.bias, marked: true)
    lines += ["", "Bias by turn"] + sliceTable(.turn, \.bias, marked: true) + [starLine]
    if showsCells { lines += cellTables }
    lines += [""] + pivotTable + [""] + gradientTable + [""] + componentTable + [""] + costTable
    let fits = methods.compactMap { FitText.line($0.cost.fits, of: $0.method.label) }
    if !fits.isEmpty { lines += ["", "Fits of critics"] + fits }
    return lines
  }

  private var header: [String] {
    let sampled = comparison.sampled
    let (scenario, plan) = (comparison.scenario, comparison.plan)
    let mean = comparison.meanReturn
    let interval = Numerals.interval(mean.interval, 4)
    return [
      scenario.names.title,
      "policy \(scenario.names.policy), memory \(scenario.memory), seed \(plan.seed); "
        + "\(Numerals.count(sampled.batches, "batch", plural: "batches")) of "
        + "\(Numerals.count(plan.episodesPerBatch, "episode")) in groups of \(plan.groupSize): "
        + "\(Numerals.count(sampled.turns, "turn")), \(Numerals.count(sampled.decisions, "decision"))",
      "Return exact \(Numerals.fixed(comparison.value, 4)), sampled \(Numerals.measured(mean.mean, 4))"
        + (interval.isEmpty ? "" : " \(interval)")
        + "; intervals of \(Numerals.fixed(100 * plan.confidence, 0))% over batches",
    ] + precisionLines
  }

  private var precisionLines: [String] {
    guard let precision = comparison.precision, let isPrecise = comparison.isPrecise else { return [] }
    let width = ParameterValue.number(precision)
    let batches = Numerals.count(comparison.sampled.batches, "batch", plural: "batches")
    if isPrecise {
      return ["Precision \(width) reached after \(batches): see the intervals \"at any time\" below"]
    }
    let wide = methods.compactMap { method -> String? in
      switch method.sequential {
      case .value(let interval) where interval.width >= precision:
        "\(method.method.label) \(Numerals.fixed(interval.width))"
      case .undefined(let reason) where reason != .noVariance: "\(method.method.label) undefined"
      default: nil
      }
    }
    return ["Precision \(width) NOT REACHED after \(batches): \(wide.joined(separator: ", "))"]
  }

  private var agreementTable: [String] {
    let isSequential = comparison.precision != nil
    var table = TextTable(
      ["method", "Spearman", ""] + (isSequential ? ["at any time"] : [])
        + ["Pearson", "", "Kendall", "", "sign", "error", "noise"])
    for method in methods {
      let found = method.agreement
      let sequential = method.sequential.map { Numerals.interval($0) } ?? ""
      table.add(
        [method.method.label] + both(found.spearman) + (isSequential ? [sequential] : [])
          + both(found.pearson) + both(found.kendall) + [
            Numerals.measured(found.signAgreement.mean), Numerals.measured(found.relativeError.mean),
            Numerals.measured(found.noise.mean),
          ])
    }
    return ["Agreement with \(reference) over decisions (mean over batches, bootstrap interval)"]
      + table.lines
      + [
        "sign: share of decisions with its sign; error: after the best scale of each batch, 1 is what a credit of 0",
        "gets; noise: variance of the credit between identical decisions over that between all",
      ]
  }

  private var errorTable: [String] {
    var table = TextTable(["method", "scale", "bias", "", "p", "variance", "", "mean square", ""])
    for method in methods {
      guard let all = method.errors.first else { continue }
      table.add(
        [method.method.label, Numerals.measured(method.scale, 4)] + both(all.bias, 5, signed: true) + [
          all.adjustedPValue.optional.map { Numerals.fixed($0) } ?? "undefined"
        ] + both(all.variance, 5) + both(all.meanSquare, 5))
    }
    return [
      "Errors against \(reference), credits times the scale (Student's t over batches, Holm's p among methods)"
    ] + table.lines
  }

  /// A table of one quantity of the slices of a kind: a row a slice, a column a method.
  private func sliceTable(
    _ kind: DecisionSlice.Kind, _ quantity: (SliceError) -> Estimate, marked: Bool = false
  ) -> [String] {
    let head: [String] =
      switch kind {
      case .all: ["decisions"]
      case .agent: ["agent"]
      case .turn: ["turn"]
      case .cell: ["agent", "turn"]
      }
    var table = TextTable(head + methods.map(\.method.label))
    let rows = methods.first?.errors.indices.filter { methods[0].errors[$0].slice.kind == kind } ?? []
    for row in rows {
      let slice = methods[0].errors[row].slice
      let name = [slice.agent?.name, slice.turn.map { "\($0)" }].compactMap { $0 }
      table.add(
        name
          + methods.map { method in
            let error = method.errors[row]
            let value = quantity(error)
            guard let mean = value.mean.optional else { return "undefined" + (marked ? " " : "") }
            guard marked else { return Numerals.fixed(mean, 4) }
            let isSure = (error.adjustedPValue.optional ?? 1) < 0.05
            return Numerals.signed(mean, 4) + (isSure ? "*" : " ")
          })
    }
    return table.lines
  }

  private var starLine: String { "* where Holm's adjusted p among the rows of a table is below 0.05" }

  private var cellTables: [String] {
    ["", "Bias by agent and turn"] + sliceTable(.cell, \.bias, marked: true) + [starLine]
      + ["", "Variance of the error by agent and turn"] + sliceTable(.cell, \.variance)
      + ["", "Mean squared error by agent and turn"] + sliceTable(.cell, \.meanSquare)
  }

  private var pivotTable: [String] {
    var table = TextTable([
      "method", "turn recall", "", "ROC area", "", "of batches", "", "false units", "false decisions",
      "residual", "relative",
    ])
    for method in methods {
      let pivots = method.pivots
      table.add(
        [method.method.label] + both(pivots.turnRecall) + both(pivots.area) + both(pivots.areaOfBatches) + [
          Numerals.measured(pivots.falseCreditOfUnits.mean),
          Numerals.measured(pivots.falseCreditOfDecisions.mean),
          Numerals.measured(method.efficiencyResidual.mean, 4),
          Numerals.measured(method.relativeEfficiencyResidual.mean),
        ])
    }
    return [
      "Pivotal decisions: \(Numerals.count(comparison.pivotalDecisions)) of "
        + "\(Numerals.count(comparison.sampled.decisions)), in \(comparison.pivotalUnits) of "
        + "\(Numerals.count(comparison.reachedUnits, "unit")) of an agent and a turn"
    ] + table.lines + [
      "turn recall: share of episodes whose decisive turn gets the largest |credit|; ROC area: of |credit| for pivotal",
      "decisions, DeLong's interval, and within batches; false: share of |credit| on units and on decisions that are not",
      "pivotal; residual: mean square of an episode's credits less (return less value of its start), and over that of the latter",
    ]
  }

  private var gradientTable: [String] {
    var table = TextTable([
      "method", "cosine", "", "of a batch", "", "error", "", "best scale", "signal to noise", "", "size",
    ])
    for method in methods {
      let found = method.gradient
      table.add(
        [method.method.label] + both(found.cosine) + both(found.batchCosine) + both(found.relativeError)
          + [Numerals.measured(found.scaledError.mean)] + both(found.signalToNoise)
          + [Numerals.measured(found.size)])
    }
    return ["Policy gradient that the credits induce, against the exact one (jackknife over batches)"]
      + table.lines + [
        "error: |mean gradient - exact| / |exact|; best scale: the same after the best factor; signal to noise:",
        "|mean gradient|² / trace of the covariance of a batch's, noise alone gives \(noiseFloor)",
      ]
  }

  private var noiseFloor: String {
    "about 1/\(comparison.sampled.batches) = \(Numerals.fixed(1 / Double(comparison.sampled.batches)))"
  }

  private var componentTable: [String] {
    var table = TextTable(["credits of", "method", "agent", "turn", "episode"])
    for method in methods { table.add([method.method.label, ""] + shares(method.components)) }
    if comparison.against == nil { table.add(["exact", ""] + shares(comparison.referenceComponents)) }
    table.add(["all methods"] + shares(comparison.components))
    return [
      "Variance of credits explained: sums of squares by method, agent in it, turn in it, and within (episodes)"
    ] + table.lines
  }

  private func shares(_ components: Measured<NestedComponents>) -> [String] {
    guard let components = components.optional else { return ["undefined", "", ""] }
    return components.levels.map { $0.explained.optional.map { Numerals.share($0) } ?? "undefined" }
  }

  private var costTable: [String] {
    let showsSeconds = methods.contains { $0.cost.seconds != nil }
    var table = TextTable(
      [
        "method", "zero credits", "nothing to compare", "replays", "simulated turns", "policy evaluations",
        "critic fits",
      ] + (showsSeconds ? ["seconds"] : []))
    for method in methods {
      let zeros = method.zeros
      let cost = method.cost
      let evaluations = cost.policyEvaluations
      table.add(
        [
          method.method.label, Numerals.share(Double(zeros.count) / Double(max(1, method.credits))),
          Numerals.share(Double(zeros.count - zeros.unexplained) / Double(max(1, method.credits))),
          Numerals.count(cost.replays), Numerals.count(cost.simulatedTurns),
          Numerals.count(evaluations.lowerBound)
            + (evaluations.lowerBound == evaluations.upperBound
              ? "" : "-\(Numerals.count(evaluations.upperBound))"),
          Numerals.count(cost.fits.count),
        ] + (cost.seconds.map { [Numerals.fixed($0)] } ?? []))
    }
    return ["Credits that are exactly 0, and cost beyond the batches"] + table.lines + [
      "nothing to compare: of these zeros, those in groups without variance of the return and in states seen once"
    ]
  }

  private func both(_ estimate: Estimate, _ decimals: Int = 3, signed: Bool = false) -> [String] {
    [
      estimate.mean.optional.map { signed ? Numerals.signed($0, decimals) : Numerals.fixed($0, decimals) }
        ?? "undefined", Numerals.interval(estimate.interval, decimals),
    ]
  }
}

/// What several scenarios together say of the methods.
private struct ScoresText {
  private let scores: ScoreSummary

  init(_ scores: ScoreSummary) { self.scores = scores }

  var lines: [String] {
    var table = TextTable(["method", "interquartile mean", "", "mean rank", "", "best in"])
    for method in scores.methods {
      let (mean, rank) = (method.interquartileMean, method.meanRank)
      table.add([
        method.label, Numerals.measured(mean.map(\.estimate)), Numerals.interval(mean),
        Numerals.measured(rank.map(\.estimate)), Numerals.interval(rank),
        method.shareOfBest.optional.map { Numerals.share($0) } ?? "undefined",
      ])
    }
    return [
      "Spearman over \(Numerals.count(scores.scenarios.count, "scenario")) "
        + "(\(scores.scenarios.joined(separator: ", "))), \(scores.runs) batches each as runs"
    ] + table.lines
      + ["best in: share of bootstrap resamples in which the method's mean rank is the best"]
      + (scores.methods.count > 1 ? [""] + improvements : [])
  }

  private var improvements: [String] {
    let labels = scores.methods.map(\.label)
    var table = TextTable(["row over column"] + labels.dropFirst())
    for label in labels.dropLast() {
      table.add(
        [label]
          + labels.dropFirst().map { other in
            guard let found = scores.improvements.first(where: { $0.method == label && $0.over == other })
            else {
              return ""
            }
            return found.probability.reason == .notComparable
              ? "not ranked"
              : [Numerals.measured(found.probability.map(\.estimate)), Numerals.interval(found.probability)]
                .joined(separator: " ")
          })
    }
    let isWithheld = scores.improvements.contains { $0.probability.reason == .notComparable }
    return ["Probability that a run of the row scores higher than one of the column, mean over scenarios"]
      + table.lines
      + (isWithheld ? ["Their contrasts differ; --across-contrasts ranks them all the same."] : [])
  }
}
