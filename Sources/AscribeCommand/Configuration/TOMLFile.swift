import CTOML
import Trajectories

/// Files that people write by hand: TOML, or JSON where the name ends in `.json`.
enum TOMLFile {
  /// The most bytes of such a file.
  static let mostBytes = 1 << 20

  /// What a file says; an object at the top.
  ///
  /// - Throws: `TraceError` for a file that cannot be read, is too large, or is not well-formed, with the line.
  static func read(_ path: String, expected: String) throws(TraceError) -> JSONNode {
    var source = try ByteSource(path, expected: expected)
    let name = source.name
    let bytes = try FileBytes.read(&source, atMost: mostBytes + 1)
    guard bytes.count <= mostBytes else {
      throw TraceError(
        file: name, found: "larger", expected: "\(expected) of at most \(mostBytes) bytes")
    }
    let isJSON = path.hasSuffix(".json") || path.hasSuffix(".json.gz")
    return try read(bytes, named: name, isJSON: isJSON)
  }

  /// What the bytes of a file say, which errors call `name`.
  static func read(_ bytes: [UInt8], named name: String, isJSON: Bool) throws(TraceError) -> JSONNode {
    let root = try JSONDocument(file: name).read(isJSON ? bytes : try json(of: bytes, file: name))
    guard root.isObject else { throw root.error(expected: "an object") }
    return root
  }

  /// A TOML document as JSON.
  private static func json(of bytes: [UInt8], file: String) throws(TraceError) -> [UInt8] {
    let result = bytes.withUnsafeBytes { bytes in
      ctoml_json(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
    }
    defer { ctoml_release(result.text) }
    let text = UnsafeRawBufferPointer(start: result.text, count: result.text == nil ? 0 : result.length)
    guard result.line == 0 else {
      let reason = String(decoding: text, as: UTF8.self)
      throw TraceError(
        file: file, line: Int(result.line), found: "not well-formed at column \(result.column) (\(reason))",
        expected: "TOML")
    }
    return [UInt8](text)
  }
}
