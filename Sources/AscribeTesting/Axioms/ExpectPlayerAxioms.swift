public import Testing
public import Trajectories

/// Expects all decisions of an agent to have no credit: the null player axiom, for an agent that the test knows to be one.
///
/// - Parameters:
///   - credits: One credit a decision of the batch.
///   - batch: The batch; an agent that does not act in it is an issue.
///   - agent: The agent whose actions change nothing.
///   - tolerance: Largest absolute credit that counts as 0.
///   - sourceLocation: Where the issue is reported.
public func expectNullPlayer(
  _ credits: [Double], of batch: TrajectoryBatch, agent: AgentID, tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let symbol = batch.symbols.agents.symbol(of: agent.name)
  let own = (0..<batch.decisionCount).filter { batch.decisions.agent[$0] == symbol }
  guard credits.count == batch.decisionCount, !own.isEmpty else {
    Issue.record(
      """
      nothing to check: agent "\(agent.name)" has \(own.count) of \(batch.decisionCount) decisions, and there are \
      \(credits.count) credits
      """, sourceLocation: sourceLocation)
    return
  }
  let places = DecisionPlaces(batch)
  let lines = own.filter { !(abs(credits[$0]) <= tolerance) }.map { "\(places[$0]): \(credits[$0])" }
  recordIssue(lines, "of \(own.count) decisions of the null player have a credit:", sourceLocation)
}

/// Expects two agents to have the same credit wherever they do the same: the symmetry axiom, for agents that the test knows
/// to be exchangeable.
///
/// - Parameters:
///   - credits: One credit a decision of the batch.
///   - batch: The batch. Compared are the turns in which both act, after the same observation and with the same action;
///     a batch without such a turn is an issue.
///   - first: An agent.
///   - second: The agent to compare it with.
///   - tolerance: Largest absolute difference that counts as equal.
///   - sourceLocation: Where the issue is reported.
public func expectSymmetry(
  _ credits: [Double], of batch: TrajectoryBatch, between first: AgentID, and second: AgentID,
  tolerance: Double = 1e-9, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard credits.count == batch.decisionCount else {
    Issue.record(
      "\(credits.count) credits; the batch has \(batch.decisionCount) decisions",
      sourceLocation: sourceLocation)
    return
  }
  let places = DecisionPlaces(batch)
  let columns = batch.decisions
  var compared = 0
  var lines: [String] = []
  for turn in 0..<batch.turnCount {
    let decisions = batch.decisions(of: turn)
    let find = { (agent: AgentID) in
      decisions.first { batch.symbols.agents[columns.agent[$0]] == agent.name }
    }
    guard let one = find(first), let other = find(second), columns.action[one] == columns.action[other],
      columns.observation.map({ $0[one] == $0[other] }) ?? true
    else { continue }
    compared += 1
    if !(abs(credits[one] - credits[other]) <= tolerance) {
      lines.append("\(places[one]): \(credits[one]), and agent \"\(second.name)\": \(credits[other])")
    }
  }
  guard compared > 0 else {
    Issue.record(
      """
      nothing to check: agents "\(first.name)" and "\(second.name)" never do the same after the same observation in \
      one turn
      """, sourceLocation: sourceLocation)
    return
  }
  recordIssue(
    lines, "of \(compared) turns in which both agents do the same give them different credits:",
    sourceLocation)
}
