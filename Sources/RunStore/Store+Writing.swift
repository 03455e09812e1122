import Foundation
import GRDB
import Trajectories

extension Store {
  /// Notes that a run of this process begins.
  ///
  /// - Returns: Its identifier.
  package func begin(_ run: RunStart, by process: ProcessIdentity = .current) throws(StoreError) -> String {
    var generator = SystemRandomNumberGenerator()
    let id = SHA256.hexadecimal((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    try writing("store the run") { database in
      try database.execute(
        sql: "INSERT INTO experiment (name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [run.experiment])
      let parent = try run.parent.map { try Self.fullName($0, path, database) }
      let insert = """
        INSERT INTO run (id, experiment, name, arguments, folder, user, host, version, revision, parent, status, started,
          seed, machine, process, processStart, boot)
        VALUES (?, (SELECT id FROM experiment WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?, ?)
        """
      try database.execute(
        sql: insert,
        arguments: [
          id, run.experiment, run.name, try Self.json(run.arguments), run.folder, run.user, process.host,
          run.version, run.revision, parent, Self.now, run.seed, run.machine, process.number, process.start,
          process.boot,
        ])
      try Self.insert(run.parameters, into: "parameter", of: id, database)
      try Self.insert(run.tags, into: "tag", of: id, database)
    }
    return id
  }

  /// Notes how a run ended, with everything that it measured and made, or nothing of it.
  package func end(_ id: String, _ end: RunEnd) throws(StoreError) {
    for artefact in end.artefacts where artefact.place == .file { try keep(artefact) }
    try writing("store how the run ended") { database in
      try database.execute(
        sql: """
          UPDATE run SET status = ?, ended = ?, exitCode = ?, failure = ?, fingerprint = ?, cpuSeconds = ? WHERE id = ?
          """,
        arguments: [
          end.status.rawValue, Self.now, end.exitCode, end.failure, end.fingerprint, end.cpuSeconds, id,
        ])
      let metric = try database.makeStatement(
        sql:
          "INSERT OR REPLACE INTO metric (run, name, axis, step, value, low, high) VALUES (?, ?, ?, ?, ?, ?, ?)"
      )
      for found in end.metrics {
        try metric.execute(
          arguments: [id, found.name, found.axis, found.step, found.value, found.low, found.high])
      }
      for artefact in end.artefacts {
        // Deleting a run may have taken the file away since, but cannot while this transaction lasts.
        if artefact.place == .file { try keep(artefact) }
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO artefact (run, name, mediaType, size, digest, place, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            id, artefact.name, artefact.mediaType, artefact.size, artefact.digest, artefact.place.rawValue,
            artefact.place == .row ? artefact.bytes.map { Data($0) } ?? Data() : nil,
          ])
      }
    }
  }

  /// Gives a run tags; one without a value is taken away.
  package func tag(_ id: String, _ tags: [String: String?]) throws(StoreError) {
    try writing("store the tags") { database in
      for (name, value) in tags {
        try database.execute(sql: "DELETE FROM tag WHERE run = ? AND name = ?", arguments: [id, name])
        if let value { try Self.insert([name: value], into: "tag", of: id, database) }
      }
    }
  }

  /// Forgets runs, and the artefacts that no other run has.
  package func delete(_ ids: [String]) throws(StoreError) {
    let candidates = try writing("delete the runs") { database in
      var digests: Set<String> = []
      for id in ids {
        digests.formUnion(
          try String.fetchAll(
            database, sql: "SELECT digest FROM artefact WHERE run = ? AND place = 'file'", arguments: [id]))
        try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id])
      }
      try database.execute(
        sql: "DELETE FROM experiment WHERE id NOT IN (SELECT experiment FROM run)")
      return digests
    }
    // The rows are gone for sure before the files are; nobody can store a file of these bytes meanwhile.
    try writing("delete the artefacts") { database in
      for digest in candidates {
        let isKept =
          try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM artefact WHERE digest = ? AND place = 'file')",
            arguments: [digest]) ?? true
        if !isKept { try? FileManager.default.removeItem(atPath: place(of: digest)) }
      }
    }
  }

  /// Notes runs whose process is gone without a word as killed.
  func noteKilledRuns() throws(StoreError) {
    let gone = try goneRuns()
    guard !gone.isEmpty else { return }
    try writing("store which runs were killed") { database in
      for id in gone {
        try database.execute(
          sql: "UPDATE run SET status = 'KILLED' WHERE id = ? AND status = 'RUNNING'", arguments: [id])
      }
    }
  }

  /// Puts the bytes of an artefact in their place, unless they are there.
  private func keep(_ artefact: Artefact) throws(StoreError) {
    let place = place(of: artefact.digest)
    guard let bytes = artefact.bytes, !FileManager.default.fileExists(atPath: place) else { return }
    try Self.explaining(path, "store the artefact \(artefact.name)") {
      // The store's files are no outputs of the command.
      try FileRoles.$current.withValue(nil) {
        let folder = try AtomicFolder("\(folder)/\(artefact.digest.prefix(2))")
        try AtomicFile.write(bytes, to: place)
        folder.commit()
      }
    }
  }

  private static func insert(
    _ values: [String: String], into table: String, of id: String, _ database: Database
  ) throws {
    let statement = try database.makeStatement(
      sql: "INSERT INTO \(table) (run, name, value) VALUES (?, ?, ?)")
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      try statement.execute(arguments: [id, name, value])
    }
  }

  private static var now: Int { Int(Date().timeIntervalSince1970 * 1000) }

  private static func json(_ words: [String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(words), as: UTF8.self)
  }
}
