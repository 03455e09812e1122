import Foundation
import GRDB
import RunStore
import TestSupport
import Testing

/// Stores of every schema are read, and what is no store is left alone.
@Suite struct SchemaTests {
  /// Makes the store of an earlier schema, as it was dumped.
  private static func make(version: Int, at path: String) throws {
    let script = Bundle.module.bundleURL.appending(path: "Stores/v\(version).sql")
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: String(contentsOf: script, encoding: .utf8)) }
    try queue.close()
  }

  @Test(arguments: 1...Schema.current.version)
  func aStoreOfEverySchemaIsRead(version: Int) throws {
    try withStorePath { path in
      try Self.make(version: version, at: path)
      let store = try Store(path, creating: false)
      let runs = try store.runs()
      let run = try #require(runs.first { $0.name == "kept" })
      #expect(run.arguments == ["run", "relay", "--store", "store"])
      #expect(run.status == .finished)
      #expect(run.tags == ["purpose": "fixture"])
      #expect(try store.metrics(of: run.id).first == RunMetric("alignment/grpo", 0.5, low: 0.25, high: 0.75))
      #expect(try store.bytes(of: "result.json", run: run.id) == Array("{}".utf8))
      // Of a machine that is another one's: nobody here can know.
      #expect(runs.contains { $0.status == .running && $0.host == "elsewhere" })
      #expect(try store.flaws() == [])
      _ = try store.begin(sampleStart())
      #expect(try Self.version(of: path) == Schema.current.version)
    }
  }

  /// A later schema than this version's is made up, and then one whose step fails.
  @Test func aStoreIsBroughtToALaterSchemaOrLeft() throws {
    try withStorePath { path in
      try Self.make(version: 1, at: path)
      let steps = Schema.current.steps
      let failing = Schema(steps: steps + ["ALTER TABLE run ADD COLUMN more TEXT", "NO SUCH STATEMENT"])
      #expect(throws: StoreError.self) { try Store(path, creating: false, schema: failing) }
      #expect(try Self.version(of: path) == 1)
      let later = Schema(steps: steps + ["ALTER TABLE run ADD COLUMN more TEXT"])
      let store = try Store(path, creating: false, schema: later)
      #expect(try store.runs().contains { $0.name == "kept" })
      store.end()
      #expect(try Self.version(of: path) == later.version)
      let before = try Data(contentsOf: URL(filePath: path))
      #expect(
        throws: StoreError.later(path: path, found: later.version, accepted: Schema.current.version)
      ) { try Store(path, creating: true) }
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  @Test func aDatabaseOfAnotherProgramIsLeftAlone() throws {
    try withStorePath { path in
      let queue = try DatabaseQueue(path: path)
      try queue.write { try $0.execute(sql: "CREATE TABLE run (id)") }
      try queue.close()
      try Self.expectRefusal(.foreign(path: path))
    }
  }

  @Test(arguments: ["a", "SQLite format 3", String(repeating: "0123456789", count: 20)])
  func aFileThatIsNoDatabaseIsLeftAlone(text: String) throws {
    try withStorePath { path in
      try Data(text.utf8).write(to: URL(filePath: path))
      try Self.expectRefusal(.notADatabase(path: path))
    }
  }

  /// A store whose pages are overwritten with others' is refused by SQLite, in words.
  @Test func aDamagedStoreIsRefused() throws {
    try withStorePath { path in
      let store = try Store(path, creating: true)
      store.end()
      var bytes = try Data(contentsOf: URL(filePath: path))
      for place in 100..<bytes.count { bytes[place] = UInt8(truncatingIfNeeded: place) }
      try bytes.write(to: URL(filePath: path))
      #expect(throws: StoreError.self) { try Store(path, creating: true).runs() }
    }
  }

  @Test func aFolderADeviceAndAMissingStoreAreRefused() throws {
    try withTemporaryFolder { folder in
      #expect(throws: StoreError.notAFile(path: folder, found: "a folder")) {
        try Store(folder, creating: true)
      }
      #expect(throws: StoreError.notAFile(path: "/dev/null", found: "not a regular file")) {
        try Store("/dev/null", creating: true)
      }
      let missing = "\(folder)/none"
      #expect(throws: StoreError.missing(path: missing)) { try Store(missing, creating: false) }
      #expect(!FileManager.default.fileExists(atPath: missing))
      #expect(throws: StoreError.self) { try Store("\(folder)/none/store", creating: true) }
    }
  }

  /// What a killed process leaves that had just begun to make a store.
  @Test func anEmptyFileBecomesAStore() throws {
    try withStorePath { path in
      try Data().write(to: URL(filePath: path))
      #expect(try Store(path, creating: true).runs() == [])
    }
  }

  private static func version(of path: String) throws -> Int? {
    try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
  }

  private static func expectRefusal(_ error: StoreError) throws {
    guard case .foreign(let path) = error else {
      guard case .notADatabase(let path) = error else { return }
      return try expectRefusal(error, path)
    }
    try expectRefusal(error, path)
  }

  private static func expectRefusal(_ error: StoreError, _ path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: error) { try Store(path, creating: true) }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["store"])
  }
}
