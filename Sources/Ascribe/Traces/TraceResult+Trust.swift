import CreditMethods
import CreditStatistics
import Ground
public import Trajectories

extension TraceResult {
  /// Whether the credits of a method can be trusted on the trace: see ``CreditTrust``.
  public struct Trust: Sendable, Hashable, Codable {
    /// Decisions with a credit.
    public let decisions: Int
    /// Those that no other episode says anything about: in tasks whose episodes all have one return, or with a credit of 0 in a
    /// state where nobody else was.
    public let withoutEvidence: Int
    /// Decisions whose credits were looked at without another episode.
    public let judged: Int
    /// Those of them whose credit is not 0.
    public let signed: Int
    /// Those of these whose sign some one episode turns round.
    public let turning: Int
    /// Those whose sign is certain with as many episodes as there are, twice and four times as many.
    public let certain: [Int]
    /// Why credits were not looked at without episodes; absent if they were.
    public let obstacle: String?
    /// Whether the method's states are Markov.
    public let markov: StateKeyResult.Check
    /// Whether the episodes look like those that the model predicts; absent for a method without intervals.
    public let prediction: Prediction?
    /// Mean credit of the agents, in the order of the trace.
    public let agents: [AgentMean]

    /// The mean credit of an agent's decisions.
    public struct AgentMean: Sendable, Hashable, Codable {
      /// The agent.
      public let agent: AgentID
      /// Decisions.
      public let decisions: Int
      /// Tasks with one of them.
      public let tasks: Int
      /// The mean credit, in the method's unit, with the jackknife's 95% interval over tasks.
      public let mean: Estimate
    }
  }
}

extension CreditTrust {
  /// Random orders of the check whether states are Markov.
  private static let resamples = 199

  /// The figures of every method.
  ///
  /// - Parameter collector: What was found of the same credits.
  func summed(_ collector: TraceCollector, seed: UInt64, threads: Int) -> [TraceResult.Trust] {
    var checks: [StateKey: StateKeyResult.Check] = [:]
    return requests.indices.map { index in
      let (request, method, credits) = (requests[index], methods[index], collector.methods[index])
      let key = request.choice("key", or: StateKey.state)
      let check =
        checks[key]
        ?? StateKeyResult.Check(isMarkov(key, resamples: Self.resamples, seed: seed, threads: threads))
      checks[key] = check
      return TraceResult.Trust(
        decisions: credits.credits,
        withoutEvidence: credits.zeros.inGroupsWithoutVariance + credits.zeros.inSingletonStates,
        judged: method.judged, signed: method.signed, turning: method.turning, certain: method.certain,
        obstacle: method.obstacle, markov: check,
        prediction: paths(of: request).map {
          TraceResult.Prediction($0, seed: seed, threads: threads)
        },
        agents: collector.agents.map { .init(of: $0, tasks: method.sums[$0] ?? []) })
    }
  }
}

extension TraceResult.Trust.AgentMean {
  /// Fewest tasks of an interval over tasks whose credits do not sum to 0: where few tasks make the mean, no interval of so few
  /// holds what more tasks would say. Found to cover 0.95 with 20 tasks, 0.90 to 0.94 with 10.
  private static let leastTasks = 20

  /// The mean of an agent's credits over all its decisions, and its interval over tasks.
  ///
  /// - Parameters:
  ///   - agent: The agent.
  ///   - sums: Of each task the sum of its credits, and their number.
  package init(of agent: AgentID, tasks sums: [(sum: Double, count: Int)]) {
    let sum = sums.reduce(0) { $0 + $1.sum }
    let count = sums.reduce(0) { $0 + $1.count }
    let mean: Measured<Double> = count == 0 ? .undefined(.noUnits) : .value(sum / Double(count))
    let without = sums.map { task in
      count == task.count ? nil : (sum - task.sum) / Double(count - task.count)
    }
    // Credits that cancel within a task leave what rounding does.
    let telling = sums.count { abs($0.sum) > 1e-12 * Double(max(1, $0.count)) }
    let interval = Jackknife.ofBatches(mean, without: without, batches: sums.count).flatMap {
      telling < Self.leastTasks
        ? .undefined(.tooFew(found: telling, needed: Self.leastTasks)) : $0.interval(confidence: 0.95)
    }
    self.init(
      agent: agent, decisions: count, tasks: sums.count,
      mean: Estimate(mean: mean, interval: interval, batches: sums.count))
  }
}
