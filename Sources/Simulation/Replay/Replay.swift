package import Ground
public import Trajectories

/// Restores the simulator at any turn of any episode, makes something different, and plays on from there.
///
/// Every draw is Philox(seed, batch; episode, turn, branch), where the branch names the restored turn, the place of
/// the agent whose action is replaced, the alternative and the continuation. So a result depends on what is asked for
/// and on nothing else: not on the number of threads, and not on what else is asked for.
public struct Replay: Sendable {
  /// What is restored of an episode.
  public enum Restoration: Sendable {
    /// The exact node: the privileged state, and what every agent remembers.
    case privileged
    /// What a trace shows of the turn; the rest is drawn from the belief, anew for every continuation.
    case publicState(PublicBelief)
    /// The start of the episode: the recorded decisions of the turns before are made again, with fresh noise. A
    /// decision that is not legal in the state that this leads to is drawn from the policy instead.
    case recordedActions
  }

  /// How draws are shared between interventions at the same turn of the same episode.
  ///
  /// Two replays share a draw if they make it in the same turn for the same purpose: the transition, or the action of
  /// the agent at the same place among those that act.
  public enum Noise: String, Sendable, CaseIterable, Codable {
    /// Every alternative has draws of its own.
    case independent
    /// Common random numbers: continuation `k` of every intervention has the same draws, so that equal trajectories
    /// have equal outcomes. Interventions at different turns have draws of their own.
    case common
    /// As ``common``; continuation 0 has the draws of the recorded episode itself, which it repeats where nothing is
    /// changed. Estimates stay unbiased given the state and the joint action, because neither depends on the draws that
    /// come after them. Only for simulated episodes whose privileged state is restored.
    case recorded
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

  /// The episodes.
  public let rollouts: Rollouts
  /// What is restored.
  public let restoration: Restoration
  /// How draws are shared.
  public let noise: Noise

  /// The policy that plays on, and then the others that interventions may name.
  package let policies: [TabularPolicy]
  let walker: Walker
  /// Plays what the tables lack; `nil` where they are complete.
  let lazy: LazyReplayer?
  /// Cumulative probabilities of every choice, policy after policy.
  let thresholds: [Double]
  package let draws: PhiloxStream
  /// The draws of the recorded episodes.
  private let recordedDraws: PhiloxStream?

  /// Replays of episodes.
  ///
  /// - Parameters:
  ///   - rollouts: The episodes.
  ///   - policy: The joint policy that plays on; the behaviour policy if not given.
  ///   - others: Policies that interventions may name, from index 1 on.
  ///   - restoration: What is restored.
  ///   - noise: How draws are shared. Replays with ``Noise/recorded`` are refused, with
  ///     ``ReplayError/noRecordedDraws``, unless the episodes were simulated and their privileged state is restored.
  ///   - seed: Seed of the replays' draws; batches that share it have draws of their own.
  public init(
    of rollouts: Rollouts, continuingWith policy: TabularPolicy? = nil, others: [TabularPolicy] = [],
    restoring restoration: Restoration = .privileged, noise: Noise = .independent, seed: UInt64
  ) {
    self.init(
      of: rollouts, continuingWith: policy, others: others, restoring: restoration, noise: noise, seed: seed,
      purpose: .replay)
  }

  /// Replays whose draws are those of a purpose.
  package init(
    of rollouts: Rollouts, continuingWith policy: TabularPolicy? = nil, others: [TabularPolicy] = [],
    restoring restoration: Restoration = .privileged, noise: Noise, seed: UInt64,
    purpose: PhiloxStream.Purpose
  ) {
    self.rollouts = rollouts
    self.restoration = restoration
    self.noise = noise
    policies = [policy ?? rollouts.policy] + others
    walker = Walker(rollouts.mdp, policies[0])
    let (mdp, policies) = (rollouts.mdp, policies)
    lazy = mdp.world.map {
      LazyReplayer($0, policies: policies.map { $0.source ?? NamedPolicy($0, on: mdp) })
    }
    thresholds = policies.flatMap(\.threshold)
    draws = PhiloxStream(seed: seed, purpose: purpose, lane: rollouts.lane)
    let isRestored = if case .privileged = restoration { true } else { false }
    recordedDraws = noise == .recorded && isRestored ? rollouts.recordedDraws : nil
  }

