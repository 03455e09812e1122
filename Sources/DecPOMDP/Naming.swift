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
}
