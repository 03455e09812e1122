/// A text that can be written as a string of JSON.
protocol WritableText {
  /// Adds the text in quotes.
  func append(to buffer: inout [UInt8])
}

extension String: WritableText {
  func append(to buffer: inout [UInt8]) { buffer.append(string: self) }
}

/// The bytes of a text in UTF-8, valid for as long as the memory that they stand in.
@safe package struct TextBytes: WritableText {
  private let bytes: UnsafeBufferPointer<UInt8>

  /// A text of these bytes.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = unsafe bytes }

  func append(to buffer: inout [UInt8]) { unsafe buffer.append(escaped: bytes) }
}

extension TraceWriter {
  /// Begins a turn, whose decisions follow, and then `]}`.
  package static func append(
    turnIn state: TextBytes, privileged: TextBytes?, reward: Double,
    rewards: [(agent: TextBytes, reward: Double)], process: Double?, to buffer: inout [UInt8]
  ) {
    append(
      turnIn: state, privileged: privileged, signal: nil, segment: nil, reward: reward, rewards: rewards,
      belief: nil, process: process, to: &buffer)
  }

  /// Adds a decision.
  package static func append(
    decisionOf agent: TextBytes, observation: TextBytes?, action: TextBytes, _ extras: DecisionExtras,
    row: RowLabel?, to buffer: inout [UInt8]
  ) {
    append(
      agent: agent, observation: observation, action: action, extras, factors: nil, row: row, to: &buffer)
  }
}
