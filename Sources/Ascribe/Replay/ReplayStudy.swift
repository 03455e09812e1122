import Ground
import CreditMethods
import CreditStatistics
import Trajectories
public import Simulation

/// Plays out what would have happened.
public struct ReplayStudy: Sendable {
  /// What is asked.
  public let plan: ReplayPlan
  private let solution: ExactSolution?
  private let belief: PublicBelief?
  private let replay: Replay

  /// A study of one decision.
  ///
  /// - Parameters:
  ///   - plan: What is asked.
  ///   - solution: The exact solution under the policy that plays on; without it there are no exact answers, and a
  ///     plan that restores public states cannot be run.
  public init(_ plan: ReplayPlan, _ solution: ExactSolution?) {
    self.plan = plan
    self.solution = solution
    let belief = solution.map { PublicBelief($0) }
    self.belief = belief
    replay = Replay(
      of: plan.rollouts, restoring: Self.restoration(plan.grade, belief), noise: plan.noise, seed: plan.seed)
  }

  private static func restoration(_ grade: ReplayPlan.Grade, _ belief: PublicBelief?) -> Replay.Restoration {
    switch grade {
    case .public: belief.map { .publicState($0) } ?? .privileged
    case .privileged: .privileged
    case .actions: .recordedActions
    }
  }

  /// Replays the decision.
  ///
  /// - Throws: ``StudyError`` for a plan that was changed to one that cannot be run, `ReplayError` for an episode, turn,
  ///   agent or action that is not there, `GSLError`.
  public func run() throws -> ReplayResult {
    try plan.check()
    guard solution != nil || plan.grade != .public else { throw ReplayError.unsolved }
    guard plan.bounding == nil || plan.grade == .privileged else { throw ReplayError.notBounded }
    let place = try Place(plan)
    let requests =
      [request(.none), request(counterfactual)]
      + place.legal.map { request(.replacing(plan.agent, at: plan.turn, by: $0)) }
    let outcomes = try replay.continuations(of: requests, count: plan.continuations, threads: plan.threads)
    let floors = try noiseFloors()
    var exact: [ReplayExpectation?] = []
    for request in requests {
      exact.append(try solution.map { try replay.expectation(of: request, in: $0) })
    }
    let alternatives = place.legal.indices.map { index in
      let policy = plan.rollouts.policy.probability[place.firstChoice + index]
      return ReplayResult.Alternative(
        action: place.legal[index], probability: policy,
        meanReturn: Descriptive.mean(of: Array(outcomes.returns[outcomes.rows(of: 2 + index)])),
        exact: exact[2 + index])
    }
    return ReplayResult(
      scenario: plan.names, memory: plan.rollouts.mdp.memory.description, trace: plan.trace, seed: plan.seed,
      noise: plan.noise, episode: plan.rollouts.batch.episodeName(plan.episode), turn: plan.turn,
      agent: plan.agent, taken: place.taken, instead: plan.action, acting: place.acting,
      continuations: plan.continuations, confidence: plan.confidence, contrast: plan.contrast,
      tier: plan.contrast.tier,
      factual: ReplayResult.Branch(
        action: place.taken, outcomes: try distribution(outcomes, 0), exact: exact[0],
        path: recordedPath),
      counterfactual: ReplayResult.Branch(
        action: plan.action ?? "its policy's draw", outcomes: try distribution(outcomes, 1), exact: exact[1],
        path: try path(of: requests[1])),
      difference: try difference(
        outcomes, 0, 1, exact: exact[0].flatMap { one in exact[1].map { one.return - $0.return } }),
      alternatives: alternatives,
      bounds: try plan.bounding.map {
        try ReplayBounds(plan, $0, ofTurn: place.index, slot: place.slot)
      }, noiseFloor: floors.map(\.floor),
      simulatedTurns: outcomes.simulatedTurns + floors.reduce(0) { $0 + $1.turns })
  }

