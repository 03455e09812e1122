import ArgumentParser
import Importers
import Reports
import Trajectories

/// `ascribe import`.
struct ImportCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a trace of the logs that agents and trainers leave.",
    discussion: """
      EXAMPLES:
        ascribe import rows steps.csv --output trace.jsonl
        ascribe import auto log.json --output trace.jsonl
        ascribe import swe-agent run.traj --outcome failure --output trace.jsonl
        ascribe import --show-mapping rows > mine.json
        ascribe import mapping steps.jsonl --mapping mine.json --output trace.jsonl

      Reads files of one FORMAT and writes their episodes as a trace (ascribe.trace/1) to the file of --output, or to \
      standard output, with an account of what was read, left out and guessed. auto finds the format by content; a format \
      that is named must fit. Files may end in .gz, and - is standard input; runs of tau2-bench and failures of \
      TraceElephant may be folders.

      FORMATS:
      \(LogFormats.titles.map { "  \($0.name.padded(to: 16)) \($0.title)" }.joined(separator: "\n"))
        \("mapping".padded(to: 16)) rows that the file of --mapping describes

      A log that does not say how an episode ended is refused unless --outcome says what that means. --show-mapping prints \
      the mapping of a format that is one, to be changed and given to --mapping: \
      \(MappingPresets.names.joined(separator: ", ")).
      """)

  @Argument(help: "The format, or auto.")
  var format: String?

  @Argument(help: "The files, in order.")
  var files: [String] = []

  @Option(help: "Where the trace goes: a file; standard output without it.")
  var output: String?

  @Option(help: "Print the mapping of a format, and do nothing else.")
  var showMapping: String?

  @OptionGroup var reading: ImportReading

  @Flag(help: "Write the account as JSON.")
  var json = false

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    if let showMapping { return try show(mapping: showMapping) }
    guard let format, !files.isEmpty else {
      throw UsageError(
        description: "Name a FORMAT and at least one FILE, as in `ascribe import auto log.json`.")
    }
    for file in files { try checkPath(file, of: "FILE") }
    try checkPath(output, of: "--output")
    let options = try reading.options()
    do {
      try write(format, options)
    } catch let error as ImportReturn {
      guard !files.contains("-") else {
        throw UsageError(
          description: "\(error.reason) Standard input cannot be read twice: write it to a file.")
      }
      var whole = options
      whole.isWhole = true
      try write(format, whole)
    }
  }

  private func write(_ format: String, _ options: ImportOptions) throws {
    let reader = try LogImport(format, options)
    guard let output else {
      // Held until all is read, so that a log that is refused leaves nothing partial.
      var bytes: [UInt8] = []
      let account = try reader.run(files) { bytes += $0 }
      try Terminal.write(bytes)
      return try Terminal.showAside(account, asJSON: json)
    }
    let file = try AtomicFile(output)
    var account = try reader.run(files) { (bytes) throws(FileError) in try file.append(bytes) }
    try file.commit()
    account.output = output
    try Terminal.show(account, asJSON: json)
  }

  private func show(mapping name: String) throws {
    guard let text = MappingPresets.text(of: name) else {
      let isFormat = LogFormats.titles.contains { $0.name == name }
      throw UsageError(
        description: isFormat
          ? "The format \"\(name)\" is no mapping: its importer does what paths cannot. Mappings: "
            + "\(MappingPresets.names.joined(separator: ", "))."
          : "There is no mapping \"\(name)\".\(NearestName.hint(for: name, among: MappingPresets.names))")
    }
    try Terminal.write(Array(text.utf8))
  }
}

/// How logs are read, for the commands that read some.
struct ImportReading: ParsableArguments {
  @Option(
    help:
      "What an end means that the log leaves open: score>=X, success, failure, truncated, aborted or skip.")
  var outcome: String?

  @Option(help: "The score that counts, where the log knows several by name.")
  var score: String?

  @Option(help: "A mapping (ascribe.mapping/1), for the format mapping.")
  var mapping: String?

  @Flag(help: "Leave out, and count, episodes that break their format.")
  var lenient = false

  /// Whether anything was asked for.
  var isGiven: Bool { outcome != nil || score != nil || mapping != nil || lenient }

  func options() throws -> ImportOptions {
    try checkPath(mapping, of: "--mapping")
    var rule = OutcomeRule()
    if let outcome {
      guard let given = OutcomeRule(outcome) else {
        throw UsageError(description: "--outcome is \"\(outcome)\"; accepted: \(OutcomeRule.accepted).")
      }
      rule = given
    }
    return ImportOptions(
      outcome: rule, score: score, isLenient: lenient, mapping: try mapping.map { try RowMapping($0) })
  }
}

extension String {
  /// The text with blanks up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
