public import CreditMethods
public import Simulation
public import Trajectories

/// What is asked about one decision of one episode: what would have happened, had the agent acted otherwise?
public struct ReplayPlan: Sendable {
  /// How much of the episode is restored.
  public enum Grade: String, Sendable, CaseIterable, Codable {
    /// The exact state, and what every agent remembers.
    case privileged
    /// What a trace shows of the turn; the rest is drawn from the exact belief of the policy.
    case `public`
    /// The start: the recorded actions of the turns before are made again, with fresh noise.
    case actions
  }

  /// The episodes, and the policy that plays on.
  public var rollouts: Rollouts
  /// Index of the episode.
  public var episode: Int
  /// The turn that is restored, from 0.
  public var turn: Int
  /// Whose decision is replaced.
  public var agent: AgentID
  /// What the agent does instead; `nil`: its policy draws anew.
  public var action: String?
  /// Continuations of each branch, at least 1.
  public var continuations: Int
  /// How much is restored.
  public var grade: Grade
  /// Whether branches share their draws.
  public var noise: Replay.Noise
  /// Seed of every draw.
  public var seed: UInt64
  /// Most threads; the result does not depend on it.
  public var threads: Int
  /// Confidence of every interval.
  public var confidence = 0.95
  /// How what infinitely many continuations would give is bounded; `nil` where it is not. It takes episodes that a
  /// `LazySimulator` played, restored privileged.
  public var bounding: BoundedTruthPlan?
  /// What the user called the scenario and the policy, for the result.
  public var names = ScenarioNames()
  /// The file that the episodes were read from, for the result; `nil` for simulated ones.
  public var trace: String?

  /// Most continuations of a branch.
  package static let mostContinuations = 1_000_000

  /// A plan.
  ///
  /// - Throws: ``StudyError`` for numbers that are not accepted. Whether the episode has such a turn, agent and action is
  ///   seen when it is replayed.
  public init(
    of rollouts: Rollouts, episode: Int, turn: Int, agent: AgentID, action: String? = nil,
    continuations: Int = 1000, grade: Grade = .privileged, noise: Replay.Noise = .common, seed: UInt64,
    threads: Int = 1
  ) throws(StudyError) {
    self.rollouts = rollouts
    self.episode = episode
    self.turn = turn
    self.agent = agent
    self.action = action
    self.continuations = continuations
    self.grade = grade
    self.noise = noise
    self.seed = seed
    self.threads = threads
    try check()
  }

  /// Refuses what cannot be run.
  func check() throws(StudyError) {
    try StudyError.check("continuations", continuations, in: 1...Self.mostContinuations)
    try StudyError.check("threads", threads, in: 1...StudyPlan.mostThreads)
    try StudyError.check("cells of a bounded truth", bounding?.cells ?? 1, in: 1...1_000_000_000)
    guard confidence > 0, confidence < 1 else { throw .confidenceNotAccepted(found: confidence) }
  }

  /// What the replay compares.
  public var contrast: Contrast {
    let restored: Contrast.Restored =
      switch grade {
      case .privileged: .privilegedState
      case .public: .publicState
      case .actions: .recordedActions
      }
    return Contrast(
      reference: action.map { .action($0) } ?? .policy, restored: restored,
      support: action == nil ? .policy : .declared)
  }
}
