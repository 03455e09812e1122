import Trajectories

/// A problem in the `.dpomdp` format of the MADP toolbox.
///
/// The sections `agents`, `discount`, `values`, `states`, `start`, `actions` and `observations` stand once each before
/// the entries `T`, `O` and `R`; states before the start, and agents before actions and observations. An entry sets
/// one number, a row or a matrix; of several that set the same, the last counts. What no `R` entry sets is 0, and a
/// probability that no entry sets is 0 too, but every row must sum to 1 within 1e-6; rows that are not 1 up to
/// rounding are divided by their sum. Costs become rewards by their sign.
///
/// Beyond the format as the toolbox reads it: a comment may follow tokens on a line, lines may be blank, `start:` takes
/// its row or keyword on its own line too, and agents may be named.
///
/// Source: Oliehoek, Spaan, Terwijn, Robbel and Messias, The MADP Toolbox, JMLR 18 (2017); its problem files document
/// the format. It extends Cassandra's format for POMDPs.
public struct DPOMDPFile: Sendable {
  /// The model.
  public let model: DecPOMDPModel
  /// What is allowed and may yet be a mistake: cells that are set more than once, states that are listed twice. Empty
  /// if no notes were asked for.
  public let notes: [DPOMDPNote]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file, a pipe, or a device; errors name it as it is written here.
  ///   - notes: Whether to take notes, which costs time and memory.
  ///   - limits: Bounds on what the file may ask for.
  /// - Throws: ``DPOMDPFileError`` for a file that cannot be read, and for the first breach of the format.
  public init(
    reading path: String, notes: Bool = false, limits: DPOMDPLimits = DPOMDPLimits()
  ) throws(DPOMDPFileError) {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path, expected: "a .dpomdp file")
    } catch {
      throw DPOMDPFileError(file: path, found: error.found, expected: error.expected)
    }
    try self.init(bytes, named: path, notes: notes, limits: limits)
  }

  /// Reads the bytes of a file that errors call `name`; otherwise like ``init(reading:notes:limits:)``.
  public init(
    _ bytes: [UInt8], named name: String, notes: Bool = false, limits: DPOMDPLimits = DPOMDPLimits()
  ) throws(DPOMDPFileError) {
    var parser = DPOMDPParser(bytes, file: name, limits: limits)
    try parser.parse()
    var assembly = DPOMDPAssembly(parser, notes: notes)
    model = try assembly.model()
    self.notes = assembly.notes.sorted { ($0.line, $0.text) < ($1.line, $1.text) }
  }
}
