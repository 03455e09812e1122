public import Ground
public import CreditStatistics
import Trajectories
import Simulation

/// How far a method's credits are from the reference on a slice: of the errors k · credit - reference, with the method's
/// scale k, over the decisions of the slice.
///
/// The unit of intervals and tests is the batch: a quantity is the mean over the batches that have such decisions of the
/// quantity in the batch, so that decisions of one batch may depend on each other as they like. Intervals are Student's t
/// with the jackknife's standard error over batches, which fits the scale again without each of them; on the raw scale
/// those of means are Student's own.
public struct SliceError: Sendable, Hashable, Codable {
  /// Which decisions.
  public let slice: DecisionSlice
  /// How many, in all batches.
  public let decisions: Int
  /// Mean error, in units of the reference.
  public let bias: Estimate
  /// Mean square of the error less ``bias``: ``meanSquare`` is bias² + variance, exactly. It is below the variance of single
  /// errors by the variance of the bias, a share of 1/batches of that of batch means.
  public let variance: Estimate
  /// Mean square of the error.
  public let meanSquare: Estimate
  /// The test of the bias being 0 that goes with its interval. Undefined where no batch changes it.
  public let test: Measured<HypothesisTest>
  /// Its p-value after Holm's correction among the slices of its kind of the method; for all decisions, among the methods.
  public let adjustedPValue: Measured<Double>
  /// Interval of the bias that holds for all cells of the method at once, from the largest t of resampled batches.
  /// Undefined for slices that are no cells, and for cells that are missing in some batch.
  public let simultaneous: Measured<ConfidenceInterval>
}

/// The errors of the methods of a comparison on all slices.
struct SliceErrors {
  private let plan: ComparisonPlan
  private let scales: [RefittedScales]
  private let batches: [BatchComparison]
  private let slices: [(slice: DecisionSlice, units: [Int])]

  init(_ plan: ComparisonPlan, _ batches: [BatchComparison], scales: [RefittedScales]) {
    self.plan = plan
    self.scales = scales
    self.batches = batches
    let agents = plan.study.simulator.agents
    let horizon = plan.study.simulator.horizon
    let cells = AgentTurnCells(agents: agents, horizon: horizon)
    let present = (0..<cells.count).filter { unit in
      batches.contains { $0.reference.count[unit] > 0 }
    }
    var slices: [(DecisionSlice, [Int])] = [(.all, present)]
    for (index, agent) in agents.enumerated() {
      slices.append((.agent(agent), present.filter { $0 / horizon == index }))
    }
    for turn in 0..<horizon { slices.append((.turn(turn), present.filter { $0 % horizon == turn })) }
    for unit in present { slices.append((cells[unit], [unit])) }
    self.slices = slices.filter { !$0.1.isEmpty }
  }

  /// The errors of each method, in the order of slices: all, agents, turns, cells by agent.
  func measured() -> [[SliceError]] {
    var results: [[SliceError]] = []
    for (method, scales) in scales.enumerated() { results.append(errors(of: method, scales)) }
    let overall = MultipleComparisons.holm(results.map { $0[0].test.map(\.pValue) })
    return zip(results, overall).map { errors, adjusted in
      [errors[0].adjusting(to: adjusted)] + errors.dropFirst()
    }
  }

  private func errors(of method: Int, _ scales: RefittedScales) -> [SliceError] {
    let scale = scales.scale
    var errors: [SliceError] = []
    var joint: [Measured<Jackknife>] = []
    for (slice, units) in slices {
      let sums = batches.map { $0.methods[method].cells.means(in: units) }
      let found = sums.compactMap(\.self)
      let means = found.map { $0.bias(scale) }
      let bias = means.reduce(0, +) / Double(max(1, means.count))
      let jackknife = Jackknife.ofBatches(
        Descriptive.mean(of: means), without: scales.without(sums) { $0.bias($1) }, batches: found.count)
      if slice.kind == .cell {
        joint.append(
          found.count == batches.count
            ? jackknife : .undefined(.tooFew(found: found.count, needed: batches.count)))
      }
      let estimate = {
        (values: [Double], rule: IntervalRule, number: @escaping (ScaledErrors, Double) -> Double) in
        Estimate(
          Descriptive.mean(of: values), without: scales.without(sums, number), batches: found.count,
          plan.study, shown: rule)
      }
      errors.append(
        SliceError(
          slice: slice,
          decisions: batches.reduce(0) { sum, batch in
            units.reduce(sum) { $0 + batch.methods[method].cells.count[$1] }
          },
          bias: estimate(means, .skewed) { $0.bias($1) },
          // About the bias of all batches: the mean over batches is then the mean square less bias².
          variance: estimate(
            found.map { max(0, $0.meanSquare(scale) - 2 * bias * $0.bias(scale) + bias * bias) }, .sparse
          ) {
            $0.meanSquare($1) - $0.bias($1) * $0.bias($1)
          },
          meanSquare: estimate(found.map { $0.meanSquare(scale) }, .sparse) { $0.meanSquare($1) },
          test: jackknife.flatMap { $0.test(units: found.count) }, adjustedPValue: .undefined(.noUnits),
          simultaneous: .undefined(.noUnits)))
    }
    let simultaneous = simultaneousIntervals(joint)
    for kind in [DecisionSlice.Kind.agent, .turn, .cell] {
      let family = errors.indices.filter { errors[$0].slice.kind == kind }
      let adjusted = MultipleComparisons.holm(family.map { errors[$0].test.map(\.pValue) })
      for (place, index) in family.enumerated() {
        errors[index] = errors[index].adjusting(
          to: adjusted[place], simultaneous: kind == .cell ? simultaneous[place] : nil)
      }
    }
    return errors
  }

  /// Joint intervals of the cells that every batch has, in the order of the cells.
  ///
  /// - Parameter cells: The bias of each.
  private func simultaneousIntervals(_ cells: [Measured<Jackknife>]) -> [Measured<ConfidenceInterval>] {
    var result: [Measured<ConfidenceInterval>] = cells.map { cell in
      .undefined(cell.reason ?? .noUnits)
    }
    let obstacle = IntervalRule.skewed.obstacle(found: batches.count, of: batches.count)
    if let obstacle { return cells.map { .undefined($0.reason ?? obstacle) } }
    let complete = cells.indices.filter { cells[$0].optional != nil }
    guard !complete.isEmpty else { return result }
    let columns = complete.map { cells[$0].optional?.pseudovalues ?? [] }
    let matrix = batches.indices.flatMap { batch in columns.map { $0[batch] } }
    let intervals = SimultaneousIntervals.maximumT(
      ofColumns: matrix, columns: complete.count, confidence: plan.study.confidence,
      bootstrap: Bootstrap(resamples: plan.study.resamples, seed: plan.study.seed))
    for (column, interval) in zip(complete, intervals) { result[column] = interval }
    return result
  }
}

extension SliceError {
  fileprivate func adjusting(
    to pValue: Measured<Double>, simultaneous interval: Measured<ConfidenceInterval>? = nil
  ) -> SliceError {
    SliceError(
      slice: slice, decisions: decisions, bias: bias, variance: variance, meanSquare: meanSquare, test: test,
      adjustedPValue: pValue, simultaneous: interval ?? simultaneous)
  }
}