  private var counterfactual: Intervention {
    plan.action.map { .replacing(plan.agent, at: plan.turn, by: $0) }
      ?? .deleting(turn: plan.turn, of: plan.agent, absence: .policy(0))
  }

  private func request(_ intervention: Intervention, alternative: Int? = nil) -> ReplayRequest {
    ReplayRequest(episode: plan.episode, turn: plan.turn, intervention, alternative: alternative)
  }

  private func distribution(_ outcomes: ReplayOutcomes, _ request: Int) throws -> OutcomeDistribution {
    let rows = outcomes.rows(of: request)
    let returns = Array(outcomes.returns[rows])
    guard let sorted = SortedSample.sorting(returns).optional else { throw ReplayError.returnsOverflow }
    let statuses = outcomes.statuses[rows]
    return OutcomeDistribution(
      successes: statuses.count { $0 == .success }, failures: statuses.count { $0 == .failure },
      truncations: statuses.count { $0 == .truncated },
      quantiles: [0, 0.25, 0.5, 0.75, 1].map { sorted.value(atShare: $0) },
      counts: OutcomeDistribution.counts(of: sorted),
      mean: Descriptive.mean(of: returns), standardDeviation: Descriptive.standardDeviation(of: returns),
      interval: try interval(of: returns))
  }

  private func difference(
    _ outcomes: ReplayOutcomes, _ first: Int, _ second: Int, exact: Double?
  ) throws -> ReplayResult.Difference {
    let differences = differences(outcomes, first, second)
    return ReplayResult.Difference(
      mean: Descriptive.mean(of: differences),
      standardError: Descriptive.standardErrorOfMean(of: differences),
      interval: try interval(of: differences),
      exact: exact)
  }

  private func interval(of values: [Double]) throws -> Measured<ConfidenceInterval> {
    if let obstacle = IntervalRule.single.obstacle(values, of: values.count) { return .undefined(obstacle) }
    return try .studentT(ofUnits: values, confidence: plan.confidence)
  }

  private func differences(_ outcomes: ReplayOutcomes, _ first: Int, _ second: Int) -> [Double] {
    zip(outcomes.rows(of: first), outcomes.rows(of: second)).map {
      outcomes.returns[$0] - outcomes.returns[$1]
    }
  }

  // MARK: Noise floor

  /// Two replicas of the factual branch under every grade that there is, with draws of their own.
  private func noiseFloors() throws -> [(floor: ReplayResult.NoiseFloor, turns: Int)] {
    let replicas = (1...2).map { request(.none, alternative: Replay.alternativeLimit - $0) }
    return try ReplayPlan.Grade.allCases.compactMap { grade in
      guard grade != .public || belief != nil else { return nil }
      let replay = Replay(of: plan.rollouts, restoring: Self.restoration(grade, belief), seed: plan.seed)
      let outcomes: ReplayOutcomes
      do throws(ReplayError) {
        outcomes = try replay.continuations(of: replicas, count: plan.continuations, threads: plan.threads)
      } catch {
        // A recorded episode may be in a public state that the policy never shows.
        guard case .unseenState = error, grade != plan.grade else { throw error }
        return nil
      }
      let count = Double(outcomes.returns.count)
      let pairs = zip(outcomes.rows(of: 0), outcomes.rows(of: 1))
      let disagreements = pairs.count {
        (outcomes.statuses[$0] == .success) != (outcomes.statuses[$1] == .success)
      }
      let floor = ReplayResult.NoiseFloor(
        restored: grade, meanReturn: Descriptive.mean(of: outcomes.returns),
        exact: try solution.map { try replay.expectation(of: replicas[0], in: $0).return },
        difference: try difference(outcomes, 0, 1, exact: solution.map { _ in 0 }),
        spread: Descriptive.standardDeviation(of: differences(outcomes, 0, 1)),
        disagreement: Double(disagreements) / Double(plan.continuations),
        unreached: Double(outcomes.reached.count { !$0 }) / count,
        substitutions: Double(outcomes.substitutions.reduce(0) { $0 + Int($1) }) / count)
      return (floor, outcomes.simulatedTurns)
    }
  }

