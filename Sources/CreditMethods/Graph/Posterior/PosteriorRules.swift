import Trajectories

/// How the model of recorded episodes is made of what is counted in them.
struct PosteriorRules: Sendable {
  /// Which outcomes an action may have.
  enum Support: String, CaseIterable {
    /// Those seen at the state, whatever was done.
    case state
    /// Those that were seen after it.
    case seen
  }

  /// How the pseudo-count is given to outcomes.
  enum Prior: String, CaseIterable {
    /// As it is to each.
    case each
    /// Divided among them.
    case shared
  }

  /// What is known of the policy that acted.
  enum Policy: String, CaseIterable {
    /// What was done: a distribution of its own, from the counts.
    case counts
    /// The shares of what was done, taken as exact.
    case empirical
    /// The recorded log-probabilities, taken as exact.
    case logprob
  }

  /// What an episode ends with that the horizon cut off.
  enum Cut: String, CaseIterable {
    /// With a value that is not known.
    case interval
    /// Like a failure.
    case failure
    /// Nothing: it is left out.
    case omit
  }

  var alpha = 0.5
  var prior = Prior.each
  var alphaPolicy = 0.0
  var policy = Policy.counts
  var support = Support.state
  /// Whether what was never seen may happen.
  var allowsElsewhere = true
  var cut = Cut.interval
  var discount = 0.98
  /// Values that what was never seen, and what follows a cut, may have.
  var unknown: ClosedRange<Double> = 0...1
}

/// What follows a turn that leads to no node.
enum PosteriorBoundary {
  static let success: Int32 = -1
  static let failure: Int32 = -2
  /// The horizon cut the episode off.
  static let cut: Int32 = -3
  /// What was never seen.
  static let elsewhere: Int32 = -4
}
