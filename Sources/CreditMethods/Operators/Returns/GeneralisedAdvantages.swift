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