  // MARK: One continuation

  /// The record, from the restored turn on.
  private var recordedPath: ReplayPath {
    let rollouts = plan.rollouts
    let turns = rollouts.batch.turns(of: plan.episode).dropFirst(plan.turn)
    let rewards = Array(rollouts.batch.turns.reward[turns])
    return ReplayPath(
      steps: turns.enumerated().map { offset, index in
        let node = Int(rollouts.node[index])
        let choices = rollouts.choice[rollouts.batch.decisions(of: index)].map { Int($0) }
        return ReplayPath.Step(
          turn: plan.turn + offset,
          state: rollouts.mdp.symbols.keys[rollouts.mdp.nodes.publicKey[node]],
          decisions: decisions(rollouts.mdp.decisions(choices, in: node)), reward: rewards[offset])
      },
      final: rollouts.batch.symbols.keys[rollouts.batch.episodes.final[plan.episode]],
      status: rollouts.batch.episodes.status[plan.episode],
      return: rewards.reversed().reduce(0) { $1 + rollouts.mdp.discount * $0 })
  }

  /// One continuation of a branch; where the episode was simulated and is restored exactly, the one that has the
  /// record's own draws.
  private func path(of request: ReplayRequest) throws(ReplayError) -> ReplayPath {
    let usesRecord = plan.rollouts.plan != nil && plan.grade == .privileged
    let replay =
      usesRecord ? Replay(of: plan.rollouts, noise: .recorded, seed: plan.seed) : self.replay
    let path = try replay.path(of: request)
    return ReplayPath(
      steps: path.steps.enumerated().map { index, step in
        ReplayPath.Step(
          turn: path.firstTurn + index, state: step.state,
          decisions: decisions(step.decisions), reward: step.reward)
      },
      final: path.final, status: path.status, return: path.return)
  }

  private func decisions(_ decisions: [(agent: AgentID, action: String)]) -> [ReplayPath.Decision] {
    decisions.map { ReplayPath.Decision(agent: $0.agent, action: $0.action) }
  }
}

/// Where a replay starts.
private struct Place {
  let acting: [AgentID]
  let taken: String
  let legal: [String]
  /// Index of the agent's first choice.
  let firstChoice: Int
  /// The turn of the batch, and the agent's place among those that act in it.
  let index, slot: Int

  init(_ plan: ReplayPlan) throws(ReplayError) {
    let batch = plan.rollouts.batch
    let mdp = plan.rollouts.mdp
    guard (0..<batch.episodeCount).contains(plan.episode) else {
      throw .noSuchEpisode(found: plan.episode, count: batch.episodeCount)
    }
    let turns = batch.turns(of: plan.episode)
    guard (0..<turns.count).contains(plan.turn) else {
      throw .noSuchTurn(found: plan.turn, accepted: 0..<turns.count)
    }
    guard mdp.agents.contains(plan.agent) else { throw .noSuchAgent(found: plan.agent, agents: mdp.agents) }
    index = turns.lowerBound + plan.turn
    let node = Int(plan.rollouts.node[index])
    acting = mdp.actingAgents(of: node).map { mdp.agents[$0] }
    guard let slot = acting.firstIndex(of: plan.agent) else {
      throw .doesNotAct(agent: plan.agent, turn: plan.turn, acting: acting)
    }
    self.slot = slot
    let slots = mdp.nodes.slots(of: node)
    legal = mdp.legalActions(ofSlot: slots.lowerBound + slot)
    firstChoice =
      mdp.information.choices(of: Int(mdp.nodes.slotInformation[slots.lowerBound + slot])).lowerBound
    let choice = Int(plan.rollouts.choice[batch.decisions(of: index).lowerBound + slot])
    taken = mdp.symbols.actions[mdp.information.choiceAction[choice]]
  }
}
