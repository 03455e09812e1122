/// Entries of the compiled tables are numbered with 32 bits.
enum TableNumbers {
  /// Most entries of one table.
  static let most = Int(Int32.max)

  /// Most joint actions of a state that is only played: they are told apart and never listed.
  static let mostPlayed = Int.max / 2

  /// The number of entries, or of the next one.
  ///
  /// - Parameters:
  ///   - count: How many entries there are.
  ///   - what: What the entries are, in words that follow "more than N".
  ///   - limit: Most entries.
  /// - Throws: ``ScenarioError/tooManyEntries(of:limit:)``.
  static func number(
    _ count: Int, of what: String, limit: Int = most
  ) throws(ScenarioError) -> Int32 {
    guard count <= limit else { throw .tooManyEntries(of: what, limit: limit) }
    return Int32(count)
  }

  /// Refuses a state with more joint actions than can be numbered, before they are spelled out.
  static func checkJointActions(_ counts: [Int], limit: Int = most) throws(ScenarioError) {
    var product = 1
    for count in counts {
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      guard !overflow, next <= limit else { throw .tooManyEntries(of: "joint actions", limit: limit) }
      product = next
    }
  }
}
