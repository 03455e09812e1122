import Foundation
import Testing
import TestSupport

/// A folder that `ascribe` is called in, removed with everything in it after the test.
///
/// What a call prints goes to files beside that folder, so that ``files()`` are the call's own.
struct Workplace {
  /// The working folder of calls.
  let folder: URL
  private let streams: URL

  /// Runs a test in a workplace of its own.
  static func use<Result>(_ body: (Workplace) throws -> Result) throws -> Result {
    try withTemporaryFolder { root in
      let root = URL(filePath: root)
      let place = Workplace(folder: root.appending(path: "work"), streams: root.appending(path: "streams"))
      for folder in [place.folder, place.streams] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      return try body(place)
    }
  }

  /// Calls `ascribe` and waits for its end.
  ///
  /// - Parameters:
  ///   - arguments: What stands after `ascribe`.
  ///   - environment: Variables beside those of the test process.
  ///   - output: Where standard output leads.
  func ascribe(
    _ arguments: [String], environment: [String: String] = [:], output: StandardOutput = .captured
  ) throws -> FinishedCall {
    try Call(program: Self.program, arguments: arguments, environment: environment, folder: folder.path).run(
      output: output, outputFile: streams.appending(path: "output").path,
      complaintsFile: streams.appending(path: "complaints").path)
  }

  /// The same, with arguments parted by blanks; none of them may hold one.
  func ascribe(
    _ line: String, environment: [String: String] = [:], output: StandardOutput = .captured
  ) throws -> FinishedCall {
    try ascribe(line.split(separator: " ").map(String.init), environment: environment, output: output)
  }

  /// Runs a script of the shell in the working folder, in which `$0` is `ascribe`, and waits for its end.
  func shell(_ script: String) throws -> FinishedCall {
    try Call(
      program: "/bin/sh", arguments: ["-c", script, Self.program], environment: [:], folder: folder.path
    ).run(
      output: .captured, outputFile: streams.appending(path: "output").path,
      complaintsFile: streams.appending(path: "complaints").path)
  }

  /// Writes a file of the working folder.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Makes a folder of the working folder, with those above it.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: folder.appending(path: name), withIntermediateDirectories: true)
  }

  /// Copies a worked trace into the working folder: E1 of one agent, E2 of two, or H1, earlier episodes of E1's task.
  func addWorkedTrace(_ trace: String = "E1", as name: String? = nil) throws {
    try FileManager.default.copyItem(
      at: Bundle.module.bundleURL.appending(path: "Traces/\(trace).trace.jsonl"),
      to: folder.appending(path: name ?? "\(trace).jsonl"))
  }

  /// Copies the decentralised tiger problem into the working folder.
  func addProblem(compressed: Bool = false) throws {
    let ending = compressed ? "dpomdp.gz" : "dpomdp"
    try FileManager.default.copyItem(
      at: Bundle.module.bundleURL.appending(path: "Problems/dectiger.\(ending)"),
      to: folder.appending(path: "tiger.\(ending)"))
  }

  /// The path of a file of the working folder.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The bytes of a file of the working folder.
  func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

  /// Paths of everything in the working folder, hidden files included, in alphabetical order.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }

  /// The executable, which stands beside the tests' resources unless `ASCRIBE_PROGRAM` names another.
  private static let program =
    ProcessInfo.processInfo.environment["ASCRIBE_PROGRAM"]
    ?? Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "ascribe").path
}

/// What a call left.
struct FinishedCall {
  /// The exit code; the negated number of the signal if one ended the process.
  let code: Int32
  /// Standard output.
  let output: String
  /// Standard error.
  let complaints: String
}
