import Ground
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// Sums up the batches of a study in their order.
struct StudyCollector {
  private let plan: StudyPlan
  private let solution: ExactSolution
  private var measures: [BatchMeasures] = []
  private var decisions = 0
  private var replays: [Int]
  private var extraTurns: [Int]
  private var games: [GameDiagnostics?]
  private var fits: [CriticFits]
  private var example: ExampleEpisode?

  init(_ plan: StudyPlan, _ solution: ExactSolution) {
    self.plan = plan
    self.solution = solution
    replays = [Int](repeating: 0, count: plan.methods.count)
    extraTurns = replays
    games = [GameDiagnostics?](repeating: nil, count: plan.methods.count)
    fits = [CriticFits](repeating: CriticFits(), count: plan.methods.count)
  }

  mutating func add(_ batch: Study.Batch) throws {
    measures.append(batch.measures)
    decisions += batch.rollouts.batch.decisionCount
    for (index, attribution) in batch.attributions.enumerated() {
      replays[index] += attribution.replays
      extraTurns[index] += attribution.replayedTurns + attribution.fittedTurns
      fits[index] += attribution.fits
      if let found = attribution.games {
        var sum = games[index] ?? GameDiagnostics()
        sum += found
        games[index] = sum
      }
    }
    if example == nil { example = ExampleEpisode(mostTellingOf: batch) }
  }

  func result() throws(GSLError) -> StudyResult {
    StudyResult(
      value: solution.value, successProbability: solution.successProbability,
      ledger: solution.varianceLedger(),
      units: solution.units(),
      sampled: SampleSizes(
        batches: plan.batches, episodes: plan.batches * plan.episodes,
        turns: measures.reduce(0) { $0 + $1.turns }, decisions: decisions),
      successShare: try Estimate(
        measures.map { .value(Double($0.successes) / Double(plan.episodes)) }, plan),
      meanReturn: try Estimate(measures.map { .value($0.meanReturn) }, plan),
      diagnostics: ExactDiagnostics(
        withinGroupVariance: try Estimate(measures.map(\.exactVariance), plan),
        influence: try Estimate(measures.map(\.influence), plan),
        exactInfluence: try Estimate(measures.map(\.exactInfluence), plan)),
      methods: try methodResults(), pairs: pairs(), cells: try cells(), example: example)
  }

  private func methodResults() throws(GSLError) -> [MethodResult] {
    var results: [MethodResult] = []
    for (index, request) in plan.methods.enumerated() {
      let estimate = { (quantity: (Agreement) -> Measured<Double>) throws(GSLError) in
        try Estimate(measures.map { quantity($0.agreements[index]) }, plan)
      }
      results.append(
        MethodResult(
          request: request, spearman: try estimate(\.spearman), pearson: try estimate(\.pearson),
          signAgreement: try estimate(\.signAgreement), relativeError: try estimate(\.relativeError),
          pivotalTurnRecall: try estimate(\.pivotalTurnRecall),
          decisionVariance: try estimate(\.decisionVariance),
          fidelity: try Estimate(measures.map { $0.fidelities[index] }, plan),
          withinGroupVariance: try Estimate(measures.map { $0.variances[index] }, plan),
          replays: replays[index],
          extraTurns: extraTurns[index], games: games[index], fits: fits[index]))
    }
    return results
  }

  private func pairs() -> [MethodPair] {
    let indices = plan.methods.indices
    let pairs = indices.flatMap { first in indices.filter { $0 > first }.map { (first, $0) } }
    let contrasts = pairs.map { first, second in
      plan.methods[first].contrastDifferences(from: plan.methods[second])
    }
    let isRanked = contrasts.map { $0.isEmpty || plan.ranksAcrossContrasts }
    let differences = pairs.map { first, second in
      measures.compactMap { batch -> Double? in
        guard let one = batch.agreements[first].spearman.optional,
          let other = batch.agreements[second].spearman.optional
        else { return nil }
        return one - other
      }
    }
    let tests: [Measured<WilcoxonSignedRank>] = zip(differences, isRanked).map { differences, isRanked in
      guard isRanked else { return .undefined(.notComparable) }
      // One difference always has the p-value 1: a test needs at least two batches.
      return differences.count < 2
        ? .undefined(.tooFew(found: differences.count, needed: 2))
        : WilcoxonSignedRank.test(differences: differences)
    }
    let adjusted = MultipleComparisons.holm(tests.map { $0.map(\.pValue) })
    return pairs.indices.map { index in
      MethodPair(
        first: plan.methods[pairs[index].0].label, second: plan.methods[pairs[index].1].label,
        contrastDifferences: contrasts[index],
        difference: isRanked[index]
          ? Descriptive.mean(of: differences[index]) : .undefined(.notComparable), test: tests[index],
        adjustedPValue: adjusted[index])
    }
  }

  private func cells() throws(GSLError) -> [CreditCell] {
    let horizon = plan.mdp.horizon
    var cells: [CreditCell] = []
    for unit in 0..<plan.mdp.agents.count * horizon {
      let present = measures.filter { $0.unitCounts[unit] > 0 }
      guard !present.isEmpty else { continue }
      var means: [CellMean] = []
      for method in 0...plan.methods.count {
        means.append(
          try CellMean(
            present.map { $0.unitSums[method][unit] / Double($0.unitCounts[unit]) }, plan.confidence))
      }
      cells.append(
        CreditCell(
          agent: plan.mdp.agents[unit / horizon], turn: unit % horizon,
          decisions: present.reduce(0) { $0 + $1.unitCounts[unit] }, exact: means[0],
          methods: Array(means.dropFirst())))
    }
    return cells
  }
}

extension CellMean {
  init(_ batchMeans: [Double], _ confidence: Double) throws(GSLError) {
    self.init(
      mean: Descriptive.mean(of: batchMeans),
      standardError: Descriptive.standardErrorOfMean(of: batchMeans),
      interval: try ConfidenceInterval.studentT(ofMean: batchMeans, confidence: confidence))
  }
}

extension ExampleEpisode {
  /// The episode without success whose most blamed decision has the lowest exact credit; the first of all where every
  /// episode succeeds. The first of equals is taken.
  fileprivate init?(mostTellingOf study: Study.Batch) {
    let batch = study.rollouts.batch
    let failed = (0..<batch.episodeCount).filter { batch.episodes.status[$0] != .success }
    let worst = { (episode: Int) in study.exact[batch.decisions(ofEpisode: episode)].min() ?? 0 }
    guard let episode = failed.min(by: { worst($0) < worst($1) }) ?? (0..<batch.episodeCount).first else {
      return nil
    }
    name = batch.episodeName(episode)
    status = batch.episodes.status[episode]
    decisions = batch.turns(of: episode).enumerated().flatMap { turn, index in
      batch.decisions(of: index).map { decision in
        Decision(
          turn: turn, agent: AgentID(batch.symbols.agents[batch.decisions.agent[decision]]),
          action: batch.symbols.actions[batch.decisions.action[decision]], exact: study.exact[decision],
          credits: study.attributions.map { $0.credits[decision] })
      }
    }
  }
}
