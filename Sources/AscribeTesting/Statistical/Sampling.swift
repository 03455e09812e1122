/// How much a statistical expectation simulates, and how rarely it may be wrong.
///
/// An expectation decides after as many batches as it needs. It fails although what it expects is true with at most the
/// probability ``falseAlarmRate``, and passes with at most that probability although what it expects is missed by the
/// margin that it states.
public struct Sampling: Sendable, Hashable {
  /// Episodes of a batch; a multiple of ``groupSize``.
  public var episodes: Int
  /// Episodes of a group: they share a start, and group-relative methods compare them.
  public var groupSize: Int
  /// Further episodes a batch that critics are fitted to.
  public var fitEpisodes: Int
  /// Seed of every draw. A test with a fixed seed gives the same verdict in every run.
  public var seed: UInt64
  /// Largest probability of a wrong verdict, between 0 and 1/2.
  public var falseAlarmRate: Double
  /// Most batches; an expectation that needs more is an issue that says so.
  public var mostBatches: Int
  /// Most threads that simulate and attribute at once; the verdict does not depend on it.
  public var threads: Int

  /// Sampling with given numbers.
  ///
  /// Numbers that are not accepted (no episodes, a group size that does not divide them, a false-alarm rate outside of
  /// 0 to 1/2) are programmer errors.
  public init(
    episodes: Int = 64, groupSize: Int = 8, fitEpisodes: Int = 0, seed: UInt64 = 0,
    falseAlarmRate: Double = 1e-6, mostBatches: Int = 20_000, threads: Int = 2
  ) {
    precondition(
      episodes >= 1 && groupSize >= 1 && episodes % groupSize == 0, "\(episodes) in groups of \(groupSize)")
    precondition(
      fitEpisodes >= 0 && mostBatches >= 2 && threads >= 1, "numbers of episodes, batches and threads")
    precondition(falseAlarmRate > 0 && falseAlarmRate < 0.5, "a false-alarm rate of \(falseAlarmRate)")
    self.episodes = episodes
    self.groupSize = groupSize
    self.fitEpisodes = fitEpisodes
    self.seed = seed
    self.falseAlarmRate = falseAlarmRate
    self.mostBatches = mostBatches
    self.threads = threads
  }
}
