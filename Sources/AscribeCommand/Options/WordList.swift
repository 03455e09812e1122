/// The words of a command line.
enum WordList {
  /// The words with more options, which stand before what is no option.
  static func adding(_ more: [String], to words: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    return words[..<end] + more + words[end...]
  }

  /// The words without some options and their values.
  static func without(_ words: [String], options: [String], flags: [String] = []) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    var kept: [String] = []
    var isValue = false
    for word in words[..<end] {
      if isValue {
        isValue = false
      } else if options.contains(word) {
        isValue = true
      } else if !flags.contains(word), !options.contains(where: { word.hasPrefix("\($0)=") }) {
        kept.append(word)
      }
    }
    return kept + words[end...]
  }
}
