public import Simulation

/// What a counterfactual credit compares: the same situation with the action that was taken, and with one that was not.
///
/// For a unit `u` with the effective state `z` before it, a reference distribution `q` and a continuation protocol `rho`,
/// the credit is `Delta_u(q; rho) = E[R(with a) - R(with a') | z matched, a' drawn from q, rho]`. It is no property of a
/// record: another unit, `q`, `z` or `rho` may change even its sign, so two results are comparable only if all of them
/// are equal. How many samples an estimate takes, and whether its branches share their random numbers, change its
/// variance and not the contrast, and are no part of it.
public struct Contrast: Sendable, Hashable, Codable {
  /// What is replaced at once.
  public enum Unit: String, Sendable, CaseIterable, Codable {
    /// One agent's decision of a turn.
    case decision = "one agent's decision"
    /// The joint decision of a turn.
    case turn = "the joint decision of a turn"
    /// The decisions of a run of turns.
    case segment = "a run of turns"
    /// All decisions of an agent from a turn on.
    case agent = "all decisions of one agent"
  }

  /// What the other agents do in the turn of the unit.
  public enum Teammates: String, Sendable, CaseIterable, Codable {
    /// They do what they did.
    case kept = "their actions kept"
    /// The policy draws their actions in both branches.
    case resampled = "their actions drawn anew"
    /// Coalitions of them do what they did, averaged with the weights of the method's game.
    case coalitions = "the actions of coalitions kept"
    /// The unit is all that is decided in the turn.
    case none = "none beside the unit"
  }

  /// `q`: where the other action comes from.
  public enum Reference: Sendable, Hashable, CustomStringConvertible {
    /// The behaviour policy draws it.
    case policy
    /// The behaviour policy draws it, or with probability `share` it is the action that was taken.
    case policyOrTaken(share: Double)
    /// The behaviour policy draws it among the actions that were not taken.
    case policyOtherThanTaken
    /// Uniform over the legal actions.
    case uniform
    /// The scenario's default action.
    case defaultAction
    /// A declared action.
    case action(String)
    /// Another policy draws it, called so.
    case otherPolicy(String)
    /// The unit is left out, in the sense of the words.
    case absence(String)

    /// In words that follow "instead:".
    public var description: String {
      switch self {
      case .policy: "an action of the behaviour policy"
      case .policyOrTaken(let share):
        "an action of the behaviour policy, or with probability \(share) the taken one"
      case .policyOtherThanTaken: "an action of the behaviour policy other than the taken one"
      case .uniform: "any legal action, all equally likely"
      case .defaultAction: "the scenario's default action"
      case .action(let label): "the action \(label)"
      case .otherPolicy(let name): "an action of the policy \(name)"
      case .absence(let words): words
      }
    }
  }

  /// `z`: what of the situation both branches have in common.
  public enum Restored: String, Sendable, CaseIterable, Codable {
    /// The privileged state and what every agent remembers.
    case privilegedState = "the privileged state"
    /// What a trace shows of the turn; the rest is drawn from the belief.
    case publicState = "the public state"
    /// The decisions before, made again with fresh noise.
    case recordedActions = "the recorded actions, made again"
    /// A state of a model that was fitted to records.
    case fittedModel = "the state of a fitted model"
  }

  /// `rho`: how both branches go on.
  public enum Continuation: Sendable, Hashable, CustomStringConvertible {
    /// The behaviour policy draws every later action, to the end of the episode.
    case behaviourPolicy
    /// The later recorded decisions are made again as far as they are legal.
    case recordedDecisions
    /// Another policy draws every later action, called so.
    case otherPolicy(String)
    /// There is none: the value is read after so many turns.
    case truncated(turns: Int)

    /// In words that follow "then:".
    public var description: String {
      switch self {
      case .behaviourPolicy: "the behaviour policy to the end"
      case .recordedDecisions: "the recorded decisions as far as they are legal"
      case .otherPolicy(let name): "the policy \(name) to the end"
      case .truncated(let turns): "the behaviour policy for \(turns) turns"
      }
    }
  }

  /// Where the contrast is defined: which other actions it ranges over.
  public enum Support: String, Sendable, CaseIterable, Codable {
    /// Actions that the behaviour policy takes with positive probability.
    case policy = "actions of positive probability"
    /// All legal actions.
    case legal = "all legal actions"
    /// One declared action, where it is legal.
    case declared = "one declared action"
  }

  /// What is replaced at once.
  public let unit: Unit
  /// What the other agents do in that turn.
  public let teammates: Teammates
  /// Where the other action comes from.
  public let reference: Reference
  /// What both branches have in common.
  public let restored: Restored
  /// How both branches go on.
  public let continuation: Continuation
  /// Which other actions it ranges over.
  public let support: Support

  /// A contrast; the defaults are those of a decision that is replaced by one of the behaviour policy in the simulator.
  public init(
    unit: Unit = .decision, teammates: Teammates = .kept, reference: Reference = .policy,
    restored: Restored = .privilegedState, continuation: Continuation = .behaviourPolicy,
    support: Support = .policy
  ) {
    self.unit = unit
    self.teammates = teammates
    self.reference = reference
    self.restored = restored
    self.continuation = continuation
    self.support = support
  }

  /// The contrast of the exact counterfactual credit: Q(x, a) less the mean of Q(x, (b, a_-i)) over the agent's policy.
  public static let counterfactual = Contrast()

  /// The exact credit that compares most nearly the same.
  public var exactCredit: ExactCredit.Kind {
    if teammates == .coalitions { return .shapley }
    if unit == .turn || unit == .segment { return .advantage }
    switch reference {
    case .defaultAction: return .difference
    case .uniform: return .uniform
    default: return .counterfactual
    }
  }

  /// How strong the evidence is that the contrast rests on.
  public var tier: EvidenceTier {
    switch restored {
    case .privilegedState, .recordedActions: .restoredInterventional
    case .publicState: .observationalCausal
    case .fittedModel: .modelRelative
    }
  }

  /// The names of what it differs in from another, in a fixed order; empty for equal ones.
  public func differences(from other: Contrast) -> [String] {
    zip(terms, other.terms).filter { $0.words != $1.words }.map(\.0.name)
  }

  /// Its parts under their names, in words.
  public var terms: [(name: String, words: String)] {
    [
      ("unit", unit.rawValue), ("teammates", teammates.rawValue), ("instead", reference.description),
      ("restored", restored.rawValue), ("then", continuation.description), ("support", support.rawValue),
    ]
  }
}

/// How strong the evidence behind a credit is, the strongest first. A claim must not exceed its tier.
public enum EvidenceTier: String, Sendable, CaseIterable, Codable {
  /// Both branches were played from a restored state.
  case restoredInterventional = "restored-interventional"
  /// Situations that look the same were compared; what they hide may differ between them.
  case observationalCausal = "observational-causal"
  /// Both branches were played in a model that was fitted to records.
  case modelRelative = "model-relative"
  /// The record alone was read: a credit that goes together with success, and no statement of what would have happened.
  case predictive = "predictive"
}

extension CreditMethod {
  /// How strong the evidence is that its credits rest on.
  public var tier: EvidenceTier { contrast?.tier ?? .predictive }
}
