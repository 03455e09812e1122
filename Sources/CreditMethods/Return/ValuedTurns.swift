/// Turns with their rewards and the values of their states.
package struct ValuedTurns: Sendable {
  /// Value of the state that each turn starts in, in reward units. Shape `[turns]`.
  package let value: [Double]
  /// Discount of a turn.
  package let discount: Double
  /// First turn of each episode, and the number of turns. Shape `[episodes + 1]`.
  package let turnStart: [Int32]
  /// Truncated episodes that are bootstrapped.
  package let cuts: CutEpisodes
  private let rewards: TurnRewards
  private let endValue: [Double]
  private let expectedLoss: [Double]?

  init(
    rewards: TurnRewards, value: [Double], endValue: [Double], discount: Double, turnStart: [Int32],
    cuts: CutEpisodes, expectedLoss: [Double]?
  ) {
    self.rewards = rewards
    self.value = value
    self.endValue = endValue
    self.discount = discount
    self.turnStart = turnStart
    self.cuts = cuts
    self.expectedLoss = expectedLoss
  }

  /// Generalised advantages of the turns, before row penalties. Shape `[turns]`.
  package func advantages(lambda: Double) -> [Double] {
    generalisedAdvantages(
      rewards: rewards.reward, values: value, endValues: endValue, turnStart: turnStart, discount: discount,
      lambda: lambda)
  }

  /// Advantages less what each turn's own row loses beyond what rows of its state lose on average.
  ///
  /// A row penalty lowers its own row alone: no other turn's value or bootstrap knows of it. Values of a file say
  /// nothing about losses; a row then bears all of its own.
  package func penalised(advantages: [Double]) -> [Double] {
    let lowered = rewards.lessRowPenalties(advantages)
    guard let expectedLoss else { return lowered }
    return lowered.combined(with: expectedLoss, +)
  }

  /// Returns less what each turn's own row loses.
  package func penalised(returns: [Double]) -> [Double] { rewards.lessRowPenalties(returns) }
}
