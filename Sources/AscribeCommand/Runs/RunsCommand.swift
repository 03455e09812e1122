import ArgumentParser
import RunStore

/// `ascribe runs`: what a store of runs holds.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List, compare and repeat the runs that a store keeps.",
    discussion: """
      EXAMPLES:
        ascribe runs list --store runs.db --limit 10
        ascribe runs show first --store runs.db
        ascribe runs compare first second --store runs.db
        ascribe runs repeat first --store runs.db
        ascribe runs tag first purpose=paper --store runs.db
        ascribe runs export --csv --store runs.db > runs.csv
        ascribe runs delete first --store runs.db

      Every command that makes a result keeps it with --store FILE, or where ASCRIBE_STORE names a store: what was \
      asked, by whom and where, all options with their values, the numbers of the result, batch by batch where there \
      are batches, the result itself, and every file that was written, by its SHA-256. Files of up to 64 MB are kept, \
      those above 32 kB in FILE.files; of larger ones, and of what was printed, only size and digest. Without a \
      subcommand, runs are listed.

      RUN is the identifier of a run, or how it begins, if no other run begins so; or its name. A run whose process is gone without \
      a word is KILLED.
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsCompareCommand.self, RunsRepeatCommand.self,
      RunsTagCommand.self, RunsDeleteCommand.self, RunsExportCommand.self, RunsCheckCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}

/// Which store is looked at.
struct StoreChoice: ParsableArguments {
  @Option(help: "The store of runs. (default: what ASCRIBE_STORE says)")
  var store: String?

  /// The store, which is there.
  func open() throws -> Store {
    try checkPath(store, of: "--store")
    guard let path = store ?? StoreOptions.named else {
      throw UsageError(description: "Which store? Give --store, or set \(StoreOptions.variable).")
    }
    return try Store(path, creating: false)
  }
}

/// Which runs of it.
struct RunSelectionOptions: ParsableArguments {
  @Option(help: "Only runs of this experiment.")
  var experiment: String?

  @Option(help: "Only runs of this status: running, finished, failed or killed.")
  var status: String?

  @Option(help: "Only runs with this tag, NAME=VALUE; may be repeated.")
  var tag: [String] = []

  @Option(parsing: .unconditional, help: "At most so many runs, the latest.", transform: wholeNumber)
  var limit: Int?

  /// What is asked for.
  func selection() throws -> Store.Selection {
    var selection = Store.Selection()
    selection.experiment = experiment
    if let limit { try checkNumber(limit, of: "--limit", in: 1...1_000_000_000) }
    selection.limit = limit
    if let status {
      guard let known = RunStatus(rawValue: status.uppercased()) else {
        let words = RunStatus.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", ")
        throw UsageError(description: "--status is \"\(status)\"; accepted: \(words).")
      }
      selection.status = known
    }
    for text in tag {
      let (name, value) = try StoreOptions.tag(text, of: "--tag")
      selection.tags[name] = value
    }
    return selection
  }
}
