/// Writes credits in the format `ascribe.credit/1`: a header record, then one record an (episode, turn, agent), in the
/// order of the trace.
///
/// Numbers are written so that they read back to the same Double, and a parameter that is a number always with a
/// fraction or an exponent, so that it reads back as a number even if it is whole.
public enum CreditsWriter {
  /// Adds the header to a buffer.
  public static func append(_ header: CreditsHeader, to buffer: inout [UInt8]) {
    buffer.append(text: #"{"schema":"ascribe.credit/1","method":"#)
    buffer.append(string: header.method)
    buffer.append(text: #","parameters":{"#)
    for (index, entry) in header.parameters.entries.enumerated() {
      if index > 0 { buffer.append(text: ",") }
      buffer.append(string: entry.name)
      buffer.append(text: ":")
      switch entry.value {
      case .number(let number) where number.isFinite: buffer.append(number: number)
      // JSON has no such number; no specification accepts one.
      case .number(let number): buffer.append(string: "\(number)")
      case .integer(let integer): buffer.append(integer: integer)
      case .flag(let flag): buffer.append(text: flag ? "true" : "false")
      case .text(let text): buffer.append(string: text)
      }
    }
    buffer.append(text: #"},"version":"#)
    buffer.append(string: header.version)
    buffer.append(text: "}\n")
  }

  /// Adds the records of a batch to a buffer, without a header.
  ///
  /// - Parameters:
  ///   - values: One finite credit a decision of the batch, in the batch's order.
  ///   - reasons: Why decisions have no credit; `nil` where all have one.
  ///   - intervals: How sure the method is of each credit; `nil` where it does not say.
  ///   - batch: What the credits were computed from.
  ///   - buffer: Where the records go.
  /// - Throws: ``CreditsError``; the buffer is then as it was.
  /// - Complexity: O(bytes written).
  public static func append(
    _ values: [Double], reasons: [NoCredit?]? = nil, intervals: [CreditInterval?]? = nil,
    of batch: TrajectoryBatch, to buffer: inout [UInt8]
  ) throws(CreditsError) {
    try append(values, reasons: reasons, intervals: intervals, of: batch, from: 0, to: &buffer)
  }

  /// The same for the episodes from one on.
  package static func append(
    _ values: [Double], reasons: [NoCredit?]?, intervals: [CreditInterval?]?, of batch: TrajectoryBatch,
    from first: Int, to buffer: inout [UInt8]
  ) throws(CreditsError) {
    var records = try CreditRecordText(values, reasons, intervals, of: batch)
    for episode in first..<batch.episodeCount { records.append(episode, to: &buffer) }
  }

  /// Writes the credits of a batch to a file, which appears when it is complete.
  ///
  /// - Throws: ``FileError``, which quotes the ``CreditsError`` of credits that are not the batch's; what stood at the path
  ///   is then as it was.
  /// - Complexity: O(bytes written); about a megabyte of them is held in memory at a time.
  public static func write(_ credits: Credits, of batch: TrajectoryBatch, to path: String) throws(FileError) {
    var file = try CreditsFileWriter(
      path, header: CreditsHeader(method: credits.method, parameters: credits.parameters))
    try file.append(credits.values, reasons: credits.reasons, intervals: credits.intervals, of: batch)
    try file.commit()
  }
}
