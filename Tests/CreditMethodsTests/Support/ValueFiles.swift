import Foundation

/// Runs a body with the path of a file of that text, which is removed afterwards.
func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
  try text.write(to: url, atomically: false, encoding: .utf8)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url.path)
}
