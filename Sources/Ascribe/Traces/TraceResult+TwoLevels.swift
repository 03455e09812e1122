public import CreditMethods

extension TraceResult {
  /// Credit at two levels: of units, such as turns, and of their parts, such as the agents that act in them.
  public struct TwoLevels: Sendable, Hashable, Codable {
    /// How far a sum may be from what it should be, relative to the numbers that are summed and at least absolutely.
    public static let tolerance = 1e-12

    /// The levels of units and of parts.
    public let unit, part: CreditLevel
    /// The rule that made segments; absent for those of the trace.
    public let segments: String?
    /// The method whose credits units have, by its label; absent where each method gives its own.
    public let whole: String?
    /// The methods, in the order in which they were asked for.
    public let methods: [Method]

    /// One method.
    public struct Method: Sendable, Hashable, Codable {
      /// The method as it was asked for.
      public let label: String
      /// What the method gives one credit to; parts of it are equal shares.
      public let held: CreditUnit
      /// Units with credit, those without, parts, and units of several parts.
      public let units, withoutCredit, parts, divided: Int
      /// Units whose parts do not sum to their credit within the tolerance.
      public let failing: Int
      /// The largest of what units have beyond the sum of their parts, with its sign, and the mean of its magnitude.
      public let largestResidual, meanResidual: Double
      /// Where the largest is; absent where all are 0.
      public let worst: Place?
      /// What the method claims its credits to sum to.
      public let claims: [Claim]
      /// The units with most credit, the largest first.
      public let largest: [Unit]
    }

    /// A unit of an episode.
    public struct Place: Sendable, Hashable, Codable {
      /// The episode.
      public let episode: String
      /// The turn or the segment, by its number in the episode; 0 for an episode.
      public let unit: Int
    }

    /// A claim of a method's card.
    public struct Claim: Sendable, Hashable, Codable {
      /// What is summed over, and what the sum is said to be.
      public let level: CreditLevel
      /// What the sum is.
      public let whole: MethodCard.SumClaim.Whole
      /// Sums that the trace could be held to, and those of them that are something else; 0 for a claim that no trace shows.
      public let checked, failing: Int
      /// The largest difference.
      public let largestResidual: Double
      /// Where it is; absent where all are 0.
      public let worst: Place?
    }

    /// A unit with its credit and its first parts.
    public struct Unit: Sendable, Hashable, Codable {
      /// Where it is.
      public let place: Place
      /// Its credit, in the method's unit.
      public let credit: Double
      /// The first of its parts.
      public let parts: [Part]
      /// How many there are.
      public let partCount: Int
    }

    /// What a part has of its unit's credit.
    public struct Part: Sendable, Hashable, Codable {
      /// The agent, turn or segment; of tokens, the agent whose they are.
      public let name: String
      /// Its credit, in the method's unit; of tokens, what they have together.
      public let credit: Double
    }
  }
}

extension TraceResult.TwoLevels {
  /// What was collected.
  package init(_ collector: TwoLevelCollector, labels: [String]) {
    unit = collector.levels.unit
    part = collector.levels.part
    segments = collector.segments
    whole = collector.whole.map { labels[$0] }
    methods = zip(labels, collector.tallies).map(Method.init)
  }
}

extension TraceResult.TwoLevels.Method {
  fileprivate init(_ label: String, _ tally: TwoLevelCollector.Tally) {
    self.label = label
    held = tally.held
    units = tally.units
    withoutCredit = tally.withoutCredit
    parts = tally.parts
    divided = tally.divided
    failing = tally.failing
    largestResidual = tally.largest.value
    meanResidual = tally.units == 0 ? 0 : tally.residuals / Double(tally.units)
    worst = tally.largest.place
    claims = tally.checks.map { check in
      TraceResult.TwoLevels.Claim(
        level: check.claim.level, whole: check.claim.whole, checked: check.checked, failing: check.failing,
        largestResidual: check.largest.value, worst: check.largest.place)
    }
    largest = tally.kept
  }
}
