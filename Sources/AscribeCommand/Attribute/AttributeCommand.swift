import ArgumentParser
import Ascribe
import CreditMethods
import Foundation
import Importers
import Reports
import Trajectories

/// `ascribe attribute`.
struct AttributeCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute", abstract: "Attribute recorded trajectories, and compare methods on them.",
    discussion: """
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

      Aborted episodes are left out of every group, and so are truncated ones for a method with truncated=omit: their \
      credits are null (empty in a table), with the reason.

      A trace whose tasks stand together is read, attributed and written task by task, in little memory (that of two \
      batches with several threads, which read the next one meanwhile); another is read whole, and so is one for a \
      method that fits all tasks at once (see `ascribe methods NAME`).

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
      """)

  @Argument(help: "The trace: a file, one that ends in .gz, or - for standard input.")
  var trace: String

  @Option(help: "A method: NAME or NAME(key=value,...), see `ascribe methods`; may be repeated.")
  var method: [String]

  @Option(help: "A parameter of the only method, name=value; may be repeated.")
  var set: [String] = []

  @Option(help: "Where the credits go: a file for one method, a folder for several.")
  var output: String?

  @Flag(help: "Replace the folder of --output, if it holds results of Ascribe and nothing else.")
  var replace = false

  @Option(help: "How credits are written: jsonl (ascribe.credit/1), or one table: csv, json, npz.")
  var format = CreditFormat.jsonl

  @Flag(help: "In a table, a row for every token of a decision.")
  var perToken = false

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

  @Flag(help: "Write the tables as JSON.")
  var json = false

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
    let target = try target(requests)
    let keying = try TraceKeying(stateKey)
    let context = try context(for: requests, keying)
    if let from {
      let log = try importedLog(of: from)
      return try attribute(
        TraceBatches(whole: log.lines, named: trace, threads: draws.threadCount), by: requests, in: context,
        to: target, keying,
        note: log.note)
    }
    guard !reading.isGiven else {
      throw UsageError(
        description:
          "--outcome, --score, --mapping and --lenient say how a log is read: name its format with --from.")
    }
    let batches =
      keying.isLearned
      ? TraceBatches(whole: trace, threads: draws.threadCount)
      : try TraceBatches(trace, for: requests, bytes: batchSize << 20, threads: draws.threadCount)
    do {
      try attribute(batches, by: requests, in: context, to: target, keying)
    } catch TraceGroupsError.returned(let place) {
      guard place.isRepeatable else {
        throw UsageError(
          description:
            "\(place) This source cannot be read twice: write it to a file, order it by task, or give a --batch-size "
            + "above its megabytes.")
      }
      try attribute(
        TraceBatches(whole: trace, threads: draws.threadCount), by: requests, in: context, to: target, keying,
        note:
          "\(place.file):\(place.line): a task comes back after line \(place.lastLine): the trace was read whole."
      )
    }
  }

  private static let batchSizes = 0...(1 << 20)

  /// Attributes batch by batch; the credits appear, and the tables are printed, when all is done.
  private func attribute(
    _ batches: consuming TraceBatches, by requests: [MethodRequest], in context: AttributionContext,
    to target: CreditTarget, _ keying: TraceKeying, note: String? = nil
  ) throws {
    var keying = keying
    let sink = CreditQueue(try CreditSink(target, for: requests, replaces: replace))
    let files = try PageFiles(page.files + pictureTable.files + states.files)
    var gatherer = files.isWanted ? PageGatherer(methods: requests.map(\.label), solution: nil) : nil
    var collector = TraceCollector(on: requests, comparing: summary)
    var trust = summary ? CreditTrust(in: requests) : nil
    var supplements = SupplementUse(by: requests, in: context, hindsightFile: hindsight ?? "")
    let progress = Progress(nil, "turns")
    var following: TrajectoryBatch?
    var isLast = false
    while let recorded = try following.take() ?? (isLast ? nil : try batches.next()) {
      let batch = try keying.keyed(recorded, of: trace)
      supplements.add(batch)
      let work = BatchWork(on: batch, by: requests, in: context, to: sink)
      var failure: TraceGroupsError?
      if draws.threadCount > 1 {
        // The next batch is read meanwhile; why it cannot be is said after what is said of this one.
        do throws(TraceGroupsError) {
          following = try batches.next(beside: work.count) { work.perform($0) }
        } catch {
          failure = error
        }
        isLast = following == nil
      } else {
        for part in 0..<work.count { work.perform(part) }
      }
      let attributions = try supplements.explaining { try work.finish(&collector) }
      trust?.add(batch, attributions: attributions, in: context)
      gatherer?.add(batch, credits: zip(requests, attributions).map { $0.credits($1) })
      progress.update(collector.views[0].summary.turns)
      if let failure { throw failure }
    }
    progress.finish()
    let notes = [note].compactMap(\.self) + (try keying.notes(of: trace)) + (try supplements.notes())
    let result = TraceResult(
      collector, seed: draws.seed, files: target.files(of: requests), notes: notes, trust: trust)
    if let gatherer { try files.write(result, gatherer.data(units: nil)) }
    try sink.finish()
    if target.isStandardOutput {
      // The credits have standard output.
      try Terminal.showAside(result, asJSON: json)
    } else {
      try Terminal.show(result, asJSON: json)
    }
    try files.commit()
  }
}

