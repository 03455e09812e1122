import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// What a comparison measures on a batch: everything that follows from the credits of its decisions.
package struct ComparisonMeasure: BatchMeasure {
  let plan: ComparisonPlan
  let truth: ExactTruth
  let pivots: PivotTable
  private let reward: RewardConvention

  init(_ plan: ComparisonPlan, _ truth: ExactTruth) {
    self.plan = plan
    self.truth = truth
    pivots = PivotTable(truth.solution, truth.credits, scale: truth.scale)
    reward = truth.solution.mdp.rewardSettings.isEmpty ? .outcome : .trace
  }

  /// Measures a batch.
  ///
  /// - Throws: ``ComparisonError/notFinite(method:batch:)`` for a credit that is NaN or infinite, and `GSLError`.
  package func measure(_ judged: JudgedBatch) throws -> BatchComparison {
    let rollouts = judged.rollouts
    let batch = rollouts.batch
    for (request, attribution) in zip(plan.study.methods, judged.attributions)
    where !attribution.credits.allSatisfy(\.isFinite) {
      throw ComparisonError.notFinite(method: request.label, batch: judged.index)
    }
    let exact = judged.exact ?? truth.credits.credits(of: rollouts)
    let reference = plan.against.map { judged.attributions[$0].credits } ?? exact
    let size = reference.reduce(0) { max($0, abs($1)) }
    let measure = AgreementReference(
      rollouts, exact: reference, scale: plan.against == nil ? truth.scale : size)
    let isPivotal = pivots.labels(of: rollouts)
    let unit = AgentTurnCells.cells(of: rollouts).map { Int32($0) }
    let units = pivots.units.count
    let visits = GradientVisits(rollouts)
    let episodes = EpisodeGains(rollouts, truth.solution)
    var workspace = [Double](repeating: 0, count: rollouts.policy.probability.count)
    let isFalseUnit = unit.map { !pivots.units[Int($0)] }
    let isFalseDecision = isPivotal.map { !$0 }
    var methods: [MethodBatch] = []
    for attribution in judged.attributions {
      let credits = attribution.credits
      let rounded = measure.rounded(credits)
      let sizes = rounded.map { abs($0) }
      let sums = episodes.sums(of: credits)
      methods.append(
        MethodBatch(
          agreement: try measure.agreement(ofRounded: rounded),
          kendall: Association.kendall(rounded, measure.exact).map(\.tauB),
          cells: CellSums(credits, against: reference, unit: unit, units: units),
          creditSumSquare: sums.square, productSum: sums.product, gainSquare: episodes.square,
          falseOfUnits: Self.share(of: sizes, where: isFalseUnit),
          falseOfDecisions: Self.share(of: sizes, where: isFalseDecision),
          area: RocArea.measure(sizes, isPositive: isPivotal, confidence: 0.95, scale: .area).map(\.estimate),
          sizes: sizes, gradient: visits.gradient(of: credits, using: &workspace),
          zeros: ZeroCredits(of: credits, in: batch, reward: reward, in: judged.context)))
    }
    return BatchComparison(
      methods: methods, reference: CellSums(reference, against: reference, unit: unit, units: units),
      isPivotal: isPivotal, seconds: judged.seconds, costs: judged.attributions.map(AttributionCost.init),
      episodes: batch.episodeCount, turns: batch.turnCount, decisions: batch.decisionCount,
      meanReturn: episodes.meanReturn)
  }

  /// The share of the sum of sizes that lies on the marked decisions. Undefined where there are none, and where all sizes
  /// are 0.
  private static func share(of sizes: [Double], where isMarked: [Bool]) -> Measured<Double> {
    guard isMarked.contains(true) else { return .undefined(.noUnits) }
    var all = 0.0
    var marked = 0.0
    for (size, isMarked) in zip(sizes, isMarked) {
      all += size
      if isMarked { marked += size }
    }
    return all > 0 ? .value(marked / all) : .undefined(.allZero)
  }
}

/// What each episode of a batch gained over the value of its start, and what its credits sum to.
private struct EpisodeGains {
  private let batch: TrajectoryBatch
  /// discount^t of each turn of the batch.
  private let weight: [Double]
  private let gains: [Double]
  /// Sum of the squared gains.
  let square: Double
  let meanReturn: Double

  init(_ rollouts: Rollouts, _ solution: ExactSolution) {
    batch = rollouts.batch
    let returns = rollouts.returns
    var weight = [Double](repeating: 1, count: batch.turnCount)
    var gains: [Double] = []
    var sum = 0.0
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns.dropFirst() { weight[turn] = weight[turn - 1] * rollouts.mdp.discount }
      guard let first = turns.first else {
        gains.append(0)
        continue
      }
      sum += returns[first]
      gains.append(returns[first] - solution.stateValue(turn: 0, node: Int(rollouts.node[first])))
    }
    self.weight = weight
    self.gains = gains
    square = gains.reduce(0) { $0 + $1 * $1 }
    meanReturn = sum / Double(max(1, batch.episodeCount))
  }

  /// Sums over episodes of the squared sum of credits, and of its product with the gain.
  func sums(of credits: [Double]) -> (square: Double, product: Double) {
    var square = 0.0
    var product = 0.0
    for episode in 0..<batch.episodeCount {
      var sum = 0.0
      for turn in batch.turns(of: episode) {
        for decision in batch.decisions(of: turn) { sum += weight[turn] * credits[decision] }
      }
      square += sum * sum
      product += sum * gains[episode]
    }
    return (square, product)
  }
}
