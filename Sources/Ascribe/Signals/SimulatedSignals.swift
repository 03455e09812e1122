import Simulation

/// What a run tells methods about its episodes beside what happened in them: a judge, a belief, a reference policy and
/// what else such signals come from in practice, each simulated with a stated error around the exact truth.
///
/// Signals are written into the optional columns of the batch that a trace has fields for, so that methods read them as
/// they read those of a trace, and a trace that is written has them.
///
/// ```swift
/// var plan = try StudyPlan(mdp: mdp, policy: policy, methods: methods, episodes: 128, groupSize: 8, batches: 20, seed: 0, threads: 4)
/// plan.signals.judge = JudgeSignal(error: 0.2, bias: .outcome)
/// plan.signals.belief = BeliefSignal()
/// let result = try Study(plan).run()
/// ```
///
/// Every error is drawn at an address of its own, so that signals do not depend on threads, on the methods, or on which
/// other signals there are; play does not depend on them.
public struct SimulatedSignals: Sendable, Hashable, Codable {
  /// A judge of decisions or of turns; `nil` for none.
  public var judge: JudgeSignal?
  /// A belief in success before every turn and after the last one; `nil` for none.
  public var belief: BeliefSignal?
  /// A reference policy, whose log-probabilities of the actions are recorded; `nil` for none.
  public var reference: ReferenceSignal?
  /// `nil` rather than `false`, so that what is written of a run without it says nothing of it.
  private var entropy: Bool?
  /// Evaluation factors of decisions; `nil` for none.
  public var factors: FactorSignal?
  /// Scores of replays without one agent; `nil` for none.
  public var counterfactuals: CounterfactualSignal?

  /// No signals.
  public init() {}

  /// Whether the exact entropy of the policy at every decision is recorded, in nats.
  public var recordsEntropy: Bool {
    get { entropy == true }
    set { entropy = newValue ? true : nil }
  }

  /// Whether there are none.
  public var isEmpty: Bool { self == SimulatedSignals() }

  /// The signals that are made from the exact solution, by their names.
  var solved: [String] {
    [("judge", judge != nil), ("belief", belief != nil), ("factors", factors != nil)].filter(\.1).map(\.0)
  }

  /// Refuses what is out of range.
  ///
  /// - Throws: ``SignalError/notAccepted(signal:name:found:accepted:)``.
  public func check() throws(SignalError) {
    if let judge { try Self.checkShare(judge.error, of: "judge", "error") }
    if let belief { try Self.checkShare(belief.noise, of: "belief", "noise") }
    if let factors { try Self.checkShare(factors.error, of: "factors", "error") }
    if case .tempered(let temperature)? = reference, !(temperature > 0 && temperature.isFinite) {
      throw .notAccepted(
        signal: "reference", name: "temperature", found: "\(temperature)", accepted: "a number above 0")
    }
    if let count = counterfactuals?.continuations, !CounterfactualSignal.range.contains(count) {
      throw .notAccepted(
        signal: "counterfactuals", name: "continuations", found: "\(count)",
        accepted: "a whole number in \(CounterfactualSignal.range)")
    }
  }

  private static func checkShare(_ value: Double, of signal: String, _ name: String) throws(SignalError) {
    guard 0...1 ~= value else {
      throw .notAccepted(signal: signal, name: name, found: "\(value)", accepted: "a number in 0...1")
    }
  }

  /// Refuses signals that a run cannot have: those that are made from the exact solution, where there is none.
  ///
  /// - Parameters:
  ///   - solution: The solution, if there is one.
  ///   - reason: Why there is none, as a sentence.
  /// - Throws: ``SignalError/noSolution(signal:reason:)``, and what ``check()`` throws.
  func check(against solution: ExactSolution?, because reason: String?) throws(SignalError) {
    try check()
    if solution == nil, let signal = solved.first { throw .noSolution(signal: signal, reason: reason) }
  }
}

extension SimulatedSignals: CustomStringConvertible {
  /// The signals with their settings, as they are asked for on the command line.
  public var description: String {
    [
      judge.map { "judge \($0)" }, belief.map { "belief \($0)" }, reference.map { "reference \($0)" },
      recordsEntropy ? "entropy" : nil, factors.map { "factors \($0)" },
      counterfactuals.map { "counterfactuals \($0)" },
    ].compactMap(\.self).joined(separator: "; ")
  }
}

/// Why a run cannot have a signal.
public enum SignalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A setting is out of range, or no setting at all.
  case notAccepted(signal: String, name: String, found: String, accepted: String)
  /// The text of a signal's settings cannot be read, for a reason that is a sentence.
  case malformed(reason: String)
  /// The signal is made from the exact solution, which the run does not have, for a reason that is a sentence.
  case noSolution(signal: String, reason: String?)
  /// The reference policy never takes an action that was taken, so that it has no logarithm of its probability.
  case excluded(reference: String, agent: String, informationState: String, action: String)
  /// An episode could not be replayed, for a reason that is a sentence.
  case replay(reason: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .notAccepted(let signal, let name, let found, let accepted):
      "--\(signal): \(name) is \"\(found)\"; accepted: \(accepted)."
    case .malformed(let reason): reason
    case .noSolution(let signal, let reason):
      "--\(signal) is made from the exact solution, and this run has none. " + (reason.map { "\($0) " } ?? "")
        + "Leave out --truth if it was given, make the scenario smaller or its memory shorter, or leave out --\(signal)."
    case .excluded(let reference, let agent, let informationState, let action):
      "--reference \(reference) never takes action \"\(action)\" of agent \"\(agent)\" in \"\(informationState)\", "
        + "which the behaviour policy took; a reference policy must take every action that is taken."
    case .replay(let reason): "--counterfactuals: \(reason)"
    }
  }
}
