/// Long values in sentences: a reader needs their beginning and their end, not all of a file.
enum LongValues {
  /// The most characters of a value that are shown whole.
  static let most = 240

  /// A sentence in which every value in quotation marks, and every word, that is longer than ``most`` is cut in its middle.
  static func cut(_ sentence: String) -> String {
    guard sentence.utf8.count > most else { return sentence }
    let pieces = sentence.split(separator: "\"", omittingEmptySubsequences: false)
    // Every other piece stands between quotation marks.
    let values = pieces.enumerated().map { place, piece in place % 2 == 1 ? short(piece) : String(piece) }
    return values.joined(separator: "\"").split(separator: " ", omittingEmptySubsequences: false).map(short)
      .joined(separator: " ")
  }

  private static func short(_ text: Substring) -> String {
    text.count > most ? text.prefix(most / 2) + "…" + text.suffix(most / 3) : String(text)
  }
}
