import ArgumentParser
import Ascribe
import Attribution
import Trajectories

/// `ascribe attribute`.
struct AttributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute", abstract: "Attribute recorded trajectories, and compare methods on them.",
    discussion: """
      Reads a trace (ascribe.trace/1, one episode a line) and writes one credit for every decision and method \
      (ascribe.credit/1), with tables of what the trace offers and which credits are 0. One method writes to the file \
      of --output, or to standard output (the tables then go to standard error); several write LABEL.credits.jsonl \
      each into the folder of --output. --summary adds how far the methods go together, over all agents and by agent; \
      without --output it is all that is written.

      EXAMPLES:
        ascribe attribute trace.jsonl --method graphgpo --output credits.jsonl
        ascribe attribute trace.jsonl --method gigpo --set norm=mean > credits.jsonl
        zcat old.gz | ascribe attribute - --method grpo --output credits.jsonl
        ascribe attribute trace.jsonl --method mc --method 'gae(lam=1)' --output out
        ascribe attribute trace.jsonl --method grpo --method gigpo --summary --json
        ascribe attribute trace.jsonl --method tigpo --history old.jsonl --summary
        ascribe attribute trace.jsonl --method hcapo --hindsight h.jsonl --summary
      """)

  @Argument(help: "The trace: a file, one that ends in .gz, or - for standard input.")
  var trace: String

  @Option(help: "A method: NAME or NAME(key=value,...), see `ascribe methods`; may be repeated.")
  var method: [String]

  @Option(help: "A parameter of the only method, name=value; may be repeated.")
  var set: [String] = []

  @Option(help: "Where the credits go: a file for one method, a folder for several.")
  var output: String?

  @Flag(help: "Compare the methods with each other; without --output, write no credits.")
  var summary = false

  @Option(help: "A trace of earlier policies, for methods that remember (tigpo).")
  var history: String?

  @Option(help: "Hindsight probabilities (ascribe.hindsight/1), for methods that read them (hcapo).")
  var hindsight: String?

  @Option(parsing: .unconditional, help: "Seed of the methods' own draws.", transform: wholeNumber)
  var seed: UInt64 = 0

  @Flag(help: "Write the tables as JSON.")
  var json = false

  func run() throws {
    try checkPath(trace, of: "The trace")
    for (path, option) in [(output, "--output"), (history, "--history"), (hindsight, "--hindsight")] {
      try checkPath(path, of: option)
    }
    let requests = try calls().map { try MethodRequest($0) }
    try MethodRequest.requireDistinct(requests)
    let target = try target(requests)
    let context = try context(for: requests)
    let batch = try TraceReader.read(trace)
    let notes = try hindsightNotes(requests, context, batch)
    var credits: [[Double]] = []
    for request in requests { credits.append(try request.attribute(batch, in: context).credits) }
    var report = TraceReport(on: requests, comparing: summary)
    report.add(batch, credits: credits, in: context)
    let lines = try lines(report, target, notes)
    try target.write(credits, of: batch, by: requests)
    if case .standardOutput = target {
      // The credits have standard output.
      for line in lines { Terminal.complain(line) }
    } else {
      try Terminal.print(lines)
    }
  }

  private func lines(_ report: TraceReport, _ target: CreditTarget, _ notes: [String]) throws -> [String] {
    let files = target.files(of: report.methods.map(\.request))
    guard !json else {
      return [try AscribeCommand.json(TraceRecord(report, seed: seed, files: files, notes: notes))]
    }
    let all = report.notes + notes
    return TraceReportText(report).lines + (all.isEmpty ? [] : [""] + all)
      + (files.count < 2 ? [] : ["", "Written: \(files.joined(separator: ", "))"])
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
    switch output {
    case let path?: return requests.count == 1 ? .file(path) : .folder(path)
    case nil where summary: return .none
    case nil where requests.count == 1: return .standardOutput
    case nil:
      throw UsageError(
        description:
          "The credits of \(requests.count) methods need a folder: give --output, or --summary for the tables alone."
      )
    }
  }

  /// The context of a recorded trace, with the files that go along with it.
  private func context(for requests: [MethodRequest]) throws -> AttributionContext {
    for (path, supplement) in [(history, MethodCard.Supplement.history), (hindsight, .hindsight)] {
      guard path != nil, !requests.contains(where: { $0.card.supplements.contains(supplement) }) else {
        continue
      }
      let readers = MethodCatalogue.builtIn.map(\.card).filter { $0.supplements.contains(supplement) }
      throw UsageError(
        description:
          "--\(supplement.rawValue) is read by \(readers.map(\.id).joined(separator: ", ")) only, and by no method "
          + "that is named.")
    }
    return AttributionContext(
      history: try history.map { try TraceReader.read($0) },
      hindsight: try hindsight.map { try HindsightReader.read($0) }, seed: seed)
  }

  /// What is to be said of hindsight records that are for no decision of the trace.
  private func hindsightNotes(
    _ requests: [MethodRequest], _ context: AttributionContext, _ batch: TrajectoryBatch
  ) throws(UsageError) -> [String] {
    guard let records = context.hindsight, let file = hindsight else { return [] }
    var notes: [String] = []
    for request in requests where request.card.supplements.contains(.hindsight) {
      let key = request.choice("key", or: StateKey.state)
      let others = HindsightTable.areForDecisions(records, of: batch, by: key).count { !$0 }
      guard others < records.count else {
        let example = records[0]
        throw UsageError(
          description:
            "\(file): no record is for a decision of the trace, by key=\(key.rawValue); the first is for action "
            + "\"\(example.action)\" of agent \"\(example.agent)\" in state \"\(example.state)\" of task "
            + "\"\(example.task)\".")
      }
      guard others > 0 else { continue }
      notes.append(
        "\(request.label): \(others) of \(Numerals.count(records.count, "record")) of \(file) "
          + "\(others == 1 ? "is" : "are") for no decision of the trace.")
    }
    return notes
  }
}

/// Where credits go.
private enum CreditTarget {
  case none
  case standardOutput
  case file(String)
  case folder(String)

  /// The files of the methods; none where the credits are not in files.
  func files(of requests: [MethodRequest]) -> [String] {
    switch self {
    case .none, .standardOutput: []
    case .file(let path): [path]
    case .folder(let path): requests.map { "\(path)/\($0.creditsFile)" }
    }
  }

  /// Writes the credits of every method, or nothing.
  func write(_ credits: [[Double]], of batch: TrajectoryBatch, by requests: [MethodRequest]) throws {
    switch self {
    case .none: return
    case .standardOutput:
      var bytes: [UInt8] = []
      for (request, values) in zip(requests, credits) {
        CreditsWriter.append(
          CreditsHeader(method: request.card.id, parameters: request.parameters), to: &bytes)
        CreditsWriter.append(values, of: batch, to: &bytes)
      }
      try Terminal.write(bytes)
    case .file(let path):
      for (request, values) in zip(requests, credits) {
        let record = Credits(method: request.card.id, parameters: request.parameters, values: values)
        try CreditsWriter.write(record, of: batch, to: path)
      }
    case .folder(let path):
      let folder = try CreditsFolder(path, methods: requests)
      try folder.append(credits, of: batch)
      try folder.finish()
    }
  }
}
