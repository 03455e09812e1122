public import CreditMethods
import CreditStatistics
import Ground
public import Trajectories

/// Whether the credits of a method on a recorded trace can be trusted: what they rest on, what becomes of them when another
/// episode is left out, and what more episodes would buy.
///
/// A credit is held against the credits that the same decision gets without one other episode of its task, in turn: their
/// jackknife standard error says how much it depends on who else was sampled. Its sign is *certain* where the credit is more
/// than 1.96 such errors from 0 and no single episode turns it round. With k times as many episodes errors are taken to
/// shrink by the square root of k, as those of means do.
///
/// Source: Efron and Stein, The jackknife estimate of variance, Annals of Statistics 9 (1981): its error is too large on
/// average rather than too small, for smooth statistics; credits that jump, such as distances in a graph, are none.
public struct CreditTrust: Sendable {
  /// What was found so far of one method.
  public struct Method: Sendable {
    /// Decisions of tasks of at least ``CreditTrust/leastEpisodes`` episodes, which are looked at without another one.
    public internal(set) var judged = 0
    /// Those whose credit is not 0.
    public internal(set) var signed = 0
    /// Those of them whose sign turns round, or becomes 0, without some one episode.
    public internal(set) var turning = 0
    /// Those whose sign is certain with as many episodes as there are, twice and four times as many.
    public internal(set) var certain = [0, 0, 0]
    /// Why it could not be looked at; `nil` if it was.
    public internal(set) var obstacle: String?
    /// Sums of an agent's credits, and their number, task by task.
    var sums: [AgentID: [(sum: Double, count: Int)]] = [:]
  }

  /// Fewest episodes of a task that are looked at without one: the others must still be compared.
  public static let leastEpisodes = 4
  /// How many times as many episodes are looked ahead to.
  public static let multiples = [1.0, 2, 4]

  /// The methods, in the order in which they were asked for.
  public private(set) var methods: [Method]
  /// Rows of the check whether the states are Markov, by the key.
  private var rows: [StateKey: MarkovRows] = [:]
  /// Episodes for the predictions of models, by the key and by whether shared turns count once.
  private var paths: [ModelView: RecordedPaths] = [:]
  let requests: [MethodRequest]

  /// Nothing yet.
  public init(in requests: [MethodRequest]) {
    self.requests = requests
    methods = requests.map { _ in Method() }
  }

  /// Adds episodes of tasks that no earlier batch had.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - attributions: What each method made of it.
  ///   - context: The context that the methods had.
  /// - Complexity: For each method as many attributions of the batch as its largest task has episodes.
  public mutating func add(
    _ batch: TrajectoryBatch, attributions: [Attribution], in context: AttributionContext
  ) {
    let groups = Groups(of: batch)
    let kept = (0..<groups.count).map { group in
      groups[group].map(Int.init).filter { batch.episodes.status[$0] != .aborted }
    }
    for (index, attribution) in attributions.enumerated() {
      addSums(to: &methods[index], attribution, batch)
      if requests[index].card.spansTasks {
        methods[index].obstacle = "it fits all tasks at once"
      } else if methods[index].obstacle == nil {
        leaveOut(from: &methods[index], requests[index], attribution, batch, kept, context)
      }
    }
    let chosen = kept.flatMap(\.self).sorted()
    let part = chosen.count == batch.episodeCount ? batch : batch.selecting(chosen)
    for key in Set(requests.map { $0.choice("key", or: StateKey.state) }) {
      rows[key, default: MarkovRows()].add(part, context.states(of: part, by: key))
    }
    for view in Set(requests.compactMap(ModelView.init)) {
      // The method has read these forks, so that they form a tree.
      let shared = view.countsOnce ? try? SharedTurns(of: part, for: "", otherwise: "") : nil
      paths[view, default: RecordedPaths()].add(
        part, context.states(of: part, by: view.key), counting: shared?.isOwn)
    }
  }

  /// The episodes as the model of a method sees them; `nil` for a method without intervals.
  func paths(of request: MethodRequest) -> RecordedPaths? {
    ModelView(request).map { paths[$0] ?? RecordedPaths() }
  }

  /// Whether the states of a key are Markov, as far as the turns show.
  func isMarkov(_ key: StateKey, resamples: Int, seed: UInt64, threads: Int) -> MarkovCheck {
    MarkovCheck(
      rows[key]?.all ?? [], resamples: resamples, stream: PhiloxStream(seed: seed, resample: .permutation),
      threads: threads)
  }

  // MARK: Parts

  private func addSums(to method: inout Method, _ attribution: Attribution, _ batch: TrajectoryBatch) {
    let groups = Groups(of: batch)
    for group in 0..<groups.count {
      var sums: [UInt32: (sum: Double, count: Int)] = [:]
      for decision in groups[group].lazy.flatMap({ batch.decisions(ofEpisode: Int($0)) })
      where attribution.reasons?[decision] == nil {
        sums[batch.decisions.agent[decision], default: (0, 0)].sum += attribution.credits[decision]
        sums[batch.decisions.agent[decision], default: (0, 0)].count += 1
      }
      for (agent, sum) in sums.sorted(by: { $0.key < $1.key }) {
        method.sums[AgentID(batch.symbols.agents[agent]), default: []].append(sum)
      }
    }
  }

  private func leaveOut(
    from method: inout Method, _ request: MethodRequest, _ attribution: Attribution, _ batch: TrajectoryBatch,
    _ groups: [[Int]], _ context: AttributionContext
  ) {
    let without: [LeftOutCredits]
    do throws(AttributionError) {
      without = try LeftOutCredits.all(of: attribution, by: request, on: batch, groups, in: context)
    } catch {
      method.obstacle = "without an episode it is not defined: \(error)"
      return
    }
    for decision in without.indices where without[decision].count > 0 {
      method.judged += 1
      let credit = attribution.credits[decision]
      guard credit != 0 else { continue }
      method.signed += 1
      if without[decision].turns(credit) { method.turning += 1 }
      for (index, multiple) in Self.multiples.enumerated()
      where without[decision].isCertain(credit, withEpisodes: multiple) {
        method.certain[index] += 1
      }
    }
  }
}

/// How a method with intervals sees episodes.
private struct ModelView: Hashable {
  let key: StateKey
  let countsOnce: Bool

  init?(_ request: MethodRequest) {
    guard request.card.givesIntervals else { return nil }
    key = request.choice("key", or: StateKey.state)
    countsOnce = request.choice("forks", or: ForkParameters.Word.each) == .once
  }
}
