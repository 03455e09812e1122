import CreditStatistics
public import Ground

/// Which measures of credits predict learning, with everything that the report says.
public struct MeasurePredictionResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.measures/1"

  /// The numbers that repeat the study; budgets are those of the first scenario.
  public let plan: TrainingSummary
  /// Batches on which arms were measured at each starting policy.
  public let batches: Int
  /// Labels of the arms.
  public let arms: [String]
  /// The measures, the headline of studies first.
  public let measures: [Quantity]
  /// How well each measure predicts, in their order.
  public let predictions: [Prediction]
  /// The scenarios.
  public let scenarios: [Scenario]
  /// Leaving each scenario out: the measure that predicts best on the others.
  public let leftOut: [LeftOut]
  /// Steps of the ladders of spoilt exact credit.
  public let ladders: [Step]
  /// What of it is shown.
  public var view = ResultView()

  /// How well one measure predicts.
  public struct Prediction: Sendable, Hashable, Codable {
    /// Mean over scenarios of Kendall's tau between the measure and the area under the learning curve, 0 where the measure tells
    /// no arms apart; its interval has scenarios for units.
    public let tau: Estimate
    /// Scenarios on which the measure tells arms apart.
    public let scenarios: Int
    /// Mean difference of the tau from the first measure's; undefined for the first.
    public let behind: Measured<Double>
    /// Of Student's t test of that difference over scenarios.
    public let pValue: Measured<Double>
  }

  /// One scenario.
  public struct Scenario: Sendable, Hashable, Codable {
    /// What the user called it, with what agents remember.
    public let label: String
    /// Simulated turns of a run.
    public let budget: Int
    /// Mean return over the budget of each arm, with starting policies for units.
    public let areas: [Estimate]
    /// Kendall's tau of each measure.
    public let taus: [Measured<Double>]
  }

  /// A scenario that the choice of the best measure does not know.
  public struct LeftOut: Sendable, Hashable, Codable {
    /// The scenario.
    public let label: String
    /// Index of the measure that predicts best on all others.
    public let chosen: Int
    /// Its tau on the scenario that was left out.
    public let tau: Double
  }

  /// A step of a ladder on one scenario: how much more return the worse credit brings than the better one.
  public struct Step: Sendable, Hashable, Codable {
    /// The scenario, and the arms.
    public let scenario, better, worse: String
    /// Mean area of the worse arm less that of the better one, over starting policies.
    public let gain: Estimate
    /// One-sided p-value that the worse one is better, after Holm's correction for all steps.
    public let adjustedPValue: Measured<Double>
  }

  /// Index of the measure that predicts best.
  public var best: Int {
    predictions.indices.max { value($0) < value($1) || value($0) == value($1) && $0 > $1 } ?? 0
  }

  private func value(_ measure: Int) -> Double { predictions[measure].tau.mean.optional ?? -.infinity }
}

