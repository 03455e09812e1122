import GRDB

/// Why a store cannot do what was asked.
package enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path leads to something that is no file.
  case notAFile(path: String, found: String)
  /// The file is no database of SQLite.
  case notADatabase(path: String)
  /// The file is a database of another program.
  case foreign(path: String)
  /// The file was written by a later version.
  case later(path: String, found: Int, accepted: Int)
  /// There is no store.
  case missing(path: String)
  /// SQLite or the system refused.
  case refused(path: String, doing: String, reason: String)
  /// The disk is full or fails.
  case failed(path: String, doing: String, reason: String)
  /// There is no run of that identifier.
  case unknownRun(path: String, found: String)
  /// Several runs begin alike.
  case ambiguousRun(found: String, candidates: [String], others: Int)
  /// There is no artefact of that name.
  case unknownArtefact(run: String, found: String, accepted: [String])
  /// An artefact's bytes are gone, or are others than were stored.
  case damagedArtefact(path: String, found: String)

  /// The error as a sentence.
  package var description: String {
    switch self {
    case .notAFile(let path, let found):
      "\(path): \(found); expected a store of runs, an SQLite file, or a name that is free for a new one."
    case .notADatabase(let path):
      "\(path): no SQLite file; expected a store of runs, or a name that is free for a new one."
    case .foreign(let path):
      "\(path): an SQLite file of another program; expected a store of runs, or a name that is free for a new one."
    case .later(let path, let found, let accepted):
      "\(path): the store has schema \(found), of a later version of Ascribe; this version knows schemas up to \(accepted)."
    case .missing(let path): "\(path): there is no store of runs; `--store \(path)` of a command makes one."
    case .refused(let path, let doing, let reason), .failed(let path, let doing, let reason):
      "\(path): cannot \(doing): \(reason)."
    case .unknownRun(let path, let found):
      "\(path): there is no run \"\(found)\"; `ascribe runs list` shows which there are."
    case .ambiguousRun(let found, let candidates, let others):
      "\"\(found)\" stands for several runs: \(candidates.joined(separator: ", "))"
        + (others > 0 ? " and \(others) more." : ".")
    case .unknownArtefact(let run, let found, let accepted):
      "run \(run) has no artefact \"\(found)\"; accepted: \(accepted.joined(separator: ", "))."
    case .damagedArtefact(let path, let found): "\(path): \(found)."
    }
  }

  /// Whether nothing is wrong with the store but that there is no room, or that a disk fails.
  package var isOfTheDisk: Bool { if case .failed = self { true } else { false } }
}

extension StoreError {
  /// What SQLite complains of.
  init(_ error: DatabaseError, path: String, doing: String) {
    if error.resultCode == .SQLITE_NOTADB {
      self = .notADatabase(path: path)
      return
    }
    let reason =
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: "another process has held it for too long"
      case .SQLITE_READONLY:
        doing == "open the store"
          ? "readers too write -wal and -shm beside it, and may not here; copy it to a folder of yours"
          : "it may not be written to"
      case .SQLITE_FULL: "no space is left on the device, or a file may not become that large"
      case .SQLITE_CANTOPEN: "it, or the files -wal and -shm beside it, cannot be opened"
      case .SQLITE_CORRUPT: "the file is damaged; `sqlite3 FILE .recover` may save what it holds"
      default: error.message ?? "\(error.resultCode)"
      }
    let isOfTheDisk = [.SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode)
    self =
      isOfTheDisk
      ? .failed(path: path, doing: doing, reason: reason) : .refused(path: path, doing: doing, reason: reason)
  }
}
