import CreditMethods
public import Simulation
import Trajectories

/// What a study does: simulate batches of episodes on a scenario, let methods attribute them, and compare the credits
/// with the exact ones.
public struct StudyPlan: Sendable {
  /// What plays the episodes: on tables, or lazily where the scenario is too large for them.
  public var simulator: any Simulator
  /// The methods, each once.
  public var methods: [MethodRequest]
  /// Episodes of a batch, a multiple of the group size.
  public var episodes: Int
  /// Episodes of a batch that each method judges, the first ones: a multiple of the group size up to ``episodes``; `nil`
  /// where every method judges all. ``allot(_:restoring:truth:)`` makes the cost of all methods alike.
  public internal(set) var episodesOfMethods: [Int]?
  /// Episodes of a group.
  public var groupSize: Int
  /// Simulated turns of a batch that each method was given; `nil` where none were allotted.
  public internal(set) var budget: Int?
  /// Batches: the units of resampling, each with draws of its own.
  public var batches: Int
  /// Seed of every draw.
  public var seed: UInt64
  /// Episodes a batch that are simulated for fitting critics alone, at least 0.
  public var fitEpisodes: Int
  /// Most threads; the result does not depend on it.
  public var threads: Int
  /// The exact credit that all methods are held to; `nil` to hold each to the one that its card names.
  public var against: ExactCredit.Kind?
  /// Whether methods are held to ``against`` even where their credits answer another question.
  public var holdsAcrossContrasts = false
  /// Confidence of every interval.
  public var confidence = 0.95
  /// Resamples of a bootstrap.
  public var resamples = 2000
  /// What methods are told about the episodes beside what happened in them.
  public var signals = SimulatedSignals()
  /// What the user calls the scenario and the policy, for results.
  public var names = ScenarioNames()

  /// The largest accepted number of threads.
  package static let mostThreads = 1024

  /// A plan on the tables of a scenario, under a behaviour policy on them.
  ///
  /// - Throws: ``StudyError`` for numbers that are not accepted, ``MethodError`` for a method that is asked for twice.
  public init(
    mdp: TurnMDP, policy: TabularPolicy, methods: [MethodRequest], episodes: Int, groupSize: Int,
    batches: Int,
    fitEpisodes: Int = 0, seed: UInt64, threads: Int
  ) throws {
    try self.init(
      simulator: CompiledSimulator(mdp, policy: policy), methods: methods, episodes: episodes,
      groupSize: groupSize, batches: batches, fitEpisodes: fitEpisodes, seed: seed, threads: threads)
  }

  /// A plan.
  ///
  /// - Throws: ``StudyError`` for numbers that are not accepted, ``MethodError`` for a method that is asked for twice.
  public init(
    simulator: any Simulator, methods: [MethodRequest], episodes: Int, groupSize: Int, batches: Int,
    fitEpisodes: Int = 0, seed: UInt64, threads: Int
  ) throws {
    self.simulator = simulator
    self.methods = methods
    self.episodes = episodes
    self.groupSize = groupSize
    self.batches = batches
    self.fitEpisodes = fitEpisodes
    self.seed = seed
    self.threads = threads
    if methods.contains(where: { $0.episodes != nil }) {
      episodesOfMethods = methods.map { $0.episodes ?? episodes }
      self.episodes = max(episodes, episodesOfMethods?.max() ?? episodes)
    }
    try check()
  }

  /// The tables that episodes are played on with the policy that plays; `nil` for a lazy simulator.
  package var tables: CompiledSimulator? { simulator as? CompiledSimulator }

  /// The tables, for what cannot do without.
  ///
  /// - Throws: ``StudyError/notCompiled`` for a lazy simulator.
  func requireTables() throws(StudyError) -> CompiledSimulator {
    guard let tables else { throw .notCompiled }
    return tables
  }

  /// Refuses what cannot be run. Properties may have changed since the plan was made, so a study asks again.
  func check() throws {
    let (horizon, agents) = (simulator.horizon, simulator.agents.count)
    let largest = min(10_000_000, max(1, Int(Int32.max) / (horizon * agents)))
    let reason = largest < 10_000_000 ? " with up to \(horizon) turns of up to \(agents) decisions" : ""
    try StudyError.check("episodes", episodes, in: 1...largest, reason)
    try StudyError.check("group-size", groupSize, in: 1...episodes, ", the number of episodes")
    try StudyError.check("batches", batches, in: 1...1_000_000)
    try StudyError.check("fit-episodes", fitEpisodes, in: 0...largest - episodes, reason)
    try StudyError.check("threads", threads, in: 1...Self.mostThreads)
    try StudyError.check("resamples", resamples, in: 1...10_000_000)
    guard confidence > 0, confidence < 1 else { throw StudyError.confidenceNotAccepted(found: confidence) }
    for episodes in sizes {
      try StudyError.check("episodes", episodes, in: 1...largest, reason)
      guard episodes % groupSize == 0 else {
        throw StudyError.notAccepted(
          name: "episodes", found: episodes, accepted: "a multiple of the group size, which is \(groupSize)")
      }
    }
    try MethodRequest.requireDistinct(methods)
    try signals.check()
  }

