/// Steps of a search that somebody may end.
struct SearchEffort {
  private(set) var stepsLeft: Int
  private let shouldStop: () -> Bool
  private(set) var isStopped = false

  /// How often the outside is asked: asking costs a look at the clock.
  private static let interval = 256

  /// - Parameters:
  ///   - limit: Most steps.
  ///   - shouldStop: Whether to end early; asked now and then.
  init(limit: Int = .max, shouldStop: @escaping () -> Bool = { false }) {
    stepsLeft = limit
    self.shouldStop = shouldStop
  }

  /// Counts a step; false when the search has to end.
  mutating func step() -> Bool {
    if isStopped { return false }
    stepsLeft -= 1
    if stepsLeft < 0 || (stepsLeft % Self.interval == 0 && shouldStop()) { isStopped = true }
    return !isStopped
  }
}
