import Ascribe

/// What a report of a comparison shows only if it is asked for.
extension ScenarioComparisonDocument {
  /// What `details` has, in words.
  static let hidden = [
    "bias by agent and by turn", "pivotal decisions", "the policy gradient that the credits induce",
    "Q-alignment",
    "variance components", "zero credits and cost",
  ]

  var details: Document {
    var document = Document()
    document.add(sliceTable("Bias by agent", .agent, \.bias, marked: true))
    document.add(sliceTable("Bias by turn", .turn, \.bias, marked: true))
    document.add(pivots)
    document.add(gradients)
    qAlignment.map { document.add($0) }
    document.add(components)
    document.add(costs)
    return document
  }

  var cells: Document {
    var document = Document()
    document.add(sliceTable("Bias by agent and turn", .cell, \.bias, marked: true))
    document.add(sliceTable("Variance of the error by agent and turn", .cell, \.variance))
    document.add(sliceTable("Mean squared error by agent and turn", .cell, \.meanSquare))
    return document
  }

  /// A table of one quantity of the slices of a kind: a row a slice, a column a method.
  private func sliceTable(
    _ title: String, _ kind: DecisionSlice.Kind, _ quantity: (SliceError) -> Estimate, marked: Bool = false
  ) -> Table {
    let keys: [Column] =
      switch kind {
      case .all: ["decisions"]
      case .agent: ["agent"]
      case .turn: [.count("turn")]
      case .cell: ["agent", .count("turn")]
      }
    var table = Table(
      title, keys + methods.map { .number($0.method.label, decimals: 4, signed: marked) }, keys: keys.count)
    let slices = methods.first?.errors.map(\.slice) ?? []
    for (row, slice) in slices.enumerated() where slice.kind == kind {
      let agent: [Cell] = slice.agent.map { [.text($0.name)] } ?? []
      let turn: [Cell] = slice.turn.map { [.count($0)] } ?? []
      table.add(
        (kind == .all ? ["all"] : agent + turn)
          + methods.map { method in
            let error = method.errors[row]
            return .number(quantity(error).mean).marked(
              if: marked && (error.adjustedPValue.optional ?? 1) < 0.05)
          })
    }
    if table.rows.joined().contains(where: { $0.mark != nil }) {
      table.notes = ["* where Holm's adjusted p among the rows of the table is below 0.05"]
    }
    return table.foldingColumns(keys.count..<table.columns.count, of: "numbers")
  }

  private var pivots: Table {
    var table = Table(
      "Pivotal decisions: \(Numerals.count(comparison.pivotalDecisions)) of "
        + "\(Numerals.count(comparison.sampled.decisions)), in \(comparison.pivotalUnits) of "
        + "\(Numerals.count(comparison.reachedUnits, "unit")) of an agent and a turn",
      [
        "method", .number("turn recall"), .number("ROC area"), .number("false units"),
        .number("false decisions"), .number("residual", decimals: 4), .number("relative"),
      ],
      notes: [
        "turn recall: share of episodes whose decisive turn gets the largest |credit|; ROC area: of |credit| for "
          + "pivotal decisions, within batches; false: share of |credit| on units and on "
          + "decisions that are not pivotal; residual: mean square of an episode's credits less (return less value of "
          + "its start), and over that of the latter"
      ])
    for method in methods {
      let found = method.pivots
      table.add([
        .text(method.method.label), .estimate(found.turnRecall), .estimate(found.area),
        .number(found.falseCreditOfUnits.mean),
        .number(found.falseCreditOfDecisions.mean), .number(method.efficiencyResidual.mean),
        .number(method.relativeEfficiencyResidual.mean),
      ])
    }
    return table.foldingRows(of: "numbers")
  }