  /// Refuses signals that a study with a truth cannot have.
  ///
  /// - Throws: ``SignalError`` for settings out of range, and for a signal that is made from the exact solution where the
  ///   truth has none.
  public func checkSignals(with truth: Truth) throws(SignalError) {
    try signals.check(against: truth.solution, because: TruthSummary(truth).reason)
  }

  /// What one batch simulates for fitting critics; `nil` if no method would use it.
  func fitting(ofBatch batch: Int) -> Rollouts.Plan? {
    guard fitEpisodes > 0, methods.contains(where: { $0.card.methodology == .critic }) else { return nil }
    var plan = Rollouts.Plan(groups: fitEpisodes, groupSize: 1, seed: seed, batch: UInt32(batch))
    plan.isForFitting = true
    return plan
  }

  /// Episodes of a batch that a method judges.
  package func episodes(of method: Int) -> Int { episodesOfMethods?[method] ?? episodes }

  /// What a return can be: a share where success is all that pays, otherwise any number.
  var returnRange: ClosedRange<Double> {
    tables.map { $0.mdp.rewardSettings.isEmpty } == true ? 0...1 : .unbounded
  }

  /// The exact credit that a method is held to.
  func heldTo(_ method: Int) -> ExactCredit.Kind { against ?? methods[method].heldTo }

  /// Whether a method may be held to its exact credit: one whose contrast is another's only where that was asked for.
  package func isComparable(_ method: Int) -> Bool {
    guard let against, let contrast = methods[method].contrast else { return true }
    return holdsAcrossContrasts || contrast.exactCredit == against
  }

  /// The numbers of episodes that are played of a batch, the most first.
  var sizes: [Int] { Set([episodes] + (episodesOfMethods ?? [])).sorted(by: >) }

  /// What one batch simulates.
  func rollouts(ofBatch batch: Int, episodes: Int) -> Rollouts.Plan {
    Rollouts.Plan(groups: episodes / groupSize, groupSize: groupSize, seed: seed, batch: UInt32(batch))
  }
}

extension TurnMDP {
  /// Settings of reward conventions that suit the scenario: methods read the outcome where success is all that pays,
  /// and the turns' rewards where it is not.
  public var rewardSettings: [Call.Setting] {
    let paysTurns = nodes.outcomeReward.contains { $0 != 0 }
    let paysOtherwise = zip(nodes.endingStatus, nodes.endingReward).contains {
      $1 != ($0 == .success ? 1 : 0)
    }
    return paysTurns || paysOtherwise ? [Call.Setting(name: "reward", value: "trace")] : []
  }
}

/// Why a study is not possible.
public enum StudyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A number is out of range.
  case notAccepted(name: String, found: Int, accepted: String)
  /// The confidence of intervals is not between 0 and 1.
  case confidenceNotAccepted(found: Double)
  /// The price of restoring a state is no number of turns.
  case priceNotAccepted(found: Double)
  /// A budget does not pay for one group of episodes of a method.
  case budget(method: String, needs: Int, found: Int)
  /// Exact values are asked for of a scenario that is played lazily.
  case notCompiled

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .notAccepted(let name, let found, let accepted): "\(name) is \(found); accepted: \(accepted)."
    case .confidenceNotAccepted(let found): "confidence is \(found); accepted: a number between 0 and 1."
    case .priceNotAccepted(let found): "restore-price is \(found); accepted: a number of turns, at least 0."
    case .budget(let method, let needs, let found):
      "budget is \(found); accepted: at least \(needs) turns, which one group of episodes costs \(method)."
    case .notCompiled:
      "The scenario is played lazily, without tables, so it has no exact values: hold the study against no truth, or "
        + "compile the scenario."
    }
  }

  /// Refuses a number out of range; `reason` follows the range in the sentence.
  static func check(
    _ name: String, _ value: Int, in range: ClosedRange<Int>, _ reason: String = ""
  ) throws(StudyError) {
    guard range.contains(value) else {
      throw .notAccepted(
        name: name, found: value,
        accepted: "a whole number in \(range.lowerBound)...\(range.upperBound)\(reason)")
    }
  }
}
