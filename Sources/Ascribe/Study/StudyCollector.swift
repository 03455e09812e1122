import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// Sums up the batches of a study in their order.
package struct StudyCollector: MeasureCollector {
  private let plan: StudyPlan
  private let truth: Truth
  private let returnDeviation: Double
  private var batches: [StudyBatch] = []
  /// The gradients of each method; empty without an exact one.
  private var gradients: [AgentGradientSums] = []

  init(_ measure: StudyMeasure) {
    plan = measure.plan
    truth = measure.truth
    returnDeviation = measure.returnDeviation
    if let exact = truth.exact, let reference = measure.gradients {
      gradients = plan.methods.map { _ in AgentGradientSums(reference, scale: exact.scale) }
    }
  }

  package mutating func add(_ batch: StudyBatch) {
    for method in gradients.indices { gradients[method].add(batch.methods[method].gradient) }
    batches.append(batch)
  }

  package func result() throws -> StudyResult {
    let kinship = MethodKinship.ofAll(batches.map(\.kinship), methods: plan.methods.count)
    return StudyResult(
      scenario: ScenarioSummary(plan), plan: PlanSummary(plan), truth: TruthSummary(truth),
      exact: try truth.solution.map(exactFigures),
      sampledTruth: truth.sampling.map { SampledTruthFigures(batches.compactMap(\.sampled), $0, plan) },
      boundedTruth: truth.bounding.map { BoundedTruthFigures(batches.compactMap(\.bounded), $0, plan) },
      sampled: SampleSizes(
        batches: batches.count, episodes: batches.count * plan.episodes,
        turns: batches.reduce(0) { $0 + $1.turns }, decisions: batches.reduce(0) { $0 + $1.decisions }),
      successShare: try Estimate(batches.map { .value($0.successShare) }, plan, within: 0...1),
      meanReturn: try Estimate(batches.map { .value($0.meanReturn) }, plan, within: plan.returnRange),
      // Of numbers of the size of 1, the probabilities.
      influence: try Estimate(batches.map(\.influence), plan, besides: 1),
      quantities: (truth.isOfSomeDecisions ? SampledQuantity.shown(isBounded: truth.bounding != nil) : [])
        + StudyQuantity.all.map(\.quantity),
      methods: try plan.methods.indices.map { try method($0, kinship) }, pairs: pairs(), cells: try cells(),
      example: batches.lazy.compactMap(\.example).first,
      lengths: batches.reduce(into: EpisodeLengths()) { $0 += $1.lengths }.summary)
  }

  private func exactFigures(_ solution: ExactSolution) throws -> ExactFigures {
    ExactFigures(
      value: solution.value, successProbability: solution.successProbability,
      ledger: solution.varianceLedger(),
      units: solution.units(),
      withinGroupVariance: try Estimate(
        batches.map(\.exactVariance), plan, within: 0...Double.infinity, shown: .rare,
        besides: (truth.exact?.scale ?? 0) * (truth.exact?.scale ?? 0)),
      influence: try Estimate(batches.map(\.exactInfluence), plan, besides: 1))
  }

  /// What estimates are means of, by the names of their metrics; of a ratio over all batches the jackknife's pseudovalues.
  var valuesByBatch: [(name: String, values: [Measured<Double>])] {
    let labels = plan.methods.map(\.label)
    var values: [(String, [Measured<Double>])] = []
    for quantity in truth.isOfSomeDecisions ? SampledQuantity.all : [] {
      for (method, label) in labels.enumerated() {
        values.append(("\(quantity.quantity.key)/\(label)", quantity.values(sampledSums(of: method))))
      }
    }
    for (place, quantity) in StudyQuantity.all.enumerated() {
      for (method, label) in labels.enumerated() {
        values.append(
          ("\(quantity.quantity.key)/\(label)", batches.map { $0.methods[method].quantities[place] }))
      }
    }
    values.append(("meanReturn", batches.map { .value($0.meanReturn) }))
    values.append(("successShare", batches.map { .value($0.successShare) }))
    return values
  }

  /// What each batch adds to the agreement of a method with the credits that are known.
  private func sampledSums(of method: Int) -> [SampledSums] {
    batches.compactMap { $0.methods[method].sampled }
  }

  private func method(_ index: Int, _ kinship: MethodKinship) throws -> MethodResult {
    var estimates: [String: Estimate] = [:]
    for (place, quantity) in StudyQuantity.all.enumerated() {
      estimates[quantity.quantity.key] = try Estimate(
        batches.map { $0.methods[index].quantities[place] }, plan,
        within: quantity.range, shown: quantity.rule)
    }
    if truth.isOfSomeDecisions {
      let sums = sampledSums(of: index)
      for quantity in SampledQuantity.all {
        estimates[quantity.quantity.key] = quantity.estimate(sums, plan)
      }
    }
    var fits = CriticFits()
    var games: GameDiagnostics?
    for batch in batches {
      fits += batch.methods[index].cost.fits
      guard let found = batch.methods[index].games else { continue }
      var sum = games ?? GameDiagnostics()
      sum += found
      games = sum
    }
    return MethodResult(
      method: MethodSummary(plan.methods[index]), heldTo: plan.heldTo(index),
      unit: truth.exact == nil ? 1 : plan.methods[index].unit(returnDeviation: returnDeviation),
      isReference: kinship.isReference(index), estimates: estimates,
      gradients: gradients.isEmpty ? [] : gradients[index].gradients(plan),
      episodes: plan.episodes(of: index), turns: batches.reduce(0) { $0 + $1.methods[index].turns },
      replays: batches.reduce(0) { $0 + $1.methods[index].cost.replays },
      extraTurns: batches.reduce(0) { $0 + $1.methods[index].cost.extraTurns }, games: games, fits: fits,
      card: CreditCard(index, of: plan))
  }

  /// The pairs, tested on the first quantity.
  private func pairs() -> [MethodPair] {
    guard truth.isOfSomeDecisions else {
      return tested(plan.methods.indices.map { method in batches.map { $0.methods[method].quantities[0] } })
    }
    let headline = SampledQuantity.all[0]
    let sums = plan.methods.indices.map(sampledSums)
    guard truth.bounding != nil else { return tested(sums.map { headline.values($0) }) }
    return tested(
      sums.map { headline.values($0) },
      within: (sums.map { headline.values($0, .lowest) }, sums.map { headline.values($0, .highest) }))
  }

  /// The pairs, tested on a quantity of each method by batch, which is known between two where the truth has bounds.
  private func tested(
    _ values: [[Measured<Double>]],
    within bounds: (lowest: [[Measured<Double>]], highest: [[Measured<Double>]])? = nil
  ) -> [MethodPair] {
    let byBatch = { (values: [[Measured<Double>]]) in
      batches.indices.map { batch in values.map { $0[batch] } }
    }
    return MethodPairs(
      plan.methods, kinships: batches.map(\.kinship), values: byBatch(values),
      bounds: bounds.map { (byBatch($0.lowest), byBatch($0.highest)) }
    ).tested
  }

  private func cells() throws -> [CreditCell] {
    var cells: [CreditCell] = []
    let all = AgentTurnCells(agents: plan.simulator.agents, horizon: plan.simulator.horizon)
    let means = meansOfCells()
    // What is left where credits cancel is rounding beside those of other cells.
    let sizes = means.map { batches in
      batches.reduce(0) { size, cells in cells.reduce(size) { max($0, abs($1 ?? 0)) } }
    }
    for cell in 0..<all.count {
      let present = batches.filter { $0.counts[cell] > 0 }
      guard !present.isEmpty else { continue }
      let mean = { (place: Int, rule: IntervalRule) in
        try CellMean(
          means[place].compactMap { $0[cell] }, plan.confidence, shown: rule, besides: sizes[place])
      }
      cells.append(
        CreditCell(
          slice: all[cell],
          decisions: present.reduce(0) { $0 + $1.counts[cell] },
          exact: truth.exact == nil ? nil : try mean(plan.methods.count, .skewed),
          methods: try plan.methods.indices.map { try mean($0, .usual) }))
    }
    return cells
  }

  /// Of each batch the mean credit of each cell that it has: by each method, and the exact one.
  private func meansOfCells() -> [[[Double?]]] {
    let means = { (cells: (StudyBatch) -> (sums: [Double], counts: [Int])) in
      batches.map { batch in
        let (sums, counts) = cells(batch)
        return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
      }
    }
    return plan.methods.indices.map { index in
      means { ($0.methods[index].sums, $0.methods[index].counts) }
    } + [means { ($0.exactSums ?? [], $0.counts) }]
  }
}

extension CellMean {
  /// - Parameters:
  ///   - rule: When the interval is shown.
  ///   - size: The size of numbers that the means are sums of; see `withWidth(besides:)`.
  init(
    _ batchMeans: [Double], _ confidence: Double, shown rule: IntervalRule = .usual, besides size: Double
  ) throws(GSLError) {
    let interval = try Measured.studentT(ofUnits: batchMeans, confidence: confidence, besides: size)
    self.init(
      mean: Descriptive.mean(of: batchMeans),
      standardError: interval.reason == .noVariance
        ? .undefined(.noVariance) : Descriptive.standardErrorOfMean(of: batchMeans),
      interval: interval.flatMap { found in
        rule.obstacle(found: batchMeans.count, of: batchMeans.count).map { .undefined($0) } ?? .value(found)
      })
  }
}
