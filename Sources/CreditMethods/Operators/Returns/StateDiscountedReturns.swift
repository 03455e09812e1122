/// Return from every turn of every episode under discounts of the states.
///
/// `result[t] = rewards[t] + discounts[nodes[t]] · result[t + 1]`, where the result after an episode's last turn is 0.
///
/// - Parameters:
///   - rewards: Rewards of the turns of all episodes, shape `[turns]`, in reward units.
///   - turnStart: First turn of each episode, and the number of turns, shape `[episodes + 1]`.
///   - discounts: Discount of what follows a turn in each state, shape `[nodes]`, in `0...1`, dimensionless.
///   - nodes: State of each turn, shape `[turns]`.
/// - Returns: Shape `[turns]`, in reward units.
/// - Complexity: O(*turns*), in the place of `rewards` if nobody else holds them.
///
/// Source: Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 17.4, equation 17.7 (state-dependent
/// termination).
package func discountedReturns(
  of rewards: consuming [Double], turnStart: [Int32], discounts: [Double], at nodes: [UInt32]
) -> [Double] {
  var returns = rewards
  for episode in turnStart.indices.dropLast() {
    let turns = Int(turnStart[episode])..<Int(turnStart[episode + 1])
    guard let last = turns.last else { continue }
    var following = returns[last]
    for turn in turns.dropLast().reversed() {
      following = returns[turn] + discounts[Int(nodes[turn])] * following
      returns[turn] = following
    }
  }
  return returns
}
