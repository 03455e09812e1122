import CreditStatistics
import Ground

/// The runs of all arms at some rates, by arm and unit.
struct TrainingTable {
  let plan: TrainingPlan
  /// Rate of each arm.
  let rates: [Double]
  /// By arm, then problem.
  private let curves: [[TrainingCurve]]

  /// - Parameter curves: One an arm and problem, by arm.
  init(_ plan: TrainingPlan, _ curves: [TrainingCurve], rates: [Double]) {
    self.plan = plan
    self.rates = rates
    self.curves = rates.indices.map { arm in
      Array(curves[arm * plan.problems..<(arm + 1) * plan.problems])
    }
  }

  /// The runs of an arm.
  func curves(of arm: Int) -> [TrainingCurve] { curves[arm] }

  /// The largest return that any run came to.
  var bestValue: Double {
    curves.joined().reduce(-.infinity) { $1.value.reduce($0, max) }
  }

  /// A number of each unit of replication: a starting policy, whose runs are averaged, or a run where there is one start.
  func units(_ arm: Int, _ number: (TrainingCurve) -> Double) -> [Double] {
    let numbers = curves[arm].map(number)
    guard plan.starts > 1 else { return numbers }
    return (0..<plan.starts).map { start in
      numbers[start * plan.seeds..<(start + 1) * plan.seeds].reduce(0, +) / Double(plan.seeds)
    }
  }

  /// Mean return over the budget, a unit each.
  func areas(_ arm: Int) -> [Double] { units(arm) { $0.area(budget: Double(plan.budget)) } }
}

/// Which rate suits each arm, by runs with draws of their own.
struct TrainingTuning {
  /// The grid, ascending.
  let grid: [Double]
  /// Mean area by arm and rate.
  let areas: [[Double]]
  /// The best rate of each arm; the smallest of equals.
  let rates: [Double]

  /// `nil` without a grid.
  ///
  /// - Parameter curves: By rate of the plan's grid, arm and start.
  init?(_ plan: TrainingPlan, _ curves: [TrainingCurve]) {
    guard !plan.grid.isEmpty else { return nil }
    grid = plan.grid
    areas = plan.arms.indices.map { arm in
      plan.grid.indices.map { rate in
        let first = (rate * plan.arms.count + arm) * plan.starts
        return curves[first..<first + plan.starts].reduce(0) { $0 + $1.area(budget: Double(plan.budget)) }
          / Double(plan.starts)
      }
    }
    rates = areas.map { [grid] areas in
      grid[areas.indices.max { areas[$0] < areas[$1] || areas[$0] == areas[$1] && $0 > $1 } ?? 0]
    }
  }
}
