/// The names that a mistyped one may have meant.
package enum NearestName {
  /// The candidate with the smallest edit distance to `name`, if it is near enough to be worth suggesting: at most a
  /// third of the longer length, and at least two edits are allowed. Ties go to the first candidate.
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    let sought = Array(name.lowercased().utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let letters = Array(candidate.lowercased().utf8)
      let most = max(2, max(sought.count, letters.count) / 3)
      // So many edits the lengths alone ask for: a long name, which no candidate is near, costs no tables.
      guard abs(sought.count - letters.count) <= min(most, best.map { $0.distance - 1 } ?? most) else {
        continue
      }
      let distance = editDistance(sought, letters)
      if distance <= most, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
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
