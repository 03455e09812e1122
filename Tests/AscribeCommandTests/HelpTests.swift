import ArgumentParser
import Ascribe
import Glibc
@testable import AscribeCommand
import TestSupport
import Testing
import Trajectories

/// Help and version.
@Suite struct HelpTests {
  private static let commands = [
    "scenarios", "describe", "methods", "run", "attribute", "compare", "train", "measures", "frontier",
    "keys",
    "exact",
    "critics", "solve", "replay", "show", "export",
    "import",
    "blame",
    "new", "runs", "sweep", "merge", "recommend", "checklist",
  ]

  @Test func withoutArgumentsThereIsHelp() throws {
    try Workplace.use { place in
      let bare = try place.ascribe([])
      expectSuccess(bare)
      #expect(bare.output.hasPrefix("OVERVIEW: Which agent's decision, at which turn, deserves the credit"))
      for line in ["--help", "-h", "help"] {
        let call = try place.ascribe(line)
        expectSuccess(call)
        #expect(call.output == bare.output)
      }
      for command in Self.commands { #expect(bare.output.contains("\n  \(command) ")) }
      #expect(
        bare.output.contains("\nEXIT CODES: 0 done, 1 a check found a difference, 2 bad usage or input"))
    }
  }

  @Test(arguments: commands)
  func everyCommandHasHelp(command: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe([command, "--help"])
      expectSuccess(call)
      #expect(call.output.contains("\nUSAGE: ascribe \(command) "))
      #expect(try !Self.examples(in: call.output, of: command).isEmpty)
      #expect(try place.ascribe(["help", command]).output == call.output)
    }
  }

  /// Examples come first, and options that many commands have stand in one order, section by section.
  @Test(arguments: [""] + commands + ["blame export", "blame score", "runs list", "runs repeat"])
  func helpHasOneOrder(command: String) throws {
    let order = ["seed", "threads", "output", "replace", "shard", "resume", "json", "details", "cells"]
    try Workplace.use { place in
      let help = try place.ascribe("\(command) --help").output
      let first = help.split(separator: "\n\n").dropFirst().first
      // Examples of the commands of `runs` stand there.
      #expect(command.hasPrefix("runs ") || first?.hasPrefix("EXAMPLES:\n") == true)
      for section in help.split(separator: "\n\n") {
        let places = section.matches(of: /(?m)^  (?:-[a-z], )?--([a-z-]+)/).compactMap {
          order.firstIndex(of: String($0.1))
        }
        #expect(places == places.sorted(), "\(places.map { order[$0] })")
      }
    }
  }

  @Test(arguments: HelpTopics.names)
  func everyTopicHasAText(topic: String) throws {
    try Workplace.use { place in
      let call = try place.ascribe("help \(topic)")
      expectSuccess(call)
      #expect(call.output.split(separator: "\n").allSatisfy { $0.count <= 130 })
      let bare = try place.ascribe([])
      #expect(bare.output.replacing("\n", with: " ").contains("ascribe help \(topic)"))
      // A topic is no command.
      let command = try place.ascribe(topic)
      #expect(command.code == 2)
    }
  }

  @Test func theTopicsTellWhatIsSo() throws {
    let formats = try #require(HelpTopics.text(of: "formats"))
    for schema in StoredReports.reader(details: false, cells: false).schemas {
      #expect(formats.contains(schema))
    }
    let codes = try #require(HelpTopics.text(of: "exit-codes"))
    for code in [0, 1, 2] + [SIGHUP, SIGINT, SIGTERM].map({ Int($0) + 128 }) {
      #expect(codes.contains("\n\(String(repeating: " ", count: 5 - "\(code)".count))\(code)  "))
    }
  }

  @Test func theVersionIsTheLibrarys() throws {
    try Workplace.use { place in
      let call = try place.ascribe("--version")
      expectSuccess(call)
      #expect(call.output == "\(AscribeVersion.current)\n")
    }
  }

  /// Each example stands on one line and is accepted as it stands; those on small scenarios are run too, with fewer
  /// episodes.
  @Test(.tags(.slow), .whereSlowTestsRun, arguments: [""] + commands)
  func everyExampleWorks(command: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      try place.addWorkedTrace("H1", as: "old.jsonl")
      try place.write(workedHindsight, to: "h.jsonl")
      try place.addProblem()
      let (credits, results) = try Self.files.get()
      for file in ["new", "golden", "gigpo", "exact"] { try place.write(credits, to: "\(file).jsonl") }
      try place.write(results, to: "results.json")
      try Self.addLogs(to: place)
      try place.addBlame()
      try place.write(
        "scenarios = [\"or\"]\nseeds = [0, 1]\n[options]\nepisodes = 8\nbatches = 2\nmethods = \"grpo\"",
        to: "plan.toml")
      if ["runs", "checklist"].contains(command) {
        for (name, method) in [("first", "grpo"), ("second", "gigpo")] {
          expectSuccess(
            try place.ascribe(
              "run or --methods \(method) --episodes 8 --batches 3 --store runs.db --run-name \(name)"))
        }
      }
      if command == "merge" {
        for part in 1...2 {
          expectSuccess(
            try place.ascribe(
              "run or --methods grpo --episodes 8 --batches 2 --shard \(part)/2 --output part-{shard}"))
        }
      }
      let help = try place.ascribe(command.isEmpty ? [] : [command, "--help"])
      for example in try Self.examples(in: help.output, of: command) {
        _ = try RootCommand.parseAsRoot(example)
        let isFamily = example.first == "measures" && !example.contains("--small")
        let isLarge =
          isFamily
          || ["relay", "history", "--budget", "--families", "--sweep", "swarm", "--audit"].contains {
            example.contains($0)
          }
          || example.contains { $0.contains("size=large") }
        guard !isLarge else { continue }
        let isRun = ["run", "critics"].contains(example.first)
        let call = try place.ascribe(example + (isRun ? ["--episodes", "8", "--batches", "2"] : []))
        #expect(call.code == 0, "\(example): \(call.complaints)")
      }
    }
  }

  /// Logs for the examples of `import`, and for those that read one.
  private static func addLogs(to place: Workplace) throws {
    let row = #"{"task":"t","episode":"e","agent":"a","observation":"o","action":"x","status":"success"}"#
    try place.write("task,episode,agent,observation,action,status\nt,e,a,o,x,success\n", to: "steps.csv")
    for name in ["steps.jsonl", "log.json", "runs.json"] { try place.write(row + "\n", to: name) }
    try place.write(
      #"{"trajectory":[{"action":"ls","observation":"","state":"{}"}],"info":{"exit_status":"submitted"}}"#,
      to: "run.traj")
    let mapping = try place.ascribe("import --show-mapping rows")
    try place.write(mapping.output, to: "mine.json")
  }

  /// Credits of the worked trace and results of a run, made once for the examples of all commands.
  private static let files = Result {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      let credits = try place.ascribe("attribute trace.jsonl --method gigpo")
      let results = try place.ascribe("run or --methods grpo --episodes 8 --batches 2 --json")
      for call in [credits, results] { #expect(call.code == 0, "\(call.complaints)") }
      return (credits: credits.output, results: results.output)
    }
  }

  /// The arguments of the examples in a help text, as a shell would part them; a redirection is left out.
  private static func examples(in help: String, of command: String) throws -> [[String]] {
    let start = "  ascribe \(command)"
    let lines = help.split(separator: "\n").filter { $0.hasPrefix(start) }
    return try lines.map { line in
      let quoted = line.split(separator: "'", omittingEmptySubsequences: false)
      // The parts of odd index stand between quotes.
      try #require(quoted.count % 2 == 1, "a quote is open at the end of \(line)")
      let words = quoted.enumerated().flatMap { index, part in
        index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
      }
      return Array(words.dropFirst().prefix { $0 != ">" })
    }
  }
}
