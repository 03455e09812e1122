extension ChecklistFacts {
  /// What a scenario, a plan and their episodes say.
  init(
    _ scenario: ScenarioSummary, _ plan: PlanSummary, _ sampled: SampleSizes, _ lengths: EpisodeLengthSummary?
  ) {
    policy = scenario.names.policy
    policySize = scenario.informationStates.map { "a table of \($0) information states" }
    dataSource = scenario.names.label
    dataSize =
      "\(sampled.episodes) episodes in \(sampled.batches) batches, groups of \(plan.groupSize), none left out"
    benchmarks = [scenario.names.label]
    split =
      "seed \(plan.seed)"
      + (plan.fitEpisodes > 0
        ? "; fits have \(plan.fitEpisodes) other episodes a batch"
        : "; every batch has draws of its own, and credits are held to a truth that no episode enters")
    budget = plan.budget.map { "equal: \($0) simulated turns a batch" }
    spread = sampled.batches > 1 ? "\(sampled.batches) batches, intervals of \(plan.confidence)" : nil
    self.lengths = lengths
    meanTurns = sampled.episodes > 0 ? Double(sampled.turns) / Double(sampled.episodes) : nil
  }

  /// What a method simulated beyond its episodes, by kind.
  static func overhead(replays: Int, turns: Int, fits: Int, judge: Int?) -> String {
    [
      "\(replays) restored states", "\(turns) simulated turns", "\(fits) fits",
      judge.map { "a judge of \($0) decisions" },
    ].compactMap(\.self).joined(separator: ", ")
  }
}

extension StudyResult: CheckedResult {
  /// What it says of what the checklist asks.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = ChecklistFacts(scenario, plan, sampled, lengths)
    let isJudged = plan.signals?.judge != nil
    facts.methods = methods.map { method in
      let readsJudge =
        isJudged
        && catalogue.cards.first { $0.id == method.method.id }?.needs.contains {
          $0 == .judgements || $0 == .processScores
        } == true
      return ChecklistFacts.Method(
        method.method.label, method.method.id, in: catalogue,
        cost: "\(method.turns + method.extraTurns) simulated turns",
        overhead: ChecklistFacts.overhead(
          replays: method.replays, turns: method.extraTurns, fits: method.fits.count,
          judge: readsJudge ? sampled.decisions : nil))
    }
    facts.metrics = quantities.map { quantity in
      let isNamedByIt = quantity.meaning.isEmpty && quantity.key == Quantity.pearson.key
      return (
        quantity.name,
        isNamedByIt ? "linear correlation with the exact credit, mean over batches" : quantity.meaning
      )
    }
    return facts
  }
}

extension SampledComparisonResult: CheckedResult {
  /// What it says of what the checklist asks: the first study, with the names of all.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = studies.first?.checklistFacts(in: catalogue) ?? ChecklistFacts()
    facts.benchmarks = studies.map(\.scenario.names.label)
    return facts
  }
}

extension ComparisonResult: CheckedResult {
  /// What it says of what the checklist asks: numbers of the first scenario, with the names of all.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    guard let first = scenarios.first else { return ChecklistFacts() }
    var facts = ChecklistFacts(first.scenario, first.plan, first.sampled, first.lengths)
    facts.benchmarks = scenarios.map(\.scenario.names.label)
    facts.methods = first.methods.map { method in
      ChecklistFacts.Method(
        method.method.label, method.method.id, in: catalogue,
        cost: "\(method.cost.turns + method.cost.simulatedTurns) simulated turns",
        overhead: ChecklistFacts.overhead(
          replays: method.cost.replays, turns: method.cost.simulatedTurns, fits: method.cost.fits.count,
          judge: nil))
    }
    facts.metrics = [
      (
        "gradient alignment",
        "the cosine of the policy gradient of one batch with the exact one, mean over batches"
      ),
      ("Pearson", "linear correlation of credits with the exact ones of a batch, mean over batches"),
      ("error", "root mean square of credits less exact ones, on the method's scale"),
    ]
    return facts
  }
}

extension CriticStudyResult: CheckedResult {
  /// What it says of what the checklist asks.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = ChecklistFacts(scenario, plan, sampled, lengths)
    facts.methods = critics.map { ChecklistFacts.Method($0.method.label, $0.method.id, in: catalogue) }
    facts.metrics = [
      ("error", "root mean square of fitted values less exact ones, on the judged episodes"),
      (
        "gradient alignment", "the cosine of the gradient that the critic's credits induce with the exact one"
      ),
    ]
    return facts
  }
}

extension SampledCriticResult: CheckedResult {
  /// What it says of what the checklist asks.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = ChecklistFacts(scenario, plan, sampled, lengths)
    facts.methods = critics.map { ChecklistFacts.Method($0.method.label, $0.method.id, in: catalogue) }
    facts.metrics = [
      (
        "error",
        truth.kind == .bounded
          ? "root mean square of fitted values less those between bounds, over all that the bounds allow"
          : "root mean square of fitted values less sampled ones, freed of the sampled ones' noise"
      )
    ]
    return facts
  }
}
