public import Trajectories

/// Discounted return from every turn of every episode.
///
/// `result[t] = rewards[t] + discount · result[t + 1]`, where the result after an episode's last turn is 0.
///
/// - Parameters:
///   - rewards: Rewards of the turns of all episodes, shape `[turns]`, in reward units.
///   - turnStart: First turn of each episode, and the number of turns, shape `[episodes + 1]`.
///   - discount: Per-turn discount in `0...1`, dimensionless.
/// - Returns: Shape `[turns]`, in reward units.
/// - Complexity: O(*turns*), in the place of `rewards` if nobody else holds them.
///
/// Source: Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 3.3, equation 3.9.
package func discountedReturns(of rewards: consuming [Double], turnStart: [Int32], discount: Double)
  -> [Double]
{
  var returns = rewards
  for episode in turnStart.indices.dropLast() {
    let turns = Int(turnStart[episode])..<Int(turnStart[episode + 1])
    guard let last = turns.last else { continue }
    var following = returns[last]
    for turn in turns.dropLast().reversed() {
      following = returns[turn] + discount * following
      returns[turn] = following
    }
  }
  return returns
}

/// Discounted return from every turn of every episode of a batch.
///
/// `result[t] = rewards[t] + discount · result[t + 1]`, where the result after an episode's last turn is 0, that of a
/// truncated episode included.
///
/// ```swift
/// // Episodes of two and of one turn.
/// try discountedReturns(of: [0, 4, 1], in: batch, discount: 0.5)  // [2, 4, 1]
/// ```
///
/// - Parameters:
///   - rewards: Rewards of the turns of all episodes, shape `[turns]`, in reward units.
///   - batch: The episodes.
///   - discount: Per-turn discount in `0...1`, dimensionless.
/// - Returns: Shape `[turns]`, in reward units; not finite where a sum overflows.
/// - Throws: ``AttributionError/operand(_:)`` for another number of rewards than turns, and a discount outside its range.
/// - Complexity: O(*turns*), in the place of `rewards` if nobody else holds them.
///
/// Source: Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 3.3, equation 3.9.
public func discountedReturns(
  of rewards: consuming [Double], in batch: TrajectoryBatch, discount: Double
) throws(AttributionError) -> [Double] {
  try OperandError.check(
    rewards.count, of: "rewards", equals: batch.turnCount, "turn", in: "discountedReturns(of:in:discount:)")
  try OperandError.check(discount, of: "discount", in: 0...1, "discountedReturns(of:in:discount:)")
  return discountedReturns(of: rewards, turnStart: batch.episodes.turnStart, discount: discount)
}
