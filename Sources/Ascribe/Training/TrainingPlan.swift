import CreditMethods
import Ground
import Simulation
import Trajectories

/// What a study of learning does: train a policy with the credits of each method, from the same starts and with the same
/// draws, and follow the exact expected return.
public struct TrainingPlan: Sendable {
  /// What all arms have equally much of.
  public enum Equality: String, Sendable, Hashable, Codable, CaseIterable {
    /// Simulated turns: an arm that plays continuations or fits critics on episodes of their own judges fewer episodes.
    case turns
    /// Episodes of an update, whatever else an arm simulates.
    case episodes
  }

  /// The tables and the behaviour policy, episodes of an update and of a group, seed and threads. Its methods are those of the arms.
  public private(set) var study: StudyPlan
  /// The arms.
  public let arms: [TrainingArm]
  /// What policies can express.
  public var policyClass = PolicyClass.Kind.table
  /// Where training starts.
  public var start = StartingPolicy()
  /// Starting policies; 1 where they are not drawn.
  public var starts = 10
  /// Runs from each starting policy, with draws of their own; the arms of one share theirs.
  public var seeds = 2
  /// How parameters move.
  public var rule = UpdateRule(.normalised)
  /// What is done to credits before.
  public var shaping = CreditShaping()
  /// Simulated turns of a run.
  public var budget: Int
  /// What all arms have equally much of.
  public var equality = Equality.turns
  /// The updates whose episodes a critic is fitted to: 1 for those of the update alone, which refits it at every update; more
  /// for those of as many updates, the last one included, which are paid for once. Older episodes come from older policies, so
  /// that what a critic learns from them is out of date: less noise is bought with bias.
  public var criticWindow = 1
  /// What restoring a state for a continuation costs, in turns.
  public var restorePrice = 0.0
  /// Rates that are tried for each arm on runs of their own, of which the best is used beside the common one; empty for the
  /// common rate alone.
  public var grid: [Double] = []
  /// Times of a run at which credits are held against the exact ones of the policy of that moment, at least 1.
  public var checks = 5
  /// How returns are sampled where they cannot be computed, which a `LazySimulator` is needed for; `nil` for exact ones.
  public var evaluation: TrainingEvaluation?
  /// Turns that an update may take: those of the plan's episodes under its behaviour policy.
  public let turnsOfUpdate: Int
  /// Episodes that each arm judges an update.
  private(set) var episodes: [Int] = []

  /// A plan.
  ///
  /// - Parameters:
  ///   - study: Tables (or a `LazySimulator`), behaviour, episodes, seed and threads; its methods are replaced by those of the
  ///     arms.
  ///   - arms: The arms, each once.
  ///   - budget: Simulated turns of a run; `nil` for those of 100 updates.
  ///   - configure: Sets what is not to be as it is by default.
  /// - Throws: ``TrainingError`` and ``StudyError`` for what cannot be run; ``MethodError`` for a method that is asked for twice.
  public init(
    _ study: StudyPlan, arms: [TrainingArm], budget: Int? = nil,
    configure: (inout TrainingPlan) throws -> Void = { _ in }
  ) throws {
    self.study = study
    self.study.methods = arms.compactMap(\.method)
    self.arms = arms
    turnsOfUpdate = max(1, try study.turns(ofEpisodes: study.episodes))
    self.budget = budget ?? 100 * turnsOfUpdate
    try configure(&self)
    if !start.isDrawn { starts = 1 }
    let truth = try truth()
    try check()
    try allot(truth)
  }

  /// What methods may use beside the episodes.
  private func truth() throws -> Truth {
    if let evaluation {
      guard study.simulator is LazySimulator else { throw TrainingError.notLazy }
      return .none(reason: evaluation.reason)
    }
    let tables = try study.requireTables()
    guard tables.mdp.coverage == .complete else { throw TrainingError.tablesOfAPolicy }
    return try .exact(of: tables.mdp, under: tables.policy)
  }

  /// Runs of each arm.
  public var problems: Int { starts * seeds }

  /// The most updates that a run can number.
  static let mostUpdates = 1 << 16
  /// The most updates whose episodes a critic can be fitted to; all of them are held in memory.
  package static let mostCriticWindow = 1000

