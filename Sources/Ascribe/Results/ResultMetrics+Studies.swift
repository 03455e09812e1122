import CreditMethods
import Ground

extension StudyResult: MetricResult {
  /// Every quantity of every method, the first quantity of all methods first; then what the scenario is worth.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for quantity in quantities {
      for method in methods { metrics.add("\(quantity.key)/\(method.method.label)", method[quantity]) }
    }
    metrics.add("meanReturn", meanReturn)
    metrics.add("successShare", successShare)
    if let exact {
      metrics.add("value", exact.value)
      metrics.add("successProbability", exact.successProbability)
    }
    return metrics.all
  }
}

extension StudyCollector {
  /// What the estimates of the result are means of, batch by batch.
  var metricsByBatch: [ResultMetric] {
    var metrics = ResultMetrics()
    for (name, values) in valuesByBatch { metrics.add(name, byBatch: values) }
    return metrics.all
  }
}

extension SampledComparisonResult: MetricResult {
  /// Those of every scenario.
  package var metrics: [ResultMetric] {
    studies.flatMap { study in
      studies.count == 1 ? study.metrics : study.metrics.map { $0.of(study.scenario.names.label) }
    }
  }
}

extension ComparisonResult: MetricResult {
  /// How the credits of every method go together with the exact ones on every scenario.
  package var metrics: [ResultMetric] {
    scenarios.flatMap { scenario in
      let metrics = scenario.metrics
      return scenarios.count == 1 ? metrics : metrics.map { $0.of(scenario.scenario.names.label) }
    }
  }
}

extension ScenarioComparison {
  fileprivate var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    let quantities: [(String, (MethodComparison) -> Estimate)] = [
      (Quantity.gradientAlignment.key, { $0.alignment }), (Quantity.pearson.key, { $0.agreement.pearson }),
      (Quantity.spearman.key, { $0.agreement.spearman }),
      (Quantity.concordance.key, { $0.agreement.concordance }),
      (Quantity.falseCredit.key, { $0.agreement.falseCredit }),
      (Quantity.relativeError.key, { $0.agreement.relativeError }),
      (Quantity.signAgreement.key, { $0.agreement.signAgreement }),
    ]
    for (name, estimate) in quantities {
      for method in methods { metrics.add("\(name)/\(method.method.label)", estimate(method)) }
    }
    for method in methods {
      metrics.add(
        "\(Quantity.gradientAlignment.key)/\(method.method.label)", byBatch: method.alignmentByBatch)
    }
    metrics.add("meanReturn", meanReturn)
    metrics.add("value", value)
    return metrics.all
  }
}

extension CriticStudyResult: MetricResult {
  /// How far every critic's values are off, how they are calibrated, and the gradient that its credits induce.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for critic in critics {
      let label = critic.method.label
      if let error = critic.fitted.errors.first {
        metrics.add("rootMeanSquareError/\(label)", error.fromTruth.rootMeanSquare)
        metrics.add("bias/\(label)", error.fromTruth.mean.mean, error.fromTruth.mean.interval)
      }
      let line = critic.fitted.calibration.realised
      metrics.add("calibrationSlope/\(label)", line.slope, line.slopeInterval)
      if let gradient = critic.fitted.gradients.first {
        metrics.add("\(Quantity.gradientAlignment.key)/\(label)", gradient.cosine)
      }
    }
    metrics.add("meanReturn", meanReturn)
    metrics.add("value", value)
    return metrics.all
  }
}

extension SampledCriticResult: MetricResult {
  /// How far every critic's values are off.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for critic in critics {
      let label = critic.method.label
      metrics.add("rootMeanSquareError/\(label)", critic.error)
      metrics.add("bias/\(label)", critic.meanError)
      metrics.add("explained/\(label)", critic.explained)
    }
    metrics.add("meanReturn", meanReturn)
    return metrics.all
  }
}
