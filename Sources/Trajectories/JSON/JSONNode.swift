import Glibc

/// A value of a ``JSONDocument``, valid until the document reads another text.
package struct JSONNode {
  /// The document.
  package let document: JSONDocument
  let tape: JSONTape
  let index: Int

  /// Whether the value is an object.
  package var isObject: Bool { tape.isObject(index) }
  /// Whether the value is an array.
  package var isArray: Bool { tape.allElements(index) != nil }
  /// Whether the value is `null`.
  package var isNull: Bool { tape.isNull(index) }
  /// The string; `nil` if the value is none.
  package var string: String? { tape.text(index)?.repaired }
  /// The number; `nil` if the value is none.
  package var number: Double? { tape.number(index) }
  /// The whole number; `nil` if the value is none, or is written with a fraction.
  package var integer: Int? { tape.integer(index) }
  /// The boolean; `nil` if the value is none.
  package var flag: Bool? { tape.flag(index) }
  /// The value as far as it needs no other memory.
  package var scalar: JSONScalar { tape.scalar(index) }
  /// The value with all that is in it.
  package var value: JSONValue { tape.value(index) }

  /// The value of a field; `nil` if this is no object, has no such field, or has `null` there: programs that write logs do
  /// not tell one from the other.
  package subscript(name: StaticString) -> JSONNode? {
    guard isObject else { return nil }
    var found = 0
    tape.forEachField(of: index) { field, value in if found == 0, field == name { found = value } }
    return found == 0 || tape.isNull(found) ? nil : node(found)
  }

  /// The value of a field whose name is not known when the program is written.
  package subscript(name: String) -> JSONNode? {
    guard isObject else { return nil }
    var found = 0
    var name = name
    name.withUTF8 { bytes in
      tape.forEachField(of: index) { field, value in
        if found == 0, unsafe field.hasBytes(of: bytes) { found = value }
      }
    }
    return found == 0 || tape.isNull(found) ? nil : node(found)
  }

  /// Whether an object has a field, were it `null`.
  package func has(_ name: StaticString) -> Bool {
    guard isObject else { return false }
    var found = false
    tape.forEachField(of: index) { field, _ in if field == name { found = true } }
    return found
  }

  /// The elements of an array; none if this is no array.
  package var elements: [JSONNode] {
    guard let range = tape.allElements(index) else { return [] }
    var nodes: [JSONNode] = []
    var element = range.lowerBound
    while element < range.upperBound {
      nodes.append(node(element))
      element = tape.element(after: element)
    }
    return nodes
  }

  /// How many elements an array has.
  package var elementCount: Int { tape.allElements(index).map { tape.count(of: $0) } ?? 0 }

  /// The fields of an object in the order of the text; none if this is no object.
  package var fields: [(name: String, value: JSONNode)] {
    guard isObject else { return [] }
    var fields: [(name: String, value: JSONNode)] = []
    tape.forEachField(of: index) { name, value in fields.append((name.repaired, node(value))) }
    return fields
  }

  private func node(_ index: Int) -> JSONNode { JSONNode(document: document, tape: tape, index: index) }
}

// MARK: Text

extension JSONNode {
  /// The value as JSON without blanks, the names of objects in alphabetical order, so that equal values have equal texts.
  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A string as it is, and any other value as JSON.
  package var plainText: String { string ?? text }

  private func append(to bytes: inout [UInt8]) {
    if let range = tape.allElements(index) {
      bytes.append(UInt8(ascii: "["))
      var element = range.lowerBound
      while element < range.upperBound {
        if element > range.lowerBound { bytes.append(UInt8(ascii: ",")) }
        node(element).append(to: &bytes)
        element = tape.element(after: element)
      }
      bytes.append(UInt8(ascii: "]"))
    } else if isObject {
      bytes.append(UInt8(ascii: "{"))
      for (position, field) in tape.sortedFields(of: index).enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(string: field.name)
        bytes.append(UInt8(ascii: ":"))
        node(field.value).append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    } else if let string {
      bytes.append(string: string)
    } else if let integer {
      bytes.append(integer: integer)
    } else if let number {
      bytes.append(number: number)
    } else if let flag {
      bytes.append(text: flag ? "true" : "false")
    } else {
      bytes.append(text: "null")
    }
  }
}

// MARK: Places

extension JSONNode {
  /// Where the value stands in the text: `simulations[3].messages[0].role`; empty for the text's own value.
  package var path: String {
    var path = ""
    var current = JSONTape.root
    search: while current != index {
      if let range = tape.allElements(current) {
        var (element, position) = document.passed[current] ?? (range.lowerBound, 0)
        if element > index { (element, position) = (range.lowerBound, 0) }
        while element < range.upperBound {
          let next = tape.element(after: element)
          if index < next {
            document.passed[current] = (element, position)
            path += "[\(position)]"
            current = element
            continue search
          }
          element = next
          position += 1
        }
        break
      }
      guard isInside(&current, &path) else { break }
    }
    return document.prefix + path
  }

  private func isInside(_ current: inout Int, _ path: inout String) -> Bool {
    guard tape.isObject(current) else { return false }
    var found: (name: String, value: Int)?
    tape.forEachField(of: current) { name, value in
      if found == nil, index < tape.element(after: value) { found = (name.repaired, value) }
    }
    guard let found else { return false }
    path += path.isEmpty ? found.name : ".\(found.name)"
    current = found.value
    return true
  }

  /// An error about this value.
  package func error(found: String? = nil, expected: String, suggestion: String? = nil) -> TraceError {
    let path = path
    return TraceError(
      file: document.file, line: document.line, field: path.isEmpty ? nil : path,
      found: found ?? value.typedSummary, expected: expected, suggestion: suggestion)
  }

  /// An error about a field of this object that is missing, or has no use.
  package func error(
    at name: String, found: String = "missing", expected: String, suggestion: String? = nil
  ) -> TraceError {
    let path = path
    return TraceError(
      file: document.file, line: document.line, field: path.isEmpty ? name : "\(path).\(name)", found: found,
      expected: expected, suggestion: suggestion)
  }
}

extension JSONTape.Text {
  /// Whether the bytes are those of a buffer.
  fileprivate func hasBytes(of other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = other.baseAddress, other.count == count else { return other.count == count }
    return unsafe memcmp(self.start, start, count) == 0
  }
}
