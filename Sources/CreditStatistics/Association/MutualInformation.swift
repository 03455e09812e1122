public import Ground
import Glibc

/// How much one discrete variable tells of another, in nats.
public enum MutualInformation {
  /// I(J; Y) of known distributions: the sum over j and y of p(j) p(y|j) log(p(y|j) / p(y)).
  ///
  /// Undefined where no weight is positive, a weight is negative, or a number is not finite, and, with
  /// `UndefinedReason/notAccepted(_:)`, for other numbers of probabilities. Rounding below 0 is 0.
  ///
  /// - Parameters:
  ///   - weights: p(j), not necessarily of sum 1.
  ///   - conditional: p(y|j), `bins` numbers for each j, one j after the other.
  ///   - bins: Number of values of Y, at least 1.
  /// - Complexity: O(weights · bins).
  public static func known(weights: [Double], conditional: [Double], bins: Int) -> Measured<Double> {
    guard bins >= 1 else { return .notAccepted("bins", bins, accepted: "1 or more") }
    guard conditional.count % bins == 0, conditional.count / bins == weights.count else {
      return .notAccepted(
        "conditional", "\(conditional.count) numbers",
        accepted: "\(bins) for each of \(weights.count) weights")
    }
    guard (weights + conditional).allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    guard weights.allSatisfy({ $0 >= 0 }) else { return .undefined(.negativeWeight) }
    let total = weights.reduce(0, +)
    guard total > 0 else { return .undefined(.noWeight) }
    var marginal = [Double](repeating: 0, count: bins)
    for (row, weight) in weights.enumerated() {
      for bin in 0..<bins { marginal[bin] += weight / total * conditional[row * bins + bin] }
    }
    var information = 0.0
    for (row, weight) in weights.enumerated() {
      for bin in 0..<bins where conditional[row * bins + bin] > 0 && weight > 0 {
        let probability = conditional[row * bins + bin]
        information += weight / total * probability * log(probability / marginal[bin])
      }
    }
    return .value(max(0, information))
  }

  /// The plug-in estimate of I(J; Y) from counts, with Laplace's smoothing of every p(y|j): (count + 1) / (n_j + bins).
  ///
  /// p(j) is the share of the samples of j. With few samples a j the smoothing dominates, and the estimate is far too
  /// small. One j has information 0. Undefined without samples, and, with `UndefinedReason/notAccepted(_:)`, for
  /// counts that are not as many for each j or negative.
  ///
  /// - Parameters:
  ///   - counts: Samples by j and y, `bins` numbers for each j, one j after the other.
  ///   - bins: Number of values of Y that are told apart, those that never occur included.
  /// - Complexity: O(counts).
  ///
  /// Source: arXiv 2603.06859 (C3), influence diagnostic.
  public static func smoothed(counts: [Int], bins: Int) -> Measured<Double> {
    guard bins >= 1 else { return .notAccepted("bins", bins, accepted: "1 or more") }
    guard counts.count % bins == 0 else {
      return .notAccepted("counts", "\(counts.count) numbers", accepted: "\(bins) for each value of J")
    }
    if let count = counts.first(where: { $0 < 0 }) {
      return .notAccepted("counts", "\(count)", accepted: "0 or more")
    }
    let rows = counts.count / bins
    let sizes = (0..<rows).map { counts[$0 * bins..<($0 + 1) * bins].reduce(0, +) }
    guard sizes.contains(where: { $0 > 0 }) else { return .undefined(.noUnits) }
    var conditional: [Double] = []
    conditional.reserveCapacity(counts.count)
    for (index, count) in counts.enumerated() {
      conditional.append(Double(count + 1) / Double(sizes[index / bins] + bins))
    }
    return known(weights: sizes.map(Double.init), conditional: conditional, bins: bins)
  }
}
