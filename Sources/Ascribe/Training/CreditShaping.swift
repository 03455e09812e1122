/// What is done to credits before they enter an update.
///
/// Each of these is a change of the learning rate or of the baseline as much as one of the credit, so that results name them.
public struct CreditShaping: Sendable, Hashable, Codable {
  /// What credits are divided by.
  public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing.
    case none
    /// The standard deviation of the batch's credits: standardisation, as most trainers do.
    case deviation
  }

  /// Whether the mean of the batch is taken off.
  public var centres = false
  /// What credits are divided by.
  public var scale = Scale.none
  /// The share of decisions that keep their credit, those of the largest sizes and all that tie with the smallest of them, in
  /// `0...1`; all others get 0.
  public var keptShare = 1.0

  /// Credits as the method gives them.
  public init() {}

  /// Credits as they enter an update.
  ///
  /// - Complexity: O(decisions log decisions) where some are dropped, O(decisions) otherwise.
  func shaped(_ credits: [Double]) -> [Double] {
    var shaped = credits
    let count = Double(credits.count)
    let mean = credits.reduce(0, +) / count
    // Credits that differ by rounding alone are equal: they have no deviation to be divided by, and nothing is left of them
    // when their mean is off.
    let largest = credits.reduce(0) { max($0, abs($1)) }
    let deviation = (credits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    let areEqual = !(deviation > 1e-12 * largest)
    if centres { for index in shaped.indices { shaped[index] = areEqual ? 0 : shaped[index] - mean } }
    if scale == .deviation, !areEqual { for index in shaped.indices { shaped[index] /= deviation } }
    if keptShare < 1 {
      let kept = Int((keptShare * count).rounded(.up))
      let sizes = shaped.map { abs($0) }.sorted(by: >)
      let least = kept == 0 ? .infinity : sizes[kept - 1]
      for index in shaped.indices where abs(shaped[index]) < least { shaped[index] = 0 }
    }
    return shaped
  }
}
