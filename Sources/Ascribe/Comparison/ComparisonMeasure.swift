import CreditMethods
import CreditNumerics
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// What a comparison measures on a batch: everything that follows from the credits of its decisions.
package struct ComparisonMeasure: BatchMeasure {
  let plan: ComparisonPlan
  let truth: ExactTruth
  let pivots: PivotTable
  let gradients: GradientReference
  private let reward: RewardConvention

  init(_ plan: ComparisonPlan, _ truth: ExactTruth) {
    self.plan = plan
    self.truth = truth
    pivots = PivotTable(truth.solution, truth.credits, scale: truth.scale)
    gradients = GradientReference(truth.solution)
    reward = truth.solution.mdp.rewardSettings.isEmpty ? .outcome : .trace
  }

  /// Measures a batch.
  ///
  /// - Throws: ``ComparisonError/notFinite(method:batch:)`` for a credit that is NaN or infinite, and `GSLError`.
  package func measure(_ judged: JudgedBatch) throws -> BatchComparison {
    for (request, attribution) in zip(plan.study.methods, judged.attributions)
    where !attribution.credits.allSatisfy(\.isFinite) {
      throw ComparisonError.notFinite(method: request.label, batch: judged.index)
    }
    let played = judged.played.map { PlayedComparison($0.rollouts, plan, pivots, truth) }
    var references = AgreementReferences(truth)
    var methods: [MethodBatch] = []
    for method in judged.attributions.indices {
      let place = judged.places[method]
      let source: AgreementReferences.Source =
        plan.against.map { .method($0) } ?? .exact(plan.study.heldTo(method))
      guard let reference = references.reference(source, on: place, of: judged) else {
        throw ComparisonError.noTruth(reason: "")
      }
      methods.append(try measure(method, of: judged, on: played[place], against: reference))
    }
    let all = judged.played[0]
    let own = judged.exact ?? truth.credits.credits(of: all.rollouts)
    let reference = plan.against.map { judged.attributions[$0].credits } ?? own
    return BatchComparison(
      methods: methods,
      kinship: MethodKinship(
        judged.attributions.map(\.credits),
        references: judged.attributions.indices.map { credits(heldTo: $0, of: judged) }),
      reference: played[0].cells(reference, against: reference),
      pivotalDecisions: played[0].isPivotal.count { $0 },
      seconds: judged.seconds, costs: judged.attributions.map(AttributionCost.init),
      episodes: all.rollouts.batch.episodeCount, turns: all.rollouts.batch.turnCount,
      decisions: all.rollouts.batch.decisionCount, meanReturn: played[0].episodes.meanReturn,
      lengths: EpisodeLengths(of: all.rollouts.batch))
  }

  /// Measures the credits of one method.
  private func measure(
    _ method: Int, of judged: JudgedBatch, on played: PlayedComparison,
    against agreeing: AgreementReference
  ) throws -> MethodBatch {
    let credits = judged.attributions[method].credits
    let reference = self.credits(heldTo: method, of: judged)
    let rounded = agreeing.rounded(credits)
    let sizes = rounded.map { abs($0) }
    let sums = played.episodes.sums(of: credits)
    let gradient = played.visits.gradient(of: credits)
    return MethodBatch(
      agreement: try agreeing.agreement(ofRounded: rounded), alignment: gradients.cosine(of: gradient),
      kendall: Association.kendall(rounded, agreeing.exact).map(\.tauB),
      qAlignment: played.points.alignment(of: rounded, against: agreeing.exact),
      cells: played.cells(credits, against: reference),
      situations: SituationSums(credits, against: reference, played.situations),
      creditSumSquare: sums.square, productSum: sums.product, gainSquare: played.episodes.square,
      falseOfUnits: Self.share(of: sizes, where: played.isFalseUnit),
      falseOfDecisions: Self.share(of: sizes, where: played.isPivotal.map { !$0 }),
      area: RocArea.measure(sizes, isPositive: played.isPivotal, confidence: 0.95, scale: .area).map(
        \.estimate),
      gradient: gradient,
      zeros: ZeroCredits(
        of: credits, in: played.rollouts.batch, reward: reward, in: judged.played(by: method).context),
      episodes: played.rollouts.batch.episodeCount, turns: played.rollouts.batch.turnCount,
      decisions: credits.count)
  }

  /// The credits that a method is held to.
  private func credits(heldTo method: Int, of judged: JudgedBatch) -> [Double] {
    plan.against.map { judged.attributions[$0].credits }
      ?? judged.played(by: method).references[plan.study.heldTo(method)] ?? []
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

/// What the measures of all methods that judge the same episodes have in common.
private struct PlayedComparison {
  let rollouts: Rollouts
  /// Whether each decision is pivotal, and whether its unit of agent and turn is not.
  let isPivotal, isFalseUnit: [Bool]
  let episodes: EpisodeGains
  let situations: SituationGroups
  let points: ActionValuePoints
  private let unit: [Int32]
  private let units: Int
  let visits: GradientVisits

  init(_ rollouts: Rollouts, _ plan: ComparisonPlan, _ pivots: PivotTable, _ truth: ExactTruth) {
    self.rollouts = rollouts
    isPivotal = pivots.labels(of: rollouts)
    unit = AgentTurnCells.cells(of: rollouts).map { Int32($0) }
    units = pivots.units.count
    isFalseUnit = unit.map { !pivots.units[Int($0)] }
    episodes = EpisodeGains(rollouts, truth.solution)
    situations = SituationGroups(rollouts, plan.situations)
    points = ActionValuePoints(rollouts, truth)
    visits = GradientVisits(rollouts)
  }

  func cells(_ credits: [Double], against reference: [Double]) -> CellSums {
    CellSums(credits, against: reference, unit: unit, units: units)
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
