import Trajectories

/// How a sample of Inspect AI ended, by its scores, errors and limits.
struct InspectOutcome {
  let sample: JSONNode
  /// The score that counts, `NAME` or `NAME.KEY`; without one there is only one.
  let score: String?

  func recorded() throws(TraceError) -> RecordedOutcome {
    var outcome = RecordedOutcome()
    if let value = try scoreValue() {
      switch value.string ?? value.flag.map({ $0 ? "C" : "I" }) {
      case "C"?: (outcome.score, outcome.status) = (1, .success)
      case "I"?, "N"?: (outcome.score, outcome.status) = (0, .failure)
      case "P"?: outcome.score = 0.5
      case let word?:
        guard let number = Double(word) else {
          throw value.error(expected: "C, I, P, N, a number or a boolean")
        }
        outcome.score = number
      case nil:
        guard let number = value.number else {
          throw value.error(expected: "C, I, P, N, a number or a boolean")
        }
        outcome.score = number
      }
    }
    if sample["error"] != nil {
      outcome.status = .aborted
      outcome.ending = "an error"
    } else if let limit = try sample.object("limit") {
      outcome.status = .truncated
      outcome.ending = "the limit \(limit["type"]?.plainText ?? "")"
    }
    return outcome
  }

  /// The value of the score that counts: the one that is asked for, `NAME` or `NAME.KEY`, or the only one.
  private func scoreValue() throws(TraceError) -> JSONNode? {
    guard let scores = try sample.object("scores") else { return nil }
    let names = scores.fields.map(\.name)
    if let score {
      let parts = score.split(separator: ".", maxSplits: 1).map(String.init)
      guard let value = (scores[score] ?? scores[parts[0]])?["value"] else {
        throw scores.error(
          at: score, expected: names.joined(separator: " or "),
          suggestion: NearestName.suggestion(for: score, among: names))
      }
      guard value.isObject, parts.count == 2 else { return value }
      guard let part = value[parts[1]] else {
        throw value.error(at: parts[1], expected: value.fields.map(\.name).joined(separator: " or "))
      }
      return part
    }
    guard names.count <= 1 else {
      throw scores.error(
        found: "of several names, \(names.joined(separator: ", "))",
        expected: "--score with the one that counts")
    }
    guard let value = names.first.flatMap({ scores[$0] })?["value"] else { return nil }
    guard !value.isObject else {
      throw value.error(
        expected: "--score with the part that counts: "
          + value.fields.map { "\(names[0]).\($0.name)" }.joined(separator: " or "))
    }
    return value
  }
}
