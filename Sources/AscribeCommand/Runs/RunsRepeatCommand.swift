import ArgumentParser
import Ascribe
import Foundation
import RunStore

/// `ascribe runs repeat`.
struct RunsRepeatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repeat",
    abstract: "Run the command of a run again, and say whether the bytes are equal.",
    discussion: """
      The command runs in its folder, with this program. What it reads, it reads as it is now; what it writes goes to a \
      temporary folder, so that nothing is overwritten, and is compared by SHA-256 with what was stored, as are its \
      result and what it printed. The exit code is 1 if anything differs. The store stays as it is.
      """)

  @Argument(help: ArgumentHelp("The run: its identifier, how it begins, or its name.", valueName: "run"))
  var identifier: String

  @OptionGroup var choice: StoreChoice

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try choice.open()
    let found = try store.run(identifier)
    let before = try RunRecord(found, in: store)
    guard let made = before.artefacts, !made.isEmpty else {
      throw UsageError(
        description: "Run \(before.label) is \(before.status.rawValue) and left nothing to compare with.")
    }
    let repetition = try RepeatedCall(before).run { code, now, again in
      let names = (made.map(\.name) + (now.artefacts ?? []).map(\.name)).reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
      }
      // What is printed on a terminal is not stored, and so not compared.
      let printed = made.contains { $0.name == RunRecorder.output }
      let digest = { (run: RunRecord, name: String) in run.artefacts?.first { $0.name == name }?.digest }
      let compared = names.filter { $0 != RunRecorder.output || printed }.map {
        RunRepetition.Made(name: $0, before: digest(before, $0), now: digest(now, $0))
      }
      let differs = compared.contains { $0.name == RunRecorder.result && !$0.isEqual }
      let place =
        differs
        ? JSONDifference.first(
          (try? store.bytes(of: RunRecorder.result, run: before.id)) ?? [],
          (try? again.bytes(of: RunRecorder.result, run: now.id)) ?? []) : nil
      return RunRepetition(
        run: before, exitCode: code, version: now.version, commit: now.commit, artefacts: compared,
        place: place)
    }
    try Terminal.show(repetition, asJSON: json)
    guard repetition.isEqual else {
      throw CheckFailure(description: "Run \(before.label) gives other bytes than it gave.")
    }
  }
}

/// The command of a run, made again in a process of its own.
struct RepeatedCall {
  private let run: RunRecord

  init(_ run: RunRecord) { self.run = run }

  /// Makes it, and looks at what came of it before that is removed.
  ///
  /// - Parameter look: Receives the exit code, the run, and the store that has it.
  /// - Throws: ``UsageError`` for a command that cannot be run again, or that ended before its run began.
  func run<Result>(_ look: (Int, RunRecord, Store) throws -> Result) throws -> Result {
    var words = StoreOptions.without(run.arguments)
    guard !words.contains("-") else {
      throw UsageError(
        description: "Run \(run.label) read standard input or wrote to it by \"-\", which cannot be repeated."
      )
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: run.folder, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw UsageError(description: "Run \(run.label) ran in \(run.folder), which is no folder now.")
    }
    let scratch = FileManager.default.temporaryDirectory.appending(path: "ascribe-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    words.insert(
      contentsOf: ["--store", "\(scratch)/store"], at: words.firstIndex(of: "--") ?? words.endIndex)
    let complaints = "\(scratch)/complaints"
    _ = FileManager.default.createFile(atPath: complaints, contents: nil)
    let code = try OwnProcess(
      words, in: run.folder, environment: [AscribeCLI.scratchVariable: "\(scratch)/outputs"],
      complaints: complaints
    ).run()
    let again =
      FileManager.default.fileExists(atPath: "\(scratch)/store")
      ? try Store("\(scratch)/store", creating: false) : nil
    defer { again?.end() }
    guard let again, let now = try again.runs().first else {
      let said = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
      throw UsageError(
        description:
          "Run \(run.label) cannot be repeated: the command ended with code \(code). \(said.prefix(2000))"
      )
    }
    return try look(Int(code), RunRecord(now, in: again), again)
  }
}
