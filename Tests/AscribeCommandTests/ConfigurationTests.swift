@testable import AscribeCommand
import TestSupport
import Testing
import Trajectories

/// `ascribe.toml`: defaults of a project.
@Suite struct ConfigurationTests {
  private static let project = """
    seed = 7
    [run]
    episodes = 8
    batches = 2
    methods = ["grpo", "c3(alternatives=2)"]
    json = true
    [blame.run]
    episodes = 16
    """

  @Test func aCallTakesWhatItLeavesOut() throws {
    try Workplace.use { place in
      try place.write(Self.project, to: "ascribe.toml")
      let call = try place.ascribe("run or")
      #expect(call.code == 0, "\(call.complaints)")
      #expect(
        call.complaints == "ascribe: note: the project's defaults: --batches=2 --episodes=8 --json "
          + "--methods=grpo,c3(alternatives=2) --seed=7\n")
      let whole = try place.ascribe(
        "run or --seed 7 --episodes 8 --batches 2 --json --methods grpo,c3(alternatives=2)",
        environment: ["ASCRIBE_CONFIG": ""])
      #expect(whole.complaints.isEmpty)
      #expect(call.output == whole.output)
    }
  }

  @Test func whatACallSaysGoesBefore() throws {
    try Workplace.use { place in
      try place.write(Self.project, to: "ascribe.toml")
      let call = try place.ascribe("run or --seed=3 --methods grpo --episodes 16")
      #expect(call.complaints == "ascribe: note: the project's defaults: --batches=2 --json\n")
      // A command without the options is not told of them, and neither are those who ask for help.
      for line in ["describe or", "help exit-codes", "--version"] {
        #expect(try place.ascribe(line).complaints.isEmpty)
      }
    }
  }

  /// Where a command has a subcommand by default, options of both are found.
  @Test func subcommands() throws {
    let defaults = try ProjectDefaults(
      JSONDocument(file: "f").read(Array(#"{"seed":7,"blame":{"seed":8,"run":{"episodes":16}}}"#.utf8)))
    for line in [["blame", "or"], ["blame", "run", "or"]] {
      let (_, added) = try defaults.applied(to: line)
      #expect(added == ["--episodes=16", "--seed=8"])
    }
    #expect(try defaults.applied(to: ["blame", "score", "a", "b"]).added.allSatisfy { $0 == "--seed=8" })
    #expect(try defaults.applied(to: ["--help"]).added.isEmpty)
    #expect(try defaults.applied(to: []).added.isEmpty)
  }

  @Test(arguments: [
    (
      "[run]\nepisods = 8",
      #"field "run.episods" is the key "episods"; expected an option of `ascribe run`. Did you mean "episodes"?"#
    ),
    (
      "[rum]\nepisodes = 8",
      #"field "rum" is the table "rum"; expected a command of ascribe. Did you mean "run"?"#
    ),
    ("sed = 8", #"field "sed" is the key "sed"; expected an option of a command. Did you mean "seed"?"#),
    ("run = 3", #"field "run" is the integer 3; expected a table of options, as in [run]."#),
    ("help = true", #"field "help" is the key "help"; expected an option of a command."#),
    ("[run]\nepisodes = [[1]]", #"field "run.episodes[0]" is the array [1]; expected a text, a number"#),
    ("[run]\nepisodes = true", #"field "run.episodes" is the boolean true; expected a text, a number"#),
    ("[run]\njson = 3", #"field "run.json" is the integer 3; expected true or false."#),
    ("seed = \n", "ascribe.toml:1: the line is not well-formed at column 8 ("),
    ("seed = 1\nseed = 2\n", "ascribe.toml:2: the line is not well-formed at column 8 ("),
    (String(repeating: "a.", count: 20_000) + "a = 1", "a line has more than 1,000 dots"),
    ("a = " + String(repeating: "[", count: 20_000), "exceeded maximum nested value depth"),
    ("\u{0}", "ascribe.toml:1: the line is not well-formed"),
    (
      String(repeating: "#", count: 1 << 20) + "\n",
      "the file is larger; expected defaults of options as TOML of at most 1048576 bytes."
    ),
  ])
  func badFilesAreRefused(text: String, message: String) throws {
    try Workplace.use { place in
      try place.write(text, to: "ascribe.toml")
      let call = try place.ascribe("run or --episodes 8 --batches 2")
      #expect(call.code == 2)
      #expect(call.output.isEmpty)
      #expect(call.complaints.hasPrefix("ascribe: error: ascribe.toml:"))
      #expect(call.complaints.contains(message), "\(call.complaints.prefix(400))")
    }
  }

  @Test func theFileIsAnInput() throws {
    try Workplace.use { place in
      try place.write("[compare]\ncsv = \"ascribe.toml\"\n", to: "ascribe.toml")
      let call = try place.ascribe("compare or --methods grpo,coma --episodes 8 --batches 2")
      #expect(call.code == 2)
      #expect(call.complaints.contains("ascribe.toml: cannot replace what stands at the path"))
      #expect(try place.bytes("ascribe.toml").count == 31)
    }
  }

  /// What stands at the place but is no file is told of, and never waited for.
  @Test(arguments: [
    ("mkfifo ascribe.toml", "ascribe.toml is no regular file"),
    ("ln -s /dev/zero ascribe.toml", "ascribe.toml is no regular file"),
    ("ln -s nowhere ascribe.toml", "ascribe.toml: the file is missing"),
    ("mkdir ascribe.toml", "ascribe.toml: the file is a folder"),
    ("ln -s ascribe.toml ascribe.toml", "ascribe.toml: "),
  ])
  func noFile(script: String, message: String) throws {
    try Workplace.use { place in
      #expect(try place.shell(script).code == 0)
      let call = try place.ascribe("exact or")
      #expect(call.code == 2)
      #expect(call.complaints.hasPrefix("ascribe: error: \(message)"), "\(call.complaints)")
    }
  }

  @Test func anotherFileMayBeNamed() throws {
    try Workplace.use { place in
      try place.write("seed = 7", to: "other.toml")
      try place.write(#"{"seed": 8}"#, to: "other.json")
      for (file, seed) in [("other.toml", 7), ("other.json", 8)] {
        let call = try place.ascribe(
          "run or --methods grpo --episodes 8 --batches 2", environment: ["ASCRIBE_CONFIG": file])
        #expect(call.complaints == "ascribe: note: the project's defaults: --seed=\(seed)\n")
      }
      let missing = try place.ascribe("run or", environment: ["ASCRIBE_CONFIG": "nope"])
      #expect(missing.code == 2)
      #expect(missing.complaints.contains("nope: the file is missing"))
    }
  }
}
