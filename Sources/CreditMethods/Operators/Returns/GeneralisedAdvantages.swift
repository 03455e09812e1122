public import Trajectories

/// Generalised advantages of every turn of every episode.
///
/// `delta[t] = rewards[t] + discount · values[t + 1] - values[t]` and
/// `result[t] = delta[t] + discount · lambda · result[t + 1]`, where the result after an episode's last turn is 0 and the
/// value there is the episode's end value. `lambda = 0` gives one-step advantages, `lambda = 1` returns minus values.
///
/// - Parameters:
///   - rewards: Rewards of the turns of all episodes, shape `[turns]`, in reward units.
///   - values: Values of the turns' states, shape `[turns]`, in reward units.
///   - endValues: Values after the episodes' last turns, shape `[episodes]`, in reward units; without them 0: nothing is
///     earned after the horizon.
///   - turnStart: First turn of each episode, and the number of turns, shape `[episodes + 1]`.
///   - discount: Per-turn discount in `0...1`, dimensionless.
///   - lambda: Decay in `0...1`, dimensionless.
/// - Returns: Shape `[turns]`, in reward units.
/// - Complexity: O(*turns*).
///
/// Source: Schulman et al. 2016, arXiv 1506.02438, equations 10 and 16.
package func generalisedAdvantages(
  rewards: [Double], values: [Double], endValues: [Double]? = nil, turnStart: [Int32], discount: Double,
  lambda: Double
) -> [Double] {
  var advantages = [Double](repeating: 0, count: rewards.count)
  for episode in turnStart.indices.dropLast() {
    var nextValue = endValues?[episode] ?? 0
    var following = 0.0
    for turn in (Int(turnStart[episode])..<Int(turnStart[episode + 1])).reversed() {
      let delta = rewards[turn] + discount * nextValue - values[turn]
      following = delta + discount * lambda * following
      advantages[turn] = following
      nextValue = values[turn]
    }
  }
  return advantages
}

/// Generalised advantages of every turn of every episode of a batch.
///
/// `delta[t] = rewards[t] + discount · values[t + 1] - values[t]` and
/// `result[t] = delta[t] + discount · lambda · result[t + 1]`, where the result after an episode's last turn is 0 and the
/// value there is the episode's end value. `lambda = 0` gives one-step advantages, `lambda = 1` returns minus values.
///
/// ```swift
/// // One episode of two turns that ends with reward 1.
/// try generalisedAdvantages(
///   rewards: [0, 1], values: [0.5, 0.75], in: batch, discount: 1, lambda: 0.5)  // [0.375, 0.25]
/// ```
///
/// - Parameters:
///   - rewards: Rewards of the turns of all episodes, shape `[turns]`, in reward units.
///   - values: Values of the turns' states, shape `[turns]`, in reward units.
///   - endValues: Values after the episodes' last turns, shape `[episodes]`, in reward units; without them 0: nothing is
///     earned after the horizon.
///   - batch: The episodes.
///   - discount: Per-turn discount in `0...1`, dimensionless.
///   - lambda: Decay in `0...1`, dimensionless.
/// - Returns: Shape `[turns]`, in reward units; not finite where a sum overflows.
/// - Throws: ``AttributionError/operand(_:)`` for numbers that are not one a turn (or an episode), and for a discount or a
///   decay outside its range.
/// - Complexity: O(*turns*).
///
/// Source: Schulman et al. 2016, arXiv 1506.02438, equations 10 and 16.
public func generalisedAdvantages(
  rewards: [Double], values: [Double], endValues: [Double]? = nil, in batch: TrajectoryBatch,
  discount: Double,
  lambda: Double
) throws(AttributionError) -> [Double] {
  let name: StaticString = "generalisedAdvantages(rewards:values:endValues:in:discount:lambda:)"
  try OperandError.check(rewards.count, of: "rewards", equals: batch.turnCount, "turn", in: name)
  try OperandError.check(values.count, of: "values", equals: batch.turnCount, "turn", in: name)
  if let endValues {
    try OperandError.check(endValues.count, of: "endValues", equals: batch.episodeCount, "episode", in: name)
  }
  try OperandError.check(discount, of: "discount", in: 0...1, name)
  try OperandError.check(lambda, of: "lambda", in: 0...1, name)
  return generalisedAdvantages(
    rewards: rewards, values: values, endValues: endValues, turnStart: batch.episodes.turnStart,
    discount: discount, lambda: lambda)
}
