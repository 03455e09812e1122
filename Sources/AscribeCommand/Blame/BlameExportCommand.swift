import ArgumentParser
import Ascribe
import Reports
import Simulation
import Trajectories

/// `ascribe blame export`.
struct BlameExportCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a benchmark of failure attribution: transcripts for judges, and a hidden key.",
    discussion: """
      EXAMPLES:
        ascribe blame export relay --output bench
        ascribe blame export coupling --episodes 500 --seed 7 --output bench

      The folder gets transcripts.jsonl (ascribe.blame-transcript/1: per step the public state, the agent, its legal \
      actions and what it did; no hidden state, no observation of an agent's own, no reward, no credit), benchmark.json, \
      which says what it is, and key.jsonl (ascribe.blame-key/1: the decisive steps in every sense, and regrets), which \
      judges must not see. The seed stands in none of them, since whoever has it can play the episodes again.
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(
    parsing: .unconditional, help: "Episodes to play; those that fail are exported.", transform: wholeNumber)
  var episodes = 512

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a task, which share their start.", transform: wholeNumber)
  var groupSize = 1

  @OptionGroup var decisive: DecisiveRuleOptions
  @OptionGroup var draws: DrawOptions

  @Option(help: "The folder.")
  var output: String

  @Flag(help: "Replace the folder of --output, if it holds such a benchmark and nothing else.")
  var replace = false

  @Flag(help: "Write what the benchmark is as JSON.")
  var json = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(output, of: "--output")
    let rule = try decisive.rule()
    let loaded = try options.load()
    let study: StudyPlan
    do {
      study = try StudyPlan(
        simulator: CompiledSimulator(loaded.mdp, policy: loaded.policy), methods: [], episodes: episodes,
        groupSize: groupSize, batches: 1, seed: draws.seed, threads: draws.threadCount)
    } catch let error as StudyError {
      // The plan's numbers have the names of the options.
      throw UsageError(description: "--\(error)")
    }
    var plan = BlamePlan(study)
    plan.study.names = loaded.names
    plan.rule = rule
    let export = try BlameExport(plan)
    let text = try AscribeCommand.json(ResultFile(export.benchmark))
    let folder = try ResultFolder(
      output,
      names: [BlameBenchmark.transcriptsFile, BlameBenchmark.keyFile, BlameBenchmark.benchmarkFile],
      replaces: replace)
    for transcript in export.transcripts { try folder.files[0].append { transcript.append(to: &$0) } }
    for key in export.keys { try folder.files[1].append { key.append(to: &$0) } }
    try folder.files[2].append(Array((text + "\n").utf8))
    try folder.commit()
    try Terminal.show(export.benchmark, asJSON: json, text: text)
    Terminal.tell(
      "Written to \(output). Give judges transcripts.jsonl and benchmark.json, and keep key.jsonl.")
  }
}
