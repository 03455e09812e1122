package import Ascribe

extension StudyResult {
  /// Methods with their intervals, exact and attributed credits by agent and turn, the ledger, distributions.
  package func pictures(_ data: ReportData) -> [Picture] {
    [methodPicture].compactMap(\.self) + mapPictures(data)
      + (exact.map {
        [
          PictureParts.ledger(
            start: $0.ledger.start, decisions: $0.ledger.decisions, luck: $0.ledger.luck,
            final: $0.ledger.final)
        ]
      } ?? [])
      + [agentPicture].compactMap(\.self) + PictureParts.distributions(data)
  }

  /// The telling episode of the study.
  package var storedEpisodes: EpisodeSample? {
    guard let example else { return nil }
    let turns = Dictionary(grouping: example.decisions, by: \.turn).sorted { $0.key < $1.key }
    let view = EpisodeView(
      name: example.name, status: example.status, return: nil, reason: "",
      turns: turns.map { _, decisions in
        .init(
          state: nil, reward: nil,
          decisions: decisions.map { decision in
            .init(
              agent: decision.agent.name, action: decision.action, observation: nil, tokens: nil,
              exact: decision.exact, credits: zip(decision.credits, methods).map { $0 * $1.unit },
              alternatives: [])
          })
      })
    return EpisodeSample(
      methods: methods.map(\.method.label),
      unit: exact == nil ? "each method's own scale" : "units of return",
      choice:
        "The episode that tells most; the command that made the result shows more of them, with what agents saw.",
      [view])
  }

  private var methodPicture: Picture? {
    let shown = quantities.filter { quantity in
      quantity.table == .agreement && methods.contains { $0[quantity].mean.optional != nil }
    }
    guard !shown.isEmpty else { return nil }
    let parts = shown.map { quantity -> (title: String?, rows: [ForestPlot.Row]) in
      let title = quantity.name + (quantity.unit.isEmpty ? "" : " (\(quantity.unit))")
      let rows = methods.map { ForestPlot.Row($0.method.label, $0[quantity], marked: $0.isReference) }.ranked
      return (shown.count > 1 ? title : nil, rows)
    }
    let meanings = shown.filter { !$0.meaning.isEmpty }.map { "\($0.name) is the \($0.meaning)" }
    return Picture(
      "methods", "How well each method's credits agree with the truth",
      caption:
        "\(isOfSomeDecisions ? "Over the decisions of all batches" : "Mean over batches") with "
        + "\(Numerals.fixed(100 * plan.confidence, 0))% intervals"
        + (methods.contains(where: \.isReference) ? "; diamonds are the reference itself" : "") + ". "
        + (meanings.isEmpty ? "" : "Here " + meanings.joined(separator: "; ") + "."),
      ForestPlot(
        axis: shown.count == 1 ? shown[0].name : isOfSomeDecisions ? "over all batches" : "mean over batches",
        parts))
  }

  private func mapPictures(_ data: ReportData) -> [Picture] {
    if data.maps != nil { return PictureParts.maps(data) }
    var pictures: [Picture] = []
    if let exact {
      let map = HeatMap("exact", units: exact.units, agents: scenario.agents, horizon: scenario.horizon) {
        $0.rootMeanSquare
      }
      pictures.append(PictureParts.map(map))
    }
    let maps = meanMaps
    if !maps.isEmpty {
      let panels = MapPanels(
        maps, of: exact == nil ? "mean credit" : "mean credit, in units of return",
        paired: exact != nil)
      pictures.append(
        Picture(
          "means", "Mean credit by agent and turn",
          caption: "Means over all decisions of an agent at a turn, on one scale."
            + (panels.leftOut.map { " \($0)" } ?? ""), panels))
    }
    return pictures
  }

  /// Mean credits: the exact ones, those of each method, and how these differ from the exact ones.
  private var meanMaps: [HeatMap] {
    let cells = self.cells.filter { $0.slice.kind == .cell }
    guard !cells.isEmpty else { return [] }
    var known: [DecisionSlice: CreditCell] = [:]
    for cell in cells { known[cell.slice] = cell }
    let last = cells.compactMap(\.slice.turn).max() ?? 0
    let map = { (title: String, number: @escaping (CreditCell) -> Double?) in
      HeatMap(
        title, rows: self.scenario.agents.map(\.name), columns: (0...last).map { "t\($0)" }, signed: true
      ) { row, column in
        known[DecisionSlice(agent: self.scenario.agents[row], turn: column)].flatMap(number)
      }
    }
    var maps: [HeatMap] = []
    if exact != nil { maps.append(map("exact") { $0.exact?.mean.optional }) }
    for (place, method) in methods.enumerated() {
      let own = { (cell: CreditCell) in cell.methods[place].mean.optional.map { $0 * method.unit } }
      maps.append(map(method.method.label, own))
      guard exact != nil else { continue }
      maps.append(
        map("\(method.method.label) less exact") { cell in
          own(cell).flatMap { own in cell.exact?.mean.optional.map { own - $0 } }
        })
    }
    return maps
  }

  /// How near each agent's expected gradient is to the exact one.
  private var agentPicture: Picture? {
    guard let agents = methods.first(where: { !$0.gradients.isEmpty })?.gradients.map(\.agent),
      agents.count > 2
    else { return nil }
    let parts = agents.prefix(13).enumerated().map {
      place, agent -> (title: String?, rows: [ForestPlot.Row]) in
      let rows = methods.filter { $0.gradients.count == agents.count }.map {
        ForestPlot.Row($0.method.label, $0.gradients[place].fidelity.cosine, marked: $0.isReference)
      }
      return (agent?.name ?? "all agents", rows)
    }
    return Picture(
      "agents", "Whom each method leads, and whom it misleads",
      caption:
        "Cosine of the expected policy gradient with the exact one over the logits of each agent: below 0 the update "
        + "leads away.", ForestPlot(axis: "cosine with the exact gradient", reference: 0, parts))
  }

  /// The scenario, and the numbers that repeat the study.
  package var origin: [Terms.Entry] {
    scenario.origin + [
      .init("seed", "\(plan.seed)"),
      .init(
        "episodes",
        "\(Numerals.count(plan.batches, "batch", plural: "batches")) of \(Numerals.count(plan.episodesPerBatch)) in groups of \(plan.groupSize)"
      ),
    ]
  }
}

extension ScenarioSummary {
  /// The scenario with what its agents do and remember.
  var origin: [Terms.Entry] {
    [
      .init("scenario", names.label), .init("policy", names.policy), .init("memory", memory),
      .init("horizon", "\(horizon)"),
    ]
  }
}
