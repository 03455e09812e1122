/// Reads traces in the format `ascribe.trace/1`: JSON Lines, one episode a line.
///
/// Every rule of the format is checked, and the first breach stops the reading with a ``TraceError``. Where the format
/// leaves room, the reader decides so:
///
/// - An optional column of the batch is `nil` if no row of the file has the field. Otherwise a row without it holds
///   the field's default: the turn's state as `observation`, `true` as `valid`, 1 as `tokens`, the turn's index in
///   its episode as `segment`, `false` as `expert`, ``TurnColumns/absent`` as `privileged` or `signal`, and `NaN` for the numbers
///   that have no default.
/// - An episode may give some of its segments only: the rule that segments never decrease holds for the numbers given
///   and the indices filled in together.
/// - `null` is a value of the wrong type, not an absent field; `3.0` is a number, not an integer.
/// - `forkTurn` is at most the number of the episode's turns, and needs `forkOf`; whether the file holds the episode
///   forked from is not asked.
/// - An empty `counterfactuals` or `rewards` object is the same as none; an empty `factors` array is an error.
/// - A turn with `rewards` of agents and without `reward` has their sum, added up in alphabetical order.
/// - `decisions` may be empty, for a turn in which nobody decides, but not in all turns of an episode.
/// - A name that stands twice in one object is an error; among fields that the format does not have, it is not looked for.
/// - Names are compared byte by byte: a composed and a decomposed accent are two names.
/// - The byte order mark of UTF-8 at the beginning, CR LF, a last line without a newline, and blank lines at the end
///   are accepted; a blank line before a record is an error.
///
/// Symbols are numbered in the order of the file; the agents of `rewards` come after those of the decisions of their turn,
/// and the agents of `counterfactuals` after those of the turns of their episode, both in alphabetical order.
public enum TraceReader {
  /// The schema's name.
  public static let schema = "ascribe.trace/1"

  /// Reads a file.
  ///
  /// - Parameter path: The file, a pipe, or a device; errors name it as it is written here. `-` is standard input,
  ///   which errors call `<stdin>`. A path that ends in `.gz` leads to gzip data.
  /// - Returns: The episodes in the order of the file, at least one.
  /// - Throws: ``TraceError`` for a file that cannot be read, and for the first breach of the format.
  /// - Complexity: O(bytes of the file). The memory is that of the batch and of the longest line.
  public static func read(_ path: String) throws(TraceError) -> TrajectoryBatch {
    try read(EpisodeLines(ByteSource(path, expected: expectedFile)))
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: What errors call the file.
  /// - Returns: The episodes in the order of the file, at least one.
  /// - Throws: ``TraceError`` for the first breach of the format.
  /// - Complexity: O(bytes).
  public static func read(_ bytes: [UInt8], named name: String) throws(TraceError) -> TrajectoryBatch {
    try read(bytes, named: name, limit: Int(Int32.max))
  }

  /// Reads bytes of at most `limit` turns and `limit` decisions: the columns count both in 32 bits.
  static func read(_ bytes: [UInt8], named name: String, limit: Int) throws(TraceError) -> TrajectoryBatch {
    try read(EpisodeLines(ByteSource(bytes, named: name)), limit: limit)
  }

  /// Reads all episodes that are left of a file.
  static func read(
    _ lines: consuming EpisodeLines, limit: Int = Int(Int32.max)
  ) throws(TraceError) -> TrajectoryBatch {
    var columns = TraceColumns(limit: limit)
    while let line = try lines.next() { try columns.append(line) }
    guard columns.episodeCount > 0 else { throw emptyFile(lines.file) }
    return columns.batch
  }

  /// The error about a file without episodes.
  static func emptyFile(_ name: String) -> TraceError {
    TraceError(file: name, found: "empty", expected: "at least one episode")
  }

  static let expectedFile = "a file of \(schema) records"
}
