import ArgumentParser
import Ascribe
import CreditMethods
import Foundation
import Reports
import Trajectories
import Simulation

/// `ascribe critics`.
struct CriticsCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "critics",
    abstract: "Hold critics against the values of a scenario: by what they see, and as fitted.",
    discussion: """
      EXAMPLES:
        ascribe critics dec-tiger
        ascribe critics memory --critic pinto --critic 'pinto(turnIndex=false)'
        ascribe critics coupling --critic symmetric --batches 40 --json
        ascribe critics tiger.dpomdp --horizon 2 --output critics.json
        ascribe critics relay --batches 200 --shard 1/4 --output part-{shard}
        ascribe critics 'shop(size=large)' --critic asymmetric --batches 4

      First, exactly and without sampling, what a critic would have after infinitely many episodes: the gap between \
      its values and those of the exact solution; E[V(what it sees) | h] - V(h) for what agents know, h, which is 0 on \
      average and shows in its size alone; and the policy gradient that its values induce as the bootstrap of one-step \
      advantages (a critic of states and actions: in place of Q) against the exact one. Then how far it is off when \
      fitted to simulated batches: errors of values, calibration, and the policy gradient that its credits induce.

      Values are compared in the scenario's own unit: critics read the rewards of turns and take over the scenario's \
      discount, unless reward= or gamma= is set.

      Where a scenario is too large to be solved, or --truth sampled is asked for, only what was fitted is held against \
      values: of some turns, which are played on (decisions= counts turns), freed of the noise of the playing.
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(
    help:
      "A critic: NAME or NAME(key=value,...), see `ascribe methods`; may be repeated. All critics if not given."
  )
  var critic: [String] = []

  @OptionGroup var sampling: BatchOptions

  @Option(
    parsing: .unconditional,
    help:
      "With --details: how many information states of a critic, and entries of the policy gradient, to list.",
    transform: wholeNumber)
  var top = 8

  @Option(help: "A file for the results as JSON.")
  var output: String?

  @OptionGroup var keeping: KeepingOptions

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Also print biases, policy gradients, calibration, and how critics were fitted.")
  var details = false

  @Flag(help: "Also print all that is by agent and turn.")
  var cells = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  @OptionGroup var held: TruthOptions

  func run() throws {
    try checkPath(output, of: "--output")
    try checkNumber(top, of: "--top", in: 1...1_000_000)
    let calls = try calls()
    let kind = try held.kind()
    if kind == TruthSummary.Kind.none {
      throw UsageError(
        description: "--truth none: critics are held against values; accepted: exact, bounded, sampled.")
    }
    if kind != .exact {
      let memory = try options.checkedMemory()
      let source = try options.argument.source()
      let choice = try PolicyChoice(options.policy)
      let player = try options.argument.settings.player(
        of: source, memory: memory, following: choice, for: kind)
      if kind == .sampled || player.unsolvable != nil {
        return try choice.explaining { try runOnSomeTurns(calls, player, source.names(choice)) }
      }
    }
    try runExact(calls)
  }

  /// Against the exact solution.
  private func runExact(_ calls: [Call]) throws {
    let loaded = try options.load()
    let selection =
      calls.isEmpty
      ? try CriticSelection(from: AscribeCLI.methods, on: loaded.mdp, under: loaded.policy) {
        MethodArguments.crossFitting(of: $0, episodes: sampling.episodes)
      } : nil
    let requests =
      try selection?.critics
      ?? MethodArguments.critics(calls, discount: loaded.mdp.discount, episodes: sampling.episodes)
    // Episodes that share their start would say less about values.
    let plan = try sampling.plan(
      requests, on: CompiledSimulator(loaded.mdp, policy: loaded.policy), named: loaded.names, groupSize: 1)
    let study = try CriticStudy(plan, accepting: AscribeCLI.methods)
    try report(study, plan, study.engine.truth, fingerprint: loaded.mdp.fingerprint) { progress, kept in
      var result = try study.run(progress: progress, keeping: kept)
      result.leftOut = selection?.leftOut ?? []
      result.view = ResultView(details: details, cells: cells, top: top)
      return result
    }
  }

  /// Against values of some turns, which are sampled by playing on, or bounded.
  private func runOnSomeTurns(_ calls: [Call], _ player: ScenarioPlayer, _ names: ScenarioNames) throws {
    if details || cells {
      throw UsageError(
        description:
          "\(details ? "--details" : "--cells"): values of some turns alone are known here, and what these show needs exact ones. "
          + (player.unsolvable ?? ""))
    }
    let selection =
      calls.isEmpty
      ? try CriticSelection(from: AscribeCLI.methods, on: player.simulator) {
        MethodArguments.crossFitting(of: $0, episodes: sampling.episodes)
      } : nil
    let requests =
      try selection?.critics
      ?? MethodArguments.critics(calls, discount: player.simulator.discount, episodes: sampling.episodes)
    let plan = try sampling.plan(requests, on: player.simulator, named: names, groupSize: 1)
    let truth = try held.truth(of: player, for: plan)
    guard truth.sampling?.precision == nil else {
      throw UsageError(
        description: "--truth sampled: precision is for credits; values take all continuations.")
    }
    let study = try SampledCriticStudy(plan, truth: truth, accepting: AscribeCLI.methods)
    try report(study, plan, truth, fingerprint: nil) { progress, kept in
      var result = try study.run(progress: progress, keeping: kept)
      result.leftOut = selection?.leftOut ?? []
      return result
    }
  }

  /// Runs a study, or its part, and shows or writes what it found.
  private func report<Found: Experiment>(
    _ study: Found, _ plan: StudyPlan, _ truth: Truth, fingerprint: String?,
    _ run: ((Int) -> Void, KeptPart?) throws -> Found.Collector.Result
  ) throws where Found.Collector.Result: ReportedResult {
    let order = try MeasuresOrder("critics", [(plan, truth)]).text()
    let pictures = (page.files + pictureTable.files).filter { $0.path != nil }
    if let finished = keeping.finished(
      output, order: order, files: pictures.map(\.path), details: details, cells: cells)
    {
      return try finished.show(asJSON: json)
    }
    let kept = try keeping.open(
      output, order, batches: [plan.batches], unsharded: pictures.map(\.option))
    if let kept, !keeping.makesResult { return try kept.makePart(of: [study]) }
    let files = try PageFiles(page.files + pictureTable.files)
    let written = try output.map { try AtomicFile($0) }
    let progress = Progress(plan.batches, "batches")
    defer { progress.finish() }
    try kept?.share([study])
    let part = kept?.part()
    let result = try kept.during { try run(progress.update, part) }
    let text = try AscribeCommand.json(ResultFile(result, order: order), to: written)
    var data = ReportData()
    if files.isWanted { data.fingerprint = fingerprint }
    try files.write(result, data)
    try written?.commit()
    kept?.end()
    try Terminal.show(result, asJSON: json, text: text)
    try files.commit()
    if let output { Terminal.tell("Written to \(output).") }
    if plan.batches == 1 {
      Terminal.complain("ascribe: note: one batch only, so there are no intervals: they need two or more.")
    }
  }

  private func calls() throws(UsageError) -> [Call] {
    var calls: [Call] = []
    for text in critic {
      do throws(CallError) {
        calls.append(try Call(text))
      } catch {
        throw UsageError(description: "--critic: \(error)")
      }
    }
    return calls
  }
}
