/// Where the episodes of a trace were simulated: optional fields of every line, which readers of episodes ignore.
public struct TraceOrigin: Sendable, Hashable {
  /// The scenario with its parameters, as it was asked for (`scenario`).
  public let scenario: String
  /// What agents remembered (`memory`).
  public let memory: String
  /// What identifies the rules (`fingerprint`).
  public let fingerprint: String

  /// An origin.
  public init(scenario: String, memory: String, fingerprint: String) {
    self.scenario = scenario
    self.memory = memory
    self.fingerprint = fingerprint
  }
}

/// A trace with the origins that its lines name.
public struct OriginatedTrace: Sendable {
  /// The episodes.
  public let batch: TrajectoryBatch
  /// The origin of each episode; `nil` where its line names no fingerprint.
  public let origins: [TraceOrigin?]
}

extension TraceReader {
  /// Reads a file and what its lines say of their origin.
  ///
  /// - Parameter path: As for ``read(_:)``.
  /// - Throws: ``TraceError`` as ``read(_:)``, and for a field of the origin that is no string.
  /// - Complexity: O(bytes of the file), in two passes.
  public static func readWithOrigins(_ path: String) throws(TraceError) -> OriginatedTrace {
    let bytes = try FileBytes.read(path, expected: "a file of \(schema) records")
    let batch = try read(bytes, named: path)
    var records = RecordLines(ByteSource(bytes, named: path))
    var origins: [TraceOrigin?] = []
    while let record = try records.next()?.record {
      let scenario = try record.string("scenario") ?? ""
      let memory = try record.string("memory") ?? ""
      origins.append(
        try record.string("fingerprint").map {
          TraceOrigin(scenario: scenario, memory: memory, fingerprint: $0)
        })
    }
    return OriginatedTrace(batch: batch, origins: origins)
  }
}
