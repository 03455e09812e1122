import Ascribe
import Foundation
import Reports
import Trajectories

/// Consecutive parts that become one, so that a merge of very many is a tree of merges, each of few files. Their records are
/// what they were, one behind the other, and so is what comes of them.
struct JoinedParts {
  private let parts: [PartFile]
  private let header: MeasuresHeader
  private let place: PartPlace

  /// How many bytes are held of a part.
  private static let pieceBytes = 1 << 20

  /// - Throws: ``UsageError`` for files that are no parts of one result, or leave out some between them.
  init(_ paths: [String]) throws {
    parts = try PartFile.parts(paths)
    for (part, next) in zip(parts, parts.dropFirst())
    where part.place.numbers.upperBound + 1 != next.place.numbers.lowerBound {
      throw UsageError(
        description: "Between \(part.path) and \(next.path) part \(part.place.numbers.upperBound + 1) of "
          + "\(part.place.count) is missing: --join takes parts that follow on each other.")
    }
    let (first, last) = (parts[0], parts[parts.count - 1])
    place = PartPlace(
      first.place.numbers.lowerBound...last.place.numbers.upperBound, of: first.place.count)
    header = MeasuresHeader(
      command: first.header.command, shard: place.description,
      batches: zip(first.header.batches, last.header.batches).map { $0.lowerBound..<$1.upperBound },
      order: first.header.order)
  }

  /// Writes them as one part.
  func write(to path: String) throws {
    let file = try AtomicFile(path)
    try file.append(try header.line() + [UInt8(ascii: "\n")])
    for part in parts {
      let source = try StoredJournal(Journal(opening: part.path, isToGrow: false))
      try source.forEachRecordPiece(ofMost: Self.pieceBytes) { piece throws(FileError) in
        try file.append(piece)
      }
    }
    try file.commit()
    let (first, last) = (place.numbers.lowerBound, place.numbers.upperBound)
    Terminal.tell("Written to \(path): parts \(first) to \(last) of \(place.count).")
  }
}
