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

  init(_ measure: ComparisonMeasure) {
    plan = measure.plan
    truth = measure.truth
    pivots = measure.pivots
    returnDeviation = measure.truth.solution.returnDeviation
    nextLook = plan.precision == nil ? plan.study.batches : min(Self.firstLook, plan.study.batches)
    let count = plan.study.methods.count
    let gradient = GradientSums(exact: measure.gradients.exact, scale: truth.scale)
    gradients = [GradientSums](repeating: gradient, count: count)
    fits = [CriticFits](repeating: CriticFits(), count: count)
    stopping = [SequentialMean](
      repeating: SequentialMean(confidence: plan.study.confidence), count: count)
    looks = [Measured<ConfidenceInterval>](
      repeating: .undefined(.tooFew(found: 0, needed: 2)), count: count)
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
    }
    batches.append(batch.withoutGradients())
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
    let scales = plan.study.methods.indices.map { RefittedScales(fixed: fixedScale(of: $0), of: $0, batches) }
    let errors = SliceErrors(plan, batches, scales: scales).measured()
    let components = ComponentSums(batches, truth.solution.mdp)
    let kinship = MethodKinship.ofAll(batches.map(\.kinship), methods: plan.study.methods.count)
    var methods: [MethodComparison] = []
    for index in plan.study.methods.indices {
      methods.append(
        try method(
          index, scales[index], errors[index], components, isReference: kinship.isReference(index)))
    }
    let reached = batches.first.map { $0.reference.count.indices } ?? 0..<0
    return ScenarioComparison(
      scenario: ScenarioSummary(plan.study), plan: PlanSummary(plan.study),
      against: plan.against.map { plan.study.methods[$0].label }, scale: plan.scale,
      precision: plan.precision,
      value: truth.solution.value,
      meanReturn: try Estimate(
        batches.map { .value($0.meanReturn) }, plan.study, within: plan.study.returnRange),
      sampled: SampleSizes(
        batches: batches.count, episodes: batches.reduce(0) { $0 + $1.episodes },
        turns: batches.reduce(0) { $0 + $1.turns }, decisions: batches.reduce(0) { $0 + $1.decisions }),
      pivotalUnits: pivots.units.count { $0 },
      reachedUnits: reached.count { unit in batches.contains { $0.reference.count[unit] > 0 } },
      pivotalDecisions: batches.reduce(0) { $0 + $1.pivotalDecisions }, isPrecise: isPrecise,
      methods: methods,
      referenceComponents: components.ofReference, components: components.ofMethods(scales.map(\.scale)),
      situations: plan.situations,
      lengths: batches.reduce(into: EpisodeLengths()) { $0 += $1.lengths }.summary)
  }

  /// The scale of a method that is not fitted: that of return, or its own where the reference is another method's credits;
  /// `nil` for the best one.
  private func fixedScale(of method: Int) -> Double? {
    guard plan.scale == .raw else { return nil }
    return plan.against == nil ? plan.study.methods[method].unit(returnDeviation: returnDeviation) : 1
  }

  private func method(
    _ index: Int, _ scales: RefittedScales, _ errors: [SliceError], _ components: ComponentSums,
    isReference: Bool
  ) throws(GSLError) -> MethodComparison {
    let estimate = {
      (range: ClosedRange<Double>, rule: IntervalRule, quantity: (MethodBatch) -> Measured<Double>)
        throws(GSLError) in
      try Estimate(batches.map { quantity($0.methods[index]) }, plan.study, within: range, shown: rule)
    }
    let residuals = batches.map { batch in
      let own = batch.methods[index]
      return ScaledErrors(
        creditSquare: own.creditSumSquare, product: own.productSum, referenceSquare: own.gainSquare)
    }
    let returnScales = returnScales(of: index, or: scales)
    var zeros = ZeroCredits()
    for batch in batches { zeros += batch.methods[index].zeros }
    return MethodComparison(
      method: MethodSummary(plan.study.methods[index]),
      heldTo: plan.against == nil ? plan.study.heldTo(index) : nil,
      isReference: isReference, scale: scales.factor,
      alignment: try estimate(-1...1, .usual, \.alignment),
      agreement: AgreementEstimates(
        pearson: try estimate(-1...1, .usual, \.agreement.pearson),
        concordance: try estimate(0...1, .usual, \.agreement.concordance),
        falseCredit: try estimate(0...1, .usual, \.agreement.falseCredit),
        spearman: try estimate(-1...1, .usual, \.agreement.spearman),
        tiedShare: try estimate(0...1, .sparse, \.agreement.tiedShare),
        kendall: try estimate(-1...1, .usual, \.kendall),
        signAgreement: try estimate(0...1, .sparse, \.agreement.signAgreement),
        relativeError: try estimate(0...1, .skewed, \.agreement.relativeError),
        noise: try estimate(0...Double.infinity, .skewed, \.agreement.decisionVariance),
        repeatedShare: try estimate(0...1, .skewed, \.agreement.repeatedShare)),
      alignmentByBatch: batches.map { $0.methods[index].alignment },
      sequential: plan.precision == nil ? nil : looks[index], errors: errors,
      situations: SituationTotals(
        batches.map { $0.methods[index].situations }, plan.study,
        fixedScale: fixedScale(of: index)
      ).errors(),
      pivots: PivotDetection(
        turnRecall: try estimate(0...1, .usual, \.agreement.pivotalTurnRecall),
        turnChance: try estimate(0...1, .usual, \.agreement.pivotalTurnChance),
        area: try estimate(0...1, .usual, \.area),
        falseCreditOfUnits: try estimate(0...1, .usual, \.falseOfUnits),
        falseCreditOfDecisions: try estimate(0...1, .usual, \.falseOfDecisions)),
      efficiencyResidual: residual(
        zip(residuals, batches).map { $0.divided(by: Double($1.methods[index].episodes)) }, returnScales,
        .sparse),
      relativeEfficiencyResidual: residual(
        residuals.map { $0.referenceSquare > 0 ? $0.divided(by: $0.referenceSquare) : nil }, returnScales,
        .rare),
      gradient: gradients[index].fidelity(plan.study),
      components: components.ofMethod(index, scales.scale), zeros: zeros,
      credits: batches.reduce(0) { $0 + $1.methods[index].decisions }, cost: cost(of: index),
      card: CreditCard(index, of: plan.study),
      qAlignment: try QAlignment(batches.map { $0.methods[index].qAlignment }, plan.study))
  }

  /// The scale on which a method's credits are in units of return, whatever they are compared with.
  private func returnScales(of method: Int, or scales: RefittedScales) -> RefittedScales {
    plan.scale == .raw
      ? RefittedScales(
        fixed: plan.study.methods[method].unit(returnDeviation: returnDeviation), of: method, batches)
      : scales
  }

  /// The mean over batches of a mean square at a method's scale.
  private func residual(
    _ sums: [ScaledErrors?], _ scales: RefittedScales, _ rule: IntervalRule
  ) -> Estimate {
    let values = sums.compactMap { $0?.meanSquare(scales.scale) }
    return values.isEmpty
      ? .undefined(.allZero)
      : Estimate(
        Descriptive.mean(of: values), without: scales.without(sums) { $0.meanSquare($1) },
        batches: values.count, plan.study, within: 0...Double.infinity, shown: rule)
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
