import Ground
public import Simulation

/// How the truth of a scenario that is too large to be solved is bounded: what can follow some decisions of each batch is
/// expanded, what is most probable first, and what is left out can be whatever the scenario declares.
///
/// The exact credit of a decision always lies between its bounds, as far as the declaration is true. No draw is involved but that
/// of the decisions.
public struct BoundedTruthPlan: Sendable, Hashable, Codable {
  /// Decisions of a batch whose credit is bounded, drawn among all of the batch without replacement; at least 2.
  public var decisions: Int
  /// Cells (state and turn) that may be found in a batch, at least 1.
  public var cells: Int
  /// The distance of the bounds of each credit, in units of return, at which the expansion stops; 0: at the limit only.
  public var width: Double
  /// What the return from each turn on can be; `nil` where nothing is declared, so that all that can follow must be found.
  public var ranges: [ClosedRange<Double>]?

  /// A plan.
  public init(
    decisions: Int = 64, cells: Int = 100_000, width: Double = 0, ranges: [ClosedRange<Double>]? = nil
  ) {
    self.decisions = decisions
    self.cells = cells
    self.width = width
    self.ranges = ranges
  }

  /// A plan with what a scenario declares of its rewards and returns.
  ///
  /// - Throws: `ScenarioError` for declarations that contradict each other.
  public init(
    of scenario: some Scenario, decisions: Int = 64, cells: Int = 100_000, width: Double = 0
  ) throws(ScenarioError) {
    self.init(
      decisions: decisions, cells: cells, width: width, ranges: try scenario.returnBoundsByTurn())
  }

  /// Refuses what cannot be done.
  func check() throws {
    try StudyError.check("decisions of a bounded truth", decisions, in: 2...1_000_000)
    try StudyError.check("cells of a bounded truth", cells, in: 1...1_000_000_000)
    guard width >= 0, width.isFinite else {
      throw ArgumentError("width of a bounded truth", width, accepted: "a finite number of at least 0")
    }
  }
}
