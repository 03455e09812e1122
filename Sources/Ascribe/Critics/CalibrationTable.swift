import Ground
import CreditStatistics
import Trajectories
import Simulation

/// Fitted values of turns, the returns that they realised, and those that were to be expected, batch by batch.
struct CalibrationTable {
  private var values: [Double] = []
  private var realised: [Double] = []
  private var expected: [Double] = []
  private var batchStart = [0]

  /// Adds a batch, one number a turn.
  mutating func add(values: [Double], realised: [Double], expected: [Double]) {
    self.values += values
    self.realised += realised
    self.expected += expected
    batchStart.append(self.values.count)
  }

  /// - Parameters:
  ///   - plan: Its resamples, confidence and seed.
  ///   - scale: Largest size of an action value: values closer than 1e-12 of it are equal.
  func calibration(_ plan: StudyPlan, scale: Double) -> Calibration {
    Calibration(
      realised: line(of: realised, plan, scale), expected: line(of: expected, plan, scale),
      tenths: tenths())
  }

  private func line(of returns: [Double], _ plan: StudyPlan, _ scale: Double) -> CalibrationLine {
    let line = moments(of: returns)
    let total = line.moments.reduce(into: Line.Moments()) { $0 += $1 }
    let fit = { (sum: Line.Moments) in line.fit(sum, rounding: 1e-12 * scale) }
    guard let found = fit(total) else {
      return CalibrationLine(
        slope: .undefined(.noVariance), slopeInterval: .undefined(.noVariance),
        intercept: .undefined(.noVariance), interceptInterval: .undefined(.noVariance))
    }
    let without = line.moments.map { own in fit(total - own) }
    let slope = Estimate(
      .value(found.slope), without: without.map { $0?.slope }, batches: line.moments.count, plan, shown: .rare
    )
    let intercept = Estimate(
      .value(found.intercept), without: without.map { $0?.intercept }, batches: line.moments.count, plan,
      shown: .rare)
    return CalibrationLine(
      slope: slope.mean, slopeInterval: slope.interval, intercept: intercept.mean,
      interceptInterval: intercept.interval)
  }

  /// The moments of each batch about the mean of all.
  private func moments(of returns: [Double]) -> Line {
    let (meanValue, meanReturn) = (mean(of: values), mean(of: returns))
    let moments = batchStart.indices.dropLast().map { batch in
      var moments = Line.Moments()
      for turn in batchStart[batch]..<batchStart[batch + 1] {
        moments.add(values[turn] - meanValue, returns[turn] - meanReturn)
      }
      return moments
    }
    return Line(meanValue: meanValue, meanReturn: meanReturn, moments: moments)
  }

  private func mean(of numbers: [Double]) -> Double {
    Descriptive.mean(of: numbers).optional ?? 0
  }

  private func tenths() -> [Calibration.Tenth] {
    let tenth = tenthOfTurns()
    var tenths: [Calibration.Tenth] = []
    for number in 0..<10 {
      var (turns, sum, valueSum, expectedSum) = (0, 0.0, 0.0, 0.0)
      for turn in values.indices where tenth[turn] == number {
        turns += 1
        sum += realised[turn]
        valueSum += values[turn]
        expectedSum += expected[turn]
      }
      guard turns > 0 else { continue }
      let count = Double(turns)
      tenths.append(
        Calibration.Tenth(
          number: number + 1, turns: turns, meanValue: valueSum / count, meanReturn: sum / count,
          meanExpected: expectedSum / count))
    }
    return tenths
  }

  /// The tenth of each turn, from 0, by the mean rank of its value.
  private func tenthOfTurns() -> [Int] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var tenth = [Int](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // The middle of the ranks start + 1/2 ... end - 1/2, of which there are as many as turns.
      let number = min(9, 10 * (start + end) / (2 * order.count))
      for index in start..<end { tenth[order[index]] = number }
      start = end
    }
    return tenth
  }
}

/// A least-squares line through sums over batches.
private struct Line {
  /// Sums of one batch, about the means of all batches.
  struct Moments {
    var count = 0.0
    var value = 0.0
    var result = 0.0
    var square = 0.0
    var product = 0.0

    mutating func add(_ value: Double, _ result: Double) {
      count += 1
      self.value += value
      self.result += result
      square += value * value
      product += value * result
    }

    static func += (sum: inout Moments, other: Moments) { sum = sum.plus(other, 1) }

    static func - (sum: Moments, other: Moments) -> Moments { sum.plus(other, -1) }

    private func plus(_ other: Moments, _ factor: Double) -> Moments {
      Moments(
        count: count + factor * other.count, value: value + factor * other.value,
        result: result + factor * other.result, square: square + factor * other.square,
        product: product + factor * other.product)
    }
  }

  let meanValue: Double
  let meanReturn: Double
  let moments: [Moments]

  /// `nil` where all values are equal.
  func fit(_ sum: Moments, rounding: Double) -> (slope: Double, intercept: Double)? {
    guard sum.count > 0 else { return nil }
    let deviation = sum.square - sum.value * sum.value / sum.count
    guard deviation > sum.count * rounding * rounding else { return nil }
    let slope = (sum.product - sum.value * sum.result / sum.count) / deviation
    let intercept =
      meanReturn + sum.result / sum.count - slope * (meanValue + sum.value / sum.count)
    return slope.isFinite && intercept.isFinite ? (slope, intercept) : nil
  }
}
