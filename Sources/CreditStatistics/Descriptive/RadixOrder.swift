/// Sorting of many numbers by their bits, in linear time: replicates of a bootstrap, and pairs that are counted.
///
/// A `Double` is turned into an integer that orders alike (the sign bit flipped for positive numbers, all bits for
/// negative ones, -0 made 0), and the integers are sorted by digits of 11 bits from the lowest. Only the three digits
/// below the highest bit in which the numbers differ are taken; what is left out of order, which is little unless numbers
/// crowd together, is put right by insertion, and by all digits if it is much. Sorting is stable: equal numbers keep their
/// order.
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
  /// Below this many numbers comparing is faster than up to 6 passes over 2048 buckets.
  static let fewest = 600

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
    let first = elements[0].key
    let spread = elements.reduce(0) { $0 | ($1.key ^ first) }
    let reach = UInt64(64 - spread.leadingZeroBitCount)
    var scratch = elements
    let taken = 3 * bits
    guard reach > taken else {
      for shift in stride(from: 0, to: reach, by: Int(bits)) { scatter(&elements, &scratch, shift: shift) }
      return
    }
    for digit in 0..<3 as Range<UInt64> {
      scatter(&elements, &scratch, shift: reach - taken + digit * bits)
    }
    if !insert(&elements) {
      for shift in stride(from: 0, to: reach, by: Int(bits)) { scatter(&elements, &scratch, shift: shift) }
    }
  }

  /// Sorts by one digit.
  private static func scatter<Element: Keyed>(
    _ elements: inout [Element], _ scratch: inout [Element], shift: UInt64
  ) {
    var starts = [Int](repeating: 0, count: buckets)
    unsafe elements.withUnsafeBufferPointer { source in
      unsafe scratch.withUnsafeMutableBufferPointer { target in
        unsafe starts.withUnsafeMutableBufferPointer { starts in
          // A digit is masked to the buckets, and the starts count the elements of the buckets before, so each place is
          // below the count and filled once.
          for index in source.indices { unsafe starts[Int(source[index].key >> shift & mask)] += 1 }
          var start = 0
          for bucket in 0..<buckets {
            let count = unsafe starts[bucket]
            unsafe starts[bucket] = start
            start += count
          }
          for index in source.indices {
            let element = unsafe source[index]
            let bucket = Int(element.key >> shift & mask)
            unsafe target[starts[bucket]] = element
            unsafe starts[bucket] += 1
          }
        }
      }
    }
    swap(&elements, &scratch)
  }

  /// Sorts by insertion what is nearly sorted; `false`, with equal numbers still in their order, when that takes more than
  /// two moves an element.
  private static func insert<Element: Keyed>(_ elements: inout [Element]) -> Bool {
    var moves = 0
    let most = 2 * elements.count
    return unsafe elements.withUnsafeMutableBufferPointer { elements in
      for index in 1..<elements.count {
        let element = unsafe elements[index]
        var hole = index
        while hole > 0, unsafe elements[hole - 1].key > element.key {
          unsafe elements[hole] = elements[hole - 1]
          hole -= 1
        }
        unsafe elements[hole] = element
        moves += index - hole
        if moves > most { return false }
      }
      return true
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
