/// Numbers as symbols, so that rows can be divided by them: numbers that are equal after rounding to 9 decimals share
/// a symbol. Sums of the same rewards in another order would otherwise be told apart by their last digits.
package struct NumberSymbols: Sendable {
  /// Symbol of each number; symbols ascend with the numbers.
  package let symbol: [UInt32]
  /// Number of symbols.
  package let count: Int

  /// Numbers the distinct values.
  ///
  /// - Complexity: O(n log n) by sorting, without hashing.
  package init(_ numbers: [Double]) {
    let rounded = numbers.map(Self.rounded)
    let order = rounded.indices.sorted { rounded[$0] < rounded[$1] }
    var symbol = [UInt32](repeating: 0, count: numbers.count)
    var count = 0
    for (position, index) in order.enumerated() {
      if position == 0 || rounded[index] != rounded[order[position - 1]] { count += 1 }
      symbol[index] = UInt32(count - 1)
    }
    self.symbol = symbol
    self.count = count
  }

  /// The number with its bits in an order that sorts, so that what is not a number has a place too.
  private static func rounded(_ number: Double) -> Int64 {
    let scaled = number * 1e9
    // From 2^53 on a Double scaled so has no fraction left to round; 0 is added to make -0 into 0.
    let value = abs(scaled) < 0x1p53 ? scaled.rounded() / 1e9 + 0 : number
    let bits = Int64(bitPattern: value.bitPattern)
    return bits < 0 ? bits ^ Int64.max : bits
  }
}
