public import CreditMethods
public import Ground
public import Trajectories

/// What a trace offers to methods, what became of it in their credits, and how far the methods go together.
public struct TraceResult: StoredResult, Hashable {
  /// `ascribe.attribution/2`.
  public static let schema = "ascribe.attribution/2"

  /// Seed of the methods' own draws.
  public let seed: UInt64
  /// Sizes of the trace.
  public let episodes, turns, decisions: Int
  /// Aborted episodes, which belong to no group; absent if there is none.
  public let aborted: Int?
  /// How long the episodes are, without the aborted ones; absent without any, and in results of versions that did not say it.
  public let lengths: EpisodeLengthSummary?
  /// Agents in the order of the trace.
  public let agents: [AgentID]
  /// The ways in which the methods see the trace.
  public let views: [View]
  /// The methods, in the order in which they were asked for.
  public let methods: [Method]
  /// The methods in pairs; absent if no comparison was asked for.
  public let comparison: [Pair]?
  /// What a reader of the credits should know, in sentences.
  public let notes: [String]
  /// Whether the credits can be trusted, method by method; absent if that was not asked for.
  public let trust: [Trust]?
  /// Credit at two levels; absent if that was not asked for.
  public let levels: TwoLevels?

  /// The trace as some of the methods see it: by their states and returns.
  public struct View: Sendable, Hashable, Codable {
    /// What identifies a state, and what the return of an episode is made of.
    public let key, reward: String
    /// Groups: of how many, none succeeds, all returns are equal, or there is one episode.
    public let groups, groupsWithoutSuccess, groupsWithoutVariance, groupsOfOne: Int
    /// States: how many are in two episodes of a task, in a single turn, or without a path to success.
    public let states, sharedStates, singletonStates, unreachableStates: Int
    /// Turns whose state another episode of the task visits too.
    public let turnsInSharedStates: Int
    /// Their share of all turns, in `0...1`.
    public let shareOfTurnsInSharedStates: Double
    /// Steps of episodes by their outcome, and those of them that move nearer to success, or do not.
    public let stepsInFailures, nearerStepsInFailures, stepsInSuccesses, idleStepsInSuccesses: Int
    /// The shares of these, in `0...1`.
    public let nearerShareOfFailures, idleShareOfSuccesses: Measured<Double>

    /// Its name in tables.
    public var name: String { "key=\(key) reward=\(reward)" }
  }

  /// One method on the trace.
  public struct Method: Sendable, Hashable, Codable {
    /// The method as it was asked for, its identifier, and where it was published.
    public let label, id, source: String
    /// Which of the views is the method's.
    public let key, reward: String
    /// Every parameter, defaults included, as `ParameterValue/written`.
    public let parameters: [String: ParameterValue]
    /// What of it was not verified.
    public let unverified: [String]
    /// Number of credits, one a decision to which something was assigned.
    public let credits: Int
    /// Decisions to which nothing was assigned; absent if there is none.
    public let withoutCredit: Int?
    /// Truncated episodes that were bootstrapped; absent if there is none.
    public let cuts: CutEpisodes?
    /// How many values a table gives, and how many of them rest on one turn; absent without a table that the judged episodes
    /// are part of.
    public let values: ValueSupport?
    /// What its intervals leave certain, relative to the method's model; absent for a method that gives none.
    public let intervals: IntervalCounts?
    /// Credits that are 0, by what explains them.
    public let zeroCredits: Zeros
    /// How the fits ended that the credits rest on; absent if nothing was fitted.
    public let fits: CriticFits?
    /// Where its credits were written; absent if they were not.
    public let file: String?
    /// What its credits claim to be; absent in results of versions that did not say it.
    public let card: CreditCard?
  }

  /// Credits that are 0.
  public struct Zeros: Sendable, Hashable, Codable {
    /// All of them; those in groups without variance of the return; of the rest those in states that a single turn starts
    /// in; those that neither explains.
    public let count, inGroupsWithoutVariance, inSingletonStates, unexplained: Int
  }

  /// Two methods, over all agents or on the decisions of one.
  public struct Pair: Sendable, Hashable, Codable {
    /// Labels of the methods.
    public let first, second: String
    /// The agent whose decisions are compared; absent for all.
    public let agent: AgentID?
    /// Mean over groups of the rank correlation of the credits, and share of decisions with the same sign.
    public let spearman, signAgreement: Measured<Double>
    /// Groups on which the correlation is defined, and decisions to which both give a credit other than 0.
    public let groups, signedDecisions: Int
  }

