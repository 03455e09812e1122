import Foundation

/// Runs a body in a folder of its own, which is removed afterwards.
package func withTemporaryFolder<Result>(_ body: (_ folder: String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "ascribe-tests-\(UUID().uuidString)")
    .path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Runs a body with the path of a file of these bytes in a folder of its own, which is removed afterwards.
package func withFile<Result>(
  _ bytes: some Sequence<UInt8>, named name: String, _ body: (_ path: String) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    return try body(path)
  }
}

/// The same with a JSON file of this text.
package func withFile<Result>(
  _ text: String, _ body: (_ path: String) throws -> Result
) throws -> Result {
  try withFile(text.utf8, named: "file.json", body)
}
