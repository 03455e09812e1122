/// The scenarios that model families of tasks, at their small and large settings.
package struct FamilyListing: StoredResult, Hashable {
  /// `ascribe.families/1`.
  package static let schema = "ascribe.families/1"

  /// The scenarios, in the catalogue's order.
  package let families: [Family]

  /// One scenario.
  package struct Family: Sendable, Hashable, Codable {
    /// Its name, what it is, the survey's code of its family, and benchmarks of this structure.
    package let name, summary, code, benchmarks: String
    /// The small size and the large one.
    package let sizes: [Size]
  }

  /// A scenario at one of its sizes, under its own behaviour policy.
  package struct Size: Sendable, Hashable, Codable {
    /// `small` or `large`.
    package let size: String
    /// How its numbers are known: exactly where it was solved, and from episodes otherwise.
    package let truth: TruthSummary
    /// Agents, and the most turns of an episode.
    package let agents, horizon: Int
    /// States; absent where there are too many to count.
    package let states: Int?
    /// Exact value, success, mean turns and mean tokens; absent where it was not solved.
    package let exact: Exact?
    /// What episodes show.
    package let played: PlayedMetadata

    /// A size.
    package init(
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
  package struct Exact: Sendable, Hashable, Codable {
    /// The value of the policy, and its probability of success.
    package let value, success: Double

    /// Exact figures.
    package init(value: Double, success: Double) {
      self.value = value
      self.success = success
    }
  }

  /// A listing.
  package init(_ families: [Family]) { self.families = families }
}

extension FamilyListing.Family {
  /// A scenario with its sizes.
  package init(
    name: String, summary: String, code: String, benchmarks: String, of sizes: [FamilyListing.Size]
  ) {
    self.name = name
    self.summary = summary
    self.code = code
    self.benchmarks = benchmarks
    self.sizes = sizes
  }
}
