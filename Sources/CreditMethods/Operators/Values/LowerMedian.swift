/// The number in the middle when numbers are sorted, the lower one of two.
///
/// A number of which three are taken divides the rest into smaller ones, equal ones and larger ones, and the search goes on among those
/// that have the middle. Both halves are written whatever a comparison says, so that nothing waits for it.
///
/// - Parameter numbers: At least one.
/// - Complexity: O(numbers) as a rule.
func lowerMedian(of numbers: consuming [Double]) -> Double {
  precondition(!numbers.isEmpty, "the median of no numbers")
  var (rank, count) = ((numbers.count - 1) / 2, numbers.count)
  var rest = numbers
  return unsafe rest.withUnsafeMutableBufferPointer { own in
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: own.count) { other in
      var (rest, larger) = unsafe (own, other)
      while true {
        let middle = unsafe median(rest[count / 4], rest[count / 2], rest[count - 1 - count / 4])
        var (below, above) = (0, 0)
        for place in 0..<count {
          let number = unsafe rest[place]
          // Never after `place`.
          unsafe rest[below] = number
          unsafe larger[above] = number
          below += number < middle ? 1 : 0
          above += number > middle ? 1 : 0
        }
        if rank < below {
          count = below
        } else if rank >= count - above {
          rank -= count - above
          count = above
          unsafe swap(&rest, &larger)
        } else {
          return middle
        }
      }
    }
  }
}

private func median(_ one: Double, _ other: Double, _ third: Double) -> Double {
  max(min(one, other), min(max(one, other), third))
}
