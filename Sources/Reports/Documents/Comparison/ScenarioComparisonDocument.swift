import Ascribe

/// The report of a comparison on one scenario.
struct ScenarioComparisonDocument {
  let comparison: ScenarioComparison

  var methods: [MethodComparison] { comparison.methods }
  var title: String { comparison.scenario.names.title }

  /// The reference in words.
  var reference: String {
    comparison.against.map { "the credit of \($0)" } ?? "the exact credit that each method is held to"
  }

  /// What was played, what it earned, and whether it was enough.
  var settings: [String] {
    let (scenario, plan, mean) = (comparison.scenario, comparison.plan, comparison.meanReturn)
    return [
      "policy \(scenario.names.policy), memory \(scenario.memory), seed \(plan.seed); "
        + batchLine(plan, comparison.sampled),
      "return exact \(Numerals.fixed(comparison.value, 4)), sampled "
        + "\(Numerals.estimate(mean.mean, mean.interval, 4)); intervals of "
        + "\(Numerals.fixed(100 * plan.confidence, 0))% over batches",
    ] + [precisionLine].compactMap(\.self)
  }

  private var precisionLine: String? {
    guard let precision = comparison.precision, let isPrecise = comparison.isPrecise else { return nil }
    let width = plain(precision)
    let batches = Numerals.count(comparison.sampled.batches, "batch", plural: "batches")
    if isPrecise {
      return "Precision \(width) reached after \(batches): see the intervals \"at any time\" below"
    }
    let wide = methods.compactMap { method -> String? in
      switch method.sequential {
      case .value(let interval) where interval.width >= precision:
        "\(method.method.label) \(Numerals.fixed(interval.width))"
      case .undefined(let reason) where reason != .noVariance: "\(method.method.label) undefined"
      default: nil
      }
    }
    return "Precision \(width) NOT REACHED after \(batches): \(wide.joined(separator: ", "))"
  }

  /// The findings, and the tables that the view asks for.
  func report(_ view: ResultView) -> Document {
    var document = Document()
    if let ranking { document.add(ranking.shown(by: "methods")) }
    if let bias { document.add(bias.shown(by: "bias", "errors")) }
    document.add(agreement)
    document.add(errors)
    if view.details { document.add(details) }
    if view.cells { document.add(cells) }
    let fits = methods.filter { view.details || $0.cost.fits.isOpen }
    document.add(Terms.fits(fits.map { ($0.method.label, $0.cost.fits) }))
    return document
  }

  // MARK: Findings

  private func ranking(
    by quantity: String, of reference: String, _ number: (MethodComparison) -> Estimate
  ) -> MethodRanking {
    // The reference agrees with itself, which says nothing.
    let ranked = methods.filter { $0.method.label != comparison.against && !$0.isReference }
    return MethodRanking(
      scores: ranked.map { .init(method: $0.method, mean: number($0).mean, interval: number($0).interval) },
      quantity: quantity, reference: reference, close: NearestMethods(ranked).close)
  }

  /// Which method's update is nearest to the exact gradient.
  private var ranking: Finding? {
    ranking(by: "cosine of a batch's gradient", of: "the exact policy gradient", \.alignment).finding
  }

  /// Which method's credits are off whatever is sampled, and by how much of what a credit of 0 is off by.
  private var bias: Finding? {
    let biased = methods.compactMap { method -> (String, Estimate, Double)? in
      guard !method.isReference, let bias = method.situations.first?.bias, let mean = bias.mean.optional,
        let lower = bias.interval.optional?.lower, lower > 0.01
      else { return nil }
      return (method.method.label, bias, mean)
    }.sorted { $0.2 > $1.2 }
    guard let worst = biased.first else { return nil }
    let whom = methods.first { $0.method.label == worst.0 }?.situations.dropFirst().max {
      ($0.bias.mean.optional ?? 0) < ($1.bias.mean.optional ?? 0)
    }
    let words = biased.prefix(4).map { "\($0.0) \(Numerals.estimate($0.1.mean, $0.1.interval))" }
    let agent = whom?.agent.map { ", most for \($0.name)" } ?? ""
    return Finding(
      "\(worst.0) is biased by situation and action\(agent).",
      evidence: "mean square bias beyond a baseline, 1 is the exact credit's own mean square: "
        + words.joined(separator: ", "))
  }

