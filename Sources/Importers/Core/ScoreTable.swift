import Trajectories

/// Scores of traces and of spans, by name: what Langfuse calls scores, LangSmith feedback and OpenTelemetry evaluations.
struct ScoreTable {
  private struct Key: Hashable {
    let name: String
    let trace: String
    let span: String?
  }

  private var values: [Key: (value: Double, place: LogPlace)] = [:]
  /// Names of the scores of traces, and of spans, in the order in which they were met.
  private var traceNames: [String] = []
  private var spanNames: [String] = []

  /// Adds a score.
  ///
  /// - Throws: ``TraceError`` for a second value of one name for one thing.
  mutating func add(
    _ value: Double, named name: String, trace: String, span: String?, at place: LogPlace
  ) throws(TraceError) {
    let key = Key(name: name, trace: trace, span: span)
    if let other = values[key], other.value != value {
      throw place.error(
        found:
          "a second result \(name) of \(JSONValue.string(span ?? trace).summary), \(value) after \(other.value)",
        expected: "one result of a name")
    }
    values[key] = (value, place)
    if span == nil {
      if !traceNames.contains(name) { traceNames.append(name) }
    } else if !spanNames.contains(name) {
      spanNames.append(name)
    }
  }

  /// The name of the score that counts: the one that is asked for, or the only one.
  ///
  /// - Throws: ``TraceError`` for a name that no trace has, and for several names where none is asked for.
  func name(_ asked: String?, of kind: String) throws(TraceError) -> String? {
    if let asked {
      guard traceNames.contains(asked) else {
        throw TraceError(
          file: values.values.map(\.place.file).min() ?? "log", field: "--score",
          found: JSONValue.string(asked).summary,
          expected: "the name of \(kind)"
            + (traceNames.isEmpty ? ", and the log has none" : ": \(traceNames.joined(separator: ", "))"),
          suggestion: NearestName.suggestion(for: asked, among: traceNames))
      }
      return asked
    }
    guard traceNames.count > 1 else { return traceNames.first }
    throw TraceError(
      file: values.values.first?.place.file ?? "log",
      found: "one with several scores, \(traceNames.joined(separator: ", "))",
      expected: "--score with the one that counts")
  }

  /// A score of a trace, or the only kind of scores of its spans.
  func value(_ name: String?, trace: String, span: String?) -> Double? {
    let chosen = span == nil ? name : spanNames.count == 1 ? spanNames[0] : nil
    return chosen.flatMap { values[Key(name: $0, trace: trace, span: span)]?.value }
  }

  /// How many scores there are of traces that are asked for.
  func count(ofTraces isAsked: (String) -> Bool) -> Int { values.keys.count { isAsked($0.trace) } }

  /// How many scores of spans there are that cannot be told apart by a name that counts.
  var unusedSpanScores: Int { spanNames.count > 1 ? values.keys.count { $0.span != nil } : 0 }
}
