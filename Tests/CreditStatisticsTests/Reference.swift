import Foundation
import Testing

/// Values that other libraries computed; `Reference/make.py` and `Reference/sequences.py` made them and name the versions
/// beside them.
enum Reference {
  private struct File: Decodable {
    let versions: [String: String]
    let data: [String: [Double]]
  }

  private static let data = Result {
    try ["statistics", "sequences"].reduce(into: [String: [Double]]()) { data, name in
      let url = try #require(
        Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Reference"))
      let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
      data.merge(file.data) { first, _ in first }
    }
  }

  /// The numbers of a key.
  static func numbers(_ key: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [Double] {
    try #require(try data.get()[key], "no reference \(key)", sourceLocation: sourceLocation)
  }

  /// An input of the script.
  static func input(_ name: String) throws -> [Double] { try numbers("input." + name) }
}

/// Expects as many values as a reference has, each within the tolerance.
func expectClose(
  _ found: [Double], _ expected: [Double], tolerance: Double = 1e-10,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  for (index, (value, reference)) in zip(found, expected).enumerated() {
    #expect(
      abs(value - reference) <= tolerance * max(1, abs(reference)),
      "number \(index): found \(value), expected \(reference)", sourceLocation: sourceLocation)
  }
}
