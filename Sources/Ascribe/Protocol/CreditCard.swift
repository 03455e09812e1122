public import CreditMethods
public import Simulation
import Trajectories

/// What a credit claims to be, in the six fields of the survey's card (arXiv 2604.09459, version 3): in general of a method,
/// and in particular of its credits in one run.
///
/// A credit is no property of a log: another unit, another reference or another way to go on may change even its sign. So
/// credits whose cards differ in the first or fourth field are of different things, and ``obstacles(to:)`` says in what.
public struct CreditCard: Sendable, Hashable, Codable {
  /// What is credited, and against what.
  public struct Estimand: Sendable, Hashable, Codable {
    /// What is replaced at once; of a method that states no contrast what its credits tell apart.
    public let unit: String
    /// What the others do in that turn, and what is done instead; `nil` for a method that states no contrast.
    public let teammates, reference: String?
    /// The exact credit that it is held to.
    public let heldTo: ExactCredit.Kind
  }

  /// How the situation before a decision is made the same.
  public enum EffectiveState: String, Sendable, Hashable, Codable {
    /// It is what the record shows.
    case observed
    /// Turns that look the same are compared.
    case matched
    /// Everything is set back, what is hidden included.
    case restored
    /// It is a state of a fitted model.
    case latent
  }

  /// Where the other branch comes from.
  public enum Intervention: String, Sendable, Hashable, Codable {
    /// There is none.
    case none
    /// The episode is made again from its start.
    case rerun = "re-run"
    /// The environment is set back.
    case environmentRestore = "environment restore"
    /// Records that match.
    case logMatching = "log matching"
    /// A model that was fitted.
    case surrogate
  }

  /// How episodes go on after a decision.
  public struct Downstream: Sendable, Hashable, Codable {
    /// What both branches do; `nil` for a method that states no contrast, which reads what was recorded.
    public let continuation: String?
    /// The policy and memory of the agents, most turns, and the discount of a turn; `nil` in general, and of recorded traces.
    public let policy, memory: String?
    /// Most turns of an episode.
    public let horizon: Int?
    /// Discount of a turn.
    public let discount: Double?
    /// Who says how an episode ended; `nil` in general.
    public let verifier: String?
    /// Seed of every draw; `nil` in general. Other seeds are other samples of the same credit.
    public let seed: UInt64?
  }

  /// What the credits rest on.
  public struct Support: Sendable, Hashable, Codable {
    /// Which other actions are compared; `nil` for a method that states no contrast.
    public let actions: String?
    /// Episodes that were judged at once, and how often; `nil` in general.
    public let episodes, batches: Int?
    /// Whether the method itself says how sure it is of each credit.
    public let givesIntervals: Bool
    /// Confidence of the intervals over batches; `nil` where there are none.
    public let confidence: Double?
  }

  /// What becomes of the credits.
  public struct Interface: Sendable, Hashable, Codable {
    /// As what they enter an update.
    public let enters: String
    /// Whether other credits were given for the same episodes, and all else left as it was; `nil` in general.
    public let isAblated: Bool?
  }

  /// 1, unit and estimand.
  public let estimand: Estimand
  /// 2, effective state.
  public let state: EffectiveState
  /// 3, intervention source.
  public let intervention: Intervention
  /// 4, downstream protocol.
  public let downstream: Downstream
  /// 5, support and uncertainty.
  public let support: Support
  /// 6, optimisation interface.
  public let interface: Interface
  /// How strong the evidence is; a claim must not exceed it.
  public let tier: EvidenceTier

  /// What was done in one run.
  package struct Run: Sendable {
    var heldTo: ExactCredit.Kind?
    var policy, memory: String?
    var horizon: Int?
    var discount: Double?
    var verifier: String
    var seed: UInt64
    var episodes: Int
    var batches: Int?
    var confidence: Double?
    var isAblated: Bool
  }

  /// The card of a method with its settings, in general.
  public init(_ method: MethodRequest) { self.init(method, in: nil) }

  /// The card of a method's credits.
  ///
  /// - Parameter run: What was done; `nil` in general.
  package init(_ method: MethodRequest, in run: Run?) {
    let contrast = method.contrast
    estimand = Estimand(
      unit: contrast?.unit.rawValue ?? method.card.granularity.rawValue,
      teammates: contrast?.teammates.rawValue, reference: contrast?.reference.description,
      heldTo: run?.heldTo ?? method.heldTo)
    (state, intervention) = Self.road(to: contrast?.restored)
    downstream = Downstream(
      continuation: contrast?.continuation.description, policy: run?.policy, memory: run?.memory,
      horizon: run?.horizon, discount: run?.discount, verifier: run?.verifier, seed: run?.seed)
    support = Support(
      actions: contrast?.support.rawValue, episodes: run?.episodes, batches: run?.batches,
      givesIntervals: method.card.givesIntervals, confidence: run?.confidence)
    let isReward = method.parameters["emit"] == .text("reward")
    interface = Interface(
      enters: isReward ? "reward of the decision" : "advantage of the decision", isAblated: run?.isAblated)
    tier = method.tier
  }

