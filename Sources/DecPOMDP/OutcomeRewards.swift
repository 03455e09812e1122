/// Rewards that depend on the next state, or on it and on the joint observation, for all outcomes that are possible.
///
/// They stand along the entries of a model's transitions: an entry has one number where the reward does not depend on
/// the observation, and otherwise one for each entry of the observation row of its joint action and next state.
package struct OutcomeRewards: Sendable, Hashable {
  /// First number of each transition entry, and the number of them.
  package private(set) var offsets: [Int] = [0]
  /// Team rewards, in reward units.
  package private(set) var values: [Double] = []

  package init() {}

  /// The rewards of a transition entry: one for all observations, or one for each entry of the observation row.
  package subscript(entry: Int) -> Range<Int> { offsets[entry]..<offsets[entry + 1] }

  /// Adds a number to the transition entry that is being filled.
  package mutating func append(_ reward: Double) { values.append(reward) }

  /// Ends the entry that is being filled. Numbers that are all the same are kept once.
  package mutating func endEntry() {
    let first = offsets[offsets.count - 1]
    if values.count > first + 1, values[(first + 1)...].allSatisfy({ $0 == values[first] }) {
      values.removeSubrange((first + 1)...)
    }
    offsets.append(values.count)
  }
}

/// The rewards that a model is made from.
package enum ModelRewards: Sendable {
  /// R(s, a), at joint action · number of states + state.
  case ofTurns([Double])
  /// R(s, a, s', o), along the model's transitions.
  case ofOutcomes(OutcomeRewards)
}
