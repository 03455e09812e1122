import Foundation
import Ground

/// This program, called again.
struct OwnProcess {
  /// The processes that run.
  private static let running = Locked<Set<Int32>>([])

  private let process = Process()

  /// Passes a signal on to all that run: who ends a process by its number means what it began, too.
  static func signalAll(_ number: Int32) {
    running.withLock { for process in $0 { kill(process, number) } }
  }

  /// The file of this program, links followed.
  static var program: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// A call. What it prints is dropped; of the environment, neither a project's defaults nor a store are its own, since the
  /// arguments say all that is to be said.
  ///
  /// - Parameters:
  ///   - arguments: What stands after `ascribe`.
  ///   - folder: Where it runs; here if not given.
  ///   - environment: Variables beside those of this process.
  ///   - complaints: The file, which is there, that takes what it complains of; without one that is this call's.
  /// - Throws: ``UsageError`` where the system does not tell which file this program is.
  init(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    complaints: String? = nil
  ) throws(UsageError) {
    guard let program = Self.program else {
      throw UsageError(description: "The system does not tell which file this program is (/proc/self/exe).")
    }
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    if let complaints { process.standardError = FileHandle(forWritingAtPath: complaints) }
    process.environment = ProcessInfo.processInfo.environment
      .merging([ProjectDefaults.variable: "", StoreOptions.variable: ""]) { _, own in own }
      .merging(environment) { _, own in own }
  }

  /// Runs it to its end; its exit code, 128 and its number for a signal.
  func run() throws -> Int32 {
    try process.run()
    let number = process.processIdentifier
    Self.running.withLock { _ = $0.insert(number) }
    process.waitUntilExit()
    Self.running.withLock { _ = $0.remove(number) }
    return process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
  }
}
