import Ascribe
import Reports
import Simulation
import Trajectories

/// Methods on scenarios that are too large to be solved, or held against a truth of some decisions.
extension CompareMethodsOptions {
  /// Compares methods with sampled truths, and prints the comparison.
  func compareSampled(_ sources: [ScenarioSource], _ arms: MethodArms, memory: Memory, json: Bool) throws {
    try refuseWhatNeedsExactCredit(sources)
    let choices = try sources.map { _ in try PolicyChoice(play.policy) }
    let all = try zip(sources, choices).map {
      try study(of: $0, arms, memory: memory, following: $1)
    }
    let order = try MeasuresOrder(
      "compare", all.map { ($0.plan, $0.truth) }, choices.first?.identity ?? [:]
    ).text()
    if let finished = keeping.finished(
      output, order: order, files: page.files.map(\.path), details: details, cells: cells)
    {
      return try finished.show(asJSON: json)
    }
    let kept = try keeping.open(
      output, order, batches: all.map(\.plan.batches), unsharded: unsharded)
    if let kept, !keeping.makesResult { return try kept.makePart(of: all) }
    let files = try PageFiles(page.files)
    let written = try output.map { try AtomicFile($0) }
    try kept?.share(all)
    var studies: [StudyResult] = []
    var batches: [ResultMetric] = []
    for (place, source) in sources.enumerated() {
      let progress = Progress(all[place].plan.batches, "batches of \(source.label)")
      defer { progress.finish() }
      let found = try choices[place].explaining {
        try held.explainingLack {
          try kept.during {
            try all[place].runByBatch(progress: progress.update, keeping: kept?.part(place))
          }
        }
      }
      studies.append(found.result)
      batches += sources.count == 1 ? found.batches : found.batches.map { $0.of(source.label) }
    }
    let result = SampledComparisonResult(studies, view: ResultView(details: details, cells: cells))
    let text = try AscribeCommand.json(
      ResultFile(result, order: order), to: written)
    try files.write(result)
    try Terminal.show(result, asJSON: json, text: text, batches: batches)
    try written?.commit()
    kept?.end()
    try files.commit()
    if let output { Terminal.tell("Written to \(output).") }
    Terminal.noteSingleBatch(studies.contains { $0.sampled.batches == 1 })
  }

  private func study(
    of source: ScenarioSource, _ arms: MethodArms, memory: Memory, following choice: PolicyChoice
  ) throws -> Study {
    let player = try settings.player(
      of: source, memory: memory, following: choice, for: held.kind())
    var plan = try study(
      arms, on: player.simulator, rewardSettings: player.rewardSettings, named: source.names(choice))
    let truth = try held.truth(of: player, for: plan)
    try plan.checkSignals(with: truth)
    // Continuations of what is too large to enumerate are played one by one: fewer episodes pay for the turns. What methods
    // cost does not depend on what they are held against.
    try allot(to: &plan, arms, turnsOf: plan.episodes) { .none(reason: "Only costs are looked at.") }
    return Study(plan, truth: truth)
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
        "\(option) needs exact credits, and \(names) \(sources.count == 1 ? "is" : "are") held against credits of some decisions; "
        + (held.truth == nil
          ? "--state-limit raises how much is enumerated, for credits that are exact."
          : "leave out --truth for exact ones."))
  }
}