  private static func road(to restored: Contrast.Restored?) -> (EffectiveState, Intervention) {
    switch restored {
    case .privilegedState: (.restored, .environmentRestore)
    case .recordedActions: (.restored, .rerun)
    case .publicState: (.matched, .logMatching)
    case .fittedModel: (.latent, .surrogate)
    case nil: (.observed, .none)
    }
  }
}

extension CreditCard {
  /// What of the first and fourth field differs from another card, in words; empty where credits may be compared. A method
  /// that states no contrast claims no reference and no continuation, so that these are compared where both cards have them;
  /// other seeds are other samples of the same credit.
  public func obstacles(to other: CreditCard) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ name: String, _ one: Value?, _ another: Value?) {
      guard let one, let another, one != another else { return }
      found.append("\(name) (\(one), \(another))")
    }
    if estimand.reference != nil, other.estimand.reference != nil {
      compare("1 unit", estimand.unit, other.estimand.unit)
      compare("1 teammates", estimand.teammates, other.estimand.teammates)
      compare("1 reference", estimand.reference, other.estimand.reference)
    }
    compare("1 exact credit", estimand.heldTo.rawValue, other.estimand.heldTo.rawValue)
    compare("4 continuation", downstream.continuation, other.downstream.continuation)
    compare("4 policy", downstream.policy, other.downstream.policy)
    compare("4 memory", downstream.memory, other.downstream.memory)
    compare("4 horizon", downstream.horizon, other.downstream.horizon)
    compare("4 discount", downstream.discount, other.downstream.discount)
    compare("4 verifier", downstream.verifier, other.downstream.verifier)
    return found
  }

  /// The six fields in words, each with its name.
  public var fields: [(name: String, words: String)] {
    let join = { (parts: [String?]) in parts.compactMap(\.self).joined(separator: "; ") }
    return [
      (
        "1 unit and estimand",
        join([
          estimand.unit, estimand.reference.map { "instead: \($0)" } ?? "no contrast is stated",
          estimand.teammates.map { "teammates: \($0)" },
          "held to the exact \(estimand.heldTo.rawValue) credit",
        ])
      ),
      ("2 effective state", state.rawValue),
      ("3 intervention source", intervention.rawValue),
      (
        "4 downstream protocol",
        join([
          downstream.continuation ?? "what was recorded", downstream.policy.map { "policy \($0)" },
          downstream.memory.map { "memory \($0)" }, downstream.horizon.map { "at most \($0) turns" },
          downstream.discount.map { "discount \($0)" }, downstream.verifier,
          downstream.seed.map { "seed \($0)" },
        ])
      ),
      (
        "5 support and uncertainty",
        join([
          support.actions ?? "what was recorded", support.episodes.map { "\($0) episodes" },
          support.batches.map { "\($0) batches" },
          support.givesIntervals ? "an interval of each credit" : nil,
          support.confidence.map { "intervals of \($0) over batches" },
        ])
      ),
      (
        "6 optimisation interface",
        join([
          interface.enters,
          interface.isAblated.map {
            $0 ? "other credits for the same episodes beside it" : "no other credits beside it"
          },
        ])
      ),
    ]
  }
}

extension CreditCard {
  /// The card of a method of a study.
  ///
  /// - Parameters:
  ///   - index: Which of the plan's methods.
  ///   - plan: The plan.
  init(_ index: Int, of plan: StudyPlan) {
    let verifier =
      plan.signals.judge.map { "the scenario's endings, and a judge: \($0)" } ?? "the scenario's endings"
    self.init(
      plan.methods[index],
      in: Run(
        heldTo: plan.heldTo(index), policy: plan.names.policy, memory: plan.simulator.memory.description,
        horizon: plan.simulator.horizon, discount: plan.simulator.discount, verifier: verifier,
        seed: plan.seed,
        episodes: plan.episodes(of: index), batches: plan.batches,
        confidence: plan.batches > 1 ? plan.confidence : nil, isAblated: plan.methods.count > 1))
  }

  /// The card of an arm of a study of learning: of credits under a policy that they move; `nil` for the exact gradient.
  ///
  /// - Parameters:
  ///   - arm: Which of the plan's arms.
  ///   - plan: The plan.
  init?(_ arm: Int, of plan: TrainingPlan) {
    guard let method = plan.arms[arm].method else { return nil }
    let (study, simulator) = (plan.study, plan.study.simulator)
    self.init(
      method,
      in: Run(
        policy: "in training, near \(study.names.policy)", memory: simulator.memory.description,
        horizon: simulator.horizon, discount: simulator.discount, verifier: "the scenario's endings",
        seed: study.seed, episodes: plan.episodes[arm],
        confidence: plan.problems > 1 ? study.confidence : nil,
        isAblated: plan.arms.count > 1))
  }

  /// The card of a method on a recorded trace.
  init(_ method: MethodRequest, onTraceOf episodes: Int, seed: UInt64, methods: Int) {
    self.init(
      method,
      in: Run(
        verifier: "the recorded outcomes", seed: seed, episodes: episodes, isAblated: methods > 1))
  }
}
