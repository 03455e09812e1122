/// What replays cost; the replays of a decision add to it.
public struct ReplayCost: Sendable, Equatable {
  /// Simulated continuations.
  package var replays = 0
  /// Their simulated turns.
  package var turns = 0

  /// Adds the cost of other replays.
  package static func += (sum: inout ReplayCost, other: ReplayCost) {
    sum.replays += other.replays
    sum.turns += other.turns
  }

  /// The cost of all of them.
  package static func sum(_ costs: some Sequence<ReplayCost>) -> ReplayCost {
    costs.reduce(into: ReplayCost()) { $0 += $1 }
  }
}
