public import CreditMethods
import CreditStatistics
public import Trajectories

/// Collects, batch by batch, what a trace offers to methods, what became of it in their credits, and how far the methods
/// go together: see ``TraceResult``.
///
/// A collector grows batch by batch, as long as no task is split between batches: counts are then those of the whole trace
/// exactly, and means are up to rounding.
public struct TraceCollector: Sendable {
  /// The trace as some of the methods see it: by their states and returns.
  public struct View: Sendable {
    /// What identifies a state.
    public let key: StateKey
    /// What the return of an episode is made of, penalties aside.
    public let reward: RewardConvention
    /// Groups and states.
    public private(set) var summary = TraceSummary()
    /// Steps on the graph of states.
    public private(set) var graph = GraphDiagnostics()

    fileprivate mutating func merge(_ other: View) {
      summary += other.summary
      graph += other.graph
    }

    fileprivate mutating func add(_ batch: TrajectoryBatch, _ context: AttributionContext) {
      summary += TraceSummary(of: batch, by: key, reward: reward, in: context)
      graph += GraphDiagnostics(of: batch, by: key, in: context)
    }
  }

  /// One method on the trace.
  public struct Method: Sendable {
    /// The method as it was asked for.
    public let request: MethodRequest
    /// Which of the views is the method's.
    public let view: Int
    /// Number of credits, one a decision to which something was assigned.
    public private(set) var credits = 0
    /// Decisions to which nothing was assigned.
    public private(set) var withoutCredit = 0
    /// Truncated episodes that were bootstrapped.
    public private(set) var cuts = CutEpisodes()
    /// What the values rest on that turns are compared with.
    public private(set) var support = ValueSupport()
    /// Credits that are 0.
    public private(set) var zeros = ZeroCredits()
    /// How the fits ended that the credits rest on.
    public private(set) var fits = CriticFits()
    /// What its intervals leave certain.
    public private(set) var intervals = IntervalCounts()
    /// What a reader of the credits should know.
    public private(set) var remarks = AttributionRemarks()

    fileprivate mutating func add(
      _ attribution: Attribution, of batch: TrajectoryBatch, in view: View, _ context: AttributionContext
    ) {
      fits += attribution.fits
      remarks += attribution.remarks
      cuts += attribution.cuts
      support += attribution.support
      intervals += IntervalCounts(of: attribution.intervals ?? [])
      guard let reasons = attribution.reasons else {
        add(attribution.credits, of: batch, in: view, context)
        return
      }
      withoutCredit += reasons.count { $0 != nil }
      // Nothing is assigned to whole episodes.
      let kept = (0..<batch.episodeCount).filter { episode in
        batch.decisions(ofEpisode: episode).contains { reasons[$0] == nil }
      }
      let values = zip(attribution.credits, reasons).filter { $0.1 == nil }.map(\.0)
      if !kept.isEmpty { add(values, of: batch.selecting(kept), in: view, context) }
    }

    fileprivate mutating func merge(_ other: Method) {
      credits += other.credits
      withoutCredit += other.withoutCredit
      cuts += other.cuts
      support += other.support
      zeros += other.zeros
      fits.merge(other.fits)
      remarks += other.remarks
      intervals += other.intervals
    }

    private mutating func add(
      _ values: [Double], of batch: TrajectoryBatch, in view: View, _ context: AttributionContext
    ) {
      credits += values.count
      zeros += ZeroCredits(of: values, in: batch, by: view.key, reward: view.reward, in: context)
    }
  }

  /// The ways in which the methods see the trace, in the order of the methods; at least one.
  public private(set) var views: [View]
  /// The methods, in the order in which they were asked for.
  public private(set) var methods: [Method]
  /// The methods in pairs; `nil` if no comparison was asked for.
  public private(set) var comparison: TraceComparison?
  /// Sizes of the trace.
  public private(set) var episodes = 0, turns = 0, decisions = 0
  /// Aborted episodes, which belong to no group.
  public private(set) var aborted = 0
  /// How long the episodes are that belong to groups.
  package private(set) var lengths = EpisodeLengths()
  /// Agents in the order of the trace.
  public private(set) var agents: [AgentID] = []
  private var known: Set<AgentID> = []
  /// Whether a turn has a privileged state.
  public private(set) var hasPrivilegedStates = false
  /// Episodes that share turns with the one they were forked from.
  public private(set) var forks = 0
  /// Decisions of those turns: each was made once, in the episode forked from.
  public private(set) var forkedDecisions = 0

