import ArgumentParser
import Ascribe
import Reports
import Trajectories
import Simulation

/// `ascribe compare`: methods on scenarios, or two files of credits.
struct CompareCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare methods with the exact credit on scenarios, or two files of credits of one trace.",
    discussion: """
      EXAMPLES:
        ascribe compare relay --methods 'grpo,graphgpo,c3(alternatives=8)'
        ascribe compare or and --methods grpo,coma --batches 4 --npz scores.npz
        ascribe compare relay --methods grpo,gigpo --batches 400 --precision 0.02
        ascribe compare 'web(size=large)' --methods grpo,gigpo,c3,asymmetric
        ascribe compare new.jsonl golden.jsonl --relative 1e-9
        ascribe compare gigpo.jsonl exact.jsonl --tolerance 0.5 --trace trace.jsonl
        ascribe compare gigpo.jsonl exact.jsonl --json --top 100

      With --methods, NAMES are scenarios: each is simulated in batches, all methods attribute them, and their credits \
      are compared with the exact gradient and with the exact credit that each estimates: the gradient of a batch and in \
      the limit, agreement, where errors come from, and with --details bias by agent and turn, pivotal decisions, where \
      their variance comes from, and what they cost. Methods get equal turns unless --episodes says otherwise. Several \
      scenarios are also summed up. Where one is too large to be solved, the truth of all is sampled, as in `ascribe run`.

      Without --methods, NAMES are two files of credits (ascribe.credit/1) of the same decisions, which are compared over \
      all decisions, by agent and by turn: first minus second, the second being the reference. The exit code is 1 if a \
      credit differs by more than TOLERANCE + RELATIVE * |second|; the largest such differences are listed.
      """)

  @Argument(
    help: "Scenarios, with --methods: as in `ascribe run`; or two files of credits, the second the reference."
  )
  var names: [String]

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup(title: "Methods on scenarios") var methods: CompareMethodsOptions
  @OptionGroup(title: "Two files of credits") var files: CompareFilesOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    if methods.methods != nil {
      if let option = files.used.first {
        throw UsageError(
          description: "\(option) is for two files of credits; with --methods there are scenarios.")
      }
      return try methods.compare(names, json: json)
    }
    if let option = methods.used.first {
      throw UsageError(
        description: "\(option) is for scenarios; --methods says which methods to compare on them.")
    }
    guard names.count == 2 else {
      let known = Set(AscribeCLI.scenarios.map(\.name))
      let isScenario = names.contains { name in
        ProblemFile.isOne(name) || (try? Call(name)).map { known.contains($0.name) } == true
      }
      throw UsageError(
        description: isScenario
          ? "Comparing on scenarios needs --methods, such as --methods grpo,graphgpo."
          : "Expected two files of credits, or scenarios with --methods; found \(Numerals.count(names.count, "name"))."
      )
    }
    if Team.isFirst { try files.compare(names[0], names[1], json: json) }
  }
}
