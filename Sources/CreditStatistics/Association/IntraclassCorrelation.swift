public import Ground

/// The intraclass correlation: how much of the variance of ratings lies between the targets that are rated.
///
/// The ratings are a matrix, row by row: a row is a target, a column a rater (or a method, a repetition). The intervals
/// invert F distributions: exact for normal effects with one way and for consistency, Satterthwaite's approximation for
/// agreement. Estimates can be negative.
///
/// Undefined for fewer than 2 targets or raters, when all ratings are equal, and with `UndefinedReason/onTheBoundary` when
/// there is no variance within targets to compare with. Also undefined, with `UndefinedReason/notAccepted(_:)`, for ratings that
/// are not as many of every target.
///
/// Sources: Shrout and Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin 86
/// (1979); McGraw and Wong, Psychological Methods 1 (1996), for the intervals.
public enum IntraclassCorrelation: String, Sendable, Hashable, CaseIterable {
  /// ICC(1,1): raters differ from target to target.
  case oneWay
  /// ICC(2,1), also ICC(A,1): the same raters, drawn at random; their differences in level count against it.
  case agreement
  /// ICC(3,1), also ICC(C,1): the same raters, fixed; their differences in level do not count.
  case consistency

  /// The correlation of single ratings, or of the means over all raters, with its interval.
  ///
  /// - Parameters:
  ///   - ratings: Target by target.
  ///   - raters: How many columns there are.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///   - ofMeans: Whether it is the reliability of the mean of all raters, ICC(·,k).
  public func measure(
    _ ratings: [Double], raters: Int, confidence: Double, ofMeans: Bool = false
  ) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    return MeanSquares.measured(ratings, raters: raters).flatMap { squares in
      let (n, k) = (squares.targets, squares.raters)
      let estimate: Double
      let ends: (lower: Double, upper: Double)
      switch self {
      case .oneWay, .consistency:
        let isOneWay = self == .oneWay
        let error = isOneWay ? squares.within : squares.error
        let degrees = isOneWay ? n * (k - 1) : (n - 1) * (k - 1)
        guard error > 0 else { return .undefined(.onTheBoundary) }
        let f = squares.betweenTargets / error
        let low = f / Distributions.fQuantile(upperTail: tail, n - 1, degrees)
        let high = f * Distributions.fQuantile(upperTail: tail, degrees, n - 1)
        estimate = (f - 1) / (f + k - 1)
        ends = ((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
      case .agreement:
        guard squares.within > 0 else { return .undefined(.onTheBoundary) }
        (estimate, ends) = agreement(squares, tail: tail)
      }
      func scaled(_ single: Double) -> Double { ofMeans ? k * single / (1 + (k - 1) * single) : single }
      let result = (scaled(estimate), scaled(ends.lower), scaled(ends.upper))
      guard result.0.isFinite, result.1.isFinite, result.2.isFinite else { return .undefined(.outOfRange) }
      return .value(
        ConfidenceInterval(
          estimate: result.0, lower: result.1, upper: result.2, confidence: confidence, units: Int(n),
          method: .fDistribution, resampling: nil))
    }
  }

  private func agreement(
    _ squares: MeanSquares, tail: Double
  ) -> (estimate: Double, ends: (lower: Double, upper: Double)) {
    let (n, k) = (squares.targets, squares.raters)
    let rows = squares.betweenTargets
    let rest = k * squares.betweenRaters + (k * n - k - n) * squares.error
    let estimate =
      (rows - squares.error)
      / (rows + (k - 1) * squares.error + k * (squares.betweenRaters - squares.error) / n)
    // Satterthwaite's degrees of freedom of the denominator's mean square.
    let odds = estimate / (1 - estimate)
    let columns = k * odds / n * squares.betweenRaters
    let errors = (1 + k * odds * (n - 1) / n) * squares.error
    let degrees =
      (columns + errors) * (columns + errors)
      / (columns * columns / (k - 1) + errors * errors / ((n - 1) * (k - 1)))
    let low = Distributions.fQuantile(upperTail: tail, n - 1, degrees)
    let high = Distributions.fQuantile(upperTail: tail, degrees, n - 1)
    return (
      estimate,
      (
        n * (rows - low * squares.error) / (low * rest + n * rows),
        n * (high * rows - squares.error) / (rest + n * high * rows)
      )
    )
  }
}

/// The mean squares of a two-way layout with one value a cell.
private struct MeanSquares {
  let targets: Double
  let raters: Double
  let betweenTargets: Double
  let betweenRaters: Double
  let within: Double
  let error: Double

  static func measured(_ ratings: [Double], raters: Int) -> Measured<MeanSquares> {
    guard raters >= 1 else { return .notAccepted("raters", raters, accepted: "1 or more") }
    guard ratings.count % raters == 0 else {
      return .notAccepted("ratings", "\(ratings.count) numbers", accepted: "\(raters) for each target")
    }
    let targets = ratings.count / raters
    guard raters >= 2 else { return .undefined(.tooFew(found: raters, needed: 2)) }
    guard targets >= 2 else { return .undefined(.tooFew(found: targets, needed: 2)) }
    return ratings.measured(atLeast: 4) { sample in
      guard !sample.isConstant else { return .undefined(.noVariance) }
      let center = sample.mean
      var rows = [Double](repeating: 0, count: targets)
      var columns = [Double](repeating: 0, count: raters)
      for target in 0..<targets {
        for rater in 0..<raters {
          let deviation = sample[target * raters + rater] - center
          rows[target] += deviation / Double(raters)
          columns[rater] += deviation / Double(targets)
        }
      }
      var within = 0.0
      var error = 0.0
      for target in 0..<targets {
        for rater in 0..<raters {
          let deviation = sample[target * raters + rater] - center - rows[target]
          within += deviation * deviation
          error += (deviation - columns[rater]) * (deviation - columns[rater])
        }
      }
      let (n, k) = (Double(targets), Double(raters))
      let squares = MeanSquares(
        targets: n, raters: k, betweenTargets: k * rows.reduce(0) { $0 + $1 * $1 } / (n - 1),
        betweenRaters: n * columns.reduce(0) { $0 + $1 * $1 } / (k - 1), within: within / (n * (k - 1)),
        error: error / ((n - 1) * (k - 1)))
      guard squares.within.isFinite, squares.betweenTargets.isFinite else { return .undefined(.outOfRange) }
      return .value(squares)
    }
  }
}
