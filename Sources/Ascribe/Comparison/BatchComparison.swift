import CreditNumerics
import Ground
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// What comparisons of all batches of a scenario rest on.
struct ComparisonGround: Sendable {
  let plan: ComparisonPlan
  let solution: ExactSolution
  /// Largest size of an action value, in reward units.
  let scale: Double
  let pivots: PivotTable
  let reward: RewardConvention

  init(_ plan: ComparisonPlan, _ study: Study) {
    self.plan = plan
    solution = study.solution
    scale = study.scale
    pivots = PivotTable(study.solution, CounterfactualTable(study.solution), scale: study.scale)
    reward = plan.study.mdp.rewardSettings.isEmpty ? .outcome : .trace
  }
}

/// What a comparison keeps of one method on one batch.
struct MethodBatch: Sendable {
  let agreement: Agreement
  let kendall: Measured<Double>
  let cells: CellSums
  /// Sums over episodes of s², s g and g²: s is the sum of an episode's credits, g its return less the value of its start.
  let creditSumSquare, productSum, gainSquare: Double
  /// Shares of |credit| on units and on decisions that are not pivotal.
  let falseOfUnits, falseOfDecisions: Measured<Double>
  /// Area under the curve of |credit| for pivotal decisions.
  let area: Measured<Double>
  /// |credit| of every decision.
  var sizes: [Double]
  /// The policy gradient that the credits induce.
  var gradient: SparseVector
  let zeros: ZeroCredits
}

/// What a comparison keeps of one batch.
struct BatchComparison: Sendable {
  var methods: [MethodBatch]
  /// The reference's own credits as a method's: their sums are what it is compared with.
  let reference: CellSums
  /// Whether each decision is pivotal.
  let isPivotal: [Bool]
  let seconds: [Double]
  let attributions: [AttributionCost]
  let episodes, turns, decisions: Int
  let meanReturn: Double

  /// Measures a batch.
  ///
  /// - Throws: ``ComparisonError/notFinite(method:batch:)`` for a credit that is NaN or infinite, and `GSLError`.
  init(_ played: Study.Played, _ ground: ComparisonGround, index: Int) throws {
    let batch = played.rollouts.batch
    for (request, attribution) in zip(ground.plan.study.methods, played.attributions)
    where !attribution.credits.allSatisfy(\.isFinite) {
      throw ComparisonError.notFinite(method: request.label, batch: index)
    }
    let truth = played.exact
    let reference = ground.plan.against.map { played.attributions[$0].credits } ?? truth
    let size = reference.reduce(0) { max($0, abs($1)) }
    let measure = AgreementReference(
      played.rollouts, exact: reference, scale: ground.plan.against == nil ? ground.scale : size)
    isPivotal = ground.pivots.labels(of: played.rollouts)
    let unit = BatchMeasures.units(of: played.rollouts).map { Int32($0) }
    let units = ground.pivots.units.count
    let visits = GradientVisits(played.rollouts)
    let episodes = EpisodeGains(played.rollouts, ground.solution)
    var workspace = [Double](repeating: 0, count: played.rollouts.policy.probability.count)
    let isFalseUnit = unit.map { !ground.pivots.units[Int($0)] }
    let isFalseDecision = isPivotal.map { !$0 }
    var methods: [MethodBatch] = []
    for attribution in played.attributions {
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
          zeros: ZeroCredits(of: credits, in: batch, reward: ground.reward, in: played.context)))
    }
    self.methods = methods
    self.reference = CellSums(reference, against: reference, unit: unit, units: units)
    seconds = played.seconds
    attributions = played.attributions.map(AttributionCost.init)
    self.episodes = batch.episodeCount
    turns = batch.turnCount
    decisions = batch.decisionCount
    meanReturn = episodes.meanReturn
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

/// What an attribution cost, and how its fits ended.
struct AttributionCost: Sendable {
  let replays, replayedTurns, fittedTurns: Int
  let fits: [CriticFit]

  init(_ attribution: Attribution) {
    replays = attribution.replays
    replayedTurns = attribution.replayedTurns
    fittedTurns = attribution.fittedTurns
    fits = attribution.fits
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
    let returns = discountedReturns(
      of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: rollouts.mdp.discount)
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

extension BatchComparison {
  /// The batch without what was kept of single decisions beyond what is pivotal.
  func withoutDecisions() -> BatchComparison {
    var batch = self
    batch.methods = methods.map { method in
      var method = method
      method.sizes = []
      method.gradient = SparseVector()
      return method
    }
    return batch
  }
}
