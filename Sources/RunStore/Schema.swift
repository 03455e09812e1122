import GRDB

/// The tables of a store, and the steps that lead to them from those of earlier versions.
///
/// `PRAGMA user_version` is the number of steps that were taken. A step is never changed once it was released; a new one is
/// added at the end, with a store of the schema before it among the tests.
package struct Schema: Sendable {
  /// The steps, each as statements of SQL.
  package let steps: [String]

  /// The schema after some steps.
  package init(steps: [String]) { self.steps = steps }

  /// Its number.
  package var version: Int { steps.count }

  /// What `PRAGMA application_id` is of every store: "Ascr".
  static let applicationID: Int32 = 0x4173_6372

  /// The schema of this version.
  package static let current = Schema(steps: [first, costs])

  /// Takes the steps that are missing, in the transaction of the caller.
  func migrate(_ database: Database, from version: Int) throws {
    for step in steps.dropFirst(version) { try database.execute(sql: step) }
    try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(self.version)")
  }

  /// What a run cost: seconds that its threads computed, and the machine that they did it on.
  private static let costs = """
    ALTER TABLE run ADD COLUMN cpuSeconds REAL;
    ALTER TABLE run ADD COLUMN machine TEXT;
    """

  /// Times are milliseconds since 1970 in UTC. A seed is a text, since it may be above the largest integer of SQLite. A
  /// metric without an axis is of the whole run; its step is 0.
  private static let first = """
    CREATE TABLE experiment (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE run (
      id TEXT PRIMARY KEY NOT NULL,
      experiment INTEGER NOT NULL REFERENCES experiment,
      name TEXT,
      arguments TEXT NOT NULL,
      folder TEXT NOT NULL,
      user TEXT NOT NULL,
      host TEXT NOT NULL,
      version TEXT NOT NULL,
      revision TEXT,
      parent TEXT REFERENCES run ON DELETE SET NULL,
      status TEXT NOT NULL CHECK (status IN ('RUNNING', 'FINISHED', 'FAILED', 'KILLED')),
      started INTEGER NOT NULL,
      ended INTEGER,
      exitCode INTEGER,
      failure TEXT,
      seed TEXT,
      fingerprint TEXT,
      process INTEGER NOT NULL,
      processStart INTEGER NOT NULL,
      boot TEXT NOT NULL
    ) STRICT;
    CREATE INDEX runByExperiment ON run (experiment, started);
    CREATE INDEX runByParent ON run (parent);
    CREATE TABLE parameter (
      run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE metric (
      run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
      name TEXT NOT NULL,
      axis TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      low REAL,
      high REAL,
      PRIMARY KEY (run, name, axis, step)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tag (
      run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE artefact (
      run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
      name TEXT NOT NULL,
      mediaType TEXT NOT NULL,
      size INTEGER NOT NULL,
      digest TEXT NOT NULL,
      place TEXT NOT NULL CHECK (place IN ('row', 'file', 'outside')),
      bytes BLOB,
      PRIMARY KEY (run, name)
    ) STRICT;
    CREATE INDEX artefactByDigest ON artefact (digest);
    """
}
