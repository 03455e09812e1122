import Foundation
import Testing

/// Runs a test in a folder of its own, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (_ folder: String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "ascribe-tests-\(UUID().uuidString)")
    .path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// The names in a folder, hidden ones included, in alphabetical order.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The bytes of a file.
func contents(of path: String) throws -> [UInt8] {
  try [UInt8](#require(FileManager.default.contents(atPath: path)))
}

/// The path of a trace among the test resources.
func worked(_ name: String) throws -> String {
  try #require(Bundle.module.path(forResource: "\(name).trace", ofType: "jsonl", inDirectory: "Traces"))
}
