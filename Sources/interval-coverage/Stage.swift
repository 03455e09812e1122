import Ascribe
import Scenarios
import Simulation

/// A scenario with its exact solution and the methods that are to be judged on it.
struct Stage {
  let mdp: TurnMDP
  let policy: TabularPolicy
  let truth: Truth
  /// What the scenario declares of returns.
  let returnBounds: ClosedRange<Double>?
  let hasBinaryReturns: Bool
  private let plan: StudyPlan
  private let scenario: any Scenario

  init(
    _ name: String, methods: String, isOfCritics: Bool, episodes: Int, fitEpisodes: Int, batches: Int,
    resamples: Int, seed: UInt64, threads: Int
  ) throws {
    let scenario = try ScenarioCatalogue.builtIn(name)
    self.scenario = scenario
    returnBounds = scenario.returnBounds
    hasBinaryReturns = scenario.hasBinaryReturns
    mdp = try TurnMDP(compiling: scenario, memory: .lastObservation)
    policy = try PolicyChoice("default").policy(on: mdp)
    truth = try .exact(of: mdp, under: policy)
    let requests = try Call.list(methods).map { [mdp] in
      try isOfCritics
        ? MethodRequest(critic: $0, on: mdp)
        : MethodRequest($0, defaults: mdp.rewardSettings, discount: mdp.discount)
    }
    var plan = try StudyPlan(
      mdp: mdp, policy: policy, methods: requests, episodes: episodes, groupSize: isOfCritics ? 1 : 8,
      batches: batches, fitEpisodes: fitEpisodes, seed: seed, threads: threads)
    plan.resamples = resamples
    self.plan = plan
  }

  /// The plan with another number of batches.
  func plan(batches: Int) -> StudyPlan {
    var plan = plan
    plan.batches = batches
    return plan
  }

  /// A study of the same episodes, played lazily.
  func lazyStudy(batches: Int, truth: Truth) throws -> Study {
    var plan = plan(batches: batches)
    plan.simulator = try LazySimulator(scenario, policy: BehaviourPolicy())
    return Study(plan, truth: truth)
  }

  /// Bounds of the credits of some decisions of a batch that rest on a share of the cells that can follow them.
  ///
  /// - Parameter share: 1 for exact credits.
  func bounded(decisions: Int, share: Double) throws -> Truth {
    var bounding = try BoundedTruthPlan(of: scenario, decisions: decisions, cells: 1_000_000_000)
    let reason = "It is measured."
    guard share < 1 else { return .bounded(bounding, reason: reason) }
    let found = try lazyStudy(batches: 1, truth: .bounded(bounding, reason: reason)).run().boundedTruth?.cells
    bounding.cells = max(1, Int(Double(found ?? 1) * share))
    return .bounded(bounding, reason: reason)
  }

  /// A study of blame that asks judges, too.
  func blame(batches: Int) throws -> BlameStudy {
    var blame = BlamePlan(plan(batches: batches))
    blame.asksJudges = true
    return try BlameStudy(blame)
  }

  /// One simulated episode.
  var episode: Rollouts {
    get throws {
      try CompiledSimulator(mdp, policy: policy).play(
        Rollouts.Plan(groups: 1, groupSize: 1, seed: plan.seed), threads: 1)
    }
  }

  /// The exact truth, without which there is nothing to cover.
  var exact: ExactTruth {
    get throws {
      guard let exact = truth.exact else { throw ComparisonError.noTruth(reason: "") }
      return exact
    }
  }
}
