/// Bounds of the value of a joint policy in a world that may be too large to enumerate.
///
/// The cells (turn, node) that the policy reaches are expanded best first, those with the largest probability of being
/// reached before others. An expanded cell has its exact Bellman equation, a cell where episodes stop its exact value, and
/// a cell that was not expanded (the *frontier*) an interval: what the scenario declares that a return can be
/// (``ScenarioFacts/returnBounds``, and ``ScenarioFacts/rewardBounds`` over the turns that are left), and `0...1` for the
/// probability of success. One pass backward makes them bounds of the start. Where the interval is the same in the whole frontier and there is
/// no discount, they are apart by the frontier's probability times the interval's width.
///
/// The exact value lies inside, but for rounding and as far as the declaration is true. No draw is involved: the same
/// arguments give the same bounds, more cells never give wider ones, and a world that is finished before any limit gives
/// the exact value. Credits of decisions (``credits``) have bounds from the same ones.
public struct BoundedValue: Sendable, Hashable {
  /// What is bounded.
  public enum Quantity: String, Sendable {
    /// The expected return of an episode.
    case value
    /// The probability that an episode ends in success.
    case success
  }

  /// Why the expansion stopped.
  public enum Stop: String, Sendable {
    /// Nothing was left to expand: the bounds are the exact value.
    case complete
    /// The bounds are as narrow as was asked for.
    case width
    /// As many cells were found as there may be.
    case stateLimit = "state-limit"
  }

  /// Bounds of the expected return of an episode, in reward units; `nil` where the scenario declares none of its returns
  /// and the world was not finished.
  public let value: ClosedRange<Double>?
  /// Bounds of the probability that an episode ends in success.
  public let success: ClosedRange<Double>
  /// Probability that an episode comes to a cell that was not expanded.
  public let frontierMass: Double
  /// Cells that were expanded.
  public let expandedCount: Int
  /// Cells that were found: those that were expanded, those where episodes stop, and the frontier.
  public let cellCount: Int
  /// Why the expansion stopped.
  public let stop: Stop
  /// The decisions of expanded cells that matter most, as many as were asked for: those whose probability times squared credit
  /// is at least the largest first. Actions that the policy never takes are none of them.
  public let credits: [BoundedCredit]

  /// Whether the value and the probability of success are exact.
  public var isExact: Bool { stop == .complete }

  /// Bounds the value of a policy.
  ///
  /// - Parameters:
  ///   - scenario: The scenario; its code runs for what is expanded.
  ///   - policy: The policy; it is asked about the information states that are met.
  ///   - memory: What agents remember. Memories that the policy says not to depend on
  ///     (``Policy/dependsOnObservationAlone(_:remembering:)``) are not told apart.
  ///   - quantity: What `width` is asked of.
  ///   - width: The distance of the bounds at which the expansion stops, in reward units or as a probability; 0: at the
  ///     limit only. It is looked at whenever there are an eighth more expanded cells.
  ///   - stateLimit: How many cells are found before the expansion stops, at least 1; the last cell that is expanded may
  ///     add more. A cell where the policy takes more joint actions than that is not expanded either.
  ///   - creditCount: How many decisions ``credits`` has, at least 0.
  /// - Throws: ``BoundedValueError``; ``ScenarioError`` for a rule that the scenario breaks; ``PolicyError`` of the policy.
  /// - Complexity: O(found cells + transitions of expanded ones) memory beyond the scenario's and the policy's own, and
  ///   that times a logarithm time.
  public init(
    of scenario: some Scenario, under policy: some Policy, memory: Memory = .lastObservation,
    narrowing quantity: Quantity = .value, to width: Double = 0, stateLimit: Int = 2_000_000,
    creditCount: Int = 0
  ) throws {
    try self.init(
      in: World(scenario, memory: memory, limit: TableNumbers.most), under: policy,
      ranges: scenario.returnBoundsByTurn(), narrowing: quantity, to: width, stateLimit: stateLimit,
      creditCount: creditCount)
  }

