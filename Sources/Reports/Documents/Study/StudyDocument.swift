public import Ascribe

extension StudyResult: ReportedResult {
  /// Which method agrees best with the exact credit and whose decision matters most, then the numbers of each method;
  /// the rest as far as the view asks for it.
  public var document: Document { StudyDocument(result: self).document }
}

/// The report of a study.
struct StudyDocument {
  let result: StudyResult

  var labels: [String] { result.methods.map(\.method.label) }

  var document: Document {
    var document = header
    if let ranking { document.add(ranking) }
    if let exact = result.exact { document.add(mattering(exact)) }
    document.add(agreement)
    if let exact = result.exact { document.add(map(exact)) }
    document.add(returns)
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

  /// Which method agrees best, or why nobody knows.
  private var ranking: Finding? {
    guard result.exact != nil else {
      return Finding(
        "There is no exact truth to compare with.", evidence: result.truth.reason.map(Numerals.fragment))
    }
    let spearman = Quantity.spearman
    return MethodRanking(
      scores: result.methods.map {
        .init(method: $0.method, mean: $0[spearman].mean, interval: $0[spearman].interval)
      }, quantity: spearman.name, reference: "the exact credit",
      ranksAcrossContrasts: result.plan.ranksAcrossContrasts,
      pValue: { one, other in
        result.pairs.first {
          [$0.first, $0.second] == [one, other] || [$0.second, $0.first] == [one, other]
        }?
        .adjustedPValue
      }
    ).finding
  }

  private func mattering(_ exact: ExactFigures) -> Finding {
    Finding.largestUnit(of: exact.units, scale: abs(exact.value) + exact.ledger.total.squareRoot())
  }

  private var returns: Table {
    let percent = Numerals.fixed(100 * result.plan.confidence, 0)
    var table = Table(
      nil,
      [""] + (result.exact == nil ? [] : [.number("exact", decimals: 4)])
        + [.number("sampled", decimals: 4)])
    for (name, exact, sampled) in [
      ("return", result.exact?.value, result.meanReturn),
      ("success", result.exact?.successProbability, result.successShare),
    ] {
      table.add([.text(name)] + (exact.map { [.number($0)] } ?? []) + [.estimate(sampled)])
    }
    if result.meanReturn.interval.optional != nil {
      table.notes.append("intervals of \(percent)% over batches")
    }
    if let ledger = result.exact?.ledger { table.notes.append(varianceLine(ledger)) }
    return table
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

  private var agreement: Table {
    let quantities = quantities(of: .agreement)
    let what =
      result.exact == nil ? "Methods" : "Methods against the exact counterfactual credit of every decision"
    var table = Table(
      quantities.isEmpty ? what : "\(what) (mean over batches, bootstrap interval)",
      ["method"] + columns(quantities) + [.count("replays"), .count("extra turns")])
    for method in result.methods {
      table.add(
        [.text(method.method.label)] + quantities.map { cell($0, of: method) }
          + [.count(method.replays), .count(method.extraTurns)])
    }
    let notes =
      meanings(quantities) + [
        "replays: simulated continuations",
        "extra turns: those of replays and of episodes for fitting, beside "
          + "\(Numerals.count(result.sampled.turns, "turn")) that every method reads",
      ]
    table.notes = [notes.joined(separator: "; ")]
    // Without a truth there are costs alone, and what costs the same need not say the same.
    return quantities.isEmpty ? table : table.foldingRows(of: "numbers")
  }
}

/// How much was simulated, in one line.
func batchLine(_ plan: PlanSummary, _ sampled: SampleSizes) -> String {
  "\(Numerals.count(sampled.batches, "batch", plural: "batches")) of "
    + "\(Numerals.count(plan.episodesPerBatch, "episode")) in groups of \(plan.groupSize): "
    + "\(Numerals.count(sampled.turns, "turn")), \(Numerals.count(sampled.decisions, "decision"))"
}

/// Where the variance of the return comes from, in one line.
private func varianceLine(_ ledger: VarianceLedger) -> String {
  varianceLine(
    ledger.variance, total: ledger.total, start: ledger.start, decisions: ledger.decisions, luck: ledger.luck,
    final: ledger.final)
}
