/// Why a statistic has no value on the data and the arguments it was given.
public enum UndefinedReason: Hashable, Sendable, CustomStringConvertible {
  /// There are fewer values, pairs or units than the statistic needs.
  case tooFew(found: Int, needed: Int)
  /// All values are equal, where the statistic divides by their variation.
  case noVariance
  /// A value is NaN or infinite.
  case notFinite
  /// All values are finite, but the result or its squares leave the range of `Double`.
  case outOfRange
  /// There are no units to count, or the rule of the statistic leaves out every one.
  case noUnits
  /// All values are zero, where the statistic divides by their size or ranks their signs.
  case allZero
  /// The weights sum to zero.
  case noWeight
  /// A weight is negative.
  case negativeWeight
  /// A number that should be a probability is outside `0...1`.
  case notAProbability(Double)
  /// The two things answer different questions.
  case notComparable
  /// The statistic that is to be resampled has no value on the sample itself.
  case undefinedOnSample
  /// The estimate lies on the boundary of its range, where the interval or the scale has no finite width.
  case onTheBoundary
  /// The statistic has no value on too many of the resamples.
  case undefinedOnResamples(undefined: Int, resamples: Int)
  /// There is no exact truth to compare with.
  case noTruth
  /// What is to be measured is smaller than the noise in it.
  case belowNoise
  /// The bounds of the truth are too far apart to tell.
  case withinBounds
  /// The two are equal, where something would be tested that can differ.
  case equal
  /// One of the two is the reference itself, which nothing is tested about.
  case isReference
  /// What is waited for does not happen.
  case notReached
  /// An argument of the statistic is not accepted, whatever the data.
  case notAccepted(ArgumentError)

  /// The reason as a sentence.
  public var description: String {
    switch self {
    case .tooFew(let found, let needed):
      "\(found) found, at least \(needed) needed."
    case .noVariance: "All values are equal, so there is no variation to compare with."
    case .notFinite: "A value is NaN or infinite."
    case .outOfRange:
      "The numbers are too large or too small: the result or its squares leave the range of Double."
    case .noUnits: "No unit is left to count."
    case .allZero: "All values are zero."
    case .noWeight: "The weights sum to zero."
    case .negativeWeight: "A weight is negative."
    case .notAProbability(let value): "\(value) is not a probability: it is outside 0...1."
    case .notComparable: "The two answer different questions, so they are not compared."
    case .onTheBoundary:
      "The estimate lies on the boundary of its range, where the uncertainty has no finite size."
    case .undefinedOnSample: "The statistic has no value on the sample itself."
    case .undefinedOnResamples(let undefined, let resamples):
      "The statistic has no value on \(undefined) of \(resamples) resamples, too many for their percentiles."
    case .noTruth: "There is no exact truth to compare with."
    case .belowNoise: "There is more noise than signal: more batches are needed."
    case .withinBounds:
      "The bounds of the truth are too far apart to tell: more cells, or a smaller width, bring them closer."
    case .equal: "The two are equal, so there is nothing to test."
    case .isReference: "One of the two is the reference itself."
    case .notReached: "It is not reached, or by less than half of the runs."
    case .notAccepted(let error): error.description
    }
  }
}
