import CreditStatistics
import Ground
import Simulation

extension TrainingResult {
  init(
    _ plan: TrainingPlan, optimum: TrainingOptimum?, tables: [TrainingTable], tuning: TrainingTuning?,
    failures: [Failure] = []
  ) throws {
    let curves = tables.flatMap { table in table.arms.flatMap { table.curves(of: $0) } }
    let best =
      optimum ?? TrainingOptimum(tables.reduce(-.infinity) { max($0, $1.bestValue) }, .bestKnown)
    self.optimum = best
    scenario = ScenarioSummary(plan.study)
    self.plan = TrainingSummary(plan, parameters: plan.parameterCount(met: curves))
    truth = plan.evaluation.map(\.truth) ?? TruthSummary(.exact)
    evaluation = plan.evaluation.map { Evaluation($0, curves.compactMap(\.sampled)) }
    startValue = try tables[0].estimate(tables[0].arms[0], within: tables[0].returnRange) { curve, _ in
      curve.value[0]
    }
    quantities = StudyQuantity.all.map(\.quantity)
    self.tables = try tables.map { table in
      Table(
        isTuned: table.isTuned, arms: try table.arms.map { try Arm($0, of: table, best.value) },
        pairs: try Pair.all(of: table))
    }
    lengths = curves.reduce(into: EpisodeLengths()) { $0 += $1.lengths }.summary
    self.failures = failures.isEmpty ? nil : failures
    self.tuning = tuning.map { Tuning(grid: $0.grid, areas: $0.areas, rates: $0.rates) }
  }
}

extension TrainingResult.Evaluation {
  fileprivate init(_ evaluation: TrainingEvaluation, _ sampled: [SampledReturns]) {
    episodes = evaluation.bounding == nil ? evaluation.episodes : 0
    cells = evaluation.bounding?.cells
    (every, returnBounds) = (evaluation.every, evaluation.returnBounds)
    turns = sampled.reduce(0) { $0 + Double($1.turns) } / Double(max(1, sampled.count))
    let margins = sampled.flatMap { run in
      zip(run.lower, run.upper).compactMap { lower, upper in
        lower.flatMap { low in upper.map { ($0 - low) / 2 } }
      }
    }
    let largest = margins.max()
    largestMargin = largest.map { .value($0) } ?? .undefined(.noVariance)
    meanMargin =
      margins.isEmpty
      ? .undefined(.noVariance) : .value(margins.reduce(0, +) / Double(margins.count))
  }
}

extension TrainingResult.Arm {
  fileprivate init(_ arm: Int, of table: TrainingTable, _ optimum: Double) throws {
    let (plan, curves) = (table.plan, table.curves(of: arm))
    let runs = Double(curves.count)
    label = plan.arms[arm].label
    method = plan.arms[arm].method.map { MethodSummary($0) }
    rate = table.rates[arm]
    episodes = plan.episodes[arm]
    updates = curves.reduce(0) { $0 + Double($1.updates) } / runs
    extraTurns = curves.reduce(0) { $0 + $1.extraTurns } / runs
    area = try table.estimate(arm, within: table.returnRange) { curve, _ in
      curve.area(budget: Double(plan.budget))
    }
    // The last update may pass the budget by some turns; what it gave is then paid by nobody.
    let end = { (curve: TrainingCurve) in curve.value(at: Double(plan.budget)) }
    final = try table.estimate(arm, within: table.returnRange) { curve, _ in end(curve) }
    gain = try table.estimate(arm, within: table.gainRange) { curve, start in end(curve) - start.value[0] }
    half = TrainingResult.Milestone(0.5, of: curves, optimum)
    ninety = TrainingResult.Milestone(0.9, of: curves, optimum)
    curve = TrainingResult.Point.all(of: arm, table)
    checks = (0..<(curves.map(\.checks.count).min() ?? 0)).map { place in
      TrainingResult.Check(curves.map { $0.checks[place] })
    }
    card = CreditCard(arm, of: plan)
  }
}

extension TrainingResult.Milestone {
  /// - Parameter share: The share of the way from each run's start to the optimum.
  fileprivate init(_ share: Double, of curves: [TrainingCurve], _ optimum: Double) {
    // Where no policy is better than the start but by rounding, there is no way to go.
    guard curves.contains(where: { optimum - $0.value[0] > 1e-12 * abs(optimum) }) else {
      (self.share, turns) = (0, .undefined(.noVariance))
      return
    }
    let turns = curves.map { curve in
      let start = curve.value[0]
      return curve.turns(until: start + share * (optimum - start)) ?? .infinity
    }
    self.share = Double(turns.count { $0.isFinite }) / Double(turns.count)
    let sorted = turns.sorted()
    let middle = sorted[sorted.count / 2]
    self.turns =
      middle.isFinite ? .value((sorted[(sorted.count - 1) / 2] + middle) / 2) : .undefined(.notReached)
  }
}

extension TrainingResult.Point {
  /// Places of a mean curve after its start.
  fileprivate static let places = 40

