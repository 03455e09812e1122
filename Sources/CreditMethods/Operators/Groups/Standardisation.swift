package import Trajectories

/// Values of rows relative to their group: `(x - mean) / (sd + eps)`, or `x - mean`.
///
/// A group that counts no more than `ddof` values, or whose counted values are all equal but for rounding, gives exactly
/// 0: it says nothing about any of its rows. `eps` is added to the standard deviation, not under its root.
///
/// Source: Shao et al. 2024, arXiv 2402.03300, section 4.1.2. It leaves `ddof` and `eps` open; the defaults are those
/// of the trainers built on verl.
package struct Standardisation: Sendable {
  /// What a deviation from the mean is divided by.
  package enum Norm: String, Sendable, CaseIterable {
    /// The standard deviation plus `eps`.
    case std
    /// Nothing.
    case mean
  }

  /// The result for a group that counts a single value.
  package enum Singleton: String, Sendable, CaseIterable {
    /// 0.
    case zero
    /// The value, as if the mean were 0 and the standard deviation 1: `x / (1 + eps)`, or `x` without division.
    case raw
  }

  /// What a deviation from the mean is divided by.
  package var norm = Norm.std
  /// The variance divides by the group's size less this; 0 or 1.
  package var ddof = 1
  /// Added to the standard deviation, in units of the values; at least 0.
  package var eps = 1e-6
  /// The result for a group that counts a single value.
  package var singleton = Singleton.zero
  /// Whether, with `norm` = `mean`, a value is compared with the mean of its group's other values rather than of all:
  /// with n values, the deviation from the mean of all times n / (n - 1).
  package var leavesOneOut = false

  /// The defaults.
  package init() {}

  /// Standardises values within their groups.
  ///
  /// - Parameters:
  ///   - x: One value a row, shape `[rows]`.
  ///   - groups: The groups of the rows.
  ///   - counted: Which rows the mean and the standard deviation are taken over, shape `[rows]`; all without it. A row
  ///     that is not counted is still measured by its group.
  /// - Returns: Shape `[rows]`; not finite where a value or a sum of its group overflows.
  /// - Complexity: O(rows + groups), in the place of `x` if nobody else holds it.
  package func callAsFunction(
    _ x: consuming [Double], in groups: Grouping, counting counted: [Bool]? = nil
  ) -> [Double] {
    precondition(x.count == groups.group.count, "\(x.count) values of \(groups.group.count) rows")
    var result = x
    unsafe result.withUnsafeMutableBufferPointer { result in
      forEachGroup(start: groups.start, rows: groups.rows, counting: counted) { row in
        unsafe result[row]
      } visit: { members, scale in
        for row in members.lazy.map(Int.init) {
          unsafe result[row] = unsafe scale?.measure(result[row]) ?? 0
        }
      }
    }
    return result
  }

  /// Standardises values of turns within the tasks of a batch.
  ///
  /// - Parameters:
  ///   - x: One value a turn, shape `[turns]`.
  ///   - tasks: The batch's episodes by task.
  ///   - turnStart: First turn of each episode, and the number of turns, shape `[episodes + 1]`.
  ///   - weighting: Whether all turns of an episode count, or the first one alone.
  /// - Returns: Shape `[turns]`; not finite where a value or a sum of its task overflows.
  /// - Complexity: O(turns + episodes), in the place of `x` if nobody else holds it.
  package func callAsFunction(
    _ x: consuming [Double], in tasks: Groups, turnStart: [Int32], weighting: EpisodeTerm.Weighting
  ) -> [Double] {
    var result = x
    var values: [Double] = []
    for task in 0..<tasks.count {
      values.removeAll(keepingCapacity: true)
      for episode in tasks[task].lazy.map(Int.init) {
        let turns = Int(turnStart[episode])..<Int(turnStart[episode + 1])
        values.append(contentsOf: result[weighting == .trajectory ? turns.prefix(1) : turns])
      }
      let scale = scale(of: values)
      for episode in tasks[task].lazy.map(Int.init) {
        for turn in Int(turnStart[episode])..<Int(turnStart[episode + 1]) {
          result[turn] = scale?.measure(result[turn]) ?? 0
        }
      }
    }
    return result
  }

  /// Visits every row of the groups that say something.
  ///
  /// - Parameters:
  ///   - x: One value a row, shape `[rows]`.
  ///   - groups: The groups.
  ///   - counted: Which rows the mean and the standard deviation are taken over, shape `[rows]`; all without it.
  ///   - visit: Told the row, its deviation from the mean of its group, and the standardised value.
  /// - Complexity: O(rows of groups + groups).
  @inline(__always)
  func forEachRow(
    of x: [Double], in groups: GroupMembers, counting counted: [Bool]?,
    _ visit: (_ row: Int, _ deviation: Double, _ term: Double) -> Void
  ) {
    forEachGroup(start: groups.start, rows: groups.rows, counting: counted) {
      x[$0]
    } visit: { members, scale in
      guard let scale else { return }
      for row in members.lazy.map(Int.init) { visit(row, x[row] - scale.origin, scale.measure(x[row])) }
    }
  }

  /// Visits groups, each with its rows and what its counted values are measured by.
  @inline(__always)
  private func forEachGroup(
    start: [Int32], rows: [Int32], counting counted: [Bool]?, _ value: (_ row: Int) -> Double,
    visit: (_ members: ArraySlice<Int32>, _ scale: Scale?) -> Void
  ) {
    let largest = zip(start, start.dropFirst()).reduce(1) { max($0, Int($1.1 - $1.0)) }
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: largest) { values in
      unsafe values.initialize(repeating: 0)
      for group in 0..<max(0, start.count - 1) {
        let members = rows[Int(start[group])..<Int(start[group + 1])]
        var count = 0
        for row in members.lazy.map(Int.init) where counted?[row] ?? true {
          unsafe values[count] = value(row)
          count += 1
        }
        visit(members, unsafe scale(of: UnsafeBufferPointer(rebasing: values[..<count])))
      }
    }
  }

  /// What deviations from the mean of each group are divided by; `nil` where a group says nothing. Shape `[groups]`.
  ///
  /// - Parameters: As for the values themselves.
  /// - Complexity: O(rows + groups).
  package func units(of x: [Double], in groups: Grouping, counting counted: [Bool]? = nil) -> [Double?] {
    (0..<groups.count).map { group in
      scale(of: groups[group].map(Int.init).filter { counted?[$0] ?? true }.map { x[$0] })?.unit
    }
  }

  /// Where a group's 0 lies and how long its unit is.
  private struct Scale {
    let origin: Double
    let unit: Double

    func measure(_ x: Double) -> Double { (x - origin) / unit }
  }

  /// The scale of a group with these values; `nil` where the group says nothing.
  private func scale(of values: [Double]) -> Scale? {
    unsafe values.withUnsafeBufferPointer { unsafe scale(of: $0) }
  }

  private func scale(of values: UnsafeBufferPointer<Double>) -> Scale? {
    if values.count == 1, singleton == .raw { return Scale(origin: 0, unit: norm == .std ? 1 + eps : 1) }
    guard values.count > ddof, unsafe !Self.areEqual(values) else { return nil }
    let mean = unsafe mean(of: values)
    switch norm {
    case .std:
      return Scale(origin: mean, unit: unsafe standardDeviation(of: values, around: mean) + eps)
    case .mean: return Scale(origin: mean, unit: leavesOneOut ? 1 - 1 / Double(values.count) : 1)
    }
  }

  /// Whether values are equal but for what rounding makes of sums of equal rewards in another order: a share of 1e-12 of
  /// them. Two that overflowed are not known to be equal.
  package static func areEqual(_ values: some Collection<Double>) -> Bool {
    guard let first = values.first else { return true }
    let isFinite = first.isFinite
    return values.allSatisfy { value in
      // Most that are equal are so to the last bit.
      if isFinite, value == first { return true }
      let distance = abs(value - first)
      return distance.isFinite && distance <= 1e-12 * max(abs(first), abs(value))
    }
  }

  /// The mean, corrected once by the mean deviation from it, so that the order of the values reaches the last digits
  /// only.
  private func mean(of values: UnsafeBufferPointer<Double>) -> Double {
    let count = Double(values.count)
    let first = unsafe values.reduce(0, +) / count
    return unsafe first + values.reduce(0) { $0 + ($1 - first) } / count
  }

  /// The standard deviation, in units of the largest deviation, so that no square overflows or vanishes.
  private func standardDeviation(of values: UnsafeBufferPointer<Double>, around mean: Double) -> Double {
    let largest = unsafe values.reduce(0) { max($0, abs($1 - mean)) }
    let sumOfSquares = unsafe values.reduce(0) { sum, value in
      let deviation = (value - mean) / largest
      return sum + deviation * deviation
    }
    return largest * (sumOfSquares / Double(values.count - ddof)).squareRoot()
  }
}

extension Standardisation {
  /// Values less the mean of their group; exactly 0 where the values of a group are equal.
  package static func centring(
    _ x: consuming [Double], in groups: Grouping, counting counted: [Bool]? = nil
  ) -> [Double] {
    var standardise = Standardisation()
    standardise.norm = .mean
    return standardise(x, in: groups, counting: counted)
  }
}
