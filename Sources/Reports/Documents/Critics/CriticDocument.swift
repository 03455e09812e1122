package import Ascribe

extension CriticStudyResult: ReportedResult {
  /// Which critic comes closest to the exact values, what each sees and how far it is off; the rest as far as the view
  /// asks for it.
  package var document: Document { CriticDocument(result: self).document }
}

/// The report of a study of critics.
private struct CriticDocument {
  let result: CriticStudyResult

  var document: Document {
    let limit = CriticLimitDocument(result: result)
    let fitted = FittedCriticDocument(result: result)
    var document = header(fitted)
    let misled = MisledAgents(result: result).finding
    if let misled { document.add(misled.shown(by: "methods")) }
    for finding in limit.findings { document.add(finding.shown(by: "values", "gaps")) }
    for finding in fitted.findings { document.add(finding.shown(by: "values", "calibration")) }
    document.add(overview)
    document.add(cards)
    let view = result.view
    if view.details || view.cells {
      document.add(heading: "After infinitely many episodes, exactly")
      if view.details { document.add(limit.document) }
      if view.cells { document.add(limit.cells) }
      document.add(heading: "As fitted to \(fitted.fittedTo)")
      if view.details { document.add(fitted.document) }
      if view.cells { document.add(fitted.cells) }
    }
    if !view.details {
      let open = result.critics.filter(\.fitted.fits.isOpen)
      document.add(Terms.fits(open.map { ($0.method.label, $0.fitted.fits) }))
      document.add(
        paragraph:
          "--details also shows: gaps, biases and errors by agent and turn, what agents know where a critic is biased, "
          + "policy gradients, calibration, how critics were fitted.")
    }
    return document
  }

  private func header(_ fitted: FittedCriticDocument) -> Document {
    let (scenario, plan, sampled) = (result.scenario, result.plan, result.meanReturn)
    let percent = Numerals.fixed(100 * plan.confidence, 0)
    var document = Document(scenario.names.title)
    document.add(
      paragraph:
        "policy \(scenario.names.policy), memory \(scenario.memory), horizon \(scenario.horizon), discount "
        + "\(plain(scenario.discount)), seed \(plan.seed); fitted to \(fitted.fittedTo)")
    document.add(
      paragraph:
        "value \(Numerals.fixed(result.value, 6)), success \(Numerals.fixed(result.successProbability, 6)); "
        + "sampled return \(Numerals.estimate(sampled.mean, sampled.interval, 4))"
        + (sampled.interval.optional == nil ? "" : " (\(percent)% over batches)"))
    return document
  }

  private var overview: Table {
    var table = Table(
      "Values less the exact ones: after infinitely many episodes (gap, bias), and as fitted (error, gradient)",
      [
        "critic", .number("gap", decimals: 4), .number("bias", decimals: 4),
        .number("mean error", decimals: 4, signed: true), .number("error", decimals: 4),
        .number("cosine of the gradient", decimals: 4),
      ],
      notes: [
        "gap and error: root mean square; bias: mean size of the mean gap given what the acting agents know; cosine: of "
          + "the policy gradient that the credits of a batch induce with the exact one"
      ])
    for critic in result.critics {
      guard let gap = critic.limit.gaps.first, let bias = critic.limit.biases.first,
        let error = critic.fitted.errors.first?.fromTruth, let gradient = critic.fitted.gradients.first
      else { continue }
      table.add([
        .text(critic.method.label), .number(gap.rootMeanSquare), .number(bias.meanAbsolute),
        .estimate(error.mean.mean, error.mean.interval), .number(error.rootMeanSquare),
        .estimate(gradient.cosine),
      ])
    }
    return table.foldingRows(of: "numbers")
  }

  /// What each critic sees and values, and what is to be known of it.
  private var cards: Table {
    var table = Table(nil, ["critic", "sees", "values", "held against"])
    for critic in result.critics {
      table.add([
        .text(critic.method.label), .text(critic.view.words + (critic.seesTurn ? ", the turn" : "")),
        .text(critic.valuesActions ? "states and actions" : "states"),
        .text(critic.valuesActions ? "Q" : "V"),
      ])
    }
    table.notes =
      result.critics.compactMap(otherReturn) + result.leftOut.map { "\($0.id) is left out: \($0.reason)" }
    return table
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
}

extension CriticView {
  /// What a critic with this view sees, as readers of a table are told.
  var words: String {
    switch self {
    case .information: "what agents know"
    case .privileged: "the privileged state"
    case .both: "what agents know, the privileged state"
    case .own: "what one acting agent knows"
    case .history: "the history"
    case .historyAndState: "the history, the privileged state"
    case .signal: "what agents know, the signal"
    case .historyAndSignal: "the history, the signal"
    }
  }
}
