import Foundation
import Testing

/// The same seed gives the same bytes, whatever the number of threads.
@Suite struct ReproducibilityTests {
  private static let line = "run coupling --episodes 16 --batches 3 --fit-episodes 32 --cells --output out"

  @Test func bytesDependOnTheSeedAlone() throws {
    let first = try outcome("--seed 3 --threads 1")
    #expect(first.files.keys.sorted().count == 10)
    #expect(try outcome("--seed 3 --threads 1") == first)
    #expect(try outcome("--seed 3 --threads 2") == first)
    #expect(try outcome("--seed 3 --threads 7") == first)
    #expect(try outcome("--seed 3") == first)

    let other = try outcome("--seed 4 --threads 1")
    #expect(other.text != first.text)
    for (name, bytes) in first.files { #expect(other.files[name] != bytes, "\(name)") }
  }

  @Test(arguments: ["exact two-step --json", "exact two-step", "describe typed", "methods c3 --json"])
  func aCallThatDrawsNothingRepeats(line: String) throws {
    try Workplace.use { place in
      let first = try place.ascribe(line)
      expectSuccess(first)
      #expect(try place.ascribe(line).output == first.output)
    }
  }

  /// Everything that one call writes, in a folder of its own.
  private struct Outcome: Equatable {
    let text: String
    let files: [String: Data]
  }

  private func outcome(_ settings: String) throws -> Outcome {
    try Workplace.use { place in
      let call = try place.ascribe("\(Self.line) \(settings)")
      expectSuccess(call)
      let names = try place.files().filter { $0.hasPrefix("out/") }
      return Outcome(
        text: call.output,
        files: Dictionary(uniqueKeysWithValues: try names.map { ($0, try place.bytes($0)) }))
    }
  }
}
