@testable import Ascribe
import CreditMethods
import Simulation
import TestSupport

/// A study on a small scenario with signals, and its first batch.
struct SignalFixture {
  let plan: StudyPlan
  let solution: ExactSolution

  init(
    _ scenario: String = "relay", _ settings: String = "components=2 horizon=6", episodes: Int = 64,
    methods: String = "grpo", fitEpisodes: Int = 0, threads: Int = 1, telling signals: SimulatedSignals
  ) throws {
    solution = try solved(scenario, settings)
    var plan = try StudyPlan(
      mdp: solution.mdp, policy: solution.policy,
      methods: try Call.list(methods).map { try MethodRequest($0) },
      episodes: episodes, groupSize: 8, batches: 1, fitEpisodes: fitEpisodes, seed: 3, threads: threads)
    plan.signals = signals
    self.plan = plan
  }

  /// A batch of the study.
  func judged(_ index: Int = 0) throws -> JudgedBatch {
    try Engine(plan, truth: .exact(ExactTruth(solution))).judge(index, threads: plan.threads)
  }
}

extension SimulatedSignals {
  /// Signals that differ from none by what `change` does.
  static func with(_ change: (inout SimulatedSignals) -> Void) -> SimulatedSignals {
    var signals = SimulatedSignals()
    change(&signals)
    return signals
  }

  /// Every signal, with errors.
  static let all = with {
    $0.judge = JudgeSignal(error: 0.2, bias: .outcome, granularity: .turn)
    $0.belief = BeliefSignal(noise: 0.1)
    $0.reference = .tempered(2)
    $0.recordsEntropy = true
    $0.factors = FactorSignal(error: 0.1)
    $0.counterfactuals = CounterfactualSignal(continuations: 2)
  }
}
