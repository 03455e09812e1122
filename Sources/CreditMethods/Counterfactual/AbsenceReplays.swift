import Trajectories
import Simulation

/// What is missed when an agent, or a whole turn, does nothing of note: the return as it was, less the mean return of
/// replays in which a declared absence takes its place.
///
/// The recorded return is the first sample of the factual side; `continuations` - 1 replays are added to it.
struct AbsenceReplays: Sendable {
  /// Whose influence is deleted.
  enum Unit: Sendable {
    /// Each agent's own decision, one after the other.
    case decision
    /// All decisions of a turn at once.
    case turn
  }

  /// What takes the place of what was done.
  enum Absence: String, CaseIterable {
    /// The scenario's default action.
    case defaultAction = "default"
    /// A draw from the behaviour policy.
    case policy

    var rule: Intervention.Rule { self == .defaultAction ? .defaultAction : .policy(0) }
  }

  let unit: Unit
  /// What takes the place of what was done.
  let absence: Absence
  /// Whether the absence lasts to the end, or one turn only.
  let lasts: Bool
  /// Which recorded decisions of others stand.
  let keeping: Intervention.Keeping
  /// Samples of either side, at least 1.
  let continuations: Int
  /// Whether both sides share their draws.
  let isCoupled: Bool

  /// What they compare.
  var contrast: Contrast {
    Contrast(
      unit: unit == .turn ? .turn : lasts ? .agent : .decision, teammates: unit == .turn ? .none : .kept,
      reference: absence == .defaultAction ? .defaultAction : .policy,
      continuation: keeping == .everything ? .recordedDecisions : .behaviourPolicy,
      support: absence == .defaultAction ? .declared : .policy)
  }

  /// One number a decision: what was missed without its unit.
  ///
  /// - Throws: ``AttributionError`` if the context has no simulation of the batch.
  /// - Complexity: O(units · continuations · turns).
  func callAsFunction(
    _ batch: TrajectoryBatch, for card: MethodCard, in context: AttributionContext
  ) throws(AttributionError) -> (credits: [Double], cost: ReplayCost) {
    let rollouts = try context.simulation(of: batch, for: card)
    let replay = Replay(
      of: rollouts, noise: (isCoupled ? ReplayNoise.common : .independent).engine(for: rollouts),
      seed: context.seed)
    let returns = discountedReturns(
      of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: rollouts.mdp.discount)
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      do throws(ReplayError) {
        return try credits(of: episode, replay, returns)
      } catch {
        throw AttributionError(error, method: card.id)
      }
    }
    return (parts.flatMap(\.0), .sum(parts.map(\.1)))
  }

  private func credits(
    of episode: Int, _ replay: Replay, _ returns: [Double]
  ) throws(ReplayError) -> ([Double], ReplayCost) {
    let batch = replay.rollouts.batch
    let turns = batch.turns(of: episode)
    var requests: [ReplayRequest] = []
    for turn in turns.indices.map({ $0 - turns.lowerBound }) {
      requests += absences(episode, turn, batch, horizon: replay.rollouts.mdp.horizon)
    }
    let without = try replay.continuations(of: requests, count: continuations)
    var cost = ReplayCost(replays: requests.count * continuations, turns: without.simulatedTurns)
    var credits: [Double] = []
    var request = 0
    for turn in turns {
      var total = returns[turn]
      if continuations > 1 {
        let with = try replay.continuations(
          of: [
            ReplayRequest(
              episode: episode, turn: turn - turns.lowerBound, Intervention(keeping: keeping), alternative: 0)
          ],
          count: continuations - 1, from: 1)
        total += with.returns.reduce(0, +)
        cost += ReplayCost(replays: continuations - 1, turns: with.simulatedTurns)
      }
      let decisions = batch.decisions(of: turn).count
      for _ in 0..<(unit == .turn ? 1 : decisions) {
        let missed = total / Double(continuations) - without.meanReturn(of: request)
        credits += [Double](repeating: missed, count: unit == .turn ? decisions : 1)
        request += 1
      }
    }
    return (credits, cost)
  }

  /// One request a unit of a turn.
  private func absences(
    _ episode: Int, _ turn: Int, _ batch: TrajectoryBatch, horizon: Int
  ) -> [ReplayRequest] {
    let decisions = batch.decisions(of: batch.turns(of: episode).lowerBound + turn)
    let agents: [AgentID?] =
      unit == .turn
      ? [nil] : decisions.map { AgentID(batch.symbols.agents[batch.decisions.agent[$0]]) }
    let end = lasts ? horizon : turn + 1
    return agents.enumerated().map { index, agent in
      ReplayRequest(
        episode: episode, turn: turn,
        Intervention(
          keeping: keeping, [Intervention.Change(of: agent, in: turn..<end, to: absence.rule)]),
        alternative: index + 1)
    }
  }
}

/// How the draws of alternatives belong together.
enum ReplayNoise: String, CaseIterable {
  /// Every alternative has draws of its own.
  case independent
  /// Common random numbers: continuation k of all alternatives of a turn has the same draws, the first one those of the
  /// recorded episode.
  case common

  static let help =
    "alternatives have draws of their own, or share them, the first continuation with the recorded episode"

  /// The engine's word; recorded traces have no draws to share with.
  func engine(for rollouts: Rollouts) -> Replay.Noise {
    switch self {
    case .independent: .independent
    case .common: rollouts.plan == nil ? .common : .recorded
    }
  }
}

/// What replays without something need to be told.
struct AbsenceParameters: ParameterGroup {
  @Parameter(
    "what takes the place of what was done: the scenario's default action, or a draw from the policy")
  private var absence = AbsenceReplays.Absence.defaultAction
  @Parameter("M, continuations with and without; the recorded episode is the first one with", in: 1...4096)
  private var continuations = 1
  @Parameter(ReplayNoise.help) private var noise = ReplayNoise.independent

  /// The replays that they make.
  func replays(
    without unit: AbsenceReplays.Unit, lasting lasts: Bool = false,
    keeping: Intervention.Keeping = .restoredTurn
  ) -> AbsenceReplays {
    AbsenceReplays(
      unit: unit, absence: absence, lasts: lasts, keeping: keeping, continuations: continuations,
      isCoupled: noise == .common)
  }
}
