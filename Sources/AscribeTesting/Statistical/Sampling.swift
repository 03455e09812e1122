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
  /// 0 to 1/2) are an ``ExpectationError`` of the expectation or the experiment that samples.
  public init(
    episodes: Int = 64, groupSize: Int = 8, fitEpisodes: Int = 0, seed: UInt64 = 0,
    falseAlarmRate: Double = 1e-6, mostBatches: Int = 20_000, threads: Int = 2
  ) {
    self.episodes = episodes
    self.groupSize = groupSize
    self.fitEpisodes = fitEpisodes
    self.seed = seed
    self.falseAlarmRate = falseAlarmRate
    self.mostBatches = mostBatches
    self.threads = threads
  }

  /// Refuses numbers that cannot be sampled with.
  func check() throws(ExpectationError) {
    let most = Int(Int32.max)
    let wholeNumbers: [(name: String, value: Int, accepted: ClosedRange<Int>)] = [
      ("episodes", episodes, 1...most), ("groupSize", groupSize, 1...most),
      ("fitEpisodes", fitEpisodes, 0...most), ("mostBatches", mostBatches, 2...most),
      ("threads", threads, 1...most),
    ]
    for (name, value, accepted) in wholeNumbers where !accepted.contains(value) {
      throw ExpectationError(
        name, value, accepted: "a whole number in \(accepted.lowerBound)...\(accepted.upperBound)")
    }
    guard episodes % groupSize == 0 else {
      throw ExpectationError("episodes", episodes, accepted: "a multiple of groupSize, which is \(groupSize)")
    }
    guard falseAlarmRate > 0, falseAlarmRate < 0.5 else {
      throw ExpectationError("falseAlarmRate", falseAlarmRate, accepted: "a number between 0 and 0.5")
    }
  }
}
