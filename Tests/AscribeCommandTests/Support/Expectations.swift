import Foundation
import Testing

/// Expects that a call was refused: exit code 2, one message, nothing on standard output, no file made or left.
///
/// - Parameters:
///   - message: What stands after `ascribe: error: `, word by word; the usage that follows it where the parser of the
///     command line complains is looked at only for being there.
func expectRefusal(
  of arguments: [String], in place: Workplace, _ message: String, showsUsage: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let before = try place.files()
  let call = try place.ascribe(arguments)
  let (first, rest) = split(call.complaints)
  #expect(call.code == 2, sourceLocation: sourceLocation)
  #expect(call.output == "", sourceLocation: sourceLocation)
  #expect(first == "ascribe: error: \(message)", sourceLocation: sourceLocation)
  #expect(rest.contains("Usage: ascribe") == showsUsage, sourceLocation: sourceLocation)
  #expect(showsUsage || rest.isEmpty, "more follows: \(rest)", sourceLocation: sourceLocation)
  #expect(try place.files() == before, sourceLocation: sourceLocation)
}

/// Expects that a call did what was asked for, without a word of complaint.
func expectSuccess(_ call: FinishedCall, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(call.code == 0, sourceLocation: sourceLocation)
  #expect(call.complaints == "", sourceLocation: sourceLocation)
}

/// Expects a number within an absolute tolerance.
func expectEqual(
  _ found: Double?, _ expected: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = found.map { abs($0 - expected) } ?? .infinity
  #expect(
    difference <= tolerance, "found \(found.map { "\($0)" } ?? "nothing"), expected \(expected)",
    sourceLocation: sourceLocation)
}

/// A value from what a command wrote as JSON; it has to end with one newline.
func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
  #expect(text.hasSuffix("}\n") || text.hasSuffix("]\n"))
  return try JSONDecoder().decode(type, from: Data(text.utf8))
}

private func split(_ text: String) -> (first: String, rest: String) {
  guard let end = text.firstIndex(of: "\n") else { return (text, "") }
  return (String(text[..<end]), String(text[text.index(after: end)...]))
}
