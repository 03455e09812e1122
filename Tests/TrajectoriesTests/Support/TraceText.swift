import Testing
import Trajectories

/// Builds the text of traces from raw JSON pieces, so that a test states only what it is about. A piece that is `nil`
/// leaves its field out; `more` holds further fields, each with its leading comma.
enum TraceText {
  static func line(
    schema: String? = #""ascribe.trace/1""#, task: String? = #""t""#, episode: String? = #""e""#,
    outcome: String? = #"{"status":"success"}"#, turns: String? = nil, final: String? = #""Z""#,
    more: String = "",
    leavesTurnsOut: Bool = false
  ) -> String {
    let fields: [(name: String, value: String?)] = [
      ("schema", schema), ("task", task), ("episode", episode), ("outcome", outcome),
      ("turns", leavesTurnsOut ? nil : turns ?? "[\(turn())]"), ("final", final),
    ]
    return object(fields, more)
  }

  static func turn(
    state: String? = #""A""#, more: String = "", decisions: String? = nil, leavesDecisionsOut: Bool = false
  ) -> String {
    let rows: String? = leavesDecisionsOut ? nil : decisions ?? "[\(decision())]"
    return object([("state", state), ("decisions", rows)], more)
  }

  static func decision(agent: String? = #""p""#, action: String? = #""x""#, more: String = "") -> String {
    object([("agent", agent), ("action", action)], more)
  }

  /// A line with one turn that has these further fields.
  static func lineOfTurn(_ more: String) -> String { line(turns: "[\(turn(more: more))]") }

  /// A line with one decision that has these further fields.
  static func lineOfDecision(_ more: String) -> String {
    line(turns: "[\(turn(decisions: "[\(decision(more: more))]"))]")
  }

  private static func object(_ fields: [(name: String, value: String?)], _ more: String) -> String {
    let given = fields.compactMap { field in field.value.map { "\"\(field.name)\":\($0)" } }
    return "{\(given.joined(separator: ","))\(more)}"
  }
}

/// Reads text as the file `trace.jsonl`.
func read(_ text: String) throws(TraceError) -> TrajectoryBatch {
  try TraceReader.read(Array(text.utf8), named: "trace.jsonl")
}

/// The sentence of the error that a file of this text is refused with, or `accepted`.
func refusal(of text: String) -> String { refusal(of: Array(text.utf8)) }

/// The sentence of the error that a file of these bytes is refused with, or `accepted`.
func refusal(of bytes: [UInt8]) -> String {
  do {
    _ = try TraceReader.read(bytes, named: "trace.jsonl")
    return "accepted"
  } catch {
    return error.description
  }
}

/// A text and the sentence that it is refused with.
struct Refused: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String

  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }

  var testDescription: String { message }
}
