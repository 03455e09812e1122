import GRDB
import Glibc
import Trajectories

/// A file of SQLite with what runs were asked, measured and made, and a folder beside it with the bytes of larger artefacts.
///
/// The file is in the mode of write-ahead logging: several processes may read and write it at once, and what a killed one
/// was about to write is not there. Everything that is said of a run at its beginning or end is one transaction. Larger
/// artefacts are files `ab/cdef...` of the folder, named by their SHA-256, in place before a row tells of them.
package final class Store: Sendable {
  /// The path, as the caller named it.
  package let path: String
  /// Whether nothing can be written to it.
  package let isReadOnly: Bool
  let queue: DatabaseQueue

  /// Seconds that a process waits for others to finish their transactions.
  static let patience = 20.0

  /// Opens a store, or makes one where nothing stands, unless it must be there.
  ///
  /// Runs whose process is gone are noted as killed.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - creating: Whether a store is made where there is none.
  ///   - schema: The tables.
  /// - Throws: ``StoreError``; whatever stands at the path that is no store is left as it is.
  package init(_ path: String, creating: Bool, schema: Schema = .current) throws(StoreError) {
    self.path = path
    let stands = try Self.check(path)
    guard stands || creating else { throw .missing(path: path) }
    let isWritable = unsafe access(path, W_OK) == 0
    let isReadOnly = stands && !isWritable
    self.isReadOnly = isReadOnly
    queue = try Self.explaining(path, "open the store") {
      try Self.retryingWhileBusy {
        let queue = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: isReadOnly))
        try Self.prepare(queue, path, schema, isReadOnly: isReadOnly)
        return queue
      }
    }
    if !isReadOnly { try noteKilledRuns() }
  }

  /// Closes the store; it is of no further use.
  package func end() { try? queue.close() }

  /// The folder of the artefacts.
  var folder: String { "\(path).files" }

  /// Where the bytes of a digest are.
  func place(of digest: String) -> String { "\(folder)/\(digest.prefix(2))/\(digest.dropFirst(2))" }

  private static func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(patience)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  /// Brings a database to the schema, which it has only if it is new or one of ours.
  private static func prepare(
    _ queue: DatabaseQueue, _ path: String, _ schema: Schema, isReadOnly: Bool
  ) throws {
    func version(_ database: Database) throws -> Int {
      let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      guard found <= schema.version else {
        throw StoreError.later(path: path, found: found, accepted: schema.version)
      }
      return found
    }
    if isReadOnly { return try queue.read { _ = try version($0) } }
    // Tables are made before the log is, so that the file itself tells from its first moment whose it is.
    try queue.writeWithoutTransaction { database in
      if try version(database) < schema.version {
        try database.inTransaction(.immediate) {
          try schema.migrate(database, from: version(database))
          return .commit
        }
      }
      let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
      if mode != "wal" { try database.execute(sql: "PRAGMA journal_mode = WAL") }
    }
  }

  /// Looks at what stands at a path before SQLite does, which would write beside it.
  ///
  /// - Returns: Whether a store stands there.
  private static func check(_ path: String) throws(StoreError) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw refusal(path) }
      return false
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .notAFile(path: path, found: isFolder ? "a folder" : "not a regular file")
    }
    // What a killed process left of a store that it began to make.
    guard status.st_size > 0 else { return true }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(path) }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 100)
    let count = unsafe read(descriptor, &head, head.count)
    guard count == head.count, head.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .notADatabase(path: path)
    }
    let owner = head[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
    guard owner == Schema.applicationID else { throw .foreign(path: path) }
    return true
  }

  private static func refusal(_ path: String) -> StoreError {
    .refused(path: path, doing: "open the store", reason: unsafe String(cString: strerror(errno)))
  }

  /// Two processes that make a store at once may find it locked in ways that no waiting of SQLite's own covers.
  private static func retryingWhileBusy<Result>(_ body: () throws -> Result) throws -> Result {
    let deadline = ContinuousClock.now + .seconds(patience)
    while true {
      do {
        return try body()
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        guard ContinuousClock.now < deadline else { throw error }
        usleep(10_000)
      }
    }
  }

  /// Does something and says in our words what SQLite complains of.
  static func explaining<Result>(
    _ path: String, _ doing: String, _ body: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path, doing: doing)
    } catch let error as FileError {
      throw .failed(path: error.path, doing: error.operation.rawValue, reason: error.reason)
    } catch {
      throw .refused(path: path, doing: doing, reason: "\(error)")
    }
  }

  /// Reads in one transaction.
  func reading<Result>(_ doing: String, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try Self.explaining(path, doing) { try queue.read(body) }
  }

  /// Writes in one transaction, which waits for those of other processes.
  @discardableResult
  func writing<Result>(_ doing: String, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try Self.explaining(path, doing) {
      var result: Result?
      try queue.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          result = try body(database)
          return .commit
        }
      }
      guard let result else { throw StoreError.refused(path: path, doing: doing, reason: "nothing was done") }
      return result
    }
  }
}
