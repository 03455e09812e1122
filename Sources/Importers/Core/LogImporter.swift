package import Trajectories

/// A kind of log of another program, and how its episodes are read.
///
/// One format, one file. An importer is made once for all files of a call, reads them in the order in which they are
/// named, and gives its episodes to a ``TraceSink`` as soon as they are complete.
package protocol LogImporter: SendableMetatype {
  /// What the format is called on the command line.
  static var name: String { get }
  /// What a file of the format is, in words that follow "looks like".
  static var title: String { get }
  /// Whether a file is of this format, by its content.
  static func fits(_ sample: LogSample) -> Bool
  /// The fields that make a file one of this format; none where that is not a matter of some fields.
  static var needs: [StaticString] { get }

  /// An importer that has read nothing yet.
  init(_ options: ImportOptions)
  /// Reads a file.
  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError)
  /// Gives the episodes that no file completed.
  mutating func finish(into sink: TraceSink) throws(TraceError)
}

extension LogImporter {
  package static var needs: [StaticString] { [] }
  package mutating func finish(into sink: TraceSink) throws(TraceError) {}
}

/// What a call says about the reading.
package struct ImportOptions: Sendable {
  /// How an episode's end is made an outcome.
  package var outcome: OutcomeRule
  /// The score that counts, where a format knows several by name.
  package var score: String?
  /// Whether an episode that breaks its format is left out, and counted, rather than refused.
  package var isLenient: Bool
  /// Whether rows of a task need not stand together, so that all are held in memory.
  package var isWhole = false
  /// The mapping, for the format `mapping`.
  package var mapping: RowMapping?

  package init(
    outcome: OutcomeRule = OutcomeRule(), score: String? = nil, isLenient: Bool = false,
    mapping: RowMapping? = nil
  ) {
    self.outcome = outcome
    self.score = score
    self.isLenient = isLenient
    self.mapping = mapping
  }
}
