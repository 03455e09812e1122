import CreditStatistics
import Ground
import Simulation

/// The mean return of episodes that come one after the other, with an interval that holds after each of them at once, where
/// the scenario declares what a return can be: the beta-binomial one where it declares that returns are one of two numbers,
/// otherwise one of bounded means, right for every distribution.
struct ReturnSequence {
  /// What a return can be.
  let bounds: ClosedRange<Double>
  private var binary: BetaBinomialSequence?
  private var bounded: BoundedMeanSequence?

  /// No returns yet; `nil` for bounds that are no bounds.
  ///
  /// - Parameters:
  ///   - bounds: What a return can be; `nil` where the scenario does not say.
  ///   - isBinary: Whether it is one of the two ends.
  ///   - count: For how many returns the interval is to be narrow, where that can be chosen.
  init?(within bounds: ClosedRange<Double>?, isBinary: Bool, confidence: Double, tunedFor count: Int) {
    guard let bounds, bounds.upperBound > bounds.lowerBound,
      (bounds.upperBound - bounds.lowerBound).isFinite
    else { return nil }
    self.bounds = bounds
    if isBinary {
      binary = BetaBinomialSequence(bounds: bounds, confidence: confidence, tunedFor: count)
    } else {
      bounded = BoundedMeanSequence(bounds: bounds, confidence: confidence)
    }
  }

  /// Adds the return of one episode.
  ///
  /// - Throws: ``DeclaredReturnError/outsideBounds(found:bounds:)``.
  mutating func add(_ value: Double) throws(DeclaredReturnError) {
    // Sums of rewards pass their bounds by rounding.
    let slack = 1e-9 * max(abs(bounds.lowerBound), abs(bounds.upperBound))
    guard value >= bounds.lowerBound - slack, value <= bounds.upperBound + slack else {
      throw .outsideBounds(found: value, bounds: bounds)
    }
    let held = min(max(value, bounds.lowerBound), bounds.upperBound)
    binary?.add(held)
    bounded?.add(held)
  }

  /// The interval after the returns so far.
  var interval: Measured<ConfidenceInterval> {
    binary?.interval ?? bounded?.interval ?? .undefined(.noUnits)
  }
}

/// Why returns do not say what they should.
public enum DeclaredReturnError: Error, CustomStringConvertible, Sendable, Hashable {
  /// An episode has a return that the scenario says is impossible.
  case outsideBounds(found: Double, bounds: ClosedRange<Double>)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .outsideBounds(let found, let bounds):
      "an episode has the return \(found), and the scenario declares that returns are in \(bounds.lowerBound)..."
        + "\(bounds.upperBound)."
    }
  }
}
