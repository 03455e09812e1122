public import Trajectories

/// Restores the simulator at any turn of any simulated episode and plays on from there.
///
/// The exact node is restored, so the privileged state and every agent's memory are those of the episode. Draws are
/// Philox(seed; episode, turn, slot, alternative, continuation): independent of the episode's own draws and of the
/// order in which replays are asked for.
public struct Replay: Sendable {
  /// What happens in the restored turn.
  public enum FirstTurn: Sendable, Hashable {
    /// The recorded joint action.
    case recorded
    /// The recorded joint action, with one agent's action replaced by another legal one, named by its label.
    case replacing(AgentID, action: String)
    /// The policy draws every acting agent's action again.
    case resampled
  }

  /// How a replay went.
  public struct Result: Sendable, Hashable {
    /// Return from the restored turn on, that turn's reward undiscounted, in reward units.
    public let `return`: Double
    /// How it ended.
    public let status: OutcomeStatus
    /// Its terminal score.
    public let score: Double
    /// Turns that were simulated.
    public let turns: Int
  }

  private let rollouts: Rollouts
  private let walker: Walker
  private let draws: PhiloxStream

  /// Replays of simulated episodes.
  ///
  /// - Parameters:
  ///   - rollouts: The episodes.
  ///   - policy: The joint policy that plays on; the behaviour policy if not given.
  ///   - seed: Seed of the replays' draws.
  ///   - batch: Keeps apart the draws of batches that share a seed.
  public init(of rollouts: Rollouts, continuingWith policy: Policy? = nil, seed: UInt64, batch: UInt32 = 0) {
    self.rollouts = rollouts
    walker = Walker(rollouts.mdp, policy ?? rollouts.policy)
    draws = PhiloxStream(seed: seed, purpose: .replay, lane: batch)
  }

  /// Plays on from a turn of an episode.
  ///
  /// - Parameters:
  ///   - episode: Index of the episode in the batch.
  ///   - turn: Turn of the episode, from 0.
  ///   - first: What happens in that turn.
  ///   - continuation: Which of many independent continuations, in `0..<16_777_216`.
  /// - Throws: ``ReplayError`` for an episode, turn, agent or action that does not exist there.
  public func play(
    episode: Int, turn: Int, first: FirstTurn, continuation: Int = 0
  ) throws(ReplayError) -> Result {
    guard (0..<rollouts.batch.episodeCount).contains(episode) else {
      throw .noSuchEpisode(found: episode, count: rollouts.batch.episodeCount)
    }
    let turns = rollouts.batch.turns(of: episode)
    guard (0..<turns.count).contains(turn) else { throw .noSuchTurn(found: turn, count: turns.count) }
    guard (0..<Self.continuationLimit).contains(continuation) else {
      throw .noSuchContinuation(found: continuation, limit: Self.continuationLimit)
    }
    let index = turns.lowerBound + turn
    let finish: Finish
    switch first {
    case .recorded:
      finish = play(
        episode: episode, turn: turn, row: rollouts.row(ofTurn: index), slot: Self.noSlot, alternative: 0,
        continuation: continuation)
    case .resampled:
      finish = play(
        episode: episode, turn: turn, row: nil, slot: Self.noSlot, alternative: 1, continuation: continuation)
    case .replacing(let agent, let action):
      let (slot, alternative) = try find(agent, action, atTurn: index)
      finish = play(
        episode: episode, turn: turn, row: rollouts.row(ofTurn: index, replacing: slot, by: alternative),
        slot: slot,
        alternative: alternative, continuation: continuation)
    }
    let nodes = rollouts.mdp.nodes
    return Result(
      return: finish.return, status: nodes.endingStatus[Int(finish.ending)],
      score: nodes.endingScore[Int(finish.ending)], turns: Int(finish.turns))
  }

  /// Continuations that one address tells apart.
  package static let continuationLimit = 1 << 24
  /// Alternatives that one address tells apart.
  package static let alternativeLimit = 1 << 12
  /// The slot number of replays that replace nobody's action.
  private static let noSlot = 255

  /// Plays on from a turn with a joint action of its node, counted from the node's first; `nil`: the policy draws it.
  @inline(__always)
  package func play(
    episode: Int, turn: Int, row: Int?, slot: Int, alternative: Int, continuation: Int
  ) -> Finish {
    let node = rollouts.node[rollouts.batch.turns(of: episode).lowerBound + turn]
    let branch =
      UInt64(turn) << 44 | UInt64(slot & 255) << 36 | UInt64(alternative) << 24 | UInt64(continuation)
    var recorder = NoRecorder()
    return walker.play(
      from: node, turn: turn, forcedRow: row.map { Int(rollouts.mdp.nodes.rowStart[Int(node)]) + $0 },
      draws: draws,
      episode: UInt64(episode), branch: branch, into: &recorder)
  }

  private func find(
    _ agent: AgentID, _ action: String, atTurn index: Int
  ) throws(ReplayError) -> (slot: Int, alternative: Int) {
    let mdp = rollouts.mdp
    let slots = mdp.nodes.slots(of: Int(rollouts.node[index]))
    let acting = slots.map { mdp.agents[Int(mdp.information.agent[Int(mdp.nodes.slotInformation[$0])])] }
    guard let slot = acting.firstIndex(of: agent) else {
      throw .doesNotAct(agent: agent, acting: acting)
    }
    let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slots.lowerBound + slot]))
    let legal = choices.map { mdp.symbols.actions[mdp.information.choiceAction[$0]] }
    guard let alternative = legal.firstIndex(of: action) else {
      throw .illegalAction(agent: agent, found: action, legal: legal)
    }
    return (slot, alternative)
  }
}

extension Rollouts {
  /// The joint action of a turn, counted from the first of its node.
  package func row(ofTurn turn: Int) -> Int { row(ofTurn: turn, replacing: -1, by: 0) }

  /// The joint action of a turn in which one slot plays another of its actions.
  package func row(ofTurn turn: Int, replacing replaced: Int, by alternative: Int) -> Int {
    var row = 0
    for (index, slot) in mdp.nodes.slots(of: Int(node[turn])).enumerated() {
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      let decision = batch.decisions(of: turn).lowerBound + index
      row =
        row * choices.count + (index == replaced ? alternative : Int(choice[decision]) - choices.lowerBound)
    }
    return row
  }
}

/// Why a replay cannot be played.
public enum ReplayError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No such episode in the batch.
  case noSuchEpisode(found: Int, count: Int)
  /// The episode has no such turn.
  case noSuchTurn(found: Int, count: Int)
  /// The continuation's number is out of range.
  case noSuchContinuation(found: Int, limit: Int)
  /// The agent does not act at that turn.
  case doesNotAct(agent: AgentID, acting: [AgentID])
  /// The action is not legal for the agent at that turn.
  case illegalAction(agent: AgentID, found: String, legal: [String])

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noSuchEpisode(let found, let count): "There is no episode \(found); accepted: 0..<\(count)."
    case .noSuchTurn(let found, let count): "The episode has no turn \(found); accepted: 0..<\(count)."
    case .noSuchContinuation(let found, let limit):
      "There is no continuation \(found); accepted: 0..<\(limit)."
    case .doesNotAct(let agent, let acting):
      "Agent \"\(agent)\" does not act at that turn; acting: \(acting.map(\.name).joined(separator: ", "))."
    case .illegalAction(let agent, let found, let legal):
      "Action \"\(found)\" of agent \"\(agent)\" is not legal at that turn."
        + NearestName.hint(for: found, among: legal)
    }
  }
}
