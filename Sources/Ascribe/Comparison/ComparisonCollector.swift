import Ground
import CreditMethods
import CreditStatistics
import Simulation

/// Sums up the batches of a comparison in their order.
package struct ComparisonCollector: MeasureCollector {
  private let plan: ComparisonPlan
  private let truth: ExactTruth
  private let pivots: PivotTable
  private let returnDeviation: Double
  private var batches: [BatchComparison] = []
  private var gradients: [GradientSums]
  private var fits: [CriticFits]
  private var stopping: [SequentialMean]
  private var looks: [Measured<ConfidenceInterval>]
  private var isPrecise: Bool?
  private var nextLook: Int
  /// |credit| of every decision so far, method by method, and whether it is pivotal.
  private var sizes: [[Double]]
  private var isPivotal: [[Bool]]

  init(_ measure: ComparisonMeasure) {
    plan = measure.plan
    truth = measure.truth
    pivots = measure.pivots
    returnDeviation = max(0, measure.truth.solution.varianceLedger().variance).squareRoot()
    nextLook = plan.precision == nil ? plan.study.batches : min(Self.firstLook, plan.study.batches)
    let count = plan.study.methods.count
    let gradient = GradientSums(exact: measure.gradients.exact, scale: truth.scale)
    gradients = [GradientSums](repeating: gradient, count: count)
    fits = [CriticFits](repeating: CriticFits(), count: count)
    stopping = [SequentialMean](
      repeating: SequentialMean(confidence: plan.study.confidence), count: count)
    looks = [Measured<ConfidenceInterval>](
      repeating: .undefined(.tooFew(found: 0, needed: 2)), count: count)
    sizes = [[Double]](repeating: [], count: count)
    isPivotal = [[Bool]](repeating: [], count: count)
  }

  /// Batches before the first look at the precision.
  private static let firstLook = 10

  /// The batches up to the next look, which are to be added next; `nil` if there are enough.
  var next: Range<Int>? {
    isPrecise == true || batches.count >= plan.study.batches ? nil : batches.count..<nextLook
  }

  /// Adds the next batch, unless there are enough, and looks at the precision where it is time.
  package mutating func add(_ batch: BatchComparison) {
    guard next != nil else { return }
    for index in gradients.indices {
      gradients[index].add(batch.methods[index].gradient)
      fits[index] += batch.costs[index].fits
      sizes[index] += batch.methods[index].sizes
      isPivotal[index] += batch.methods[index].isPivotal
    }
    batches.append(batch.withoutDecisions())
    guard let precision = plan.precision, batches.count == nextLook else { return }
    look(precision)
    nextLook = min(plan.study.batches, (3 * nextLook + 1) / 2)
  }

  /// Looks at the intervals of the gradient alignments: whether all are narrower than the precision.
  private mutating func look(_ precision: Double) {
    var isPrecise = true
    for index in stopping.indices {
      let values = batches.compactMap { $0.methods[index].alignment.optional }
      let varies = values.contains { abs($0 - values[0]) > 1e-12 }
      if varies {
        looks[index] = stopping[index].look(at: RunningMoments(of: values))
        isPrecise = isPrecise && (looks[index].optional.map { $0.width < precision } ?? false)
      } else {
        looks[index] = .undefined(
          values.count < 2 ? .tooFew(found: values.count, needed: 2) : .noVariance)
        isPrecise = isPrecise && values.count >= 2
      }
    }
    self.isPrecise = isPrecise
  }

  package func result() throws -> ScenarioComparison {
    let factors = plan.study.methods.indices.map { factor(of: $0) }
    let scales = factors.map { $0.optional ?? 1 }
    let errors = try SliceErrors(plan, batches, scales: scales).measured()
    let components = ComponentSums(batches, truth.solution.mdp)
    var methods: [MethodComparison] = []
    for index in plan.study.methods.indices {
      methods.append(
        try method(index, factors[index], scales[index], errors[index], components))
    }
    let reached = batches.first.map { $0.reference.count.indices } ?? 0..<0
    return ScenarioComparison(
      scenario: ScenarioSummary(plan.study), plan: PlanSummary(plan.study),
      against: plan.against.map { plan.study.methods[$0].label }, scale: plan.scale,
      precision: plan.precision,
      value: truth.solution.value,
      meanReturn: try Estimate(batches.map { .value($0.meanReturn) }, plan.study),
      sampled: SampleSizes(
        batches: batches.count, episodes: batches.reduce(0) { $0 + $1.episodes },
        turns: batches.reduce(0) { $0 + $1.turns }, decisions: batches.reduce(0) { $0 + $1.decisions }),
      pivotalUnits: pivots.units.count { $0 },
      reachedUnits: reached.count { unit in batches.contains { $0.reference.count[unit] > 0 } },
      pivotalDecisions: batches.reduce(0) { $0 + $1.pivotalDecisions }, isPrecise: isPrecise,
      methods: methods,
      referenceComponents: components.ofReference, components: components.ofMethods(scales),
      situations: plan.situations)
  }

  /// The factor of a method's scale: sum of c r over sum of c² where all batches are one sample.
  private func factor(of method: Int) -> Measured<Double> {
    guard plan.scale == .best else {
      return .value(plan.study.methods[method].unit(returnDeviation: returnDeviation))
    }
    var product = 0.0
    var square = 0.0
    for batch in batches {
      product += batch.methods[method].cells.product.reduce(0, +)
      square += batch.methods[method].cells.creditSquare.reduce(0, +)
    }
    return square > 0 ? .value(product / square) : .undefined(.allZero)
  }

  private func method(
    _ index: Int, _ factor: Measured<Double>, _ scale: Double, _ errors: [SliceError],
    _ components: ComponentSums
  ) throws(GSLError) -> MethodComparison {
    let estimate = { (quantity: (MethodBatch) -> Measured<Double>) throws(GSLError) in
      try Estimate(batches.map { quantity($0.methods[index]) }, plan.study)
    }
    let residuals = batches.map { batch in
      let own = batch.methods[index]
      let square =
        scale * scale * own.creditSumSquare - 2 * scale * own.productSum + own.gainSquare
      // Credits that add up do so but for rounding.
      let size = scale * scale * own.creditSumSquare + own.gainSquare
      return (square: square <= 1e-13 * size ? 0 : square, gain: own.gainSquare, count: own.episodes)
    }
    var zeros = ZeroCredits()
    for batch in batches { zeros += batch.methods[index].zeros }
    let relativeError = try estimate(\.agreement.relativeError)
    return MethodComparison(
      method: MethodSummary(plan.study.methods[index]),
      heldTo: plan.against == nil ? plan.study.heldTo(index) : nil,
      isReference: relativeError.mean.optional.map { $0 <= 1e-9 } ?? false, scale: factor,
      alignment: try estimate(\.alignment),
      agreement: AgreementEstimates(
        pearson: try estimate(\.agreement.pearson), concordance: try estimate(\.agreement.concordance),
        falseCredit: try estimate(\.agreement.falseCredit),
        spearman: try estimate(\.agreement.spearman), tiedShare: try estimate(\.agreement.tiedShare),
        kendall: try estimate(\.kendall), signAgreement: try estimate(\.agreement.signAgreement),
        relativeError: relativeError, noise: try estimate(\.agreement.decisionVariance),
        repeatedShare: try estimate(\.agreement.repeatedShare)),
      alignmentByBatch: batches.map { $0.methods[index].alignment },
      sequential: plan.precision == nil ? nil : looks[index], errors: errors,
      situations: SituationTotals(
        batches.map { $0.methods[index].situations }, plan.study,
        fixedScale: plan.scale == .best ? nil : scale
      ).errors(),
      pivots: PivotDetection(
        turnRecall: try estimate(\.agreement.pivotalTurnRecall),
        turnChance: try estimate(\.agreement.pivotalTurnChance),
        area: area(sizes[index], isPivotal[index]),
        areaOfBatches: try estimate(\.area), falseCreditOfUnits: try estimate(\.falseOfUnits),
        falseCreditOfDecisions: try estimate(\.falseOfDecisions)),
      efficiencyResidual: try Estimate(residuals.map { .value($0.square / Double($0.count)) }, plan.study),
      relativeEfficiencyResidual: try Estimate(
        residuals.map { $0.gain > 0 ? .value($0.square / $0.gain) : .undefined(.allZero) }, plan.study),
      gradient: try gradients[index].fidelity(plan.study),
      components: components.ofMethod(index, scale), zeros: zeros,
      credits: batches.reduce(0) { $0 + $1.methods[index].decisions }, cost: cost(of: index))
  }

  private func area(_ sizes: [Double], _ isPivotal: [Bool]) -> Estimate {
    let interval = RocArea.measure(sizes, isPositive: isPivotal, confidence: plan.study.confidence)
    // Scores that separate the sample have an area, although no interval of finite width on the scale of log odds.
    let area =
      interval.reason == .onTheBoundary
      ? RocArea.measure(
        sizes, isPositive: isPivotal, confidence: plan.study.confidence, scale: .area) : interval
    return Estimate(mean: area.map(\.estimate), interval: interval, batches: batches.count)
  }

  private func cost(of method: Int) -> MethodCost {
    let turns = batches.reduce(0) { $0 + $1.costs[method].extraTurns }
    let mdp = truth.solution.mdp
    let acting = (0..<mdp.nodeCount).map { mdp.nodes.slots(of: $0).count }.filter { $0 > 0 }
    return MethodCost(
      episodes: batches.first?.methods[method].episodes ?? 0,
      turns: batches.reduce(0) { $0 + $1.methods[method].turns },
      replays: batches.reduce(0) { $0 + $1.costs[method].replays }, simulatedTurns: turns,
      policyEvaluations: turns * (acting.min() ?? 0)...turns * (acting.max() ?? 0), fits: fits[method],
      seconds: plan.keepsSeconds ? batches.reduce(0) { $0 + $1.seconds[method] } : nil)
  }
}