  /// Bounds the value of a policy in a world, given what the return from each turn on can be.
  init(
    in world: World, under policy: some Policy, ranges: [ClosedRange<Double>]?,
    narrowing quantity: Quantity, to width: Double, stateLimit: Int, creditCount: Int
  ) throws {
    guard width >= 0, width.isFinite else { throw BoundedValueError.invalidWidth(found: "\(width)") }
    guard stateLimit >= 1 else { throw BoundedValueError.invalidStateLimit(found: stateLimit) }
    guard !world.start.isEmpty else { throw BoundedValueError.manyStarts }
    var expansion = BestFirstExpansion(
      world, under: policy, ranges: ranges, limit: stateLimit, namesStates: creditCount > 0)
    try expansion.start()
    var stop = Stop.complete
    var isLimited = false
    while true {
      expansion.visit()
      expansion.evaluate()
      if !expansion.hasFrontier { break }
      let bounds =
        switch quantity {
        case .value: ranges == nil ? nil : expansion.value
        case .success: expansion.success
        }
      if width > 0, let bounds, bounds.upperBound - bounds.lowerBound <= width {
        stop = .width
        break
      }
      if isLimited {
        stop = .stateLimit
        break
      }
      isLimited = try !expansion.expand(max(1, expansion.expandedCount / 8))
    }
    guard ranges != nil || stop == .complete || quantity == .success else {
      throw BoundedValueError.noReturnBounds(
        success: expansion.success, cells: expansion.cellCount)
    }
    value = ranges != nil || stop == .complete ? expansion.value : nil
    success = expansion.success
    frontierMass = expansion.frontierMass
    expandedCount = expansion.expandedCount
    cellCount = expansion.cellCount
    self.stop = stop
    credits = value == nil ? [] : try expansion.credits(creditCount)
  }
}

/// Why a value cannot be bounded.
public enum BoundedValueError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A width that is no finite number of at least 0.
  case invalidWidth(found: String)
  /// A limit below 1.
  case invalidStateLimit(found: Int)
  /// The scenario does not say what its rewards or returns can be, and has more cells than may be found. What is known
  /// of its probability of success needs no declaration.
  case noReturnBounds(success: ClosedRange<Double>, cells: Int)
  /// Initial states that are too many to be listed.
  case manyStarts
  /// Episodes that were played on tables, of which nothing is left to expand.
  case compiled

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .invalidWidth(let found):
      "The width of the bounds is \(found); accepted: a finite number of at least 0."
    case .invalidStateLimit(let found):
      "The limit of states is \(found); accepted: a whole number of at least 1."
    case .noReturnBounds(let success, let cells):
      "The value cannot be bounded: the policy reaches more than the \(cells) cells (state x turn) that were found, and the "
        + "scenario declares neither the bounds of its rewards (facts.rewardBounds) nor of its returns "
        + "(facts.returnBounds). The probability of success is in "
        + "[\(success.lowerBound), \(success.upperBound)]."
    case .manyStarts:
      "There are more initial states than are listed, so that a value cannot be bounded; it can be sampled."
    case .compiled:
      "Bounds are found in a world that is played lazily; these episodes were played on tables, which give exact values."
    }
  }
}

extension Scenario {
  /// What the return from each turn `0..<horizon` on can be in a state where somebody acts: what is declared of returns,
  /// and what the bounds of rewards allow in the turns that are left; `nil` where no such bounds are declared.
  ///
  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for declarations that contradict each other.
  package func returnBoundsByTurn() throws(ScenarioError) -> [ClosedRange<Double>]? {
    let facts = facts
    guard facts.returnBounds != nil || facts.rewardBounds != nil else { return nil }
    let declared = facts.returnBounds ?? -Double.infinity...Double.infinity
    let reward = facts.rewardBounds ?? -Double.infinity...Double.infinity
    var ranges: [ClosedRange<Double>] = []
    // An episode may stop after any number of the turns that are left, but not before the first of them.
    var weights = 1.0
    for _ in 0..<max(0, horizon) {
      let lower = max(declared.lowerBound, min(reward.lowerBound, reward.lowerBound * weights))
      let upper = min(declared.upperBound, max(reward.upperBound, reward.upperBound * weights))
      guard lower <= upper else {
        throw .invalid(
          place: "facts", found: "returns in \(declared)",
          expected: "returns that rewards of a turn in \(reward) can add up to")
      }
      guard lower.isFinite, upper.isFinite else { return nil }
      ranges.append(lower...upper)
      weights = 1 + discount * weights
    }
    return ranges.reversed()
  }
}
