/// Differences of two things, unit by unit, that are known between bounds.
struct BoundedDifferences {
  /// The least and the most that each can be.
  let least, most: [Double]

  /// The smallest differences that the bounds allow, if these are all on one side on average: a test that rejects them rejects
  /// wherever in its bounds the truth is. `nil` where the bounds allow none.
  var beyond: [Double]? {
    guard least.count >= 2, most.count >= 2 else { return nil }
    if least.reduce(0, +) > 0 { return least }
    return most.reduce(0, +) < 0 ? most : nil
  }
}
