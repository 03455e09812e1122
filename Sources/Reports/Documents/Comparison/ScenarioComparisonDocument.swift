import Ascribe

/// The report of a comparison on one scenario.
struct ScenarioComparisonDocument {
  let comparison: ScenarioComparison

  var methods: [MethodComparison] { comparison.methods }
  var title: String { comparison.scenario.names.title }

  /// The reference in words.
  var reference: String {
    comparison.against.map { "the credit of \($0)" } ?? "the exact counterfactual credit"
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
    for finding in [ranking, gradientRanking, bias].compactMap(\.self) { document.add(finding) }
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
    let ranked = methods.filter { $0.method.label != comparison.against }
    return MethodRanking(
      scores: ranked.map { .init(method: $0.method, mean: number($0).mean, interval: number($0).interval) },
      quantity: quantity, reference: reference, ranksAcrossContrasts: comparison.plan.ranksAcrossContrasts)
  }

  private var ranking: Finding? { ranking(by: "Spearman", of: reference, \.agreement.spearman).finding }

  /// The policy gradient that the credits of a method induce is a purpose of its own.
  private var gradientRanking: Finding? {
    guard methods.contains(where: { $0.gradient.cosine.mean.optional != nil }) else { return nil }
    let ranking = ranking(
      by: "cosine of the induced gradient", of: "the exact policy gradient", \.gradient.cosine)
    // That contrasts differ is said once.
    return ranking.isRanked ? ranking.finding : nil
  }

  private var bias: Finding? {
    let biased = methods.compactMap { method -> String? in
      guard let all = method.errors.first, let bias = all.bias.mean.optional,
        (all.adjustedPValue.optional ?? 1) < 0.05
      else { return nil }
      return "\(method.method.label) \(Numerals.signed(bias, 5))"
    }
    guard !biased.isEmpty else { return nil }
    return Finding(
      "Biased on average over all decisions: \(biased.joined(separator: ", ")).",
      evidence: "Holm's p below 0.05")
  }

  // MARK: Tables

  private var agreement: Table {
    let isSequential = comparison.precision != nil
    var table = Table(
      "Agreement with \(reference) over decisions (mean over batches, bootstrap interval)",
      ["method", .number("Spearman")] + (isSequential ? [.number("at any time")] : [])
        + [
          .number("Pearson"), .number("Kendall"), .number("sign"), .number("error"), .number("noise"),
        ],
      notes: [
        "sign: share of decisions with its sign; error: after the best scale of each batch, 1 is what a credit of 0 "
          + "gets; noise: variance of the credit between identical decisions over that between all"
      ])
    for method in methods {
      let found = method.agreement
      let sequential: [Cell] = isSequential ? [method.sequential.map { .estimate($0) } ?? .blank] : []
      table.add(
        [.text(method.method.label), .estimate(found.spearman)] + sequential
          + [
            .estimate(found.pearson), .estimate(found.kendall), .number(found.signAgreement.mean),
            .number(found.relativeError.mean), .number(found.noise.mean),
          ])
    }
    return table.foldingRows(of: "numbers")
  }

  private var errors: Table {
    var table = Table(
      "Errors against \(reference), credits times the scale (Student's t over batches, Holm's p among methods)",
      [
        "method", .number("scale", decimals: 4), .number("bias", decimals: 5, signed: true), .number("p"),
        .number("variance", decimals: 5), .number("mean square", decimals: 5),
      ])
    for method in methods {
      guard let all = method.errors.first else { continue }
      table.add([
        .text(method.method.label), .number(method.scale), .estimate(all.bias), .number(all.adjustedPValue),
        .estimate(all.variance), .estimate(all.meanSquare),
      ])
    }
    return table.foldingRows(of: "numbers")
  }
}
