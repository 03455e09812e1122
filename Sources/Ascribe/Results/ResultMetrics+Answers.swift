import Ground

extension ExactResult: MetricResult {
  /// What the policy is worth, and how much its return varies.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    metrics.add("value", value)
    metrics.add("successProbability", successProbability)
    metrics.add("variance", ledger.variance)
    return metrics.all
  }
}

extension ValueResult: MetricResult {
  /// What the policy is worth.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    metrics.add("value", value, low: bounds?.lower, high: bounds?.upper)
    return metrics.all
  }
}

extension SampledValueResult: MetricResult {
  /// What the policy is worth, as far as it was sampled.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    metrics.add("value", .value(value), valueInterval)
    metrics.add("successProbability", .value(success), successInterval)
    return metrics.all
  }
}

extension SolveResult: MetricResult {
  /// What the best policy is worth, between what is certain, and what the other one lacks.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    metrics.add("value", value, low: value, high: upperBound)
    metrics.add("regret", compared.regret)
    return metrics.all
  }
}

extension ReplayResult: MetricResult {
  /// What the other action changes.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    metrics.add("difference", difference.mean, difference.interval)
    metrics.add("factualReturn", factual.outcomes.mean, factual.outcomes.interval)
    metrics.add("counterfactualReturn", counterfactual.outcomes.mean, counterfactual.outcomes.interval)
    metrics.add("exactDifference", difference.exact)
    return metrics.all
  }
}

extension TraceResult: MetricResult {
  /// How large the trace is, and how many credits of every method are 0.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for method in methods where method.credits > 0 {
      metrics.add("zeroShare/\(method.label)", Double(method.zeroCredits.count) / Double(method.credits))
    }
    for (name, count) in [("episodes", episodes), ("turns", turns), ("decisions", decisions)] {
      metrics.add(name, Double(count))
    }
    return metrics.all
  }
}

extension CreditsComparison: MetricResult {
  /// How far the two files differ over all decisions.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    guard let all = rows.first else { return [] }
    metrics.add("largestDifference", all.largest)
    metrics.add("rootMeanSquareDifference", all.rootMeanSquare.optional)
    metrics.add("pearson", all.pearson.optional)
    metrics.add("beyondTolerance", Double(all.beyond))
    return metrics.all
  }
}

extension StateKeyResult: MetricResult {
  /// How well every key tells the return of other episodes.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for key in keys { metrics.add("skill/\(key.rule)", key.skill) }
    return metrics.all
  }
}

extension BlameResult: MetricResult {
  /// How often everyone blames the right step and the right agent.
  package var metrics: [ResultMetric] { BlameSubject.metrics(of: subjects) }
}

extension BlameTraceResult: MetricResult {
  /// How often everyone blames the right step and the right agent.
  package var metrics: [ResultMetric] { BlameSubject.metrics(of: subjects) }
}

extension BlameScoreResult: MetricResult {
  /// How often the answers, and trivial rules, blame the right step and the right agent.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    metrics.add("step/answers", scores.step.mean, scores.step.interval)
    metrics.add("agent/answers", scores.agent.mean, scores.agent.interval)
    return metrics.all + BlameSubject.metrics(of: baselines)
  }
}

extension BlameSubject {
  fileprivate static func metrics(of subjects: [BlameSubject]) -> [ResultMetric] {
    var metrics = ResultMetrics()
    for subject in subjects {
      metrics.add("step/\(subject.label)", subject.scores.step.mean, subject.scores.step.interval)
    }
    for subject in subjects {
      metrics.add("agent/\(subject.label)", subject.scores.agent.mean, subject.scores.agent.interval)
    }
    return metrics.all
  }
}
