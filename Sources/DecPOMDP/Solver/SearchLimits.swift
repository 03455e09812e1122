/// What a search for an optimal joint policy may take before it ends with its bounds.
public struct SearchLimits {
  /// Most bytes of the search's tables, of which beliefs take at most half.
  public var bytes: Int
  /// Whether the time is up; asked now and then.
  public var shouldStop: () -> Bool
  /// Most outcomes of a model: joint actions in states with a next state and a joint observation. Telling states apart
  /// takes some 50 bytes each.
  public var outcomes = 20_000_000

  /// - Parameters:
  ///   - bytes: Most bytes of the search's tables: 4 GiB by default.
  ///   - shouldStop: Whether the time is up; never by default.
  public init(bytes: Int = 1 << 32, shouldStop: @escaping () -> Bool = { false }) {
    self.bytes = bytes
    self.shouldStop = shouldStop
  }
}
