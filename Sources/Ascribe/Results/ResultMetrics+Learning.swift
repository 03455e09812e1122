import Ground

extension TrainingResult: MetricResult {
  /// What every arm learned, at its own rate where rates were tuned; and its return along the way.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    let arms = tables.last?.arms ?? []
    for arm in arms {
      metrics.add("area/\(arm.label)", arm.area)
      metrics.add("final/\(arm.label)", arm.final)
      metrics.add("gain/\(arm.label)", arm.gain)
      for point in arm.curve {
        metrics.add(
          "return/\(arm.label)", .value(point.value), point.interval, axis: .turns,
          step: Int(point.turns.rounded()))
      }
    }
    metrics.add("startValue", startValue)
    metrics.add("optimum", optimum.value)
    return metrics.all
  }
}

extension TrainingSeriesResult: MetricResult {
  /// The scores of every arm over all scenarios, then what it learned on each.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for arm in tables.last?.arms ?? [] {
      metrics.add("area/\(arm.label)", arm.area)
      metrics.add("final/\(arm.label)", arm.final)
    }
    return metrics.all
      + scenarios.flatMap { study in study.metrics.map { $0.of(study.scenario.names.label) } }
  }
}

extension FrontierResult: MetricResult {
  /// What every budget buys with every arm.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for setting in settings {
      let value = setting.value.map { "/\(parameter ?? "")=\($0)" } ?? ""
      for point in setting.points {
        let price = plan.prices.count > 1 ? "/price=\(point.price)" : ""
        let name = "\(arms[point.arm].label)\(value)\(price)"
        metrics.add(
          "\(Quantity.gradientAlignment.key)/\(name)", point.alignment, axis: .budget, step: point.budget)
        metrics.add("improvement/\(name)", point.improvement, axis: .budget, step: point.budget)
      }
      metrics.add("expectedReturn\(value)", setting.expectedReturn)
    }
    return metrics.all
  }
}

extension MeasurePredictionResult: MetricResult {
  /// How well each measure orders methods as learning does.
  package var metrics: [ResultMetric] {
    var metrics = ResultMetrics()
    for (measure, prediction) in zip(measures, predictions) {
      metrics.add("tau/\(measure.key)", prediction.tau)
    }
    return metrics.all
  }
}
