import ArgumentParser
import Ascribe
import Attribution
import Foundation
import Trajectories
import TurnMDP

/// `ascribe run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario, attribute it with several methods, compare them with the truth.",
    discussion: """
      EXAMPLES:
        ascribe run relay
        ascribe run 'decoy(turns=6)' --methods 'grpo,graphgpo(convention=paper),c3(alternatives=16)'
        ascribe run dec-tiger --memory history --batches 40 --output results/tiger
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(help: "Methods to compare, comma-separated: NAME or NAME(key=value,...); see `ascribe methods`.")
  var methods = "grpo,gigpo,graphgpo,c3,coma,pinto,symmetric,asymmetric"

  @Option(help: "Episodes of a batch.")
  var episodes = 128

  @Option(name: .customLong("group-size"), help: "Episodes of a group, which share their start.")
  var groupSize = 8

  @Option(help: "Batches; they are the units of every interval and test.")
  var batches = 20

  @Option(
    name: .customLong("fit-episodes"),
    help: "Episodes a batch that are simulated beside it, for critics to be fitted to.")
  var fitEpisodes = 2048

  @Option(help: "Seed of every draw.")
  var seed: UInt64 = 0

  @Option(help: "Most threads; the output does not depend on it. All cores if not given.")
  var threads: Int?

  @Option(help: "A folder for trace.jsonl, exact.credits.jsonl, METHOD.credits.jsonl and results.json.")
  var output: String?

  @Flag(help: "Write the results as JSON.")
  var json = false

  @Flag(help: "Also print the mean credit of every method by agent and turn.")
  var cells = false

  func run() throws {
    let loaded = try options.load()
    let requests = try Call.list(methods).map { try MethodRequest($0, defaults: loaded.mdp.rewardSettings) }
    let plan = try StudyPlan(
      mdp: loaded.mdp, policy: loaded.policy, methods: requests, episodes: episodes, groupSize: groupSize,
      batches: batches, fitEpisodes: fitEpisodes, seed: seed,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let study = try Study(plan)
    let folder = try output.map { try OutputFolder($0, plan: plan) }
    let progress = Progress(plan.batches, "batches")
    defer { progress.finish() }
    let result = try study.run(progress: progress.update) { batch in try folder?.append(batch) }
    let record = StudyRecord(
      result, of: plan, scenario: loaded.label, parameters: loaded.parameters,
      policy: loaded.choice.description)
    let text = try AscribeCommand.json(record)
    try folder?.finish(results: text)
    if json {
      Terminal.print(text)
    } else {
      StudyReport(result, plan, loaded, showsCells: cells, output: output).lines.forEach(Terminal.print)
    }
    if plan.batches == 1 {
      Terminal.complain(
        "ascribe: note: one batch only, so there are no intervals and no tests: they need two or more.")
    }
  }
}
