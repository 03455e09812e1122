import ArgumentParser
import Ascribe
import CreditMethods
import DecPOMDP
import Foundation
import Reports
import Simulation
import Trajectories

/// `ascribe train`.
struct TrainCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract:
      "Train policies with the credit of each method, and follow the return, exact after every update where it can be.",
    discussion: """
      EXAMPLES:
        ascribe train relay
        ascribe train memory --memory history --methods grpo,exact,shuffled
        ascribe train relay --update ppo --tune --output runs/relay
        ascribe train single --start behaviour --seeds 20 --budget 200000
        ascribe train relay single coupling --methods grpo,asymmetric,exact
        ascribe train relay --methods asymmetric,grpo --critics persist:8
        ascribe train 'household(size=large)' --methods grpo,graphgpo,shuffled
        ascribe train relay --truth 'sampled(episodes=2000,every=5)'
        ascribe train relay --seeds 20 --shard auto --output part-{shard}

      Arms are methods, and controls beside them: exact (the exact counterfactual credit; exact(noise=1) and \
      exact(bias=1) spoil it), shuffled (exact credits in random order, which must not learn) and exact-gradient \
      (no sampling, the ceiling of the rule of updates). All arms of a run start from the same policy and share \
      their draws. Where a scenario is too large to be solved, returns are sampled on episodes of their own, with \
      confidence sequences, and exact and exact-gradient cannot be had. Several scenarios are also summed up, on a \
      scale on which 0 is the start and 1 the optimum, or the best return that any run came to.
      """)

  static let defaultMethods =
    "grpo,gigpo,graphgpo,c3(alternatives=4),asymmetric,exact,shuffled,exact-gradient"
  /// Those where returns are sampled.
  static let sampledMethods = "grpo,gigpo,graphgpo,c3(alternatives=4),asymmetric,shuffled"

  @Argument(help: "Scenarios, as in `ascribe run`.")
  var scenarios: [String]

  @OptionGroup var settings: ScenarioSettings
  @OptionGroup var play: PlayOptions

  @Option(
    help:
      "Arms, comma-separated: methods, exact, shuffled, exact-gradient. (default: \(defaultMethods); without exact and exact-gradient where returns are sampled)"
  )
  var methods: String?

  @Option(
    parsing: .unconditional,
    help: "Simulated turns of a run: episodes, continuations and episodes for fits. (default: 100 updates)",
    transform: wholeNumber)
  var budget: Int?

  @OptionGroup var held: TrainTruthOptions
  @OptionGroup var amount: TrainAmountOptions
  @OptionGroup var update: TrainUpdateOptions

  @Option(
    help:
      "A folder for plan.json, runs.jsonl, curves.csv and results.json; an interrupted study goes on there.")
  var output: String?

  @OptionGroup var keeping: KeepingOptions

  @Flag(help: "Write the result as JSON.")
  var json = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  @Flag(help: "Also print all pairs of arms, and credits and policies along the way.")
  var details = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(output, of: "--output")
    let memory = try play.checkedMemory()
    let truth = try held.choice()
    let trainings = try scenarios.map {
      try training(on: settings.source(of: $0), memory: memory, truth: truth)
    }
    let labels = trainings.map(\.plan.study.names.label)
    if let repeated = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }) {
      throw UsageError(description: "Scenario \"\(labels[repeated])\" is named twice.")
    }
    // A folder keeps runs by itself.
    let kept =
      keeping.shard != nil || MergedShards.current != nil || Team.current != nil ? try kept(trainings) : nil
    if let kept, !keeping.makesResult { return try kept.makePart(of: trainings, "runs") }
    try kept?.share(trainings)
    let merged = try kept.map { kept in
      try trainings.enumerated().map { try $1.finished(in: kept.part($0)) }
    }
    guard output != nil || !keeping.resume else {
      throw UsageError(description: "--resume goes on with what --output keeps: give --output.")
    }
    if trainings.count == 1 {
      try run(trainings[0], merged?[0] ?? [])
    } else {
      try run(TrainingSeries(trainings), merged)
    }
  }

  private func kept(_ trainings: [Training]) throws -> Keeping? {
    try keeping.open(
      output, Training.order(of: trainings), batches: trainings.map(\.plannedRuns),
      unsharded: (page.files + pictureTable.files).filter { $0.path != nil }.map(\.option))
  }

  private func run(_ training: Training, _ merged: [TrainingCurve]) throws {
    let plan = training.plan
    let files = try PageFiles(page.files + pictureTable.files)
    let folder = try output.map { try TrainingFolder($0, plan: plan) }
    note(done: folder?.finished.count ?? 0, of: training.runs)
    let progress = Progress(training.runs, "runs")
    defer { progress.finish() }
    var curves = (folder?.finished ?? []).joined(with: merged)
    var result = try training.run(finished: curves, progress: progress.update) { curve in
      try folder?.append(curve)
      curves.append(curve)
    }
    result.view.details = details
    let text = try AscribeCommand.json(ResultFile(result))
    try files.write(result)
    try folder?.finish(curves, arms: plan.arms.map(\.label), results: text)
    try Terminal.show(result, asJSON: json, text: text)
    try files.commit()
    if let output { Terminal.tell("Written to \(output): every run, its curve, results.json.") }
  }

  private func run(_ series: TrainingSeries, _ merged: [[TrainingCurve]]?) throws {
    let files = try PageFiles(page.files + pictureTable.files)
    let folder = try output.map { try TrainingSeriesFolder($0, series) }
    var curves = folder?.folders.map(\.finished) ?? []
    note(done: curves.reduce(0) { $0 + $1.count }, of: series.runs)
    if let merged {
      curves = merged.enumerated().map { place, merged in
        (curves.indices.contains(place) ? curves[place] : []).joined(with: merged)
      }
    }
    let progress = Progress(series.runs, "runs")
    defer { progress.finish() }
    var result = try series.run(finished: curves, progress: progress.update) { place, curve in
      try folder?.folders[place].append(curve)
      if folder != nil { curves[place].append(curve) }
    }
    result.view.details = details
    let text = try AscribeCommand.json(ResultFile(result))
    if let folder {
      for (place, training) in series.trainings.enumerated() {
        try folder.folders[place].finish(
          curves[place], arms: training.plan.arms.map(\.label),
          results: AscribeCommand.json(ResultFile(result.scenarios[place])))
      }
      try folder.finish(results: text)
    }
    try files.write(result)
    try Terminal.show(result, asJSON: json, text: text)
    try files.commit()
    if let output { Terminal.tell("Written to \(output): a folder of each scenario, results.json.") }
  }

  private func note(done: Int, of runs: Int) {
    guard done > 0 else { return }
    let isOne = done == 1
    Terminal.complain(
      "ascribe: note: \(done == runs ? "all " : "")\(Numerals.count(done, "run")) \(isOne ? "was" : "were") done before and "
        + "\(isOne ? "is" : "are") read from \(output ?? "").")
  }
}

extension [TrainingCurve] {
  /// The runs with those of others that are not among them.
  fileprivate func joined(with others: [TrainingCurve]) -> [TrainingCurve] {
    let own = Set(self)
    return self + others.filter { !own.contains($0) }
  }
}
