/// A JSON text with the file that it is from: what readers of other programs' files walk along.
///
/// A document may be read into again, line after line; its nodes stand for the text that it read last.
package final class JSONDocument {
  /// What errors call the file.
  package let file: String
  /// The line of the text, the first being 1; `nil` for a text that is a whole file.
  package private(set) var line: Int?
  /// What stands before the paths that errors name, where the text is a string of another one.
  package let prefix: String
  private var parser = JSONParser()
  private(set) var tape: JSONTape? { didSet { passed = [:] } }
  /// By array, an element of which a path was asked for, and how many stand before it: who walks along an array and asks for the
  /// path of each element does not count them all over again.
  var passed: [Int: (element: Int, position: Int)] = [:]

  /// A document that has read nothing yet.
  package init(file: String, prefix: String = "") {
    self.file = file
    self.prefix = prefix
  }

  /// The value of the text that was read last; `nil` if there is none.
  package var current: JSONNode? {
    tape.map { JSONNode(document: self, tape: $0, index: JSONTape.root) }
  }

  /// Reads a text that holds one value, with or without a byte order mark, and gives its value.
  ///
  /// - Throws: ``TraceError`` for a text that is no JSON.
  package func read(_ text: [UInt8], line: Int? = nil) throws(TraceError) -> JSONNode {
    self.line = line
    tape = nil
    do throws(JSONLineError) {
      let tape = try parser.tape(copying: text.dropFirst(text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0))
      self.tape = tape
      return JSONNode(document: self, tape: tape, index: JSONTape.root)
    } catch {
      throw TraceError(
        file: file, line: line, field: error.field, found: error.found, expected: "one JSON value")
    }
  }

  /// Reads the next line of a source; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, and for a line that is blank or no JSON.
  package func read(lineOf lines: inout TextLines) throws(TraceError) -> JSONNode? {
    tape = nil
    guard let text = unsafe try lines.next() else { return nil }
    line = lines.line
    do throws(JSONLineError) {
      let tape = unsafe try parser.tape(of: text)
      self.tape = tape
      return JSONNode(document: self, tape: tape, index: JSONTape.root)
    } catch {
      throw TraceError(
        file: file, line: line, field: error.field, found: error.found, expected: error.expected)
    }
  }
}
