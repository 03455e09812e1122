import CreditMethods
import CreditStatistics
import Ground
import Simulation
import Trajectories

/// Sums up the batches of a study of blame in their order. Batches are the clusters of its intervals: what methods are fitted to
/// and compare is shared within one.
package struct BlameCollector: MeasureCollector {
  private let measure: BlameMeasure
  private var batches: [BlameBatch] = []

  init(_ measure: BlameMeasure) { self.measure = measure }

  package mutating func add(_ partial: BlameBatch) { batches.append(partial) }

  package func result() throws -> BlameResult {
    let plan = measure.plan
    let (episodes, failed) = batches.reduce(into: (0, 0)) { $0 = ($0.0 + $1.episodes, $0.1 + $1.failed) }
    guard failed > 0 else {
      throw BlameError.withoutFailure(scenario: plan.study.names.label, episodes: episodes)
    }
    let resamples = ClusterResamples(
      clusters: batches.count, resamples: plan.study.resamples, confidence: plan.study.confidence,
      seed: plan.study.seed)
    let requests = plan.study.methods
    let labels = requests.map(\.label) + measure.baselines.map(\.label)
    let tallies = labels.indices.map { subject in batches.map { $0.tallies[subject][plan.key.place] } }
    // Rules look at one episode each; methods at all of a batch.
    let scores = tallies.enumerated().map { place, tallies in
      resamples.scores(tallies, areIndependent: place >= requests.count)
    }
    let subjects = BlameSubject.all(requests, measure.baselines, scores)
    let steps = labels.indices.map { index in
      DecisiveKey.all.map { key in
        resamples.estimate(.step, batches.map { $0.tallies[index][key.place] }, withInterval: false).mean
      }
    }
    return BlameResult(
      scenario: ScenarioSummary(plan.study), plan: PlanSummary(plan.study), rule: plan.rule,
      limits: plan.limits, key: plan.key, episodes: episodes, failed: failed,
      successProbability: measure.analysis.successTables.map(\.value), keys: DecisiveKey.all.map(summary),
      subjects: subjects, steps: steps, contest: BlameContest(subjects, tallies, resamples),
      judges: try judges(labels, resamples), example: batches.lazy.compactMap(\.example).first)
  }

  private func summary(_ key: DecisiveKey) -> BlameKeySummary {
    let sums = batches.map { $0.keys[key.place] }
    let decided = sums.reduce(0) { $0 + $1.decided }
    let failed = batches.reduce(0) { $0 + $1.failed }
    let mean = { (sum: Int) -> Measured<Double> in
      decided > 0 ? .value(Double(sum) / Double(decided)) : .undefined(.noUnits)
    }
    let both = sums.reduce(0) { $0 + $1.both }
    let agents = measure.plan.study.simulator.agents
    return BlameKeySummary(
      key: key, decided: decided, undecided: failed - decided,
      decisions: mean(sums.reduce(0) { $0 + $1.decisions }), turn: mean(sums.reduce(0) { $0 + $1.turns }),
      agents: agents.enumerated().map { place, agent in
        BlameKeySummary.AgentShare(
          agent: agent,
          share: decided > 0 ? sums.reduce(0) { $0 + $1.agents[place] } / Double(decided) : 0)
      },
      agreement: both > 0
        ? .value(Double(sums.reduce(0) { $0 + $1.common }) / Double(both)) : .undefined(.noUnits))
  }

  private func judges(_ labels: [String], _ resamples: ClusterResamples) throws -> [BlameJudgeResult]? {
    let sums = batches.compactMap(\.judges)
    guard !sums.isEmpty else { return nil }
    let methods = measure.plan.study.methods.count
    // What is said of an agent is for single scenarios; what is general is compared with methods.
    let compared = labels.indices.filter { index in
      index < methods || measure.baselines[index - methods].agent == nil
    }
    return try BlameJudge.allCases.map { judge in
      try JudgeFigures(judge, sums, compared.map { ($0, labels[$0], $0 >= methods) }, resamples).result
    }
  }
}

extension BlameContest {
  /// The method and the baseline with the largest step accuracies, the first of equals; `nil` where one kind is missing, and where
  /// nothing was decisive.
  init?(_ subjects: [BlameSubject], _ tallies: [[BlameTally]], _ resamples: ClusterResamples) {
    let best = { (isMethod: Bool) -> Int? in
      var best: Int?
      for (place, subject) in subjects.enumerated() where (subject.method != nil) == isMethod {
        guard let mean = subject.scores.step.mean.optional else { continue }
        if mean > (best.flatMap { subjects[$0].scores.step.mean.optional } ?? -1) + 1e-9 { best = place }
      }
      return best
    }
    guard let method = best(true), let baseline = best(false) else { return nil }
    self.method = subjects[method].label
    self.baseline = subjects[baseline].label
    baselines = subjects.count { $0.method == nil }
    difference = resamples.difference(tallies[method], tallies[baseline])
  }
}