extension MeasurePredictionResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if predictions.count != measures.count || measures.isEmpty {
      return "predictions has not one entry a measure"
    }
    for scenario in scenarios {
      if scenario.areas.count != arms.count { return "scenarios has not one area an arm" }
      if scenario.taus.count != measures.count { return "scenarios has not one tau a measure" }
    }
    return leftOut.contains { !measures.indices.contains($0.chosen) }
      ? "leftOut has a measure that is none" : nil
  }

  init(_ study: MeasurePrediction, _ found: [PredictedScenario]) throws {
    let plan = study.plans[0]
    let measures = LearningMeasure.all.map(\.quantity)
    self.measures = measures
    self.plan = TrainingSummary(plan, parameters: 0)
    batches = study.batches
    arms = plan.arms.map(\.label)
    let taus = found.map { scenario in measures.indices.map { scenario.tau(ofMeasure: $0) } }
    scenarios = try zip(found, taus).map { scenario, taus in
      Scenario(
        label: scenario.label, budget: scenario.plan.budget,
        areas: try scenario.plan.arms.indices.map { arm in
          try Estimate(scenario.table.areas(arm).map { .value($0) }, scenario.plan.study)
        }, taus: taus)
    }
    let filled = taus.map { $0.map { $0.optional ?? 0 } }
    predictions = try measures.indices.map { measure in
      let differences = filled.map { $0[0] - $0[measure] }
      let isFirst = measure == 0
      return Prediction(
        tau: try Estimate(filled.map { .value($0[measure]) }, plan.study, within: -1...1),
        scenarios: taus.count { $0[measure].optional != nil },
        behind: isFirst ? .undefined(.isReference) : Descriptive.mean(of: differences),
        pValue: isFirst
          ? .undefined(.isReference)
          : differences.allSatisfy { $0 == 0 }
            ? .undefined(.equal) : HypothesisTest.studentT(of: differences).map(\.pValue))
    }
    leftOut =
      found.count < 2
      ? []
      : found.indices.map { left in
        let sums = measures.indices.map { measure in
          filled.indices.reduce(0.0) { $1 == left ? $0 : $0 + filled[$1][measure] }
        }
        let chosen = sums.indices.max { sums[$0] < sums[$1] || sums[$0] == sums[$1] && $0 > $1 } ?? 0
        return LeftOut(label: found[left].label, chosen: chosen, tau: filled[left][chosen])
      }
    ladders = try Step.all(found)
  }
}

extension PredictedScenario {
  /// The scenario with what agents remember, where that is more than the last observation.
  var label: String {
    let (label, memory) = (plan.study.names.label, plan.study.simulator.memory)
    return memory == .lastObservation ? label : "\(label), memory \(memory)"
  }
}

extension MeasurePredictionResult.Step {
  /// Neighbours on the ladders of noise and of bias, the exact credit first.
  fileprivate static func all(_ found: [PredictedScenario]) throws -> [MeasurePredictionResult.Step] {
    var steps: [(scenario: PredictedScenario, better: Int, worse: Int, differences: [Double])] = []
    for scenario in found {
      for parameter in ["noise", "bias"] {
        let ladder = scenario.ladder(parameter)
        for (better, worse) in zip(ladder, ladder.dropFirst()) {
          let differences = zip(scenario.table.areas(worse), scenario.table.areas(better)).map { $0 - $1 }
          steps.append((scenario, better, worse, differences))
        }
      }
    }
    let tests = steps.map { step -> Measured<Double> in
      step.differences.allSatisfy { $0 == 0 }
        ? .undefined(.equal)
        : HypothesisTest.studentT(of: step.differences, alternative: .greater).map(\.pValue)
    }
    let adjusted = MultipleComparisons.holm(tests)
    return try steps.indices.map { place in
      let (scenario, better, worse, differences) = steps[place]
      return MeasurePredictionResult.Step(
        scenario: scenario.label, better: scenario.plan.arms[better].label,
        worse: scenario.plan.arms[worse].label,
        gain: try Estimate(differences.map { .value($0) }, scenario.plan.study),
        adjustedPValue: adjusted[place])
    }
  }
}

extension PredictedScenario {
  /// The arms of exact credit that only one parameter spoils, by its size.
  fileprivate func ladder(_ parameter: String) -> [Int] {
    let sizes = plan.arms.indices.compactMap { arm -> (arm: Int, size: Double)? in
      guard let method = plan.arms[arm].method, method.card.id == ExactControl.card.id else { return nil }
      let settings = ["noise", "bias"].map { name -> Double in
        if case .number(let size)? = method.parameters[name] { return size }
        return 0
      }
      let (own, other) = parameter == "noise" ? (settings[0], settings[1]) : (settings[1], settings[0])
      return other == 0 ? (arm, own) : nil
    }
    return sizes.sorted { $0.size < $1.size }.map(\.arm)
  }
}
