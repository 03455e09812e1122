import ArgumentParser
import Ascribe
import struct Foundation.Data
import Reports
import RunStore

/// `ascribe checklist`.
struct ChecklistCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checklist",
    abstract: "Hold a stored result to the survey's reporting checklist: 14 rows, ok, partial or missing.",
    discussion: """
      EXAMPLES:
        ascribe checklist results.json
        ascribe checklist results.json --json
        ascribe checklist --run first --store runs.db

      RESULT is what `run`, `compare`, `attribute`, `train` or `critics` wrote with --json, or results.json of `run \
      --output`. Ten rows of arXiv 2604.09459 (appendix C) are required and four recommended. A row says what the \
      result holds. A result is the same on every machine, so that CPU seconds and machine are not in it: a store of \
      runs has them, and --run takes the result from there. With --strict the exit code is 1 if a required row is \
      missing.
      """)

  @Argument(help: "The file with the result.")
  var result: String?

  @Option(name: .customLong("run"), help: "A run of the store in place of a file.")
  var identifier: String?

  @OptionGroup var choice: StoreChoice

  @Flag(help: "End with exit code 1 if a required row is missing.")
  var strict = false

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    try checkPath(result, of: "RESULT")
    let checked = try checklist()
    try Terminal.show(checked, asJSON: json)
    let missing = checked.missing
    guard strict, !missing.isEmpty else { return }
    throw CheckFailure(
      description:
        "\(Numerals.count(missing.count, "required row")) missing: \(missing.map(\.item).joined(separator: "; "))."
    )
  }

  private func checklist() throws -> Checklist {
    switch (result, identifier) {
    case (let path?, nil):
      if choice.store != nil { throw UsageError(description: "--store is for --run, and RESULT is a file.") }
      let found = try Self.reader.read(path)
      return Checklist(found.facts, subject: path, kind: found.header.schema, writtenBy: found.header.version)
    case (nil, let identifier?):
      let store = try choice.open()
      let run = try RunRecord(store.run(identifier), in: store)
      let bytes = try store.bytes(of: RunRecorder.result, run: run.id)
      var found = try Self.reader.read(Data(bytes), path: "run \(run.label)")
      found.facts.cpuSeconds = run.cpuSeconds.map { Numerals.digits($0) }
      found.facts.machine = run.machine
      let commit = run.commit.map { ", commit \($0.prefix(12))" } ?? ""
      return Checklist(
        found.facts, subject: "run \(run.label)", kind: found.header.schema,
        writtenBy: found.header.version + commit)
    case (_?, _?): throw UsageError(description: "RESULT and --run each say what to look at: give one.")
    case (nil, nil): throw UsageError(description: "What is to be looked at? Give a file, or --run.")
    }
  }

  /// What a result says, and who wrote it.
  private struct Found {
    var facts: ChecklistFacts
    let header: ResultHeader
  }

  private static var reader: ResultReader<Found> {
    ResultReader([
      checked(StudyResult.self), checked(ComparisonResult.self), checked(SampledComparisonResult.self),
      checked(TraceResult.self), checked(TrainingResult.self), checked(TrainingSeriesResult.self),
      checked(CriticStudyResult.self), checked(SampledCriticResult.self),
    ])
  }

  private static func checked<Result: CheckedResult>(_ kind: Result.Type) -> ResultKind<Found> {
    let methods = AscribeCLI.methods
    return ResultKind { (result: Result, header) in
      Found(facts: result.checklistFacts(in: methods), header: header)
    }
  }
}
