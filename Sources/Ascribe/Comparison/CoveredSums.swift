/// The sums of batches by group, a situation with an action, and by situation, of the groups that more than one batch comes to.
///
/// Sums without one of the batches are had by taking away what it holds, so that leaving out each in turn costs as much as
/// going through all of them once. A group that one batch alone comes to then leaves its situation.
struct CoveredSums {
  private let entries: [[SituationEntry]]
  private let situationOf: [Int]
  /// Sums by group, and those of covered groups by situation.
  private(set) var groups: [SituationAccumulator]
  private(set) var places: [SituationAccumulator]
  /// Of each batch, the sums of its covered groups by situation.
  private var ofBatch: [[Int: SituationVector]] = []
  /// Of groups that two batches come to, where their sums stand: the batch and its entry.
  private var pairs: [Int: [(batch: Int, entry: Int)]] = [:]

  init(_ entries: [[SituationEntry]], situationOf: [Int], situations: Int) {
    self.entries = entries
    self.situationOf = situationOf
    groups = [SituationAccumulator](repeating: SituationAccumulator(), count: situationOf.count)
    places = [SituationAccumulator](repeating: SituationAccumulator(), count: situations)
    var batchesOf = [Int](repeating: 0, count: situationOf.count)
    for entries in entries {
      for entry in entries {
        groups[entry.group].add(entry.sums)
        batchesOf[entry.group] += 1
      }
    }
    for (batch, entries) in entries.enumerated() {
      var open: [Int: SituationVector] = [:]
      for (row, entry) in entries.enumerated() where groups[entry.group].isCovered {
        open[situationOf[entry.group], default: .zero] += entry.sums
        if batchesOf[entry.group] == 2 { pairs[entry.group, default: []].append((batch, row)) }
      }
      // Every place gets one number of a batch, so that their order does not matter.
      for (place, sums) in open { places[place].add(sums) }
      ofBatch.append(open)
    }
  }

  /// The sums without those of one batch.
  func without(_ left: Int) -> CoveredSums {
    var rest = self
    for entry in entries[left] { rest.groups[entry.group].remove(entry.sums) }
    for (place, sums) in ofBatch[left] { rest.places[place].remove(sums) }
    // What another batch now comes to alone.
    var changed: [Int: [Int: SituationVector]] = [:]
    for entry in entries[left] {
      guard let pair = pairs[entry.group], let other = pair.first(where: { $0.batch != left }) else {
        continue
      }
      let place = situationOf[entry.group]
      let before = changed[place]?[other.batch] ?? ofBatch[other.batch][place] ?? .zero
      let after = before - entries[other.batch][other.entry].sums
      rest.places[place].remove(before)
      rest.places[place].add(after)
      changed[place, default: [:]][other.batch] = after
    }
    return rest
  }
}

/// Count, and sums of c, r, c², c r, r²; the last two places are 0.
typealias SituationVector = SIMD8<Double>

/// The sums of one batch in one group.
struct SituationEntry {
  let group: Int
  let sums: SituationVector
}

/// Sums over batches, with the sums of the squares of a batch's sums.
struct SituationAccumulator {
  private(set) var totals = SituationVector.zero
  /// Sums over batches of the squares of the count, of c and of r, and of the product of c and r.
  private var countSquare = 0.0, creditSquare = 0.0, product = 0.0, referenceSquare = 0.0

  var count: Double { totals[0] }

  /// Whether more than one batch came here.
  var isCovered: Bool { totals[0] * totals[0] - countSquare > 0.5 }

  mutating func add(_ sums: SituationVector) { change(by: sums, 1) }

  mutating func remove(_ sums: SituationVector) { change(by: sums, -1) }

  private mutating func change(by sums: SituationVector, _ sign: Double) {
    totals += sign * sums
    countSquare += sign * sums[0] * sums[0]
    creditSquare += sign * sums[1] * sums[1]
    product += sign * sums[1] * sums[2]
    referenceSquare += sign * sums[2] * sums[2]
  }

  /// The square of the expected error, from products of the sums of different batches.
  func square(_ k: Double) -> Double {
    let sum = k * totals[1] - totals[2]
    let own = k * k * creditSquare - 2 * k * product + referenceSquare
    return (sum * sum - own) / pairs
  }

  /// The square of the expected credit, and its product with the expected reference, likewise.
  var expectedCreditSquare: Double { (totals[1] * totals[1] - creditSquare) / pairs }
  var expectedProduct: Double { (totals[1] * totals[2] - product) / pairs }

  /// Pairs of decisions of different batches.
  private var pairs: Double { totals[0] * totals[0] - countSquare }

  /// The sum of squared errors.
  func meanSquare(_ k: Double) -> Double { k * k * totals[3] - 2 * k * totals[4] + totals[5] }
}
