import Ground
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// What means are taken over.
public enum CreditCells: Sendable {
  /// All decisions of an agent at a turn.
  case agentAndTurn
  /// Decisions of an agent at a turn with one observation and one action.
  case situation
}

/// Means of numbers of decisions, cell by cell: one mean a batch, and Stein's interval of a margin given beforehand over
/// the batches.
///
/// Source: Stein 1945 (see `TwoStageMean`). The interval is exact for normal batch means; batches of many episodes come
/// near that.
struct CellMeans: Sendable {
  /// A mean and what is known of it.
  struct Cell {
    let name: String
    let mean: Double
    /// Half the width of the interval; 0 where all batches have the same mean.
    let margin: Double
    let batches: Int
  }

  /// Batches of the first stage.
  private static let firstStage = 30

  /// The cells in the order of their names.
  let cells: [Cell]
  /// Batches that were needed beyond the limit; `nil` if they were not.
  let missing: Int?

  /// Draws batches until all means are known to the margin, together with the experiment's confidence.
  ///
  /// - Parameters:
  ///   - experiment: Where batches come from.
  ///   - cells: What means are taken over.
  ///   - margin: Half the width of every interval, positive.
  ///   - isWanted: Whether a cell of that agent and turn is wanted.
  ///   - numbers: One number a decision of a batch.
  init(
    _ experiment: CreditExperiment, over cells: CreditCells, margin: Double,
    isWanted: @escaping @Sendable (String, Int) -> Bool,
    _ numbers: @escaping @Sendable (CreditExperiment.Sample) throws -> [Double]
  ) throws {
    var means: [String: [Double]] = [:]
    let measure = { @Sendable (sample: CreditExperiment.Sample) in
      Self.means(of: try numbers(sample), in: sample.rollouts.batch, over: cells, isWanted)
    }
    let collect = { (found: [String: Double]) in
      for (name, mean) in found { means[name, default: []].append(mean) }
      return true
    }
    let sampling = experiment.sampling
    let first = min(Self.firstStage, sampling.mostBatches)
    try experiment.forEachBatch(0..<first, measure, consume: collect)
    // Every cell may err to either side.
    let confidence = 1 - 2 * sampling.falseAlarmRate / Double(max(1, means.count))
    let plans = means.mapValues {
      TwoStageMean.plan(firstStage: $0, margin: margin, confidence: confidence)
    }
    // A cell that not every batch has needs so many batches that have it.
    let needed =
      plans.map { name, plan in
        let share = Double(means[name]?.count ?? first) / Double(first)
        return (Double(plan.optional?.count ?? 0) / share).rounded(.up)
      }.max() ?? 0
    if needed > Double(sampling.mostBatches) {
      missing = needed < 1e15 ? Int(needed) : Int.max
      self.cells = []
      return
    }
    missing = nil
    try experiment.forEachBatch(first..<max(first, Int(needed)), measure, consume: collect)
    self.cells = means.keys.sorted().map { name in
      let values = means[name] ?? []
      let mean = Descriptive.mean(of: values).optional ?? .nan
      return Cell(
        name: name, mean: mean, margin: plans[name]?.optional == nil ? 0 : margin, batches: values.count)
    }
  }

  /// The mean of each cell of a batch.
  private static func means(
    of numbers: [Double], in batch: TrajectoryBatch, over cells: CreditCells,
    _ isWanted: (String, Int) -> Bool
  ) -> [String: Double] {
    let places = DecisionPlaces(batch)
    var sums: [String: (sum: Double, count: Int)] = [:]
    for decision in numbers.indices {
      let agent = places.agent(decision)
      let turn = places.turn[decision]
      guard isWanted(agent, turn) else { continue }
      var name = "agent \"\(agent)\" at turn \(turn)"
      if case .situation = cells {
        let action = batch.symbols.actions[batch.decisions.action[decision]]
        let seen = batch.decisions.observation.map { batch.symbols.keys[$0[decision]] } ?? ""
        name += " after \"\(seen)\" with \"\(action)\""
      }
      let (sum, count) = sums[name] ?? (0, 0)
      sums[name] = (sum + numbers[decision], count + 1)
    }
    return sums.mapValues { $0.sum / Double($0.count) }
  }
}
