/// The scenarios that model families of tasks, at their small and large settings.
public struct FamilyListing: StoredResult, Hashable {
  /// `ascribe.families/1`.
  public static let schema = "ascribe.families/1"

  /// The scenarios, in the catalogue's order.
  public let families: [Family]

  /// One scenario.
  public struct Family: Sendable, Hashable, Codable {
    /// Its name, what it is, the survey's code of its family, and benchmarks of this structure.
    public let name, summary, code, benchmarks: String
    /// The small size and the large one.
    public let sizes: [Size]
  }

  /// A scenario at one of its sizes, under its own behaviour policy.
  public struct Size: Sendable, Hashable, Codable {
    /// `small` or `large`.
    public let size: String
    /// How its numbers are known: exactly where it was solved, and from episodes otherwise.
    public let truth: TruthSummary
    /// Agents, and the most turns of an episode.
    public let agents, horizon: Int
    /// States; absent where there are too many to count.
    public let states: Int?
    /// Exact value, success, mean turns and mean tokens; absent where it was not solved.
    public let exact: Exact?
    /// What episodes show.
    public let played: PlayedMetadata

    /// A size.
    public init(
      _ size: String, truth: TruthSummary, agents: Int, horizon: Int, states: Int?, exact: Exact?,
      played: PlayedMetadata
    ) {
      self.size = size
      self.truth = truth
      self.agents = agents
      self.horizon = horizon
      self.states = states
      self.exact = exact
      self.played = played
    }
  }

  /// What is exact at a size.
  public struct Exact: Sendable, Hashable, Codable {
    /// The value of the policy, and its probability of success.
    public let value, success: Double

    /// Exact figures.
    public init(value: Double, success: Double) {
      self.value = value
      self.success = success
    }
  }

  /// A listing.
  public init(_ families: [Family]) { self.families = families }
}

extension FamilyListing.Family {
  /// A scenario with its sizes.
  public init(name: String, summary: String, code: String, benchmarks: String, of sizes: [FamilyListing.Size])
  {
    self.name = name
    self.summary = summary
    self.code = code
    self.benchmarks = benchmarks
    self.sizes = sizes
  }
}
