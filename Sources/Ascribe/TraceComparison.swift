import Attribution
public import CreditStatistics
public import Trajectories

/// How far the credits of several methods on one trace go together: where there is no exact credit, the methods can
/// only be compared with each other.
public struct TraceComparison: Sendable {
  /// Two methods, over all agents or on the decisions of one.
  public struct Pair: Sendable {
    /// Labels of the methods.
    public let first, second: String
    /// The agent whose decisions are compared; `nil` for all.
    public let agent: AgentID?
    /// Mean over groups of the rank correlation between the credits of the group's decisions.
    public let spearman: Measured<Double>
    /// Groups on which the correlation is defined: neither method's credits are all equal there.
    public let groups: Int
    /// Share of decisions with the same sign among those to which both methods give a credit other than 0.
    public let signAgreement: Measured<Double>
    /// Decisions to which both methods give a credit other than 0.
    public let signedDecisions: Int
  }

  /// Every pair of methods, over all agents first and then agent by agent in the order of the trace.
  public let pairs: [Pair]

  /// Compares methods on a batch.
  ///
  /// - Parameters:
  ///   - credits: Labels with credits, one number a decision each.
  ///   - batch: The batch.
  /// - Complexity: O(pairs · decisions · log decisions).
  public init(_ credits: [(label: String, values: [Double])], of batch: TrajectoryBatch) {
    let groups = Groups(of: batch)
    let decisions = (0..<groups.count).map { group in
      groups[group].flatMap { Array(batch.decisions(ofEpisode: Int($0))) }
    }
    let agents = [nil] + batch.symbols.agents.names.indices.map { UInt32($0) }
    let pairs = credits.indices.flatMap { first in credits.indices.filter { $0 > first }.map { (first, $0) } }
    self.pairs = agents.flatMap { agent in
      let selected = decisions.map { $0.filter { agent == nil || batch.decisions.agent[$0] == agent } }
      return pairs.map { first, second in
        Pair(
          (credits[first].label, credits[first].values), (credits[second].label, credits[second].values),
          agent: agent.map { AgentID(batch.symbols.agents[$0]) }, decisionsByGroup: selected)
      }
    }
  }
}

extension TraceComparison.Pair {
  fileprivate init(
    _ first: (label: String, values: [Double]), _ second: (label: String, values: [Double]), agent: AgentID?,
    decisionsByGroup: [[Int]]
  ) {
    self.first = first.label
    self.second = second.label
    self.agent = agent
    let correlations = decisionsByGroup.compactMap { decisions in
      Association.spearman(decisions.map { first.values[$0] }, decisions.map { second.values[$0] }).optional
    }
    groups = correlations.count
    spearman = correlations.isEmpty ? .undefined(.noUnits) : Descriptive.mean(of: correlations)
    var signed = 0
    var agreeing = 0
    for decision in decisionsByGroup.joined()
    where first.values[decision] != 0 && second.values[decision] != 0 {
      signed += 1
      if (first.values[decision] > 0) == (second.values[decision] > 0) { agreeing += 1 }
    }
    signedDecisions = signed
    signAgreement = signed == 0 ? .undefined(.noUnits) : .value(Double(agreeing) / Double(signed))
  }
}