  fileprivate static func all(of arm: Int, _ table: TrainingTable) -> [TrainingResult.Point] {
    let turns = (0...places).map { Double(table.plan.budget) * Double($0) / Double(places) }
    let middle = band(arm, table, at: turns, .middle)
    guard table.plan.evaluation?.bounding != nil else {
      return turns.indices.map { TrainingResult.Point(turns: turns[$0], middle[$0]) }
    }
    let lowest = band(arm, table, at: turns, .lowest)
    let highest = band(arm, table, at: turns, .highest)
    return turns.indices.map { place in
      TrainingResult.Point(
        turns: turns[place],
        middle[place].reaching(from: lowest[place], to: highest[place], within: table.returnRange))
    }
  }

  private init(turns: Double, _ found: Estimate) {
    self.turns = turns
    value = found.mean.optional ?? .nan
    interval = found.interval
  }

  /// The means of the curves at some places, with intervals that hold together.
  private static func band(
    _ arm: Int, _ table: TrainingTable, at turns: [Double], _ side: BoundSide
  ) -> [Estimate] {
    let columns = turns.map { place in table.units(arm) { $0.at(side).value(at: place) } }
    let matrix = columns[0].indices.flatMap { unit in columns.map { $0[unit] } }
    let study = table.plan.study
    let bands = SimultaneousIntervals.maximumT(
      ofColumns: matrix, columns: turns.count, confidence: study.confidence,
      bootstrap: Bootstrap(resamples: study.resamples, seed: study.seed))
    return turns.indices.map { place in
      Estimate(
        mean: .value(columns[place].reduce(0, +) / Double(columns[place].count)), interval: bands[place],
        batches: columns[place].count)
    }
  }
}

extension TrainingResult.Check {
  fileprivate init(_ checks: [TrainingCheck]) {
    let count = Double(checks.count)
    turns = checks.reduce(0) { $0 + $1.turns } / count
    quantities = checks[0].quantities.indices.map { place in
      .mean(of: checks.map { $0.quantities[place] })
    }
    entropy = checks.reduce(0) { $0 + $1.entropy } / count
    divergence = checks.reduce(0) { $0 + $1.divergence } / count
    decisionShare = .mean(of: checks.map { .share($0.decisionShare) })
    luckShare = .mean(of: checks.map { .share($0.luckShare) })
  }
}

extension Measured<Double> {
  /// The mean of those that are defined.
  fileprivate static func mean(of values: [Measured<Double>]) -> Measured<Double> {
    let defined = values.compactMap(\.optional)
    guard defined.isEmpty, let reason = values.compactMap(\.reason).first else {
      return .value(defined.reduce(0, +) / Double(defined.count))
    }
    return .undefined(reason)
  }

  fileprivate static func share(_ share: Double?) -> Measured<Double> {
    share.map { .value($0) } ?? .undefined(.noVariance)
  }
}

extension TrainingResult.Pair {
  /// The smallest mean size of differences that is one, in ranges of the returns of the runs. Arms that differ by less are tied:
  /// the rounding of many updates may be as large, and is always the same.
  static let resolution = 1e-6

  fileprivate static func all(of table: TrainingTable) throws -> [TrainingResult.Pair] {
    let arms = table.arms.map { table.plan.arms[$0] }
    let smallest = Self.resolution * table.range
    let pairs = arms.indices.flatMap { first in arms.indices.dropFirst(first + 1).map { (first, $0) } }
    let differences = { (side: BoundSide, other: BoundSide) in
      let (areas, others) = (
        table.arms.map { table.areas($0, side) }, table.arms.map { table.areas($0, other) }
      )
      return pairs.map { first, second in
        // Two ways to the same policy differ by rounding, which would look sure because it hardly varies.
        let differences = zip(areas[first], others[second]).map(differenceBeyondRounding)
        let size = differences.reduce(0) { $0 + abs($1) } / Double(differences.count)
        return size <= smallest ? differences.map { _ in 0 } : differences
      }
    }
    let middle = differences(.middle, .middle)
    let isBounded = table.plan.evaluation?.bounding != nil
    let least = isBounded ? differences(.lowest, .highest) : middle
    let most = isBounded ? differences(.highest, .lowest) : middle
    let tests = pairs.indices.map { pair -> Measured<HypothesisTest> in
      // Arms that learn the same have nothing to be told apart by.
      if middle[pair].allSatisfy({ $0 == 0 }) { return .undefined(.equal) }
      if !isBounded { return HypothesisTest.studentT(of: middle[pair]) }
      return BoundedDifferences(least: least[pair], middle: middle[pair], most: most[pair]).tested {
        HypothesisTest.studentT(of: $0)
      }
    }
    let adjusted = MultipleComparisons.holmWithinBounds(tests.map { $0.map(\.pValue) })
    let estimate = { (differences: [Double]) in
      try Estimate(differences.map { .value($0) }, table.plan.study)
    }
    return try pairs.indices.map { place in
      let difference = try estimate(middle[place])
      return TrainingResult.Pair(
        first: arms[pairs[place].0].label, second: arms[pairs[place].1].label,
        difference: isBounded
          ? difference.reaching(from: try estimate(least[place]), to: try estimate(most[place])) : difference,
        test: tests[place], adjustedPValue: adjusted[place])
    }
  }
}
