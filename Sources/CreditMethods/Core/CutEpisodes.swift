/// Truncated episodes that were bootstrapped: how many they are, and how many ended in a state that had no value.
public struct CutEpisodes: Sendable, Hashable, Codable {
  /// Truncated episodes.
  public private(set) var bootstrapped: Int
  /// Those of them whose last state had no value, so that nothing was added to what they had earned.
  public private(set) var withoutValue: Int

  /// Numbers of episodes.
  public init(bootstrapped: Int = 0, withoutValue: Int = 0) {
    self.bootstrapped = bootstrapped
    self.withoutValue = withoutValue
  }

  /// Adds the numbers of other episodes.
  public static func += (sum: inout CutEpisodes, other: CutEpisodes) {
    sum.bootstrapped += other.bootstrapped
    sum.withoutValue += other.withoutValue
  }
}
