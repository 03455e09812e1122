import Foundation
import Testing

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
