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
    abstract: "Hold critics against the exact values of a scenario: by what they see, and as fitted.",
    discussion: """
      EXAMPLES:
        ascribe critics dec-tiger
        ascribe critics memory --critic pinto --critic 'pinto(turnIndex=false)'
        ascribe critics coupling --critic symmetric --batches 40 --json
        ascribe critics tiger.dpomdp --horizon 2 --output critics.json
        ascribe critics relay --batches 200 --shard 1/4 --output part-{shard}

      First, exactly and without sampling, what a critic would have after infinitely many episodes: the gap between \
      its values and those of the exact solution; E[V(what it sees) | h] - V(h) for what agents know, h, which is 0 on \
      average and shows in its size alone; and the policy gradient that its values induce as the bootstrap of one-step \
      advantages (a critic of states and actions: in place of Q) against the exact one. Then how far it is off when \
      fitted to simulated batches: errors of values, calibration, and the policy gradient that its credits induce.

      Values are compared in the scenario's own unit: critics read the rewards of turns and take over the scenario's \
      discount, unless reward= or gamma= is set.
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

  func run() throws {
    try checkPath(output, of: "--output")
    try checkNumber(top, of: "--top", in: 1...1_000_000)
    let calls = try calls()
    let loaded = try options.load()
    let selection =
      calls.isEmpty
      ? try CriticSelection(from: AscribeCLI.methods, on: loaded.mdp, under: loaded.policy) {
        MethodArguments.crossFitting(of: $0, episodes: sampling.episodes)
      } : nil
    let requests =
      try selection?.critics
      ?? MethodArguments.critics(calls, on: loaded.mdp, episodes: sampling.episodes)
    // Episodes that share their start would say less about values.
    let plan = try sampling.plan(
      requests, on: CompiledSimulator(loaded.mdp, policy: loaded.policy), named: loaded.names, groupSize: 1)
    let study = try CriticStudy(plan, accepting: AscribeCLI.methods)
    let order = try MeasuresOrder("critics", [(plan, study.engine.truth)]).text()
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
    var result = try kept.during { try study.run(progress: progress.update, keeping: kept?.part()) }
    result.leftOut = selection?.leftOut ?? []
    result.view = ResultView(details: details, cells: cells, top: top)
    let text = try AscribeCommand.json(
      ResultFile(result, order: order), to: written)
    var data = ReportData()
    if files.isWanted { data.fingerprint = loaded.mdp.fingerprint }
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
