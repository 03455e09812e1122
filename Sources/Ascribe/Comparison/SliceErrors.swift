public import Ground
public import CreditStatistics
import Trajectories
import Simulation

/// How far a method's credits are from the reference on a slice: of the errors k · credit - reference, with the method's
/// scale k, over the decisions of the slice.
///
/// The unit of intervals and tests is the batch: a quantity is the mean over the batches that have such decisions of the
/// quantity in the batch, with Student's t interval over them, so that decisions of one batch may depend on each other as
/// they like.
public struct SliceError: Sendable, Hashable, Codable {
  /// Which decisions.
  public let slice: DecisionSlice
  /// How many, in all batches.
  public let decisions: Int
  /// Mean error, in units of the reference.
  public let bias: Estimate
  /// Mean square of the error less ``bias``: ``meanSquare`` is bias² + variance, exactly. It is below the variance of single
  /// errors by the variance of the bias, a share of 1/batches of that of batch means. Its interval holds the bias fixed.
  public let variance: Estimate
  /// Mean square of the error.
  public let meanSquare: Estimate
  /// Student's t test over batches of the bias being 0. Undefined where it is the same in every batch.
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
  private let scales: [Double]
  private let batches: [BatchComparison]
  private let slices: [(slice: DecisionSlice, units: [Int])]

  init(_ plan: ComparisonPlan, _ batches: [BatchComparison], scales: [Double]) {
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
  func measured() throws(GSLError) -> [[SliceError]] {
    var results: [[SliceError]] = []
    for (method, scale) in scales.enumerated() { results.append(try errors(of: method, scale)) }
    let overall = MultipleComparisons.holm(results.map { $0[0].test.map(\.pValue) })
    return zip(results, overall).map { errors, adjusted in
      [errors[0].adjusting(to: adjusted)] + errors.dropFirst()
    }
  }

  private func errors(of method: Int, _ scale: Double) throws(GSLError) -> [SliceError] {
    var errors: [SliceError] = []
    for (slice, units) in slices {
      let found = batches.compactMap { $0.methods[method].cells.error(in: units, scale: scale) }
      let means = found.map(\.mean)
      let bias = means.reduce(0, +) / Double(max(1, means.count))
      errors.append(
        SliceError(
          slice: slice,
          decisions: batches.reduce(0) { sum, batch in
            units.reduce(sum) { $0 + batch.methods[method].cells.count[$1] }
          },
          bias: try estimate(means),
          // About the bias of all batches: the mean over batches is then the mean square less bias².
          variance: try estimate(found.map { max(0, $0.square - 2 * bias * $0.mean + bias * bias) }),
          meanSquare: try estimate(found.map(\.square)),
          test: HypothesisTest.studentT(of: means), adjustedPValue: .undefined(.noUnits),
          simultaneous: .undefined(.noUnits)))
    }
    let simultaneous = simultaneousIntervals(of: method, scale)
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

  private func estimate(_ values: [Double]) throws(GSLError) -> Estimate {
    Estimate(
      mean: Descriptive.mean(of: values),
      interval: try ConfidenceInterval.studentT(ofMean: values, confidence: plan.study.confidence),
      batches: values.count)
  }

  /// Joint intervals of the cells that every batch has, in the order of the cells.
  private func simultaneousIntervals(of method: Int, _ scale: Double) -> [Measured<ConfidenceInterval>] {
    let cells = slices.filter { $0.slice.kind == .cell }.map(\.units)
    let columns = cells.map { units in
      batches.compactMap { $0.methods[method].cells.error(in: units, scale: scale)?.mean }
    }
    let complete = columns.indices.filter { columns[$0].count == batches.count }
    var result: [Measured<ConfidenceInterval>] = columns.map {
      .undefined(.tooFew(found: $0.count, needed: batches.count))
    }
    guard !complete.isEmpty else { return result }
    let matrix = batches.indices.flatMap { batch in complete.map { columns[$0][batch] } }
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
