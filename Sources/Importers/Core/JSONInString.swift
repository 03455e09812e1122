import Trajectories

extension JSONNode {
  /// The JSON that a string holds, as programs write it that know of no other way; `nil` if this is no string, or one of
  /// something else. It lives as long as its nodes do.
  var inString: JSONNode? {
    guard let text = string, let first = text.first(where: { !$0.isWhitespace }), "[{".contains(first) else {
      return nil
    }
    let inner = JSONDocument(file: document.file, prefix: "\(path), JSON in a string: ")
    return try? inner.read(Array(text.utf8), line: document.line)
  }
}
