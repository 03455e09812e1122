/// Sorting of many numbers by their bits, in linear time: replicates of a bootstrap, and pairs that are counted.
///
/// A `Double` is turned into an integer that orders alike (the sign bit flipped for positive numbers, all bits for
/// negative ones, -0 made 0), and the integers are sorted by digits of 11 bits from the lowest. Sorting is stable:
/// equal numbers keep their order.
enum RadixOrder {
  /// A finite number, as its key, with what goes along.
  struct Item: Keyed {
    let key: UInt64
    let payload: UInt32

    init(_ value: Double, payload: UInt32) {
      key = RadixOrder.key(value)
      self.payload = payload
    }
  }

  private static let bits: UInt64 = 11
  private static let buckets = 1 << 11
  private static let mask: UInt64 = (1 << 11) - 1
  private static let digits = 6
  /// Below this many numbers comparing is faster than up to 6 passes over 2048 buckets.
  private static let fewest = 600

  /// The finite numbers in ascending order.
  static func sorted(_ values: [Double]) -> [Double] {
    guard values.count >= fewest else { return values.sorted() }
    var keys = values.map(key)
    sortByDigits(&keys)
    return keys.map(number)
  }

  /// The positions of the finite numbers in ascending order of number.
  static func positions(of values: [Double]) -> [UInt32] {
    var items = values.indices.map { Item(values[$0], payload: UInt32($0)) }
    sort(&items)
    return items.map(\.payload)
  }

  /// Sorts items by their numbers; equal ones keep their order.
  static func sort(_ items: inout [Item]) {
    guard items.count >= fewest else {
      items = items.enumerated().sorted {
        ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
      }.map(\.element)
      return
    }
    sortByDigits(&items)
  }

  private static func key(_ value: Double) -> UInt64 {
    let pattern = (value + 0).bitPattern
    return pattern >> 63 == 0 ? pattern | 1 << 63 : ~pattern
  }

  private static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  private static func sortByDigits<Element: Keyed>(_ elements: inout [Element]) {
    // The counts of all digits from one pass over the elements.
    var counts = [Int](repeating: 0, count: digits * buckets)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      for element in elements {
        for digit in 0..<digits {
          // The digit is masked to the buckets of its own row of counts.
          unsafe counts[digit * buckets + Int(element.key >> (UInt64(digit) * bits) & mask)] += 1
        }
      }
    }
    var scratch = elements
    for digit in 0..<digits {
      var starts = [Int](repeating: 0, count: buckets)
      var start = 0
      for bucket in 0..<buckets {
        starts[bucket] = start
        start += counts[digit * buckets + bucket]
      }
      let shift = UInt64(digit) * bits
      // Where all elements share the digit there is nothing to do.
      guard counts[digit * buckets + Int(elements[0].key >> shift & mask)] < elements.count else { continue }
      unsafe elements.withUnsafeBufferPointer { source in
        unsafe scratch.withUnsafeMutableBufferPointer { target in
          unsafe starts.withUnsafeMutableBufferPointer { starts in
            for index in source.indices {
              let element = unsafe source[index]
              let bucket = Int(element.key >> shift & mask)
              // The starts count the elements of the buckets before, so each place is below the count and filled once.
              unsafe target[starts[bucket]] = element
              unsafe starts[bucket] += 1
            }
          }
        }
      }
      swap(&elements, &scratch)
    }
  }
}

/// What is sorted by an integer.
protocol Keyed: BitwiseCopyable {
  /// Orders elements.
  var key: UInt64 { get }
}

extension UInt64: Keyed {
  var key: UInt64 { self }
}
