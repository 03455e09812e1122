import Foundation
import Testing

/// Families of methods know the operators, and no other family.
///
/// The compiler has no word for this within a module, so the sources are read: no file of one family's folder may name a
/// type that a file of another family's folder declares.
@Suite struct FamilyTests {
  private static let families = [
    "Group", "Graph", "Return", "Hindsight", "Counterfactual", "Coalition", "Implicit", "Judge",
    "Agentic",
  ]

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/CreditMethods")

  /// The code of every file of a folder, by its name.
  private static func code(in folder: String) throws -> [(file: String, code: String)] {
    let folder = sources.appending(path: folder)
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
      .sorted { $0.path < $1.path }
      .map { ($0.lastPathComponent, plain(try String(contentsOf: $0, encoding: .utf8))) }
  }

  @Test func noFamilyUsesATypeOfAnother() throws {
    let families = try Self.families.map { Family(name: $0, files: try Self.code(in: $0)) }
    for family in families { #expect(family.types.count >= 4, "\(family.name) has no types: was it moved?") }
    #expect(uses(among: families) == [])
  }

  @Test func operatorsUseNoFamily() throws {
    let operators = Family(name: "Operators", files: try Self.code(in: "Operators"))
    #expect(operators.types.contains("Grouping") && operators.types.contains("StateGraph"))
    for family in try Self.families.map({ Family(name: $0, files: try Self.code(in: $0)) }) {
      #expect(uses(of: family, by: operators) == [])
    }
  }

  /// The check finds what it looks for, and nothing in comments, strings or longer names.
  @Test func theCheckCanFail() {
    let one = Family(
      name: "One",
      files: [
        ("A.swift", plain("public struct First: Sendable {}\nprivate struct Hidden {}\nenum Second {}\n"))
      ])
    let other = Family(
      name: "Other",
      files: [
        (
          "B.swift",
          plain("/// As ``First`` does.\nlet word = \"Second\" // First\nlet FirstOfAll = Hidden()")
        ),
        ("C.swift", plain("let found = Second.one")),
      ])
    #expect(one.types == ["First", "Second"])
    #expect(uses(among: [one, other]) == ["Other/C.swift uses Second of One"])
  }
}

/// A folder of methods.
private struct Family {
  let name: String
  let files: [(file: String, words: Set<Substring>)]
  /// The types that it declares, those that are private to a file left out.
  let types: [String]

  init(name: String, files: [(file: String, code: String)]) {
    self.name = name
    self.files = files.map { ($0.file, Set($0.code.matches(of: /\w+/).map(\.output))) }
    let declaration =
      /^(?:public |package |final |indirect )*(?:struct|enum|class|actor|protocol|typealias) (\w+)/
      .anchorsMatchLineEndings()
    types = Set(files.flatMap { $0.code.matches(of: declaration).map { String($0.output.1) } }).sorted()
  }
}

/// Every use of a type of one family by another.
private func uses(among families: [Family]) -> [String] {
  families.flatMap { family in families.filter { $0.name != family.name }.flatMap { uses(of: $0, by: family) }
  }
}

private func uses(of other: Family, by family: Family) -> [String] {
  family.files.flatMap { file, words in
    other.types.filter { words.contains($0[...]) }.map {
      "\(family.name)/\(file) uses \($0) of \(other.name)"
    }
  }
}

/// Code without comments and strings; what stands in an interpolation is left out too.
private func plain(_ code: String) -> String {
  code.replacing(/"(?:[^"\\\n]|\\.)*"/, with: "\"\"").replacing(/\/\/[^\n]*/, with: "")
}
