import Ascribe
import CreditStatistics
import Ground

/// An interval of a result under a name, and what the result estimates there.
struct Named {
  /// The method or critic; empty for what belongs to none.
  let method: String
  /// The quantity, without what tells its agents and turns apart.
  let quantity: String
  /// The agent and the turn, or another part of the quantity; empty where it has none.
  let part: String
  let estimate: Measured<Double>
  let interval: Measured<ConfidenceInterval>
  /// Whether the interval is to hold together with those of all parts of the quantity.
  var isJoint = false

  init(
    _ quantity: String, of method: String = "", part: String = "", _ estimate: Measured<Double>,
    _ interval: Measured<ConfidenceInterval>
  ) {
    self.method = method
    self.quantity = quantity
    self.part = part
    self.estimate = estimate
    self.interval = interval
  }

  init(_ quantity: String, of method: String = "", part: String = "", _ estimate: Estimate) {
    self.init(quantity, of: method, part: part, estimate.mean, estimate.interval)
  }

  init(_ quantity: String, of method: String = "", part: String = "", _ mean: CellMean) {
    self.init(quantity, of: method, part: part, mean.mean, mean.interval)
  }

  private static func part(_ slice: DecisionSlice) -> String {
    "\(slice.agent?.name ?? "all") \(slice.turn.map { "\($0)" } ?? "all")"
  }

  /// The agreement of a study with credits of some decisions, which is an estimate of the same for any kind of truth.
  static func agreement(of result: StudyResult) -> [Named] {
    let quantities = [Quantity.sampledAlignment, .sampledPearson, .sampledError]
    return result.methods.flatMap { method in
      quantities.map { Named($0.name, of: method.method.label, method[$0]) }
    }
  }

  /// The intervals of a study.
  static func all(of result: StudyResult) -> [Named] {
    var found = [
      Named("success", result.successShare), Named("return", result.meanReturn),
      Named("influence, plug-in", result.influence),
    ]
    if let exact = result.exact {
      found.append(Named("influence, exact", exact.influence))
      found.append(Named("within-group variance, exact", exact.withinGroupVariance))
    }
    for method in result.methods {
      for quantity in result.quantities {
        found.append(Named(quantity.name, of: method.method.label, method[quantity]))
      }
    }
    for method in result.methods {
      for gradient in method.gradients {
        found.append(
          Named(
            "gradient in the limit" + (gradient.agent == nil ? "" : " by agent"), of: method.method.label,
            part: gradient.agent?.name ?? "", gradient.fidelity.cosine))
      }
    }
    found += called(misledIn: result)
    for cell in result.cells {
      if let exact = cell.exact {
        found.append(Named("mean credit by agent and turn, exact", part: part(cell.slice), exact))
      }
      for (method, mean) in zip(result.methods, cell.methods) {
        found.append(
          Named(
            "mean credit by agent and turn", of: method.method.label, part: part(cell.slice), mean))
      }
    }
    return found
  }

  /// What the finding says of directions, as intervals that hold together where it says nothing that is wrong: below 0.99 for what
  /// it calls misled, anything for the others.
  private static func called(misledIn result: StudyResult) -> [Named] {
    let misled = result.misled
    return result.methods.filter { !$0.isReference }.flatMap { method in
      method.gradients.map { gradient in
        let isCalled = misled.contains {
          $0.method.method.label == method.method.label && $0.gradient.agent == gradient.agent
        }
        let interval = gradient.fidelity.cosine.interval.map {
          $0.replaced(estimate: $0.estimate, lower: -1, upper: isCalled ? 0.99 : 1)
        }
        var named = Named(
          "nobody is called misled who is not, jointly",
          part: "\(method.method.label) \(gradient.agent?.name ?? "all")", gradient.fidelity.cosine.mean,
          interval)
        named.isJoint = true
        return named
      }
    }
  }

