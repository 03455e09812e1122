import Ascribe
import Foundation
import Reports
import Trajectories

/// Where a command keeps the measures of its batches: beside its output while it works, so that it can go on after its end,
/// or as a part that others are joined with.
struct Keeping {
  /// What is kept.
  let measures: KeptMeasures
  /// The batches of each engine that are to be made; `nil` for all.
  let batches: [Range<Int>]?
  private let journal: Journal?
  /// Where a part is to stand.
  private let output: String
  /// Whether the part was made before.
  let isComplete: Bool

  /// What a file of unfinished work is called, after the output.
  static let suffix = ".unfinished"

  /// The measures of parts that are joined.
  init(merged measures: KeptMeasures) {
    self.measures = measures
    (batches, journal, output, isComplete) = (nil, nil, "", false)
  }

  /// Opens the file beside an output.
  ///
  /// - Parameters:
  ///   - output: The output.
  ///   - header: What is kept.
  ///   - part: Which part is done; `nil` for all.
  ///   - resumes: Whether unfinished work is gone on with. A part always is, since doing it again must do no harm.
  init(_ output: String, _ header: MeasuresHeader, part: Shard?, resumes: Bool) throws {
    let output = part.map { output.replacing("{shard}", with: $0.fileName) } ?? output
    self.output = output
    batches = part == nil ? nil : header.batches
    if let part, Self.stands(output) {
      try Self.check(Journal(opening: output, isToGrow: false), header, part: part)
      (measures, journal, isComplete) = (KeptMeasures(from: [], adding: nil), nil, true)
      return
    }
    isComplete = false
    let path = Self.unfinished(output)
    guard Self.stands(path) else {
      let journal = try Journal(creating: path, header: header.line())
      self.journal = journal
      measures = KeptMeasures(from: [], adding: journal)
      return
    }
    let journal = try Journal(opening: path, isToGrow: true)
    try Self.checkOrder(of: journal, header)
    guard resumes || part != nil else {
      throw UsageError(
        description:
          "\(path) keeps \(Numerals.count(journal.keys.count, "batch", plural: "batches")) of a command with this "
          + "--output that did not end: give --resume to go on, or remove the file.")
    }
    Terminal.complain(
      "ascribe: note: \(Numerals.count(journal.keys.count, "batch", plural: "batches")) were done before and are "
        + "read from \(path).")
    self.journal = journal
    measures = KeptMeasures(from: [journal], adding: journal)
  }

  /// Where unfinished work on an output is kept.
  static func unfinished(_ output: String) -> String {
    var place = output
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    return place + suffix
  }

  /// The measures of one of the engines.
  func part(_ index: Int = 0, files: KeptPart.Files? = nil) -> KeptPart {
    KeptPart(index, of: measures, files: files)
  }

  /// Makes batches of one of the engines that belong to the part.
  ///
  /// - Parameters:
  ///   - batches: Which ones.
  ///   - experiment: What is measured on them.
  ///   - index: Which engine it is.
  ///   - files: What a batch adds to the output files.
  func make(
    _ batches: Range<Int>, of experiment: some Experiment, _ index: Int = 0, files: KeptPart.Files? = nil
  ) throws {
    guard !isComplete else { return }
    let progress = Progress(batches.count, "batches")
    defer { progress.finish() }
    try during {
      try experiment.keep(in: part(index, files: files), on: batches, progress: progress.update)
    }
  }

  /// Carries out work whose finished batches are kept. Where the disk fails they stay, to go on with; what fails otherwise
  /// would fail again, and leaves nothing behind.
  func during<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      if !(error is FileError) { journal?.remove() }
      throw error
    }
  }

  /// Ends work that is complete: what was kept of it is not needed any more.
  func end() { journal?.remove() }

  /// Puts a part in its place, and says so.
  func finishPart(_ units: String = "batches") throws {
    try journal?.finish(as: output)
    let ranges = (batches ?? []).map { $0.isEmpty ? "none" : "\($0.lowerBound + 1) to \($0.upperBound)" }
    Terminal.tell(
      isComplete
        ? "\(output) has this part already."
        : "Written to \(output): \(units) \(ranges.joined(separator: ", ")).")
  }

  private static func stands(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: FileRoles.path(of: path))
  }

  /// Refuses a file of other work.
  private static func checkOrder(of journal: Journal, _ own: MeasuresHeader) throws {
    guard let found = MeasuresHeader(journal.header) else {
      throw UsageError(description: "\(journal.path) holds no finished batches of this version of Ascribe.")
    }
    guard found.order == own.order, found.batches == own.batches else {
      let difference = JSONDifference.first(Array(found.order.utf8), Array(own.order.utf8))
      throw UsageError(
        description:
          "\(journal.path) keeps batches of another command (\(difference ?? "another part")): give the same one, "
          + "another --output, or remove the file.")
    }
  }

  /// Refuses what stands where a part is to be, unless it is that part, whole.
  private static func check(_ journal: Journal, _ own: MeasuresHeader, part: Shard) throws {
    try checkOrder(of: journal, own)
    let lacks = own.batches.enumerated().contains { place, range in
      range.contains { !journal.keys.contains(JournalKey(part: place, batch: $0)) }
    }
    guard !lacks, journal.damage == nil else {
      throw UsageError(description: "\(journal.path) is damaged: remove it to do part \(part) again.")
    }
  }
}

extension Keeping? {
  /// The same where something may be kept.
  func during<Result>(_ work: () throws -> Result) throws -> Result {
    guard let self else { return try work() }
    return try self.during(work)
  }
}