  private func check() throws {
    try study.check()
    try StudyError.check("starts", starts, in: 1...10_000)
    try StudyError.check("seeds", seeds, in: 1...10_000)
    try StudyError.check("checks", checks, in: 1...1000)
    try StudyError.check(
      "starts times seeds", problems, in: 1...Self.mostUpdates - 1, ", the runs that can be numbered")
    try StudyError.check("budget", budget, in: 1...1_000_000_000_000)
    try StudyError.check("critics", criticWindow, in: 1...Self.mostCriticWindow, " updates")
    if arms.isEmpty { throw TrainingError.noArms }
    if criticWindow > 1, !study.methods.contains(where: \.isFitted) {
      throw TrainingError.noCritic(window: criticWindow, arms: arms.map(\.label))
    }
    if let evaluation {
      try evaluation.check()
      let needy = arms.first { $0.method.map { $0.card.id == ExactControl.card.id } ?? true }
      if let needy { throw TrainingError.needsTruth(arm: needy.label, reason: evaluation.reason) }
    }
    if arms.count(where: { $0.method == nil }) > 1 {
      throw MethodError.repeated(label: TrainingArm.exactGradientName)
    }
    for (name, value, accepted) in [
      ("start-scale", start.scale, 0...1000),
      ("clip", rule.proximal.clip, 0...1), ("entropy", rule.proximal.entropy, 0...1e6),
      ("kl", rule.proximal.divergence, 0...1e6), ("keep", shaping.keptShare, 0...1),
      ("restore-price", restorePrice, 0...1e9),
    ] where !accepted.contains(value) {
      throw TrainingError.notAccepted(
        name: name, found: value, accepted: "a number in \(accepted.lowerBound)...\(accepted.upperBound)")
    }
    for (name, rate) in [("rate", rule.rate)] + grid.map({ ("grid", $0) })
    where !(rate > 0 && rate.isFinite) {
      throw TrainingError.notAccepted(name: name, found: rate, accepted: "a finite number above 0")
    }
    try StudyError.check("epochs", rule.proximal.epochs, in: 1...1000)
    try StudyError.check("minibatches", rule.proximal.minibatches, in: 1...100_000)
  }

  /// Finds out how many episodes each arm judges an update.
  private mutating func allot(_ truth: Truth) throws {
    guard budget >= turnsOfUpdate else {
      throw TrainingError.budget(needs: turnsOfUpdate, found: budget)
    }
    let updates = budget / turnsOfUpdate
    guard updates < Self.mostUpdates / 2 else {
      throw TrainingError.tooManyUpdates(found: updates, limit: Self.mostUpdates / 2 - 1)
    }
    var allotted = study
    if equality == .turns, !allotted.methods.isEmpty {
      do {
        try allotted.allot(turnsOfUpdate, restoring: restorePrice, truth: truth)
      } catch StudyError.budget(let method, let needs, _) {
        let least = (study.episodes * needs + turnsOfUpdate - 1) / turnsOfUpdate
        let groups = (least + study.groupSize - 1) / study.groupSize
        throw TrainingError.episodes(
          found: study.episodes, turns: turnsOfUpdate, arm: method, needs: needs,
          accepted: groups * study.groupSize)
      }
    }
    if criticWindow > 1 { try requirePersistence(truth) }
    var method = 0
    episodes = arms.map { arm in
      guard arm.method != nil else { return study.episodes }
      defer { method += 1 }
      return allotted.episodes(of: method)
    }
  }

  /// Refuses critics that would not look at older episodes.
  private func requirePersistence(_ truth: Truth) throws {
    var trial = study
    trial.methods = study.methods.filter(\.isFitted)
    trial.fitEpisodes = max(1, study.fitEpisodes)
    let costs = try trial.costs(truth: truth)
    for (method, cost) in zip(trial.methods, costs) where cost.fitted == 0 {
      throw TrainingError.cannotPersist(arm: method.label, window: criticWindow)
    }
  }

  /// How many parameters policies have; without tables those of the run that met most.
  func parameterCount(met curves: [TrainingCurve] = []) -> Int {
    study.tables.map { PolicyClass(policyClass, on: $0.mdp).parameterCount }
      ?? curves.reduce(0) { max($0, $1.sampled?.parameters ?? 0) }
  }

  /// What plays one update of an arm.
  func update(of arm: Int, playing simulator: any Simulator) -> StudyPlan {
    var plan = study
    plan.simulator = simulator
    plan.methods = arms[arm].method.map { [$0] } ?? []
    plan.episodesOfMethods = nil
    plan.episodes = episodes[arm]
    plan.threads = 1
    return plan
  }

  /// What measures the credits of all arms under a starting policy, on episodes that no run sees, as many as an update judges.
  func measuring(start: Int, policy: TabularPolicy) throws(StudyError) -> StudyPlan {
    var plan = study
    plan.simulator = CompiledSimulator(try study.requireTables().mdp, policy: policy)
    plan.seed = study.seed ^ 0x6D65_6173 ^ UInt64(start) << 32
    plan.threads = 1
    plan.episodes = episodes.max() ?? study.episodes
    plan.episodesOfMethods = zip(arms, episodes).filter { $0.0.method != nil }.map(\.1)
    return plan
  }

  /// The number of the batch of an update: all arms of a problem share its draws.
  func lane(ofProblem problem: Int, update: Int) -> Int { problem * Self.mostUpdates + update }
}

extension MethodRequest {
  /// Whether it is fitted to episodes, also to others than those that it judges where there are any.
  var isFitted: Bool { card.methodology == .critic }
}