  // MARK: Tables

  private var agreement: Table {
    let isSequential = comparison.precision != nil
    var table = Table(
      "Agreement with the exact gradient, and with \(reference) over decisions (mean over batches)",
      ["method", .number("batch gradient")] + (isSequential ? [.number("at any time")] : [])
        + [
          .number("in the limit"), .number("Pearson"), .number("concordance"), .number("false credit"),
          .number("episodes", decimals: 0), .number("turns", decimals: 0),
        ],
      notes: [
        "batch gradient: cosine of one batch's policy gradient under the credits with the exact one, what one "
          + "update sees; in the limit: of the expected gradient, without its noise; concordance: share of pairs with "
          + "different exact credits that are ordered alike; false credit: share of squared credit on decisions whose "
          + "exact credit is 0; turns: simulated a batch\(budgetNote)"
      ] + heldTo)
    for method in ordered {
      let found = method.agreement
      let sequential: [Cell] = isSequential ? [method.sequential.map { .estimate($0) } ?? .blank] : []
      let turns =
        Double(method.cost.turns + method.cost.simulatedTurns) / Double(max(1, comparison.sampled.batches))
      table.add(
        [
          .text(method.method.label + (method.isReference ? " (the reference)" : "")),
          .estimate(method.alignment),
        ] + sequential
          + [
            .estimate(method.gradient.cosine), .number(found.pearson.mean), .number(found.concordance.mean),
            .number(found.falseCredit.mean), .number(Double(method.cost.episodes)), .number(turns),
          ])
    }
    return table.foldingRows(of: "numbers")
  }

  private var budgetNote: String {
    comparison.plan.budget.map { ", of \(Numerals.count($0)) that each method was given" } ?? ""
  }

  /// Which exact credit each method is held to.
  private var heldTo: [String] {
    let held = HeldTo(methods.compactMap { method in method.heldTo.map { (method.method.label, $0) } })
    return held.kinds.isEmpty ? [] : [held.words]
  }

  /// The methods by the gradient of a batch, the best first; those without one last.
  private var ordered: [MethodComparison] { methods.ordered { $0.alignment.mean } }

  /// Where errors come from.
  private var errors: Table {
    let situation =
      comparison.situations == .knowledge ? "turn, what the agent knows" : "turn, state with memories"
    var table = Table(
      "Mean square error of the credits times a scale, by its origin; 1 is what a credit of 0 gets (jackknife)",
      [
        "method", .number("scale", decimals: 4), .number("error"), .number("bias"), .number("baseline"),
        .number("noise"),
      ],
      notes: [
        "error = bias + baseline + noise\(scaleNote); a situation is (\(situation)); bias: what the credit of an action in a "
          + "situation is off by on average; baseline: what all actions of a situation are off by together, harmless for "
          + "the gradient; noise: the rest" + covered
      ])
    for method in ordered {
      guard let all = method.situations.first else { continue }
      table.add([
        .text(method.method.label), .number(all.scale), .estimate(all.meanSquare), .estimate(all.bias),
        .estimate(all.baseline), .number(all.noise.mean),
      ])
    }
    return table.foldingRows(of: "numbers")
  }

  private var scaleNote: String {
    comparison.scale == .best ? "; the scale makes the bias least" : ""
  }

  private var covered: String {
    let shares = methods.compactMap { $0.situations.first?.coveredShare.optional }
    guard let least = shares.min() else { return "" }
    return
      "; over at least \(Numerals.share(least)) of the decisions, whose situation and action came in two batches"
  }
}
