package import Trajectories

/// Measures of batches that are kept in files: those that were made before, and a place for those that are made now.
///
/// What is kept of a batch is its `BatchMeasure.Partial` as ``PartialBytes``, and the bytes that the batch adds to each output file.
/// Partials are folded in the order of the batches whoever made them, so that a result does not depend on how often the work
/// was interrupted, or over how many processes it was spread.
package final class KeptMeasures {
  private let sources: [any JournalRecords]
  private let target: Journal?
  private let place: [JournalKey: Int]
  /// What is made now, by this process or by others, for others; empty where nobody else is to have it.
  private var made: [JournalKey: [[UInt8]]] = [:]
  private let isShared: Bool

  /// - Parameters:
  ///   - sources: What was made before.
  ///   - target: Where batches are added that are made now, and may be one of the sources; `nil` where they go to no file.
  ///   - isShared: Whether batches that are made now are held in memory, for another process.
  package init(from sources: [any JournalRecords], adding target: Journal?, isShared: Bool = false) {
    self.sources = sources
    self.target = target
    self.isShared = isShared
    var place: [JournalKey: Int] = [:]
    for (index, source) in sources.enumerated() {
      for key in source.keys where place[key] == nil { place[key] = index }
    }
    self.place = place
  }

  /// The partial of a batch as it is kept; `nil` where it is not.
  func partial(of key: JournalKey) throws(FileError) -> [UInt8]? { try blob(0, of: key) }

  /// What a batch adds to the output files.
  ///
  /// - Throws: `FileError` for a file that cannot be read.
  func files(of key: JournalKey) throws(FileError) -> [[UInt8]] {
    var files: [[UInt8]] = []
    while let text = try blob(1 + files.count, of: key) { files.append(text) }
    return files
  }

  /// Whether a batch is kept.
  package func contains(_ key: JournalKey) -> Bool { place[key] != nil || made[key] != nil }

  /// What was made now, for ``add(_:)`` in another process.
  package var bytes: [UInt8] { RecordBytes.bytes(of: made) }

  /// Adds what another process made.
  package func add(_ bytes: [UInt8]) { made.merge(RecordBytes.records(in: bytes)) { own, _ in own } }

  func blob(_ index: Int, of key: JournalKey) throws(FileError) -> [UInt8]? {
    if let blobs = made[key] { return blobs.indices.contains(index) ? blobs[index] : nil }
    if let source = place[key] { return try sources[source].blob(index, of: key) }
    return try target?.blob(index, of: key)
  }

  /// Keeps a batch, unless it is kept already.
  func keep(_ blobs: [[UInt8]], of key: JournalKey) throws(FileError) {
    guard !contains(key) else { return }
    try target?.append(blobs, of: key)
    if isShared { made[key] = blobs }
  }
}

/// The measures of one of the engines of a command.
package struct KeptPart {
  /// What a batch adds to each output file.
  package typealias Files = @Sendable (JudgedBatch) throws -> [[UInt8]]

  private let measures: KeptMeasures
  private let part: Int
  /// `nil` where there are no output files.
  let files: Files?

  package init(_ part: Int, of measures: KeptMeasures, files: Files? = nil) {
    self.measures = measures
    self.part = part
    self.files = files
  }

  func partial(ofBatch batch: Int) throws(FileError) -> [UInt8]? {
    try measures.partial(of: JournalKey(part: part, batch: batch))
  }

  /// What a batch adds to each output file.
  ///
  /// - Throws: `FileError` for a file that cannot be read.
  package func files(ofBatch batch: Int) throws(FileError) -> [[UInt8]] {
    try measures.files(of: JournalKey(part: part, batch: batch))
  }

  /// One of the blobs that were kept of a batch; `nil` where there is none.
  ///
  /// - Throws: `FileError` for a file that cannot be read.
  package func blob(_ index: Int, ofBatch batch: Int) throws(FileError) -> [UInt8]? {
    try measures.blob(index, of: JournalKey(part: part, batch: batch))
  }

  /// Keeps the blobs of a batch, unless it is kept already.
  ///
  /// - Throws: `FileError` for a file that cannot be written.
  package func keep(_ blobs: [[UInt8]], ofBatch batch: Int) throws(FileError) {
    try measures.keep(blobs, of: JournalKey(part: part, batch: batch))
  }
}
