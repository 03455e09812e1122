/// Why a plan cannot be played.
public enum RolloutError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The plan has no episodes, or more than can be numbered.
  case episodesNotAccepted(groups: Int, groupSize: Int)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .episodesNotAccepted(let groups, let groupSize):
      "A plan has \(groups) groups of \(groupSize) episodes; accepted: at least 1 of each, and at most "
        + "\(Rollouts.Plan.mostEpisodes) episodes in all."
    }
  }
}

extension Rollouts.Plan {
  /// Episodes are numbered by 32 bits.
  static let mostEpisodes = Int(Int32.max)

  func check() throws(RolloutError) {
    let (episodes, overflow) = groups.multipliedReportingOverflow(by: groupSize)
    guard groups >= 1, groupSize >= 1, !overflow, episodes <= Self.mostEpisodes else {
      throw .episodesNotAccepted(groups: groups, groupSize: groupSize)
    }
  }
}
