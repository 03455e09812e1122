/// One row a turn.
public struct TurnColumns: Sendable {
  /// Anchor state key before the joint action, a symbol of `keys`.
  public package(set) var state: [UInt32] = []
  /// Team reward received after the joint action, finite, in reward units.
  public package(set) var reward: [Double] = []
  /// First decision of each turn, and one entry more: the number of decisions.
  public package(set) var decisionStart: [Int32] = [0]

  /// Privileged state key, a symbol of `keys`; ``TurnColumns/absent`` where a turn has none.
  public package(set) var privileged: [UInt32]?
  /// What is told to informed critics beside what agents know, a symbol of `keys`; ``TurnColumns/absent`` where a turn
  /// has none.
  public package(set) var signal: [UInt32]?
  /// Segment number, never decreasing within an episode; without the column each turn is its own segment.
  public package(set) var segment: [Int32]?
  /// Probability of the right answer before the turn, in `0...1`; `NaN` where a turn has none.
  public package(set) var belief: [Double]?
  /// A judge's process score, in `-1...1`; `NaN` where a turn has none.
  public package(set) var process: [Double]?

  /// The symbol that stands for "this row has no such key" in an optional column.
  public static let absent = UInt32.max

  package init() {}
}
