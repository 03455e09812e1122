import CreditStatistics
import Ground

/// Sines of angles that are known by their cosines.
enum Sine {
  static func sine(_ cosine: Double) -> Double { max(0, 1 - cosine * cosine).squareRoot() }

  /// The sines of all cosines between two: where 0 is among these, 1 is the largest.
  static func sines(from lower: Double, to upper: Double) -> ClosedRange<Double> {
    let ends = [sine(lower), sine(upper)]
    let largest = lower <= 0 && upper >= 0 ? 1 : max(ends[0], ends[1])
    return min(ends[0], ends[1])...largest
  }
}

extension Estimate {
  /// The sine of an angle whose cosine is estimated. Near 1, where most are, a sine is far from normal; the cosine is not, so that
  /// its interval is that of the sine, too.
  var sineOfAngle: Estimate {
    Estimate(
      mean: mean.map(Sine.sine),
      interval: interval.map { cosines in
        let sines = Sine.sines(from: cosines.lower, to: cosines.upper)
        return cosines.reaching(
          from: sines.lowerBound, to: sines.upperBound, around: Sine.sine(cosines.estimate))
      }, batches: batches)
  }
}
