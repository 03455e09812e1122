import CreditStatistics
import Foundation
import Ground

extension FrontierResult.Crossing {
  /// Where a replicate has no crossing: one arm is ahead at all budgets. Beyond the logarithm of every budget.
  private static let never = 1e9

  /// Where one of two arms overtakes the other for good, with the bootstrap's percentile interval; `nil` where one is ahead
  /// throughout.
  ///
  /// Differences of the means are interpolated on the logarithm of the budget. What is resampled is batches: all budgets and
  /// both arms share the draws of one, so that a resample is a resample of paired differences. In a resample the crossing
  /// lies below all budgets if the same arm is ahead throughout, and above them if it is not ahead at the end.
  ///
  /// - Parameters:
  ///   - budgets: At least two, ascending.
  ///   - differences: At each of them, one number a batch: the first arm's less the second's.
  ///   - arms: The two.
  init?(budgets: [Int], differences: [[Double]], of arms: (first: Int, second: Int), _ plan: StudyPlan) {
    guard budgets.count >= 2, let last = differences.last else { return nil }
    let total = last.reduce(0, +)
    guard total != 0 else { return nil }
    let sign: Double = total > 0 ? 1 : -1
    let places = budgets.map { log(Double($0)) }
    let crossing = { (units: [Int]) -> Double in
      Self.place(places, differences.map { column in sign * units.reduce(0) { $0 + column[$1] } })
    }
    let found = crossing(Array(last.indices))
    guard abs(found) < Self.never else { return nil }
    let replicates = Bootstrap(resamples: plan.resamples, seed: plan.seed).replicates(
      0..<plan.resamples, of: .independent(last.count), statistic: crossing
    ).compactMap(\.self).sorted()
    // Order statistics rather than interpolated quantiles: some may lie beyond the budgets.
    let tail = (1 - plan.confidence) / 2
    let outside = Int((tail * Double(replicates.count)).rounded(.down))
    let end = { (place: Double) in abs(place) < Self.never ? exp(place) : nil }
    ahead = total > 0 ? arms.first : arms.second
    budget = exp(found)
    lower = end(replicates[outside])
    upper = end(replicates[replicates.count - 1 - outside])
  }

  /// The last place at which a piecewise linear function rises above 0.
  static func place(_ places: [Double], _ values: [Double]) -> Double {
    guard let last = values.last, last > 0 else { return never }
    guard let before = values.lastIndex(where: { $0 <= 0 }) else { return -never }
    let share = values[before] / (values[before] - values[before + 1])
    return places[before] + share * (places[before + 1] - places[before])
  }
}