  /// The collector of no episodes.
  ///
  /// - Parameters:
  ///   - requests: The methods, at least one.
  ///   - isComparing: Whether the methods are compared with each other.
  public init(on requests: [MethodRequest], comparing isComparing: Bool = true) {
    var views: [View] = []
    var methods: [Method] = []
    for request in requests {
      let key = request.choice("key", or: StateKey.state)
      let reward = request.choice("reward", or: RewardConvention.outcome)
      let known = views.firstIndex { $0.key == key && $0.reward == reward }
      if known == nil { views.append(View(key: key, reward: reward)) }
      methods.append(Method(request: request, view: known ?? views.count - 1))
    }
    self.views = views
    self.methods = methods
    comparison = isComparing ? TraceComparison(of: requests.map(\.label)) : nil
  }

  /// Adds episodes of tasks that no earlier batch had.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - attributions: What each method made of it.
  ///   - context: The context that the methods had: it remembers the states and the graph of the batch.
  /// - Throws: `AttributionError.operand` unless there is one attribution a method, with one credit a decision; the
  ///   collector is then as it was.
  /// - Complexity: O(methods · (decisions + states)), and what the comparison costs.
  public mutating func add(
    _ batch: TrajectoryBatch, attributions: [Attribution],
    in context: AttributionContext = AttributionContext()
  ) throws(AttributionError) {
    let operation: StaticString = "TraceCollector.add(_:attributions:in:)"
    try OperandError.check(
      attributions.count, of: "attributions", equals: methods.count, "method", in: operation)
    for attribution in attributions {
      try OperandError.check(
        attribution.credits.count, of: "credits", equals: batch.decisionCount, "decision", in: operation)
    }
    episodes += batch.episodeCount
    turns += batch.turnCount
    decisions += batch.decisionCount
    let kept = (0..<batch.episodeCount).filter { batch.episodes.status[$0] != .aborted }
    aborted += batch.episodeCount - kept.count
    let grouped = kept.count == batch.episodeCount ? batch : batch.selecting(kept)
    lengths += EpisodeLengths(of: grouped)
    for index in views.indices where !kept.isEmpty { views[index].add(grouped, context) }
    for (index, attribution) in attributions.enumerated() {
      methods[index].add(attribution, of: batch, in: views[methods[index].view], context)
    }
    compare(batch, attributions: attributions)
    for agent in batch.symbols.agents.names.map(AgentID.init(_:)) where known.insert(agent).inserted {
      agents.append(agent)
    }
    hasPrivilegedStates = hasPrivilegedStates || batch.turns.privileged != nil
    for (episode, fork) in (batch.episodes.fork ?? []).enumerated() {
      let shared = batch.turns(of: episode).prefix(fork?.turn ?? 0)
      guard !shared.isEmpty else { continue }
      forks += 1
      forkedDecisions += shared.reduce(0) { $0 + batch.decisions(of: $1).count }
    }
  }

  /// Compares the methods on episodes of tasks that no earlier batch had, if a comparison was asked for.
  package mutating func compare(_ batch: TrajectoryBatch, attributions: [Attribution]) {
    comparison?.merge(
      TraceComparison(
        zip(methods, attributions).map { ($0.request.label, $1.credits) },
        reasons: attributions.map(\.reasons), of: batch))
  }

  /// Adds what another collector found on episodes that come after, of tasks that this one has not seen; comparisons are
  /// left to ``compare(_:attributions:)``.
  package mutating func merge(_ other: TraceCollector) {
    episodes += other.episodes
    turns += other.turns
    decisions += other.decisions
    aborted += other.aborted
    lengths += other.lengths
    for index in views.indices { views[index].merge(other.views[index]) }
    for index in methods.indices { methods[index].merge(other.methods[index]) }
    for agent in other.agents where known.insert(agent).inserted { agents.append(agent) }
    hasPrivilegedStates = hasPrivilegedStates || other.hasPrivilegedStates
    forks += other.forks
    forkedDecisions += other.forkedDecisions
  }
}

extension MethodRequest {
  /// The word of a parameter as a case of its choice; `fallback` for a method without that parameter.
  package func choice<Choice: RawRepresentable<String>>(_ name: String, or fallback: Choice) -> Choice {
    guard case .text(let word)? = parameters[name] else { return fallback }
    return Choice(rawValue: word) ?? fallback
  }
}
