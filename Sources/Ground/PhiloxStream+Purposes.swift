/// All streams of random numbers that Ascribe draws from, so that none overlaps another by accident.
///
/// A stream is one 64-bit word of Philox's key beside the seed. Its upper half tells the families apart:
///
/// | stream | family |
/// | --- | --- |
/// | 0, lower half a ``Resample`` | resamples of statistics |
/// | 0, or a word that the caller chose | orders of players in games that a caller made, of the library `CoalitionGames` |
/// | a ``Purpose``, lower half the batch | play and what learns from it |
/// | highest bit set | orders of players in games of turns, by batch and turn |
///
/// Within a stream, the address (episode, turn, draw, branch) tells draws apart; what each word of it means is said at
/// the purpose. A new kind of draw gets a purpose of its own here.
extension PhiloxStream {
  /// What the draws of a batch are for.
  package enum Purpose: UInt64, Sendable, CaseIterable {
    /// The start of an episode of play. Address: group.
    case start = 1
    /// Actions and transitions of play. Address: episode, turn; words by agent.
    case rollout = 2
    /// Actions and transitions of continuations after a decision. Address: episode, turn; the branch is the replay.
    case replay = 3
    /// What an agent might have done instead. Address: episode, turn, draw; the branch is the agent's slot. The judge of
    /// `int` draws at ``judgementDraw``, the reward model of `red` one beyond. The judge of `lare` has draw: the place of the decision in its turn, and
    /// branch 0, so its errors fall together with the alternatives of a first agent for the same seed; no method reads
    /// both.
    case resampling = 4
    /// Random play that looks for breaches of a scenario's rules. Address: episode, turn; draw 0 the transition, 1 the
    /// joint action.
    case exploration = 5
    /// Like ``rollout``, for the batches that critics are fitted on.
    case fitting = 6
    /// Like ``start``, for the batches that critics are fitted on.
    case fittingStart = 7
    /// Like ``replay``, for the truth that credits are held against. At ``choiceOfDecisions`` it is drawn which decisions it
    /// is sampled for. Address: decision.
    case truth = 8
    /// Play in which some agents are absent. Address: game, turn; the branch is the coalition's play.
    case coalition = 16
    /// First parameters of mixing critics. Address: episode 0 the noise of utilities (draw: the choice's name), 1 the
    /// hidden units, 1 + agents the orders of `shaq` and `sqddpg` (turn: the order).
    case mixing = 24
    /// Networks of critics. Address: episode 0 the first parameters (turn: the parameter), 1 the order of rows (turn: the
    /// epoch).
    case criticNetwork = 32
    /// Training. Address: episode 0 a starting policy (lane: which one; turn: the parameter), 1 the order of episodes in an
    /// epoch (turn: the epoch; draw: the episode), 2 the noise of a control arm (turn: the decision), 3 its bias (lane: the
    /// run; turn: the choice), 4 the order of shuffled credits (turn: the decision), 5 a starting policy without tables (lane: which one; turn: the
    /// hash of the parameter's name). Otherwise the lane is the batch.
    case training = 40
    /// Errors of simulated signals: labels of judges, beliefs, factors. Address: episode, turn; draw: the place of the decision in
    /// its turn for a judge, and far beyond for the others.
    case signals = 48
    /// Like ``signals``, for the batches that critics are fitted on.
    case fittingSignals = 49

    /// Which runs of a sweep are made. Address: place in the draw.
    case sweep = 57
    /// Parameters of scenarios whose family is audited (lane: the family). Address: parametrisation, parameter, attempt.
    case audit = 58
    /// Models of recorded episodes, drawn from their posterior. Address: the hash of the task's name, that of a state, or of a state
    /// and what was done there, the draw; the branch counts blocks. Names, not places, so that neither the order of episodes
    /// nor what stands beside a task moves a draw.
    case posterior = 56
  }

  /// What the resamples of a statistic are for. Address: resample, block of the resample's words, sample.
  package enum Resample: UInt64, Sendable, CaseIterable {
    /// Drawing units with replacement: "boot".
    case bootstrap = 0x626F_6F74
    /// Putting units in another order: "perm".
    case permutation = 0x7065_726D
    /// Joining episodes anew at common states: "join". Address: the set of episodes, the step.
    case rejoining = 0x6A6F_696E
  }

  /// Beyond every number of a draw of ``Purpose/resampling`` that stands for an action.
  package static let judgementDraw: UInt64 = 1 << 40

  /// A draw of ``Purpose/truth`` that no continuation has.
  package static let choiceOfDecisions: UInt64 = 1 << 41

  /// The stream of a purpose. `lane` keeps apart the batches (or other repetitions) of one run.
  package init(seed: UInt64, purpose: Purpose, lane: UInt32 = 0) {
    self.init(seed: seed, word: purpose.rawValue << 32 | UInt64(lane))
  }

  /// The stream of the resamples of a statistic.
  package init(seed: UInt64, resample: Resample) {
    self.init(seed: seed, word: resample.rawValue)
  }

  /// The stream of a game's orders of players. Address: sampling unit, part of it, block of its words.
  ///
  /// - Parameter game: The word that the game was made with: ``game(batch:turn:)``, or the caller's.
  package init(seed: UInt64, game: UInt64) {
    self.init(seed: seed, word: game)
  }

  /// The word of the game of a batch's turn. Purposes are below 2^31; the highest bit keeps these streams apart.
  package static func game(batch: UInt32, turn: UInt32) -> UInt64 {
    1 << 63 | UInt64(batch) << 31 | UInt64(turn)
  }
}
