extension TraceResult: CheckedResult {
  /// What it says of what the checklist asks; a trace names neither its policy nor its source.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = ChecklistFacts()
    facts.dataSize =
      "\(episodes) episodes, \(turns) turns, \(decisions) decisions; \(aborted ?? 0) aborted ones left out"
    facts.methods = methods.map { method in
      ChecklistFacts.Method(
        method.label, method.id, in: catalogue, cost: "0 simulated turns",
        overhead: ChecklistFacts.overhead(replays: 0, turns: 0, fits: method.fits?.count ?? 0, judge: nil))
    }
    if let groups = views.first?.groups {
      facts.benchmarks = ["\(groups) tasks, which the result does not name"]
    }
    if comparison != nil {
      facts.metrics = [
        ("rank correlation", "mean over groups of Spearman's correlation of the credits of two methods"),
        ("sign agreement", "share of decisions to which two methods give credits of the same sign"),
      ]
    }
    if trust != nil {
      facts.spread = "each other episode left out in turn (jackknife)"
    }
    facts.lengths = lengths
    facts.meanTurns = episodes > 0 ? Double(turns) / Double(episodes) : nil
    return facts
  }
}

extension TrainingResult: CheckedResult {
  /// What it says of what the checklist asks.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = ChecklistFacts()
    let names = scenario.names
    facts.policy = names.policy
    facts.policySize = "\(plan.parameters) parameters (\(plan.policyClass.rawValue))"
    facts.dataSource = names.label
    facts.dataSize = "\(plan.budget) simulated turns a run, groups of \(plan.groupSize), none left out"
    let arms = tables.last?.arms ?? []
    facts.methods = arms.compactMap { arm in
      arm.method.map {
        ChecklistFacts.Method(
          arm.label, $0.id, in: catalogue, cost: "\(plan.budget) simulated turns a run",
          overhead: "\(DiagnosticFinding.short(arm.extraTurns)) simulated turns a run")
      }
    }
    facts.budget =
      plan.equality == .turns ? "equal: \(plan.budget) simulated turns a run" : nil
    facts.benchmarks = [names.label]
    facts.split =
      "seed \(plan.seed); \(plan.starts) starts, \(plan.seeds) runs each; "
      + (evaluation.map {
        $0.cells == nil
          ? "returns are sampled on \($0.episodes) episodes of their own"
          : "returns lie between bounds, and are held to no sample"
      }
        ?? "returns are exact, and held to no sample")
      + (tuning == nil ? "" : "; rates are chosen on runs of their own")
    facts.metrics = [
      ("area", "mean expected return over the budget"), ("final", "expected return at the end of the budget"),
    ]
    facts.lengths = lengths
    facts.spread =
      plan.units > 1
      ? "\(plan.units) \(plan.starts > 1 ? "starting policies" : "runs"), intervals of \(plan.confidence)"
      : nil
    return facts
  }
}

extension TrainingSeriesResult: CheckedResult {
  /// What it says of what the checklist asks: the first scenario, with the names of all.
  ///
  /// - Parameter catalogue: Where methods' cards are.
  package func checklistFacts(in catalogue: MethodCatalogue) -> ChecklistFacts {
    var facts = scenarios.first?.checklistFacts(in: catalogue) ?? ChecklistFacts()
    facts.benchmarks = scenarios.map(\.scenario.names.label)
    return facts
  }
}
