package import Ascribe

extension StudyResult: ReportedResult {
  /// Whether the credits of some decisions are known, and no others.
  var isOfSomeDecisions: Bool { sampledTruth != nil || boundedTruth != nil }

  /// Which method agrees best with the exact credit and whose decision matters most, then the numbers of each method;
  /// the rest as far as the view asks for it.
  package var document: Document { StudyDocument(result: self).document }
}

/// The report of a study.
struct StudyDocument {
  let result: StudyResult

  var labels: [String] { result.methods.map(\.method.label) }

  var document: Document {
    var document = header
    for finding in StudyVerdict(result: result).findings { document.add(finding) }
    document.add(agreement)
    if let exact = result.exact { document.add(map(exact)) }
    document.add(Terms.games(result.methods.map { ($0.method.label, $0.games) }))
    if result.view.details {
      document.add(details)
    } else {
      document.add(
        Terms.fits(result.methods.filter(\.fits.isOpen).map { ($0.method.label, $0.fits) }))
    }
    if result.view.cells { document.add(cells) }
    if result.view.details {
      if let example = result.example { document.add(table(of: example)) }
    } else {
      document.add(paragraph: "--details also shows: \(hidden.joined(separator: ", ")).")
    }
    return document
  }

  private var header: Document {
    let (scenario, plan, sampled) = (result.scenario, result.plan, result.sampled)
    var document = Document(scenario.names.title)
    document.add(
      paragraph: sizes(states: scenario.states, informationStates: scenario.informationStates)
        + "horizon \(scenario.horizon); policy \(scenario.names.policy), memory \(scenario.memory), "
        + "seed \(plan.seed)")
    document.add(paragraph: batchLine(plan, sampled))
    return document
  }

  /// The sizes that are known, with a comma behind each.
  private func sizes(states: Int?, informationStates: Int?) -> String {
    [
      states.map { Numerals.count($0, "state") },
      informationStates.map { Numerals.count($0, "information state") },
    ].compactMap(\.self).map { $0 + ", " }.joined()
  }

  private func map(_ exact: ExactFigures) -> HeatMap {
    HeatMap(
      "Exact credit by agent and turn: root mean square, how much the decision matters", units: exact.units,
      agents: result.scenario.agents, horizon: result.scenario.horizon
    ) { $0.rootMeanSquare }
  }

  /// The quantities of a table, without those that nobody can have for want of a truth.
  func quantities(of table: Quantity.Table) -> [Quantity] {
    result.quantities.filter { quantity in
      quantity.table == table && !result.methods.allSatisfy { $0[quantity].mean.reason == .noTruth }
    }
  }

  func columns(_ quantities: [Quantity]) -> [Column] {
    quantities.map { .number($0.name, decimals: $0.decimals) }
  }

  func cell(_ quantity: Quantity, of method: MethodResult) -> Cell {
    quantity.showsInterval ? .estimate(method[quantity]) : .number(method[quantity].mean)
  }

  /// What some quantities mean, for below their table.
  func meanings(_ quantities: [Quantity]) -> [String] {
    quantities.filter { !$0.meaning.isEmpty }.map { "\($0.name): \($0.meaning)" }
  }

  /// The methods by the first quantity, the best first; those without one last, in the plan's order.
  private var ordered: [MethodResult] {
    guard let headline = result.quantities.first else { return result.methods }
    return result.methods.ordered { $0[headline].mean }
  }

  private var agreement: Table {
    let known = quantities(of: .agreement)
    // Where nothing decides there is nothing to agree with, and only what is given in vain.
    let isVain = result.exact != nil && !known.contains { hasValue($0) && $0.key != Quantity.falseCredit.key }
    let quantities = isVain ? result.quantities.filter { $0.key == Quantity.falseSize.key } : known
    let showsLimit = !isVain && result.methods.contains { !$0.gradients.isEmpty }
    let what =
      quantities.isEmpty
      ? "Methods"
      : result.boundedTruth != nil
        ? "Methods against the bounded truth"
        : result.sampledTruth == nil
          ? "Methods against the exact gradient and credits"
          : "Methods against the sampled truth, freed of its noise"
    var table = Table(
      quantities.isEmpty
        ? what
        : result.isOfSomeDecisions
          ? "\(what) (over the decisions of all batches; \(percent)% intervals by the jackknife over batches\(reach))"
          : "\(what) (mean over batches; \(percent)% intervals over batches)",
      ["method"] + columns(Array(quantities.prefix(1)))
        + (showsLimit ? [.number("in the limit")] : []) + columns(Array(quantities.dropFirst()))
        + [.number("turns", decimals: 0)])
    for method in ordered {
      let limit: [Cell] =
        showsLimit ? [method.gradients.first.map { .estimate($0.fidelity.cosine) } ?? .blank] : []
      let cells = quantities.map { cell($0, of: method) }
      table.add(
        [.text(method.method.label + (method.isReference ? " (the reference)" : ""))] + cells.prefix(1)
          + limit + cells.dropFirst() + [.number(Double(method.turns + method.extraTurns) / batches)])
    }
    table.notes = notes(quantities, showsLimit)
    // Without a truth there are costs alone, and what costs the same need not say the same.
    // Nor need methods be alike where bounds do not tell what they are.
    return quantities.isEmpty || isOpen ? table : table.foldingRows(of: "numbers")
  }

  /// Whether bounds leave open what ranks the methods.
  private var isOpen: Bool {
    guard let headline = result.quantities.first, result.boundedTruth != nil else { return false }
    return result.methods.contains { $0[headline].mean.optional == nil }
  }

  private var reach: String { result.boundedTruth == nil ? "" : ", over all that the bounds allow" }

  private func hasValue(_ quantity: Quantity) -> Bool {
    result.methods.contains { $0[quantity].mean.optional != nil }
  }

  private var percent: String { Numerals.fixed(100 * result.plan.confidence, 0) }
  private var batches: Double { Double(max(1, result.sampled.batches)) }

  private func notes(_ quantities: [Quantity], _ showsLimit: Bool) -> [String] {
    var notes = meanings(quantities)
    if showsLimit {
      notes.insert(
        "in the limit: the same of the expected gradient, without its noise", at: min(1, notes.count))
    }
    return [
      (notes + ["turns: simulated a batch, with continuations and episodes for fitting"]).joined(
        separator: "; ")
    ] + heldTo
  }

  /// Which exact credit Pearson and what follows are of, unless it is the same for all.
  private var heldTo: [String] {
    guard result.exact != nil || result.isOfSomeDecisions else { return [] }
    let held = HeldTo(result.methods.map { ($0.method.label, $0.heldTo) })
    return held.kinds.count > 1 ? [held.words] : held.kinds.map { "credits are held to \($0.kind)" }
  }
}

/// How much was simulated, in one line.
func batchLine(_ plan: PlanSummary, _ sampled: SampleSizes) -> String {
  "\(Numerals.count(sampled.batches, "batch", plural: "batches")) of "
    + "\(Numerals.count(plan.episodesPerBatch, "episode")) in groups of \(plan.groupSize): "
    + "\(Numerals.count(sampled.turns, "turn")), \(Numerals.count(sampled.decisions, "decision"))"
    + (plan.signals.map { "; simulated signals: \($0)" } ?? "")
}
