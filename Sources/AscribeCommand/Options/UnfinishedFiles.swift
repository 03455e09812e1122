import Ascribe
import Foundation
import Reports
import Trajectories

/// The files beside an output that keep the batches of a command which has not ended: one, or one of each process that works
/// on it.
struct UnfinishedFiles {
  private static let suffix = ".unfinished"

  /// The file of this process.
  let own: String
  private let base: String

  init(of output: String) {
    var place = output
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    base = place + Self.suffix
    own = Team.current.map { "\(place)\(Self.suffix)-\($0.rank)" } ?? base
  }

  /// Whether there is something of that name.
  static func stands(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: FileRoles.path(of: path))
  }

  /// Opens those that there are, that of this process to be added to.
  ///
  /// - Throws: ``UsageError`` for batches of another command, and for any where work is not to be gone on with.
  func open(expecting header: MeasuresHeader, resumes: Bool) throws -> [Journal] {
    let journals = try paths.map { try Self.journal($0, isToGrow: $0 == own) }
    for journal in journals { try header.check(journal) }
    let count = journals.reduce(0) { $0 + $1.keys.count }
    guard let first = journals.first else { return [] }
    let batches = Numerals.count(count, "batch", plural: "batches")
    guard resumes else {
      throw UsageError(
        description:
          "\(first.path) keeps \(batches) of a command with this --output that did not end: give --resume to go on, "
          + "or remove the file.")
    }
    let others = journals.count == 1 ? "" : " and \(Numerals.count(journals.count - 1, "other file"))"
    Terminal.complain(
      "ascribe: note: \(batches) \(count == 1 ? "was" : "were") done before, and \(count == 1 ? "is" : "are") read from "
        + "\(first.path)\(others).")
    for journal in journals {
      guard let place = journal.damage else { continue }
      Terminal.complain(
        "ascribe: note: \(journal.path) was cut off or damaged at byte \(place): what stood there is done again."
      )
    }
    return journals
  }

  private static func journal(_ path: String, isToGrow: Bool) throws -> Journal {
    do throws(FileError) {
      return try Journal(opening: path, isToGrow: isToGrow)
    } catch {
      guard error.reason == Journal.isNone else { throw error }
      throw UsageError(description: "\(error) Remove it, or give another --output.")
    }
  }

  /// Removes them.
  func remove() {
    for path in paths { try? FileManager.default.removeItem(atPath: FileRoles.path(of: path)) }
  }

  /// Removes those that hold batches of an order and that no process is writing.
  func remove(ofOrder order: String) {
    for path in paths {
      guard let journal = try? Journal(opening: path, isToGrow: true),
        MeasuresHeader(journal.header)?.order == order
      else { continue }
      journal.remove()
    }
  }

  private var paths: [String] {
    let folder = base.lastIndex(of: "/").map { String(base[...$0]) } ?? ""
    let name = base.dropFirst(folder.count)
    let entries =
      (try? FileManager.default.contentsOfDirectory(
        atPath: FileRoles.path(of: folder.isEmpty ? "." : folder))) ?? []
    return entries.filter { entry in
      entry == name || entry.hasPrefix("\(name)-") && Int(entry.dropFirst(name.count + 1)) != nil
    }.sorted().map { folder + $0 }
  }
}

extension MeasuresHeader {
  /// Refuses a file of other work.
  func check(_ journal: Journal) throws {
    guard let found = MeasuresHeader(journal.header) else {
      throw UsageError(
        description:
          "\(journal.path) holds no finished batches of this version of Ascribe: remove it, or give another "
          + "--output.")
    }
    guard found.order == order, found.batches == batches else {
      let difference = JSONDifference.first(Array(found.order.utf8), Array(order.utf8))
      throw UsageError(
        description:
          "\(journal.path) keeps batches of another command (\(difference ?? "another part")): give the same one, "
          + "another --output, or remove the file.")
    }
  }

  /// The first batch that it should have and a file has not.
  func firstMissing(in journal: Journal) -> Int? {
    let keys = journal.keys
    for (place, range) in batches.enumerated() {
      if let batch = range.first(where: { !keys.contains(JournalKey(part: place, batch: $0)) }) {
        return batch
      }
    }
    return nil
  }

  /// Refuses what stands where a part is to be, unless it is that part, whole.
  func check(_ journal: Journal, isPart part: Shard) throws {
    try check(journal)
    guard firstMissing(in: journal) == nil, journal.damage == nil else {
      throw UsageError(description: "\(journal.path) is damaged: remove it to do part \(part) again.")
    }
  }
}
