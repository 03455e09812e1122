public import Ground
public import CreditMethods
public import CreditStatistics

/// A critic as it was fitted to simulated batches, against the exact solution.
public struct FittedCritic: Sendable, Hashable, Codable {
  /// How far its values are off, for every scope that the batches come to.
  public let errors: [FittedError]
  /// Whether what it promises is what is paid.
  public let calibration: Calibration
  /// The policy gradient that its credits induce on a batch against the exact one: over all agents, then for each.
  public let gradients: [SampledGradient]
  /// How the fits ended that the credits rest on, in all batches.
  public let fits: CriticFits
  /// Simulated turns that it was fitted to beside those that it judged, in all batches.
  public let fittedTurns: Int
}

/// How far a critic's fitted values are off over some turns of the batches.
public struct FittedError: Sendable, Hashable, Codable {
  /// Which turns.
  public let slice: DecisionSlice
  /// How many of them there were, in all batches.
  public let turns: Int
  /// Value less V of the state, or Q of state and action: all that is wrong with it.
  public let fromTruth: ErrorSummary
  /// Value less what the critic would have after infinitely many episodes: what more episodes would mend.
  public let fromLimit: ErrorSummary
}

/// Errors of values over turns, in reward units.
public struct ErrorSummary: Sendable, Hashable, Codable {
  /// Mean over batches of the batch's mean error, with Student's t interval.
  public let mean: CellMean
  /// Root mean square over all turns of all batches.
  public let rootMeanSquare: Double
  /// The error of the largest size; the first of equals.
  public let worst: Double
}

/// What is paid against the fitted value, over all turns of all batches.
///
/// Intervals are those of the jackknife over batches. A critic that was fitted to the judged episodes too
/// has seen the returns that they realised, which flatters it the more, the fewer episodes it was fitted to for each of its
/// parameters; the exact value, which is the mean of returns that it has not seen, does not.
public struct Calibration: Sendable, Hashable, Codable {
  /// The realised return on the value.
  public let realised: CalibrationLine
  /// The expected return on the value: V of the state, or Q of state and action.
  public let expected: CalibrationLine
  /// Turns by their value, in ascending order.
  public let tenths: [Tenth]

  /// The turns whose rank by value lies in one tenth of all ranks. Equal values share their mean rank, so that they are
  /// never parted, and a tenth may be empty, which is then left out.
  public struct Tenth: Sendable, Hashable, Codable {
    /// Which tenth: 1 has the lowest values, 10 the highest.
    public let number: Int
    /// How many turns.
    public let turns: Int
    /// Mean value.
    public let meanValue: Double
    /// Mean realised return from the turn on, discounted. It has no interval: which turns are in a tenth is decided by the
    /// batches, too.
    public let meanReturn: Double
    /// Mean expected return, exact.
    public let meanExpected: Double
  }
}

/// The least-squares line of a return on the fitted value.
public struct CalibrationLine: Sendable, Hashable, Codable {
  /// The slope: 1 if a value that is larger by 1 pays 1 more; below 1, values exaggerate their differences. Undefined
  /// where all values are equal.
  public let slope: Measured<Double>
  /// Interval of the slope.
  public let slopeInterval: Measured<ConfidenceInterval>
  /// The line's return at the value 0, in reward units.
  public let intercept: Measured<Double>
  /// Interval of the intercept.
  public let interceptInterval: Measured<ConfidenceInterval>
}

/// The policy gradient that credits induce on batches against the exact one.
public struct SampledGradient: Sendable, Hashable, Codable {
  /// Cosine of a batch's gradient with the exact one, over batches: noise and bias together.
  public let cosine: Estimate
  /// Relative error of a batch's gradient, over batches.
  public let relativeError: Estimate
  /// The mean of the batches' gradients: its noise falls with the number of batches, its bias does not.
  public let ofMean: GradientAgreement
}
