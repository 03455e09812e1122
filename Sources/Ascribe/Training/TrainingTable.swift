import CreditStatistics
import Ground

/// The runs of all arms at some rates, by arm and unit.
struct TrainingTable {
  let plan: TrainingPlan
  /// Whether each arm has the rate that suits it.
  let isTuned: Bool
  /// Rate of each arm.
  let rates: [Double]
  /// By arm, then problem; none of an arm that failed.
  fileprivate let curves: [[TrainingCurve]]

  /// The arms that did not fail.
  var arms: [Int] { curves.indices.filter { !curves[$0].isEmpty } }

  /// The runs of an arm.
  func curves(of arm: Int) -> [TrainingCurve] { curves[arm] }

  /// The largest return that any run came to.
  var bestValue: Double {
    curves.joined().reduce(-.infinity) { $1.value.reduce($0, max) }
  }

  /// How far the returns of all runs lie apart.
  var range: Double {
    max(0, bestValue - curves.joined().reduce(.infinity) { $1.value.reduce($0, min) })
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
  func areas(_ arm: Int, _ side: BoundSide = .middle) -> [Double] {
    units(arm) { $0.at(side).area(budget: Double(plan.budget)) }
  }

  /// What returns, and gains, can be.
  var returnRange: ClosedRange<Double> { plan.evaluation?.returnBounds ?? .unbounded }
  var gainRange: ClosedRange<Double> {
    let range = returnRange
    return range == .unbounded
      ? range : range.lowerBound - range.upperBound...range.upperBound - range.lowerBound
  }

  /// The mean over units of a number of the returns of a run, over all that the bounds of returns allow.
  ///
  /// - Parameters:
  ///   - range: What it can be, where returns are bounded.
  ///   - number: Grows with every return, but for those of `start`, with which it falls.
  func estimate(
    _ arm: Int, within range: ClosedRange<Double>,
    _ number: (_ curve: TrainingCurve, _ start: TrainingCurve) -> Double
  ) throws -> Estimate {
    func estimate(_ side: BoundSide, _ start: BoundSide) throws -> Estimate {
      try Estimate(units(arm) { number($0.at(side), $0.at(start)) }.map { .value($0) }, plan.study)
    }
    let middle = try estimate(.middle, .middle)
    guard plan.evaluation?.bounding != nil else { return middle }
    return middle.reaching(
      from: try estimate(.lowest, .highest), to: try estimate(.highest, .lowest), within: range)
  }
}

/// What became of the runs of all arms at some rates.
struct TrainingOutcomes {
  let plan: TrainingPlan
  let rates: [Double]
  private let outcomes: [[Result<TrainingCurve, any Error>]]

  /// - Parameter outcomes: One an arm and problem, by arm.
  init(_ plan: TrainingPlan, rates: [Double], _ outcomes: [Result<TrainingCurve, any Error>]) {
    self.plan = plan
    self.rates = rates
    self.outcomes = rates.indices.map { arm in
      Array(outcomes[arm * plan.problems..<(arm + 1) * plan.problems])
    }
  }

  /// The arms of which a run failed.
  var failures: [TrainingResult.Failure] {
    outcomes.indices.compactMap { arm in
      TrainingResult.Failure(outcomes[arm], of: plan.arms[arm], rate: rates[arm], isForTuning: false)
    }
  }

  /// The arms of which no run failed.
  func table(isTuned: Bool) -> TrainingTable {
    let curves = outcomes.map { outcomes in
      let curves = outcomes.compactMap { try? $0.get() }
      return curves.count == outcomes.count ? curves : []
    }
    return TrainingTable(plan: plan, isTuned: isTuned, rates: rates, curves: curves)
  }
}

/// Which rate suits each arm, by runs with draws of their own.
struct TrainingTuning {
  /// The grid, ascending.
  let grid: [Double]
  /// Mean area by arm and rate; `nil` where a run failed.
  let areas: [[Double?]]
  /// The rates at which runs failed.
  let failures: [TrainingResult.Failure]
  /// The best rate of each arm, the smallest of equals.
  private(set) var rates: [Double] = []
  /// Rates of each arm that failed later, by their places in the grid.
  private var discarded: [Set<Int>]
  private let arms: [TrainingArm]

  /// - Parameter outcomes: By rate of the plan's grid, arm and start.
  /// - Throws: ``TrainingError/everyRateFails(arm:rates:reason:)``.
  init(_ plan: TrainingPlan, _ outcomes: [Result<TrainingCurve, any Error>]) throws(TrainingError) {
    grid = plan.grid
    arms = plan.arms
    let budget = Double(plan.budget)
    let cells = plan.arms.indices.map { arm in
      plan.grid.indices.map { rate in
        let first = (rate * plan.arms.count + arm) * plan.starts
        return Array(outcomes[first..<first + plan.starts])
      }
    }
    areas = cells.map { cells in
      cells.map { outcomes in
        let curves = outcomes.compactMap { try? $0.get() }
        guard curves.count == outcomes.count else { return nil }
        return curves.reduce(0) { $0 + $1.area(budget: budget) } / Double(curves.count)
      }
    }
    failures = cells.indices.flatMap { arm in
      cells[arm].indices.compactMap { rate in
        TrainingResult.Failure(
          cells[arm][rate], of: plan.arms[arm], rate: plan.grid[rate], isForTuning: true)
      }
    }
    discarded = plan.arms.map { _ in [] }
    for arm in arms.indices { rates.append(try best(arm)) }
  }

  /// Takes another rate for an arm than one that failed.
  ///
  /// - Throws: ``TrainingError/everyRateFails(arm:rates:reason:)``.
  mutating func discard(_ failure: TrainingResult.Failure) throws(TrainingError) {
    guard let arm = arms.firstIndex(where: { $0.label == failure.label }),
      let place = grid.firstIndex(of: failure.rate)
    else { return }
    discarded[arm].insert(place)
    rates[arm] = try best(arm, after: failure)
  }

  private func best(
    _ arm: Int, after failure: TrainingResult.Failure? = nil
  ) throws(TrainingError) -> Double {
    let places = grid.indices.filter { areas[arm][$0] != nil && !discarded[arm].contains($0) }
    let area = { (place: Int) in areas[arm][place] ?? -.infinity }
    guard let best = places.max(by: { area($0) < area($1) || area($0) == area($1) && $0 > $1 }) else {
      let last = failure ?? failures.last { $0.label == arms[arm].label }
      throw .everyRateFails(arm: arms[arm].label, rates: grid, reason: last?.reason ?? "")
    }
    return grid[best]
  }
}

extension TrainingResult.Failure {
  /// `nil` where nothing failed.
  fileprivate init?(
    _ outcomes: [Result<TrainingCurve, any Error>], of arm: TrainingArm, rate: Double, isForTuning: Bool
  ) {
    let errors = outcomes.compactMap { outcome -> (any Error)? in
      if case .failure(let error) = outcome { return error }
      return nil
    }
    guard let first = errors.first else { return nil }
    label = arm.label
    self.rate = rate
    self.isForTuning = isForTuning
    (failed, runs) = (errors.count, outcomes.count)
    reason = (first as? TrainingError)?.cause ?? "\(first)"
  }
}
