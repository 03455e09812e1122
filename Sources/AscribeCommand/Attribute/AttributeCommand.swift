import ArgumentParser
import Ascribe
import CreditMethods
import Foundation
import Importers
import Trajectories

/// `ascribe attribute`.
struct AttributeCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute", abstract: "Attribute recorded trajectories, and compare methods on them.",
    discussion: """
      EXAMPLES:
        ascribe attribute trace.jsonl --method graphgpo --output credits.jsonl
        ascribe attribute trace.jsonl --method gigpo --set norm=mean > credits.jsonl
        zcat old.gz | ascribe attribute - --method grpo --output credits.jsonl
        ascribe attribute trace.jsonl --method grpo --method gigpo --format csv > credits.csv
        ascribe attribute trace.jsonl --method grpo --format npz --output credits.npz
        ascribe attribute trace.jsonl --method mc --method 'td(gamma=1)' --output out
        ascribe attribute trace.jsonl --method grpo --method gigpo --summary --json
        ascribe attribute trace.jsonl --method grpo --summary --html report.html
        ascribe attribute trace.jsonl --method tigpo --history old.jsonl --summary
        ascribe attribute trace.jsonl --method hcapo --hindsight h.jsonl --summary
        ascribe attribute trace.jsonl --method symmetric --fit old.jsonl --summary
        ascribe attribute trace.jsonl --method gigpo --state-key turn --summary
        ascribe attribute runs.json --from auto --method grpo --summary
        ascribe attribute trace.jsonl --method td --two-level turn/agent
        ascribe attribute trace.jsonl --method hae --segments 'turns(3)' --summary
        ascribe attribute trace.jsonl --method td --two-level episode/turn
        ascribe attribute trace.jsonl --method grpo --shard 1/2 --output {shard}

      Reads a trace (ascribe.trace/1, one episode a line) and writes one credit for every decision and method \
      (ascribe.credit/1), with tables of what the trace offers and which credits are 0. One method writes to the file \
      of --output, or to standard output (the tables then go to standard error); several write LABEL.credits.jsonl \
      each into the folder of --output.

      --summary adds how far the methods go together, over all agents and by agent, and whether the credits can be \
      trusted: what becomes of them when any one other episode is left out, whether the states say all that matters, \
      and what more episodes would buy; without --output it is all that is written.

      --format csv, json or npz writes one table of all methods instead, to the file of --output or to standard output, \
      in the order of the trace: csv with the columns method, episode, turn, agent, credit, reason and row; json one \
      document (ascribe.credit-rows/1) with a row a decision; npz arrays for numpy, one a method. `row` is what the \
      trace knows a decision by, so that a trainer joins by it. --per-token repeats every decision for its tokens.

      --two-level UNIT/PART says which unit has the credit, and which of its parts: turn/agent, turn/token, segment/turn and \
      so on. A credit that a method gives whole to all decisions of a turn (or of an episode) is divided equally among \
      them; credits of single decisions are parts as they are. It is checked that parts sum to their unit, and that methods \
      keep what their cards claim to sum to (`ascribe methods NAME`). --whole METHOD holds the parts of the others to its \
      credits. --format csv or json then writes units and parts in place of credits.

      --segments RULE makes segments, for two levels and for methods that read them (hae): field (the trace's own), turns(N), \
      tokens(N) of the episode, entropy(X) where a decision is less sure, switch(agent), switch(action), switch(tool).

      Aborted episodes are left out of every group, and so are truncated ones for a method with truncated=omit: their \
      credits are null (empty in a table), with the reason.

      A trace whose tasks stand together is read, attributed and written task by task, in little memory (that of two \
      batches with several threads, which read the next one meanwhile); another is read whole, and so is one for a \
      method that fits all tasks at once (see `ascribe methods NAME`).

      --shard I/N attributes every N-th task, so that N processes share a trace; `ascribe merge` reads the trace once more \
      and writes what one process would have written. What --summary leaves out in turn is left to the merge.
      """)

  @Argument(help: "The trace: a file, one that ends in .gz, or - for standard input.")
  var trace: String

  @Option(help: "A method: NAME or NAME(key=value,...), see `ascribe methods`; may be repeated.")
  var method: [String]

  @Option(help: "A parameter of the only method, name=value; may be repeated.")
  var set: [String] = []

  @Flag(help: "Compare the methods with each other; without --output, write no credits.")
  var summary = false

  @Option(help: "What identifies a state, in place of what the trace records: see `ascribe keys --help`.")
  var stateKey: String?

  @Option(help: "A trace of earlier policies, for methods that remember (tigpo).")
  var history: String?

  @Option(help: "Hindsight probabilities (ascribe.hindsight/1), for methods that read them (hcapo).")
  var hindsight: String?

  @Option(help: "A trace that critics are fitted to beside the judged one, or alone with fit=other.")
  var fit: String?

  @Option(
    parsing: .unconditional,
    help: "Megabytes of the trace in memory at a time, at least; never less than a task.",
    transform: wholeNumber)
  var batchSize: Int = TraceBatches.defaultBytes >> 20

  @OptionGroup var draws: DrawOptions

  @Option(help: "The format of a log that is attributed directly: auto, or one of `ascribe import`.")
  var from: String?

  @OptionGroup var reading: ImportReading

  @Option(help: "How credits are written: jsonl (ascribe.credit/1), or one table: csv, json, npz.")
  var format = CreditFormat.jsonl

  @Flag(help: "In a table, a row for every token of a decision.")
  var perToken = false

  @Option(help: "Where the credits go: a file for one method, a folder for several.")
  var output: String?

  @Flag(help: "Replace the folder of --output, if it holds results of Ascribe and nothing else.")
  var replace = false

  @Option(
    help:
      "Attribute one part of the tasks, I/N or auto, and write what `ascribe merge` needs of them to --output, in whose name {shard} becomes I-of-N."
  )
  var shard: String?

  @Flag(help: "Write the tables as JSON.")
  var json = false

  @OptionGroup(title: "Two levels") var levels: TwoLevelOptions

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions
  @OptionGroup(title: "Pictures") var states: StatesOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(trace, of: "The trace")
    for (path, option) in [
      (output, "--output"), (history, "--history"), (hindsight, "--hindsight"), (fit, "--fit"),
    ] {
      try checkPath(path, of: option)
    }
    let requests = try MethodArguments.requests(calls())
    try MethodRequest.requireDistinct(requests)
    guard Self.batchSizes.contains(batchSize) else {
      throw UsageError(
        description:
          "--batch-size is \(batchSize); accepted: a whole number of megabytes in 0...\(Self.batchSizes.upperBound)."
      )
    }
    try checkNumber(draws.threadCount, of: "--threads", in: 1...StudyPlan.mostThreads)
    let keying = try TraceKeying(stateKey, try levels.rule(), linesAreEpisodes: from == nil)
    _ = try levels.wholeMethod(among: requests)
    let context = try context(for: requests, keying)
    let target = try target(requests)
    let kept = try openPart(of: requests, keying)
    if shard != nil {
      try kept?.makePart("its tasks of \(trace)") { part, place in
        try withBatches(requests, keying) { batches, _ in
          try keep(batches, by: requests, in: context, keying, in: part, place)
        }
      }
      return
    }
    try LogHint.explaining(trace, takesLogs: true) {
      try withBatches(requests, keying, inPieces: takesPieces(requests, to: target)) { batches, note in
        try attribute(
          batches, by: requests, in: context, to: target, keying, merging: kept?.part(), note: note)
      }
    }
  }

  private static let batchSizes = 0...(1 << 20)
}
