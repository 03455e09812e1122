import Ascribe
import Reports
import Simulation

/// Methods on scenarios that are too large to be solved.
extension CompareMethodsOptions {
  /// Episodes of a batch whose turns are the budget where none was given: continuations of what is too large to enumerate
  /// are played one by one.
  private static let episodesOfBudget = 128

  /// Compares methods with sampled truths, and prints the comparison.
  func compareSampled(_ sources: [ScenarioSource], _ arms: MethodArms, memory: Memory, json: Bool) throws {
    try refuseWhatNeedsExactCredit(sources)
    var studies: [StudyResult] = []
    for source in sources {
      let choice = try PolicyChoice(play.policy)
      let study = try study(of: source, arms, memory: memory, following: choice)
      let progress = Progress(study.plan.batches, "batches of \(source.label)")
      defer { progress.finish() }
      studies.append(try choice.explaining { try study.run(progress: progress.update) })
    }
    try Terminal.show(
      SampledComparisonResult(studies, view: ResultView(details: details, cells: cells)), asJSON: json)
    if studies.contains(where: { $0.sampled.batches == 1 }) {
      Terminal.complain(
        "ascribe: note: one batch only, so there are no intervals and no tests: they need two or more.")
    }
  }

  private func study(
    of source: ScenarioSource, _ arms: MethodArms, memory: Memory, following choice: PolicyChoice
  ) throws -> Study {
    let player = try settings.player(of: source, memory: memory, following: choice)
    let isBudgeted = (budget.turns != nil || episodes == nil) && !arms.hasEpisodes
    try budget.checkPrice(isBudgeted: isBudgeted)
    let perBatch = episodes ?? Self.episodesOfBudget
    let requests = try arms.requests(
      MethodArguments.requests(
        arms.calls, rewardSettings: player.rewardSettings, discount: player.simulator.discount,
        episodes: perBatch))
    do {
      var plan = try StudyPlan(
        simulator: player.simulator, methods: requests, episodes: perBatch, groupSize: groupSize ?? 8,
        batches: batches ?? 20, fitEpisodes: fitEpisodes ?? (isBudgeted ? 0 : 2048), seed: seed ?? 0,
        threads: BatchOptions.threads(threads))
      plan.holdsAcrossContrasts = acrossContrasts
      plan.against = try budget.exactCredit()
      plan.names = source.names(choice)
      plan.signals = try signals.signals()
      let truth = try held.truth(of: player, for: plan)
      try plan.checkSignals(with: truth)
      if isBudgeted {
        // What methods cost does not depend on what they are held against.
        try budget.allot(
          try budget.turns ?? plan.turns(ofEpisodes: perBatch), to: &plan,
          truth: .none(reason: "Only costs are looked at."))
      }
      return Study(plan, truth: truth)
    } catch let error as StudyError {
      // The plan's numbers have the names of the options.
      throw UsageError(description: "--\(error)")
    }
  }

  /// Refuses options that ask for what only exact credits have.
  private func refuseWhatNeedsExactCredit(_ sources: [ScenarioSource]) throws(UsageError) {
    let options: [(Bool, String)] = [
      (scale != nil, "--scale"), (againstMethod != nil, "--against-method"),
      (situations != nil, "--situations"), (precision != nil, "--precision"), (csv != nil, "--csv"),
      (npz != nil, "--npz"), (seconds, "--seconds"),
    ]
    guard let option = options.first(where: \.0)?.1 else { return }
    let names = sources.map(\.label).joined(separator: ", ")
    throw UsageError(
      description:
        "\(option) needs exact credits, and \(names) \(sources.count == 1 ? "is" : "are") held against sampled ones; "
        + "--state-limit raises how much is enumerated, for credits that are exact.")
  }
}