  /// What was collected.
  ///
  /// - Parameters:
  ///   - collector: What was found.
  ///   - seed: Seed of the methods' own draws.
  ///   - files: Where the credits of each method were written; empty if they were not.
  ///   - notes: What is to be said beside the collector's own notes.
  ///   - trust: What was found when episodes were left out; `nil` if that was not asked for.
  ///   - levels: Credit at two levels; `nil` if that was not asked for.
  ///   - threads: Threads to use; the result does not depend on them.
  public init(
    _ collector: TraceCollector, seed: UInt64, files: [String] = [], notes: [String] = [],
    trust: CreditTrust? = nil, levels: TwoLevels? = nil, threads: Int = 1
  ) {
    self.seed = seed
    episodes = collector.episodes
    turns = collector.turns
    decisions = collector.decisions
    aborted = collector.aborted == 0 ? nil : collector.aborted
    lengths = collector.lengths.summary
    agents = collector.agents
    let episodes = episodes
    views = collector.views.map(View.init)
    methods = collector.methods.enumerated().map { index, method in
      Method(
        method, collector.views[method.view], file: files.indices.contains(index) ? files[index] : nil,
        claim: CreditCard(
          method.request, onTraceOf: episodes, seed: seed, methods: collector.methods.count))
    }
    comparison = collector.comparison.map { $0.pairs.map(Pair.init) }
    self.notes = collector.notes + notes
    self.levels = levels
    self.trust = trust?.summed(collector, seed: seed, threads: threads)
  }

  /// What does not fit together, for a result that was read.
  public var flaw: String? {
    guard let trust, trust.count != methods.count else { return nil }
    return "trust of \(trust.count) methods, and there are \(methods.count)"
  }
}

extension TraceResult.View {
  init(_ view: TraceCollector.View) {
    key = view.key.rawValue
    reward = view.reward.rawValue
    groups = view.summary.groups
    groupsWithoutSuccess = view.summary.groupsWithoutSuccess
    groupsWithoutVariance = view.summary.groupsWithoutVariance
    groupsOfOne = view.summary.groupsOfOne
    states = view.summary.states
    sharedStates = view.summary.sharedStates
    singletonStates = view.summary.singletonStates
    unreachableStates = view.graph.unreachableStates
    turnsInSharedStates = view.summary.turnsInSharedStates
    shareOfTurnsInSharedStates = view.summary.sharedTurnShare
    stepsInFailures = view.graph.stepsInFailures
    nearerStepsInFailures = view.graph.nearerStepsInFailures
    stepsInSuccesses = view.graph.stepsInSuccesses
    idleStepsInSuccesses = view.graph.idleStepsInSuccesses
    nearerShareOfFailures = view.graph.nearerShareOfFailures.map { .value($0) } ?? .undefined(.noUnits)
    idleShareOfSuccesses = view.graph.idleShareOfSuccesses.map { .value($0) } ?? .undefined(.noUnits)
  }
}

extension TraceResult.Method {
  init(_ method: TraceCollector.Method, _ view: TraceCollector.View, file: String?, claim: CreditCard) {
    let card = method.request.card
    label = method.request.label
    id = card.id
    source = card.source
    key = view.key.rawValue
    reward = view.reward.rawValue
    parameters = method.request.parameters.written
    unverified = card.unverified.filter { $0.matters(with: method.request.parameters) }.map(\.what)
    credits = method.credits
    withoutCredit = method.withoutCredit == 0 ? nil : method.withoutCredit
    cuts = method.cuts.bootstrapped == 0 ? nil : method.cuts
    values = method.support.values == 0 ? nil : method.support
    intervals = method.intervals.decisions == 0 ? nil : method.intervals
    zeroCredits = TraceResult.Zeros(
      count: method.zeros.count, inGroupsWithoutVariance: method.zeros.inGroupsWithoutVariance,
      inSingletonStates: method.zeros.inSingletonStates, unexplained: method.zeros.unexplained)
    fits = method.fits.worst == nil ? nil : method.fits
    self.file = file
    self.card = claim
  }
}

extension TraceResult.Pair {
  init(_ pair: TraceComparison.Pair) {
    first = pair.first
    second = pair.second
    agent = pair.agent
    spearman = pair.spearman
    signAgreement = pair.signAgreement
    groups = pair.groups
    signedDecisions = pair.signedDecisions
  }
}
