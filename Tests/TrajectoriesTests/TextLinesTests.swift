import Testing

@testable import Trajectories

/// Lines are the same whatever pieces a file is read in.
@Suite struct TextLinesTests {
  private func lines(_ text: String, pieceSize: Int) throws -> [String] {
    var lines = TextLines(ByteSource(Array(text.utf8), named: "f"), pieceSize: pieceSize)
    var found: [String] = []
    while let line = try lines.next() {
      found.append("\(lines.line) \(String(decoding: line, as: UTF8.self))")
    }
    return found
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 64, 1000])
  func pieceBordersDoNotShow(_ pieceSize: Int) throws {
    #expect(
      try lines("ab\nc\r\n\u{FEFF}\nlonger than the others", pieceSize: pieceSize) == [
        "1 ab", "2 c", "3 \u{FEFF}", "4 longer than the others",
      ])
    #expect(try lines("\u{FEFF}ab\r\nc\n\n \r\n", pieceSize: pieceSize) == ["1 ab", "2 c"])
    #expect(try lines("a\r\r\n\rb", pieceSize: pieceSize) == ["1 a\r", "2 \rb"])
    for empty in ["", "\n", "\u{FEFF}", "\u{FEFF}\n", " \n\t\n", "\r\n"] {
      #expect(try lines(empty, pieceSize: pieceSize) == [])
    }
  }

  @Test(arguments: [1, 2, 5, 1000])
  func aBlankLineIsNamedByItsOwnNumber(_ pieceSize: Int) {
    #expect {
      try lines("a\n\n \n\nb\n", pieceSize: pieceSize)
    } throws: {
      "\($0)" == "f:2: the line is blank; expected a record."
    }
  }

  @Test func aLineLongerThanThePieceIsReadWhole() throws {
    let long = String(repeating: "x", count: 100_000)
    #expect(try lines("a\n\(long)\nb\n\(long)", pieceSize: 16) == ["1 a", "2 \(long)", "3 b", "4 \(long)"])
  }

  @Test(arguments: [1, 3, 100, 4096])
  func tracesAreReadAlikeInPieces(_ pieceSize: Int) throws {
    for name in ["E1", "single", "team", "fork", "demo"] {
      let text = String(decoding: try contents(of: worked(name)), as: UTF8.self)
      let pieces = Reading(of: text, usingTapes: true, pieceSize: pieceSize)
      #expect(pieces.error == nil)
      #expect(pieces == Reading(of: text, usingTapes: false))
    }
  }
}
