import Glibc

/// The part of a table's log-likelihood that depends on its cells: the sum of n log n over how often each value is there.
///
/// - Parameter sorted: The cell of every observation, equal ones side by side.
func tableWeight(sorted: [some Equatable]) -> Double {
  var total = 0.0
  var start = 0
  for place in sorted.indices where place + 1 == sorted.count || sorted[place + 1] != sorted[place] {
    let count = Double(place + 1 - start)
    total += count * log(count)
    start = place + 1
  }
  return total
}
