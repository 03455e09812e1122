import Simulation

/// Where the values of states come from that a ``StateEvaluator`` gives.
struct EvaluatorParameters: ParameterGroup {
  @Parameter("where state values come from: continuations, the exact solution, or the batch's own means")
  var values = StateEvaluator.Source.replay
  @Parameter("K, continuations from a state (replay)", in: 1...4096) var continuations = 1
  @Parameter("what a continuation restores: the exact state, or only what a trace shows of it (replay)")
  var restore = StateEvaluator.Restoration.privileged
  @Parameter(ParameterHelp.rewardOfTrace, among: [.score, .trace]) var reward = RewardConvention.score
  @Parameter("what identifies the state of a turn (trace)") var key = StateKey.state
  @Parameter var node: TreeNodes
  let truncation = TruncationParameters()

  /// The defaults.
  ///
  /// - Parameters:
  ///   - continuations: K when nothing is said.
  ///   - node: The nodes of a trace when nothing is said.
  init(continuations: Int, node: TreeNodes) {
    _node =
      node == .auto
      ? Parameter(
        wrappedValue: node,
        "the nodes of the batch: histories with shape=tree and states with shape=chain, or what is said (trace)"
      )
      : Parameter(wrappedValue: node, TreeNodes.help, among: [.history, .state])
    self.continuations = continuations
  }

  /// What the change of such values over a unit compares; `nil` where they are read from a trace.
  func contrast(
    unit: Contrast.Unit = .turn, reference: Contrast.Reference = .policy
  ) -> Contrast? {
    guard values != .trace else { return nil }
    return Contrast(
      unit: unit, teammates: .none, reference: reference,
      restored: restore == .publicState && values == .replay ? .publicState : .privilegedState)
  }
}
