/// Names that tell things apart.
enum Naming {
  /// The names, of which repetitions get a number: `a`, `b`, `a` becomes `a`, `b`, `a-2`.
  static func distinct(_ names: [String]) -> [String] {
    var taken = Set(names)
    var seen: Set<String> = []
    return names.map { name in
      guard !seen.insert(name).inserted else { return name }
      var number = 2
      while !taken.insert("\(name)-\(number)").inserted { number += 1 }
      return "\(name)-\(number)"
    }
  }

  /// The names as a file can carry them, distinct. If things that are counted have the numbers from 0 for names, in
  /// order, these stay.
  static func identifiers(_ names: [String], isCounted: Bool = true) -> [String] {
    if isCounted, names == names.indices.map(String.init) { return names }
    return distinct(names.map { identifier($0) })
  }

  /// A letter, then letters, digits, `-` and `_`: other characters become `_`.
  private static func identifier(_ name: String) -> String {
    let text = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_" ? scalar : "_"
        }))
    let starts = text.unicodeScalars.first.map { isLetter($0) } ?? false
    let identifier = starts ? text : "n\(text)"
    return DPOMDPHead.reserved.contains(identifier) ? "\(identifier)_" : identifier
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
}
