/// The place where a falling function reaches a target, for quantiles and for intervals by inversion.
package enum RootSearch {
  /// x with `function(x)` = `target`, for a function that falls, to about 1e-14 of its size; `nil` when no bracket is
  /// found within 2^60 times `step` of `start`.
  ///
  /// The bracket grows from `start` in doubling steps and shrinks by regula falsi in the Illinois form, halved where
  /// that is slow.
  package static func falling(
    to target: Double, from start: Double, step: Double, function: (Double) -> Double
  ) -> Double? {
    var low = start
    var lowExcess = function(low) - target
    var high = start
    var highExcess = lowExcess
    var width = step
    for _ in 0..<60 where lowExcess < 0 {
      low -= width
      width *= 2
      lowExcess = function(low) - target
    }
    width = step
    for _ in 0..<60 where highExcess > 0 {
      high += width
      width *= 2
      highExcess = function(high) - target
    }
    guard lowExcess >= 0, highExcess <= 0 else { return nil }
    var lastSide = 0
    for iteration in 0..<200 {
      if lowExcess == 0 { return low }
      if highExcess == 0 { return high }
      guard high - low > 4e-15 * max(abs(low), abs(high), 1e-3) else { break }
      var next = low + (high - low) * (lowExcess / (lowExcess - highExcess))
      if iteration % 4 == 3 || !(next > low && next < high) { next = low + (high - low) / 2 }
      let excess = function(next) - target
      if excess >= 0 {
        low = next
        lowExcess = excess
        if lastSide == 1 { highExcess /= 2 }
        lastSide = 1
      } else {
        high = next
        highExcess = excess
        if lastSide == -1 { lowExcess /= 2 }
        lastSide = -1
      }
    }
    return low + (high - low) / 2
  }
}
