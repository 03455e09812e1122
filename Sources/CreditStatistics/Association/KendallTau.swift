public import Ground

/// Kendall's rank correlation, with the pairs of pairs that it counts.
public struct KendallTau: Sendable, Hashable {
  /// Pairs of units that both samples order alike.
  public let concordant: Int
  /// Pairs of units that the samples order oppositely.
  public let discordant: Int
  /// Pairs of units that are equal in the first sample, in the second one or not.
  public let tiedInFirst: Int
  /// Pairs of units that are equal in the second sample, in the first one or not.
  public let tiedInSecond: Int
  /// How many units there are.
  public let count: Int

  /// tau-b, (concordant - discordant) / sqrt((pairs - tied in first) (pairs - tied in second)), in `-1...1`.
  public var tauB: Double {
    let pairs = count * (count - 1) / 2
    let scale = (Double(pairs - tiedInFirst) * Double(pairs - tiedInSecond)).squareRoot()
    return min(1, max(-1, Double(concordant - discordant) / scale))
  }

  /// The interval of tau by Fisher's z with the standard error sqrt(0.437 / (n - 4)), an approximation for few ties and |tau|
  /// below 0.8. Undefined for fewer than 5 units, and with `UndefinedReason/onTheBoundary` for a tau of -1 or 1.
  ///
  /// Source: Fieller, Hartley and Pearson, Biometrika 44 (1957).
  public func interval(confidence: Double) -> Measured<ConfidenceInterval> {
    guard count >= 5 else { return .undefined(.tooFew(found: count, needed: 5)) }
    return ConfidenceInterval.fisherZ(
      correlation: tauB, standardError: (0.437 / Double(count - 4)).squareRoot(), confidence: confidence,
      units: count)
  }
}

extension Association {
  /// Kendall's tau-b of two samples. Exactly equal values tie; 0 and -0 are equal.
  ///
  /// Undefined for fewer than 2 pairs, and when either sample is constant. At most 2^32 - 1 units.
  ///
  /// - Complexity: O(*n* log *n*): sorted by the first sample and then the second, the discordant pairs are the exchanges
  ///   that merging needs to sort by the second.
  ///
  /// Source: Kendall, Biometrika 33 (1945), for tau-b; Knight, "A computer method for calculating Kendall's tau with
  /// ungrouped data", JASA 61 (1966), for the counting.
  public static func kendall(_ first: some Numbers, _ second: some Numbers) -> Measured<KendallTau> {
    first.measured(with: second, atLeast: 2) { first, second in
      guard !first.isConstant, !second.isConstant else { return .undefined(.noVariance) }
      // By the second sample first: equal values get one rank, and the ranks go along when the first one is sorted.
      var items = (0..<second.count).map { RadixOrder.Item(second[$0], payload: UInt32($0)) }
      RadixOrder.sort(&items)
      let tiedInSecond = tiedPairs(items.count) { items[$0].key == items[$0 - 1].key }
      var rank: UInt32 = 0
      var previous = items[0].key
      items = items.map { item in
        if item.key != previous { rank += 1 }
        previous = item.key
        return RadixOrder.Item(first[Int(item.payload)], payload: rank)
      }
      RadixOrder.sort(&items)
      let tiedInFirst = tiedPairs(items.count) { items[$0].key == items[$0 - 1].key }
      let tiedInBoth = tiedPairs(items.count) { place in
        items[place].key == items[place - 1].key && items[place].payload == items[place - 1].payload
      }
      var inOrder = items.map(\.payload)
      let discordant = Inversions.count(sorting: &inOrder)
      let pairs = items.count * (items.count - 1) / 2
      return .value(
        KendallTau(
          concordant: pairs - tiedInFirst - tiedInSecond + tiedInBoth - discordant, discordant: discordant,
          tiedInFirst: tiedInFirst, tiedInSecond: tiedInSecond, count: items.count))
    }
  }

  /// The pairs within runs of places that equal the place before.
  private static func tiedPairs(_ count: Int, equalsPrevious: (Int) -> Bool) -> Int {
    var pairs = 0
    var run = 1
    for place in 1..<count {
      if equalsPrevious(place) {
        pairs += run
        run += 1
      } else {
        run = 1
      }
    }
    return pairs
  }
}

/// Pairs out of order.
enum Inversions {
  /// Sorts the numbers and returns how many pairs stood in descending order.
  ///
  /// Runs of 8 are sorted by insertion, and then merged without a branch on the comparison, which random data would make
  /// unpredictable.
  static func count(sorting numbers: inout [UInt32]) -> Int {
    let run = 8
    let count = numbers.count
    var inversions = 0
    unsafe numbers.withUnsafeMutableBufferPointer { numbers in
      for start in stride(from: 0, to: count, by: run) {
        let end = min(start + run, count)
        for place in start..<end {
          // Holes stay between the start of the run and the place.
          let number = unsafe numbers[place]
          var hole = place
          while hole > start, unsafe numbers[hole - 1] > number {
            unsafe numbers[hole] = numbers[hole - 1]
            hole -= 1
          }
          unsafe numbers[hole] = number
          inversions += place - hole
        }
      }
    }
    var scratch = numbers
    var width = run
    while width < count {
      unsafe numbers.withUnsafeBufferPointer { source in
        unsafe scratch.withUnsafeMutableBufferPointer { target in
          for start in stride(from: 0, to: count, by: 2 * width) {
            unsafe inversions += merge(
              source, start, min(start + width, count), min(start + 2 * width, count), into: target)
          }
        }
      }
      swap(&numbers, &scratch)
      width *= 2
    }
    return inversions
  }

  /// Merges two ascending runs; each number taken from the second passes all that are left of the first.
  private static func merge(
    _ source: UnsafeBufferPointer<UInt32>, _ start: Int, _ middle: Int, _ end: Int,
    into target: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    var left = start
    var right = middle
    var place = start
    var inversions = 0
    while left < middle, right < end {
      // Both places are inside the runs by the condition, and `place` stays at left + right - middle, below `end`.
      let (a, b) = unsafe (source[left], source[right])
      let takesRight = b < a ? 1 : 0
      unsafe target[place] = takesRight == 1 ? b : a
      inversions += takesRight * (middle - left)
      left += 1 - takesRight
      right += takesRight
      place += 1
    }
    while left < middle {
      unsafe target[place] = source[left]
      left += 1
      place += 1
    }
    while right < end {
      unsafe target[place] = source[right]
      right += 1
      place += 1
    }
    return inversions
  }
}
