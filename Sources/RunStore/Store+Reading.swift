import Foundation
import GRDB
import Trajectories

extension Store {
  /// Which runs are asked for.
  package struct Selection: Sendable {
    /// The experiment; all if `nil`.
    package var experiment: String?
    /// The status; any if `nil`.
    package var status: RunStatus?
    /// Tags that a run must have.
    package var tags: [String: String] = [:]
    /// Most runs, the latest; all if `nil`.
    package var limit: Int?

    /// All runs.
    package init() {}
  }

  /// Runs, the latest first.
  package func runs(_ selection: Selection = Selection()) throws(StoreError) -> [StoredRun] {
    let gone = Set(isReadOnly ? try goneRuns() : [])
    let runs = try reading("read the runs") { database in
      var conditions = ["1"]
      var arguments = StatementArguments()
      if let experiment = selection.experiment {
        conditions.append("experiment.name = ?")
        arguments += [experiment]
      }
      for (name, value) in selection.tags.sorted(by: { $0.key < $1.key }) {
        conditions.append("EXISTS (SELECT 1 FROM tag WHERE tag.run = run.id AND name = ? AND value = ?)")
        arguments += [name, value]
      }
      let condition = conditions.joined(separator: " AND ")
      return try Self.runs(where: condition, arguments, gone: gone, database)
    }
    // The status is that of this moment, which the rows of a store that cannot be written do not have.
    let found = runs.filter { run in selection.status.map { run.status == $0 } ?? true }
    return selection.limit.map { Array(found.prefix($0)) } ?? found
  }

  /// The run whose identifier begins so, or the one of that name.
  ///
  /// - Throws: ``StoreError/unknownRun(path:found:)``, ``StoreError/ambiguousRun(found:candidates:others:)``.
  package func run(_ prefix: String) throws(StoreError) -> StoredRun {
    let gone = Set(isReadOnly ? try goneRuns() : [])
    let found = try reading("read the run") { database in
      let id = try Self.fullName(prefix, path, database)
      return try Self.runs(where: "run.id = ?", [id], gone: gone, database)
    }
    guard let run = found.first else { throw .unknownRun(path: path, found: prefix) }
    return run
  }

  /// What a run measured, by name, axis and step.
  package func metrics(of id: String) throws(StoreError) -> [RunMetric] {
    try reading("read the metrics") { database in
      let sql = """
        SELECT name, axis, step, value, low, high FROM metric WHERE run = ? ORDER BY name, axis, step
        """
      return try Row.fetchAll(database, sql: sql, arguments: [id]).map { row in
        RunMetric(
          row["name"], axis: row["axis"], step: row["step"], row["value"], low: row["low"], high: row["high"])
      }
    }
  }

  /// What a run made, by name; without the bytes.
  package func artefacts(of id: String) throws(StoreError) -> [Artefact] {
    try reading("read the artefacts") { database in
      let sql = "SELECT name, mediaType, size, digest, place FROM artefact WHERE run = ? ORDER BY name"
      return try Row.fetchAll(database, sql: sql, arguments: [id]).map { row in
        Artefact(
          name: row["name"], mediaType: row["mediaType"], size: row["size"], digest: row["digest"],
          place: Artefact.Place(rawValue: row["place"]) ?? .outside)
      }
    }
  }

  /// The bytes of an artefact.
  ///
  /// - Throws: ``StoreError/unknownArtefact(run:found:accepted:)`` for one that is not there or not kept,
  ///   ``StoreError/damagedArtefact(path:found:)`` for one whose bytes are others than were stored.
  package func bytes(of name: String, run id: String) throws(StoreError) -> [UInt8] {
    let all = try artefacts(of: id)
    guard let artefact = all.first(where: { $0.name == name && $0.place != .outside }) else {
      let kept = all.filter { $0.place != .outside }.map(\.name)
      throw .unknownArtefact(run: String(id.prefix(8)), found: name, accepted: kept.isEmpty ? ["none"] : kept)
    }
    let source = artefact.place == .row ? path : place(of: artefact.digest)
    let bytes: [UInt8]
    if artefact.place == .row {
      bytes = try reading("read the artefact") { database in
        let sql = "SELECT bytes FROM artefact WHERE run = ? AND name = ?"
        return [UInt8](try Data.fetchOne(database, sql: sql, arguments: [id, name]) ?? Data())
      }
    } else {
      guard let data = FileManager.default.contents(atPath: source) else {
        throw .damagedArtefact(path: source, found: "the bytes of the artefact \(name) are gone")
      }
      bytes = [UInt8](data)
    }
    guard SHA256.text(of: bytes) == artefact.digest else {
      throw .damagedArtefact(
        path: source, found: "the bytes of the artefact \(name) are not those that were stored")
    }
    return bytes
  }

