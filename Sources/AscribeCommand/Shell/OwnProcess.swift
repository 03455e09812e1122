import Foundation

/// This program, called again.
struct OwnProcess {
  private let process = Process()

  /// A call.
  ///
  /// - Parameters:
  ///   - arguments: What stands after `ascribe`.
  ///   - isSilent: Whether its complaints are dropped.
  init(_ arguments: [String], isSilent: Bool = false) throws {
    process.executableURL = URL(
      filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    if isSilent { process.standardError = FileHandle.nullDevice }
    // The plan says all that is to be said.
    process.environment = ProcessInfo.processInfo.environment.merging(
      [ProjectDefaults.variable: "", StoreOptions.variable: ""]) { _, own in own }
  }

  /// Runs it to its end; its exit code, 128 and its number for a signal.
  func run() throws -> Int32 {
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
  }
}
