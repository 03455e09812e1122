/// Sorting of many numbers by their bits, in linear time: replicates of a bootstrap, and pairs that are counted.
///
/// A `Double` is turned into an integer that orders alike (the sign bit flipped for positive numbers, all bits for
/// negative ones, -0 made 0), and the integers are sorted by digits of 11 bits from the lowest. Sorting is stable:
/// equal numbers keep the order of their positions.
enum RadixOrder {
  private static let bits = 11
  private static let digits = 1 << bits
  /// Below this many numbers comparing is faster than the 6 passes over 2048 buckets.
  private static let fewest = 600

  /// The finite numbers in ascending order.
  static func sorted(_ values: [Double]) -> [Double] {
    guard values.count >= fewest else { return values.sorted() }
    var keys = values.map(key)
    var scratch = keys
    passes(count: keys.count, spread: spread(of: keys)) { shift in
      scatter(from: &keys, to: &scratch, shift: shift)
      swap(&keys, &scratch)
    }
    return keys.map(number)
  }

  /// The positions of the finite numbers in ascending order of number.
  static func positions(of values: [Double]) -> [UInt32] {
    positions(of: values, startingFrom: (0..<UInt32(values.count)).map { $0 })
  }

  /// `order`, sorted by the numbers at its positions; equal numbers keep the order that they have in `order`.
  static func positions(of values: [Double], startingFrom order: [UInt32]) -> [UInt32] {
    var items = order.map { Item(key: key(values[Int($0)]), position: $0) }
    guard items.count >= fewest else {
      return items.enumerated().sorted {
        ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
      }.map(\.element.position)
    }
    var scratch = items
    passes(count: items.count, spread: spread(of: items.map(\.key))) { shift in
      scatter(from: &items, to: &scratch, shift: shift)
      swap(&items, &scratch)
    }
    return items.map(\.position)
  }

  private struct Item: Keyed {
    let key: UInt64
    let position: UInt32
  }

  private static func key(_ value: Double) -> UInt64 {
    let pattern = (value + 0).bitPattern
    return pattern >> 63 == 0 ? pattern | 1 << 63 : ~pattern
  }

  private static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  /// The bits in which not all keys agree; digits without one need no pass.
  private static func spread(of keys: [UInt64]) -> UInt64 {
    keys.reduce(0) { $0 | ($1 ^ keys[0]) }
  }

  private static func passes(count: Int, spread: UInt64, _ pass: (UInt64) -> Void) {
    for shift in stride(from: 0 as UInt64, to: 64, by: bits)
    where spread >> shift & UInt64(digits - 1) != 0 {
      pass(shift)
    }
  }

  private static func scatter<Element: Keyed>(
    from source: inout [Element], to target: inout [Element], shift: UInt64
  ) {
    let mask = UInt64(digits - 1)
    var starts = [Int](repeating: 0, count: digits + 1)
    for element in source { starts[Int(element.key >> shift & mask) + 1] += 1 }
    for digit in 0..<digits { starts[digit + 1] += starts[digit] }
    unsafe target.withUnsafeMutableBufferPointer { target in
      for element in source {
        let digit = Int(element.key >> shift & mask)
        // The starts count the elements of the buckets before, so each place is below the count and is filled once.
        unsafe target[starts[digit]] = element
        starts[digit] += 1
      }
    }
  }
}

/// What is sorted by an integer.
private protocol Keyed {
  var key: UInt64 { get }
}

extension UInt64: Keyed {
  fileprivate var key: UInt64 { self }
}