/// Sums of credits by agent and turn over all batches, for variance components.
struct ComponentSums {
  private let horizon: Int
  private let units: [Int]
  private let counts: [Int]
  private let reference: (sum: [Double], square: [Double])
  private let methods: [(sum: [Double], square: [Double])]
  private let methodCounts: [[Int]]

  init(_ batches: [BatchComparison], _ mdp: TurnMDP) {
    horizon = mdp.horizon
    let all = AgentTurnCells(agents: mdp.agents, horizon: mdp.horizon).count
    let total = { (column: (BatchComparison) -> [Double]) in
      var sums = [Double](repeating: 0, count: all)
      for batch in batches { for (unit, value) in column(batch).enumerated() { sums[unit] += value } }
      return sums
    }
    var counts = [Int](repeating: 0, count: all)
    for batch in batches { for unit in 0..<all { counts[unit] += batch.reference.count[unit] } }
    self.counts = counts
    units = counts.indices.filter { counts[$0] > 0 }
    reference = (total { $0.reference.reference }, total { $0.reference.referenceSquare })
    methodCounts = (batches.first?.methods.indices ?? 0..<0).map { method in
      var counts = [Int](repeating: 0, count: all)
      for batch in batches { for unit in 0..<all { counts[unit] += batch.methods[method].cells.count[unit] } }
      return counts
    }
    methods = (batches.first?.methods.indices ?? 0..<0).map { method in
      (total { $0.methods[method].cells.credit }, total { $0.methods[method].cells.creditSquare })
    }
  }

  /// The reference's credits by agent, turn and episode.
  var ofReference: Measured<NestedComponents> {
    NestedComponents.measured(["agent", "turn", "episode"], groups(reference, 1, counts, path: []))
  }

  /// A method's credits by agent, turn and episode.
  func ofMethod(_ index: Int, _ scale: Double) -> Measured<NestedComponents> {
    NestedComponents.measured(
      ["agent", "turn", "episode"], groups(methods[index], scale, methodCounts[index], path: []))
  }

  /// The credits of all methods, each on its scale.
  func ofMethods(_ scales: [Double]) -> Measured<NestedComponents> {
    NestedComponents.measured(
      ["method", "agent", "turn", "episode"],
      methods.indices.flatMap { groups(methods[$0], scales[$0], methodCounts[$0], path: [$0]) })
  }

  private func groups(
    _ sums: (sum: [Double], square: [Double]), _ scale: Double, _ counts: [Int], path: [Int]
  ) -> [NestedComponents.Group] {
    units.filter { counts[$0] > 0 }.map { unit in
      NestedComponents.Group(
        path: path + [unit / horizon, unit % horizon], count: counts[unit], sum: scale * sums.sum[unit],
        sumOfSquares: scale * scale * sums.square[unit])
    }
  }
}
