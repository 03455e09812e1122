public import Trajectories

/// A batch to measure methods on, by its name.
public struct Material: Sendable {
  /// Its name.
  public let name: String
  private let map: Walks.Map
  private let groups: Int
  private let groupSize: Int
  private var hasSignals = false

  /// 100,000, 1,000,000 and 10,000,000 turns in groups of eight episodes, then 200,000 turns in one group of 4,000
  /// episodes: over 64 states, and over a branch an episode (some drew the same one), so that most states are met once.
  /// The million turns are there with a judge's labels, beliefs, log-probabilities and entropies as well.
  public static let all = [
    Material(name: "1e5", map: .worlds(500), groups: 250, groupSize: 8),
    Material(name: "1e6", map: .worlds(500), groups: 2500, groupSize: 8),
    Material(name: "1e7", map: .worlds(500), groups: 25_000, groupSize: 8),
    Material(name: "shared", map: .worlds(1), groups: 1, groupSize: 4000),
    Material(name: "distinct", map: .branches(8000), groups: 1, groupSize: 4000),
    Material(name: "signals", map: .worlds(500), groups: 2500, groupSize: 8, hasSignals: true),
  ]

  /// The material of that name; `nil` if there is none.
  public static func named(_ name: String) -> Material? { all.first { $0.name == name } }

  /// Its turns.
  public var turns: Int { groups * groupSize * 50 }

  /// The batch.
  public func batch() throws -> TrajectoryBatch {
    let plain = try Walks.batch(on: map, groups: groups, groupSize: groupSize)
    return hasSignals ? try plain.withSignals() : plain
  }
}