  private var gradients: Table {
    var table = Table(
      "Policy gradient that the credits induce, against the exact one (jackknife over batches)",
      [
        "method", .number("cosine"), .number("error"), .number("best scale"),
        .number("signal to noise"), .number("size"),
      ],
      notes: [
        "error: |expected gradient - exact| / |exact|; best scale: the same after the best factor; signal to noise: "
          + "|expected gradient|² / trace of the covariance of a batch's, 0 for noise alone; size: |mean gradient| / |exact|"
      ])
    for method in methods {
      let found = method.gradient
      table.add([
        .text(method.method.label), .estimate(found.cosine), .estimate(found.relativeError),
        .number(found.scaledError.mean), .estimate(found.signalToNoise),
        .number(found.size),
      ])
    }
    return table.foldingRows(of: "numbers")
  }

  /// What QVal would say of each method; `nil` for results that do not know it.
  private var qAlignment: Table? {
    guard methods.contains(where: { $0.qAlignment != nil }) else { return nil }
    var table = Table(
      "Q-alignment, in the terms of QVal: how credits order actions beside their exact values",
      [
        "method", .number("across points"), .number("within states"), .number("sign agreement"),
        .number("p by batches", decimals: 4),
      ],
      notes: [
        "point: a state at its turn, an agent and its action, scored by the mean credit there in one batch; across: Spearman's "
          + "correlation of scores and Q over the points of a batch; within: the same among the actions of one state, mean over "
          + "states whose actions differ in Q; sign: share of points with an exact credit other than 0 whose score has its sign; "
          + "p: binomial, whether more than half of a batch's points agree as often as fewer, one trial a batch"
          + leastSignTest
      ])
    for method in methods {
      guard let found = method.qAlignment else { continue }
      table.add([
        .text(method.method.label), .estimate(found.acrossPoints), .estimate(found.withinStates),
        .estimate(found.signAgreement), .number(found.signTest.map(\.pValue)),
      ])
    }
    return table.foldingRows(of: "numbers")
  }

  /// What a binomial test of so few batches cannot say; empty where there are enough.
  private var leastSignTest: String {
    let batches = comparison.sampled.batches
    let least = (0..<batches).reduce(2.0) { least, _ in least / 2 }
    guard batches > 0, least > 0.05 else { return "" }
    return
      "; of \(Numerals.count(batches, "batch", plural: "batches")) never below \(Numerals.fixed(least, 4)), 6 can show something"
  }

  private var components: Table {
    var table = Table(
      "Variance of credits explained: sums of squares by method, agent in it, turn in it, and within (episodes)",
      ["credits of", .share("method"), .share("agent"), .share("turn"), .share("episode")])
    for method in methods { table.add([.text(method.method.label), .blank] + shares(method.components, 3)) }
    if comparison.against == nil { table.add(["exact", .blank] + shares(comparison.referenceComponents, 3)) }
    table.add(["all methods"] + shares(comparison.components, 4))
    return table.foldingRows(of: "shares")
  }

  private func shares(_ components: Measured<NestedComponents>, _ levels: Int) -> [Cell] {
    switch components {
    case .value(let components): components.levels.prefix(levels).map { .share($0.explained) }
    case .undefined(let reason): [Cell](repeating: .undefined(reason), count: levels)
    }
  }

  private var costs: Table {
    let showsSeconds = methods.contains { $0.cost.seconds != nil }
    var table = Table(
      "Credits that are exactly 0, and cost beyond the batches",
      [
        "method", .share("zero credits"), .share("nothing to compare"), .count("replays"),
        .count("simulated turns"), .count("policy evaluations"), .count("critic fits"),
      ] + (showsSeconds ? [.number("seconds")] : []),
      notes: [
        "nothing to compare: of these zeros, those in groups without variance of the return and in states seen once"
      ])
    for method in methods {
      let (zeros, cost, credits) = (method.zeros, method.cost, Double(max(1, method.credits)))
      table.add(
        [
          .text(method.method.label), .share(Double(zeros.count) / credits),
          .share(Double(zeros.count - zeros.unexplained) / credits), .count(cost.replays),
          .count(cost.simulatedTurns), .counts(cost.policyEvaluations), .count(cost.fits.count),
        ] + (cost.seconds.map { [.number($0)] } ?? []))
    }
    return table
  }
}