  /// Why a replay could not be played on, where there are no tables; `nil` if all could.
  package var failure: (any Error)? { lazy?.failure }

  /// Whether the draws that ``noise`` asks for are there.
  var hasDraws: Bool { noise != .recorded || recordedDraws != nil }

  /// Continuations that one address tells apart.
  package static let continuationLimit = 1 << 24
  /// Alternatives that one address tells apart.
  package static let alternativeLimit = 1 << 12
  /// Stands for a slot where nobody's action, or more than one, is replaced.
  package static let noSlot = 255

  /// Plays on from a turn with a joint action of its node, counted from the node's first; `nil`: the policy draws it.
  ///
  /// The node is the recorded one, whatever ``restoration`` says. Indices are not checked.
  ///
  /// - Parameters:
  ///   - slot: Place of the agent whose action is replaced, or ``noSlot``.
  ///   - alternative: Which of its alternatives, in `0..<4096`.
  @inline(__always)
  package func play(
    episode: Int, turn: Int, row: Int?, slot: Int, alternative: Int, continuation: Int
  ) -> Finish {
    let node = rollouts.node[rollouts.batch.turns(of: episode).lowerBound + turn]
    return play(
      from: node, turn: turn, row: row, episode: UInt64(episode),
      branch: address(turn: turn, slot: slot, alternative: alternative), continuation: continuation)
  }

  /// Plays on from any node at a turn.
  ///
  /// - Parameters:
  ///   - row: Joint action of the first turn, counted from the node's first; `nil`: the policy draws it.
  ///   - episode, branch: The address of the draws; see ``address(turn:slot:alternative:)``. The upper 32 bits of
  ///     `episode` are free for the caller, so that a tree of forks can give each of its nodes draws of its own.
  @inline(__always)
  package func play(
    from node: Int32, turn: Int, row: Int?, episode: UInt64, branch: UInt64, continuation: Int
  ) -> Finish {
    var recorder = NoRecorder()
    return play(
      from: node, turn: turn, row: row, episode: episode, branch: branch, continuation: continuation,
      into: &recorder)
  }

  @inline(__always)
  func play(
    from node: Int32, turn: Int, row: Int?, episode: UInt64, branch: UInt64, continuation: Int,
    into recorder: inout some TurnRecorder
  ) -> Finish {
    if let lazy {
      let stream = stream(episode: episode, branch: branch, continuation: continuation)
      return lazy.play(
        from: node, turn: turn, joint: row, draws: stream.draws, episode: stream.episode,
        branch: stream.branch)
    }
    let first = row.map { Int(rollouts.mdp.nodes.rowStart[Int(node)]) + $0 }
    if continuation == 0, let recordedDraws {
      return walker.play(
        from: node, turn: turn, forcedRow: first, draws: recordedDraws, episode: episode & 0xFFFF_FFFF,
        into: &recorder)
    }
    return walker.play(
      from: node, turn: turn, forcedRow: first, draws: draws, episode: episode,
      branch: branch | UInt64(continuation), into: &recorder)
  }

  /// The address of an intervention's draws at a turn, to which the continuation's number is added.
  @inline(__always)
  package func address(turn: Int, slot: Int, alternative: Int) -> UInt64 {
    noise == .independent
      ? UInt64(turn) << 44 | UInt64(slot & 255) << 36 | UInt64(alternative) << 24
      : UInt64(turn) << 44 | Self.sharedSlot << 36
  }

  /// Stands for the slot where interventions share their draws.
  private static let sharedSlot: UInt64 = 254

  /// The draws of a continuation, with the address that the recorded episode's draws have where they are used.
  @inline(__always)
  func stream(
    episode: UInt64, branch: UInt64, continuation: Int
  ) -> (draws: PhiloxStream, episode: UInt64, branch: UInt64) {
    if continuation == 0, let recordedDraws { return (recordedDraws, episode & 0xFFFF_FFFF, 0) }
    return (draws, episode, branch | UInt64(continuation))
  }
}

extension Rollouts {
  /// What keeps the draws of replays of this batch apart from those of others.
  package var lane: UInt32 { plan?.batch ?? 0 }

  /// The draws that the episodes were simulated with; `nil` for recorded episodes.
  var recordedDraws: PhiloxStream? {
    plan?.draws
  }
}