  /// The intervals of a comparison.
  static func all(of result: ScenarioComparison) -> [Named] {
    var found = [Named("return", result.meanReturn)]
    for method in result.methods {
      let label = method.method.label
      for quantity in method.quantities {
        found.append(Named(quantity.name, of: label, quantity.value, quantity.interval))
      }
      for part in method.situations {
        let (agent, suffix) = (part.agent?.name ?? "", part.agent == nil ? "" : " by agent")
        for (name, estimate) in [
          ("error", part.meanSquare), ("bias", part.bias), ("baseline", part.baseline), ("noise", part.noise),
        ] {
          found.append(Named("\(name) by situation" + suffix, of: label, part: agent, estimate))
        }
      }
      for error in method.errors {
        let kind = error.slice.kind
        let suffix =
          switch kind {
          case .all: ""
          case .agent: " by agent"
          case .turn: " by turn"
          case .cell: " by agent and turn"
          }
        let part = part(error.slice)
        if kind == .cell {
          var joint = Named(
            "bias by agent and turn, jointly", of: label, part: part, error.bias.mean, error.simultaneous)
          joint.isJoint = true
          found.append(joint)
        }
        found.append(Named("bias" + suffix, of: label, part: part, error.bias))
        found.append(Named("variance" + suffix, of: label, part: part, error.variance))
        found.append(Named("mean square" + suffix, of: label, part: part, error.meanSquare))
      }
    }
    return found
  }

  /// The intervals of a study of critics against sampled values.
  static func all(of result: SampledCriticResult) -> [Named] {
    [Named("return", result.meanReturn), Named("deviation of values", result.deviation)]
      + result.critics.flatMap { critic in
        let label = critic.method.label
        return [
          Named("mean error", of: label, critic.meanError), Named("error", of: label, critic.error),
          Named("explained", of: label, critic.explained),
        ]
      }
  }

  /// The intervals of a study of critics.
  static func all(of result: CriticStudyResult) -> [Named] {
    var found = [Named("return", result.meanReturn)]
    for critic in result.critics {
      let label = critic.method.label
      for error in critic.fitted.errors {
        let part = part(error.slice)
        let suffix = error.slice == .all ? "" : " by agent and turn"
        found.append(Named("error from the truth" + suffix, of: label, part: part, error.fromTruth.mean))
        found.append(Named("error from the limit" + suffix, of: label, part: part, error.fromLimit.mean))
      }
      let calibration = critic.fitted.calibration
      for (name, line) in [("realised", calibration.realised), ("expected", calibration.expected)] {
        found.append(Named("slope, \(name)", of: label, line.slope, line.slopeInterval))
        found.append(Named("intercept, \(name)", of: label, line.intercept, line.interceptInterval))
      }
      for gradient in critic.fitted.gradients {
        let agent = gradient.ofMean.agent?.name ?? "all"
        found.append(Named("gradient cosine", of: label, part: agent, gradient.cosine))
        found.append(Named("gradient relative error", of: label, part: agent, gradient.relativeError))
      }
    }
    return found
  }

  /// The intervals of a replay; the estimate of each is the exact answer.
  static func all(of result: ReplayResult, at place: String) -> [Named] {
    let exact = { (number: Double?) -> Measured<Double> in number.map { .value($0) } ?? .undefined(.noTruth) }
    var found = [(result.factual, "factual"), (result.counterfactual, "counterfactual")].map { branch, name in
      Named(
        "mean return", part: "\(place), \(name)", exact(branch.exact?.return), branch.outcomes.interval)
    }
    found.append(
      Named("difference", part: place, exact(result.difference.exact), result.difference.interval))
    for floor in result.noiseFloor {
      found.append(
        Named(
          "difference of replicas", part: "\(place), \(floor.restored.rawValue)",
          exact(floor.difference.exact), floor.difference.interval))
    }
    return found
  }

  /// The intervals of a comparison that stops when it is precise enough.
  static func sequential(of result: ScenarioComparison) -> [Named] {
    result.methods.map {
      Named(
        "batch gradient, sequential", of: $0.method.label, $0.alignment.mean,
        $0.sequential ?? $0.alignment.interval)
    }
  }

  /// The intervals of what several scenarios together say.
  static func all(of scores: ScenarioScores) -> [Named] {
    let summary = ScoreSummary(scores)
    return summary.methods.map { Named("interquartile mean", of: $0.label, $0.interquartileMean) }
      + summary.improvements.map {
        Named("probability of improvement", of: $0.method, part: $0.over, $0.probability)
      }
  }
}
