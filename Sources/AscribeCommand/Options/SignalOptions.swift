import ArgumentParser
import Ascribe

/// What methods are told about the episodes beside what happened in them.
struct SignalOptions: ParsableArguments {
  @Option(
    help:
      "Simulate a judge of decisions, for methods that read \"judge\" or \"process\": exact, or 'error=0.2,bias=none|outcome|recency,granularity=decision|turn,labels=binary|deviation,ties=good|bad'."
  )
  var judge: String?

  @Option(
    help:
      "Simulate a belief in success, for methods that read \"belief\": exact, or 'noise=0.1,given=history|state|node'."
  )
  var belief: String?

  @Option(help: "Record log-probabilities of a reference policy: uniform, default, or tempered:T.")
  var reference: String?

  @Flag(help: "Record the exact entropy of the policy at every decision.")
  var entropy = false

  @Option(help: "Simulate a judge's evaluation factors of decisions: exact, or 'error=0.1'.")
  var factors: String?

  @Option(
    help: "Record the scores of replays without each agent: 'continuations=1,others=resampled|kept'.")
  var counterfactuals: String?

  /// The options that were given.
  var used: [String] {
    [
      (judge != nil, "--judge"), (belief != nil, "--belief"), (reference != nil, "--reference"),
      (entropy, "--entropy"), (factors != nil, "--factors"), (counterfactuals != nil, "--counterfactuals"),
    ].filter(\.0).map(\.1)
  }

  /// The signals that were asked for.
  ///
  /// - Throws: `SignalError` for an unknown setting or a value that is not accepted.
  func signals() throws(SignalError) -> SimulatedSignals {
    var signals = SimulatedSignals()
    if let judge { signals.judge = try JudgeSignal(judge) }
    if let belief { signals.belief = try BeliefSignal(belief) }
    if let reference { signals.reference = try ReferenceSignal(reference) }
    signals.recordsEntropy = entropy
    if let factors { signals.factors = try FactorSignal(factors) }
    if let counterfactuals { signals.counterfactuals = try CounterfactualSignal(counterfactuals) }
    return signals
  }
}
