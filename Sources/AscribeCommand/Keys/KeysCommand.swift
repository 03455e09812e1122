import ArgumentParser
import Ascribe
import Reports
import Trajectories

/// `ascribe keys`.
struct KeysCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Compare what may identify the states of a recorded trace.",
    discussion: """
      EXAMPLES:
        ascribe keys trace.jsonl
        ascribe keys trace.jsonl --state-key 'state|until(@)' --state-key state
        ascribe keys trace.jsonl --state-key 'writes(book*,cancel*)|set'
        ascribe keys trace.jsonl --state-key 'observation|similar(0.9)' --json
        ascribe keys trace.jsonl --method gigpo --resamples 199
        ascribe keys trace.jsonl --html keys.html

      Graph methods and step groups compare turns that start in the same state. By a key that is too fine no two \
      episodes meet; by one that is too coarse, turns are compared that are not alike. For each key this prints how \
      often episodes meet, whether the turn before still tells what follows once state and action are known, and how \
      much the credits of a method depend on the key.

      A key is an expression: parts joined by +, each a source (state, privileged, observation, turn, agent, actions, \
      calls, writes) and rules after it, joined by |: names, last(K), set, path(a.b[0]), json, lower, spaces, times, \
      ids, numbers, until(TEXT), hash, similar(T). `ascribe attribute --state-key` takes the same.
      """)

  @Argument(help: "The trace: a file, one that ends in .gz, or - for standard input.")
  var trace: String

  @Option(help: "A key; may be repeated. Without it: the usual ones for what the trace records.")
  var stateKey: [String] = []

  @Option(help: "The method whose credits are compared: NAME or NAME(key=value,...).")
  var method = "graphgpo"

  @Option(
    parsing: .unconditional, help: "Random orders of the checks, in 99...99999.", transform: wholeNumber)
  var resamples: Int = 999

  @OptionGroup var draws: DrawOptions

  @Flag(help: "Write the result as JSON.")
  var json = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(trace, of: "The trace")
    try checkNumber(resamples, of: "--resamples", in: 99...99_999)
    let requests = try MethodArguments.requests([try Call(method)])
    let rules = try StateKeyArguments.rules(stateKey)
    let files = try PageFiles(page.files + pictureTable.files)
    let batch = try LogHint.explaining(trace) { try TraceReader.read(trace) }
    do {
      var study = StateKeyStudy(
        rules.isEmpty ? try StateKeyStudy.usualRules(for: batch) : rules, method: requests[0])
      study.resamples = resamples
      study.seed = draws.seed
      study.threads = draws.threadCount
      let result = try study.run(batch)
      try files.write(result)
      try Terminal.show(result, asJSON: json)
      try files.commit()
    } catch let error as StateKeyError {
      throw UsageError(description: "\(trace): \(error)")
    }
  }
}

/// State keys as the command line has them.
enum StateKeyArguments {
  /// The rules of repeated options.
  static func rules(_ texts: [String]) throws -> [StateKeyRule] {
    var rules: [StateKeyRule] = []
    for text in texts {
      let rule = try rule(text)
      if rules.contains(rule) { throw UsageError(description: "--state-key \"\(rule)\" is given twice.") }
      rules.append(rule)
    }
    return rules
  }

  /// The rule of an option.
  static func rule(_ text: String) throws -> StateKeyRule {
    do throws(StateKeyError) {
      return try StateKeyRule(text)
    } catch {
      throw UsageError(description: "--state-key: \(error)")
    }
  }
}
