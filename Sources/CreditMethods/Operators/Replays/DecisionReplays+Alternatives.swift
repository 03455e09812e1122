public import Simulation
public import Trajectories

extension DecisionReplays {
  /// What an agent might have done in a turn.
  public struct Alternative: Sendable {
    /// The action's name.
    public let action: String
    /// The behaviour policy's probability of it, in `0...1`.
    public let probability: Double
    /// Whether it is what the agent did.
    public let isTaken: Bool
    /// Its place among the agent's legal actions.
    fileprivate let index: Int
  }

  /// Replays of the decisions of a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch that is attributed.
  ///   - context: Where the simulation is, and the seed of the continuations.
  ///   - card: The method, for errors.
  ///   - noise: Which continuations share their draws.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` without a simulation of the batch.
  /// - Complexity: O(turns).
  public init(
    of batch: TrajectoryBatch, in context: AttributionContext, for card: MethodCard,
    noise: Replay.Noise = .independent
  ) throws(AttributionError) {
    let rollouts = try context.simulation(of: batch, for: card)
    if noise == .recorded, rollouts.plan == nil {
      throw .operand(
        OperandError(
          operation: "DecisionReplays(of:in:for:noise:)", operand: "noise", found: "recorded",
          accepted: "independent or common for recorded episodes, whose draws are not known"))
    }
    self.init(rollouts, noise: noise, seed: context.seed)
  }

  /// The legal actions of the agent, in the scenario's order, the one that it took among them.
  ///
  /// - Complexity: O(actions).
  public func alternatives(at place: Place) -> [Alternative] {
    let choices = choices(at: place)
    let taken = taken(at: place)
    let mdp = rollouts.mdp
    return choices.map { choice in
      Alternative(
        action: mdp.symbols.actions[mdp.information.choiceAction[choice]],
        probability: rollouts.policy.probability[choice], isTaken: choice == taken,
        index: choice - choices.lowerBound)
    }
  }

  /// Mean return from the turn on, over fresh continuations after one of the agent's actions.
  ///
  /// The recorded episode is not among them, so that the mean does not depend on what happened next.
  ///
  /// - Parameters:
  ///   - place: The decision.
  ///   - alternative: One of its ``alternatives(at:)``.
  ///   - continuations: How many, at least 1.
  ///   - cost: What has been simulated so far; these continuations are added.
  /// - Returns: In reward units, discounted to the turn.
  /// - Throws: ``AttributionError/operand(_:)`` for less than one continuation, and for an alternative of another decision
  ///   that this one does not have.
  /// - Complexity: O(continuations · turns that are left).
  public func meanReturn(
    at place: Place, after alternative: Alternative, continuations: Int, cost: inout ReplayCost
  ) throws(AttributionError) -> Double {
    let name: StaticString = "DecisionReplays.meanReturn(at:after:continuations:cost:)"
    try OperandError.check(continuations, of: "continuations", in: 1...Int.max, name)
    try OperandError.check(
      alternative.index, of: "the action's index", in: 0...choices(at: place).count - 1, name)
    return meanReturn(
      at: place, action: alternative.index, alternative: alternative.index, continuations: continuations,
      isRecorded: false, cost: &cost)
  }

  /// Recorded return from the turn of a decision on, in reward units, discounted to the turn.
  public func recordedReturn(at place: Place) -> Double { returns[place.index] }

  /// The credits that a rule gives to the decisions of the batch, and what their continuations cost.
  ///
  /// - Parameters:
  ///   - context: How many threads are used.
  ///   - card: The method, for errors.
  ///   - credit: The credit of a decision; what it simulates is added to the cost. It runs on several threads.
  /// - Throws: What the rule throws, and ``AttributionError/notFinite(method:episode:turn:agent:)`` for a credit that
  ///   overflowed.
  public func attribution(
    in context: AttributionContext, for card: MethodCard,
    _ credit: @Sendable (_ place: Place, _ cost: inout ReplayCost) throws(AttributionError) -> Double
  ) throws(AttributionError) -> Attribution {
    let found = try credits(context, credit)
    return try Attribution(finite: found.credits, of: rollouts.batch, method: card.id, cost: found.cost)
  }
}
