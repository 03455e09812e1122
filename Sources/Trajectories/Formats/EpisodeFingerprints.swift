import Ground

/// What tells the episodes of two traces apart that have the same names: 64 bits of hash of what was done and what came of it.
///
/// Hashed are the outcome, and of every turn the reward and who did what. States, observations and signals are not: they may be
/// written differently for the same episode.
package struct EpisodeFingerprints {
  private let batch: TrajectoryBatch
  private let agents: [UInt64]
  /// Of actions that were met; 0 for others.
  private var actions: [UInt64]

  init(_ batch: TrajectoryBatch) {
    self.batch = batch
    agents = batch.symbols.agents.names.map { StableHash($0).value }
    actions = [UInt64](repeating: 0, count: batch.symbols.actions.names.count)
  }

  /// The fingerprint of an episode.
  ///
  /// - Complexity: O(decisions), and the length of every action that is met first.
  mutating func value(of episode: Int) -> UInt64 {
    var sum = Self.mixed(0, UInt64(batch.episodes.status[episode].rawValue))
    sum = Self.mixed(sum, batch.episodes.score[episode])
    for turn in batch.turns(of: episode) {
      sum = Self.mixed(sum, batch.turns.reward[turn])
      for decision in batch.decisions(of: turn) {
        sum = Self.mixed(sum, agents[Int(batch.decisions.agent[decision])])
        sum = Self.mixed(sum, hash(ofAction: Int(batch.decisions.action[decision])))
      }
    }
    return sum
  }

  private mutating func hash(ofAction action: Int) -> UInt64 {
    if actions[action] == 0 { actions[action] = StableHash(batch.symbols.actions.names[action]).value }
    return actions[action]
  }

  /// Two numbers that are equal hash alike, 0 and -0 too.
  private static func mixed(_ sum: UInt64, _ number: Double) -> UInt64 { mixed(sum, (number + 0).bitPattern) }

  /// The finaliser of MurmurHash3 (Appleby, public domain) of a number and what was hashed so far.
  private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    var mixed = (sum &* 0x9E37_79B9_7F4A_7C15) ^ word
    mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ mixed >> 33
  }

  /// What tells a whole batch from another one: a hash of its episodes' names and fingerprints, as text.
  package static func text(of batch: TrajectoryBatch) -> String {
    var own = EpisodeFingerprints(batch)
    var sum: UInt64 = 0
    for episode in 0..<batch.episodeCount {
      sum = mixed(sum, StableHash(batch.episodeName(episode)).value)
      sum = mixed(sum, own.value(of: episode))
    }
    return sum.hexadecimal
  }

  /// The fingerprint that a text is; `nil` for another text.
  static func value(_ digits: String) -> UInt64? {
    digits.utf8.count == 16 && !digits.hasPrefix("+") ? UInt64(digits, radix: 16) : nil
  }
}
