/// The names that a mistyped one may have meant.
package enum NearestName {
  /// The candidate with the smallest edit distance to `name`, if it is near enough to be worth suggesting: at most a
  /// third of the longer length, and at least two edits are allowed. Ties go to the first candidate.
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(Array(name.lowercased().utf8), Array(candidate.lowercased().utf8))
      if distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(2, max(name.utf8.count, best.name.utf8.count) / 3) else {
      return nil
    }
    return best.name
  }

  /// A clause to append to an error: ` Did you mean "x"?`, or the list of what is accepted when nothing is near.
  package static func hint(for name: String, among candidates: [String]) -> String {
    if let suggestion = suggestion(for: name, among: candidates) { return " Did you mean \"\(suggestion)\"?" }
    return candidates.isEmpty ? "" : " Accepted: \(candidates.joined(separator: ", "))."
  }

  /// Levenshtein distance, one row at a time.
  private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, leftByte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, rightByte) in right.enumerated() {
        let substituted = diagonal + (leftByte == rightByte ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