extension AttributeCommand {
  /// The methods with what `--set` adds to the settings of the only one.
  private func calls() throws(UsageError) -> [Call] {
    var calls: [Call] = []
    for text in method {
      do throws(CallError) {
        calls.append(try Call(text))
      } catch {
        throw UsageError(description: "--method: \(error)")
      }
    }
    var settings: [Call.Setting] = []
    for text in set {
      do throws(CallError) {
        settings.append(try Call.Setting(text, in: text))
      } catch {
        throw UsageError(description: "--set is \"\(text)\"; expected name=value.")
      }
    }
    guard let first = settings.first, let call = calls.first else { return calls }
    guard calls.count == 1 else {
      throw UsageError(
        description:
          "--set belongs to a single method, and \(calls.count) are named. Write the setting with its method: "
          + "--method '\(call.name)(\(first.name)=\(first.value))'.")
    }
    return [Call(name: call.name, settings: call.settings + settings)]
  }

  private func target(_ requests: [MethodRequest]) throws(UsageError) -> CreditTarget {
    if perToken, format == .jsonl {
      throw UsageError(description: "--per-token is for tables: --format csv, json or npz.")
    }
    if format == .npz, output == nil, isatty(STDOUT_FILENO) == 1 {
      throw UsageError(description: "--format npz is no text for a terminal: give --output.")
    }
    switch output {
    case nil where summary: return .none
    case let path where format != .jsonl:
      return .table(path, CreditTable(format: format, byToken: perToken))
    case let path?: return requests.count == 1 ? .file(path) : .folder(path)
    case nil where requests.count == 1: return .standardOutput
    case nil:
      throw UsageError(
        description:
          "The credits of \(requests.count) methods need a folder: give --output, --format csv for one table, or --summary "
          + "for the tables alone."
      )
    }
  }

  /// The context of a recorded trace, with the files that go along with it.
  private func context(for requests: [MethodRequest], _ keying: TraceKeying) throws -> AttributionContext {
    for (path, supplement) in [(history, MethodCard.Supplement.history), (hindsight, .hindsight)] {
      guard path != nil, !requests.contains(where: { $0.card.supplements.contains(supplement) }) else {
        continue
      }
      let readers = AscribeCLI.methods.cards.filter { $0.supplements.contains(supplement) }
      throw UsageError(
        description:
          "--\(supplement.rawValue) is read by \(readers.map(\.id).joined(separator: ", ")) only, and by no method "
          + "that is named.")
    }
    if fit != nil, !requests.contains(where: { $0.card.methodology == .critic }) {
      throw UsageError(description: "--fit is read by critics only, and no method that is named is one.")
    }
    var context = AttributionContext(
      fitting: try fit.map { try keying.read($0) },
      history: try history.map { try keying.read($0) },
      hindsight: try hindsight.map { try HindsightReader.read($0) }, isPart: true, seed: draws.seed,
      threads: draws.threadCount)
    if Terminal.showsProgress {
      context.fitProgress = { what, done, limit in
        Terminal.progress("fit of \(what): \(Numerals.count(done)) of at most \(Numerals.count(limit))")
      }
    }
    return context
  }
}
