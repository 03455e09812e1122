import Foundation
import Synchronization

/// This program, called again.
struct OwnProcess {
  /// The processes that run.
  private static let running = Mutex<Set<Int32>>([])

  private let process = Process()

  /// Passes a signal on to all that run: who ends a process by its number means what it began, too.
  static func signalAll(_ number: Int32) {
    running.withLock { for process in $0 { kill(process, number) } }
  }

  /// A call, whose complaints are this one's; what it prints is dropped.
  ///
  /// - Parameter arguments: What stands after `ascribe`.
  init(_ arguments: [String]) throws {
    process.executableURL = URL(
      filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    // The plan says all that is to be said.
    process.environment = ProcessInfo.processInfo.environment.merging(
      [ProjectDefaults.variable: "", StoreOptions.variable: ""]) { _, own in own }
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
