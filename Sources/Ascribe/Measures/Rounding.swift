/// Numbers in which those that differ by rounding alone are equal, so that they tie in ranks and have no variance.
///
/// In ascending order, a number at most `tolerance` above the one before belongs to its run; all numbers of a run
/// become the smallest of it, or 0 if one of them is at most `tolerance` from 0. Numbers that are not all finite stay
/// as they are.
///
/// - Parameter tolerance: At least 0, in the unit of the numbers.
/// - Complexity: O(*n* log *n*).
func withoutRounding(_ numbers: [Double], tolerance: Double) -> [Double] {
  guard numbers.allSatisfy(\.isFinite) else { return numbers }
  let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
  var result = numbers
  var start = 0
  for end in order.indices.map({ $0 + 1 }) {
    guard end == order.count || numbers[order[end]] - numbers[order[end - 1]] > tolerance else { continue }
    let run = order[start..<end]
    let value = run.contains { abs(numbers[$0]) <= tolerance } ? 0 : numbers[order[start]]
    for index in run { result[index] = value }
    start = end
  }
  return result
}

/// The difference of two numbers; 0 where they differ by rounding alone, since what rounding leaves of equal values has no
/// sign.
func differenceBeyondRounding(_ one: Double, _ other: Double) -> Double {
  abs(one - other) <= 1e-12 * max(abs(one), abs(other)) ? 0 : one - other
}