  /// What SQLite finds wrong with the file; empty if nothing is.
  package func flaws() throws(StoreError) -> [String] {
    try reading("check the store") { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    }
  }

  /// Runs that are said to be at work and whose process is gone.
  func goneRuns() throws(StoreError) -> [String] {
    try reading("read which runs are at work") { database in
      let sql = "SELECT id, process, processStart, boot, host FROM run WHERE status = 'RUNNING'"
      return try Row.fetchAll(database, sql: sql).compactMap { row -> String? in
        let process = ProcessIdentity(
          number: row["process"], start: row["processStart"], boot: row["boot"], host: row["host"])
        return process.isGone ? row["id"] : nil
      }
    }
  }

  /// Most runs that an error lists.
  private static let mostCandidates = 5

  /// The identifier that begins so, or that of the run of that name.
  static func fullName(_ prefix: String, _ path: String, _ database: Database) throws -> String {
    guard !prefix.isEmpty else { throw StoreError.unknownRun(path: path, found: prefix) }
    var found = try String.fetchAll(
      database, sql: "SELECT id FROM run WHERE substr(id, 1, length(?1)) = ?1 ORDER BY started DESC, id",
      arguments: [prefix])
    if found.isEmpty {
      found = try String.fetchAll(
        database, sql: "SELECT id FROM run WHERE name = ? ORDER BY started DESC, id", arguments: [prefix])
    }
    guard let first = found.first else { throw StoreError.unknownRun(path: path, found: prefix) }
    guard found.count == 1 else {
      throw StoreError.ambiguousRun(
        found: prefix, candidates: Array(found.prefix(mostCandidates)),
        others: max(0, found.count - mostCandidates))
    }
    return first
  }

  private static func runs(
    where condition: String, _ arguments: StatementArguments, gone: Set<String>, _ database: Database
  ) throws -> [StoredRun] {
    let source = "FROM run JOIN experiment ON experiment.id = run.experiment WHERE \(condition)"
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT run.*, experiment.name AS experimentName \(source) ORDER BY started DESC, run.id",
      arguments: arguments)
    let texts = { (table: String) throws -> [String: [String: String]] in
      let sql = "SELECT run, name, value FROM \(table) WHERE run IN (SELECT run.id \(source))"
      return try Row.fetchAll(database, sql: sql, arguments: arguments).reduce(into: [:]) { texts, row in
        let (run, name): (String, String) = (row["run"], row["name"])
        texts[run, default: [:]][name] = row["value"]
      }
    }
    let (parameters, tags) = (try texts("parameter"), try texts("tag"))
    return try rows.map { row in
      let id: String = row["id"]
      let status = RunStatus(rawValue: row["status"]) ?? .failed
      let words: String = row["arguments"]
      return StoredRun(
        id: id, experiment: row["experimentName"], name: row["name"],
        arguments: try JSONDecoder().decode([String].self, from: Data(words.utf8)), folder: row["folder"],
        user: row["user"], host: row["host"], version: row["version"], revision: row["revision"],
        parent: row["parent"], status: gone.contains(id) ? .killed : status, started: row["started"],
        ended: row["ended"], exitCode: row["exitCode"], failure: row["failure"], seed: row["seed"],
        fingerprint: row["fingerprint"], cpuSeconds: row["cpuSeconds"], machine: row["machine"],
        parameters: parameters[id] ?? [:], tags: tags[id] ?? [:])
    }
  }
}
