import Glibc
public import Trajectories
public import Simulation

/// What every scenario publishes about itself, as far as it can be computed (arXiv 2604.09459, benchmark protocol:
/// task families, metadata, controlled bifurcation tasks).
public struct ScenarioMetadata: Sendable {
  /// What the scenario declares.
  public let facts: ScenarioFacts
  /// Agents with the numbers of their information states and of their actions.
  public let agents: [AgentSize]
  /// Sizes of the tables.
  public let states, nodes, jointActions, outcomes, informationStates, publicStates, privilegedStates: Int
  /// Fewest, median and most turns of an episode under the policy.
  public let turns: (least: Int, median: Int, most: Int)
  /// Mean number of legal actions of a decision under the policy, and its mean entropy in nats.
  public let legalActions, entropy: Double
  /// Mean tokens of an episode; `nil` where the scenario declares none.
  public let tokens: Double?
  /// Exact value of the policy, its probability of success, and the value of the best joint actions of agents that see
  /// everything: no team can do better.
  public let value, successProbability, upperBound: Double
  /// Shares of the return's variance; `nil` where it has none.
  public let shares: Shares?
  /// E[Var(counterfactual credit | information state, action)]: 0 where agents could know their credit.
  public let aliasingGap: Double
  /// Units whose actions differ in value.
  public let pivotalUnits: [PivotalUnit]
  /// Units that the policy reaches.
  public let unitCount: Int

  /// One agent.
  public struct AgentSize: Sendable, Hashable {
    /// The agent.
    public let agent: AgentID
    /// Its information states.
    public let informationStates: Int
    /// Distinct actions in all of them.
    public let actions: Int
  }

  /// Where the variance of the return comes from, each in `0...1`.
  public struct Shares: Sendable, Hashable {
    /// Start, decisions, luck in transitions, and endings.
    public let start, decisions, luck, final: Double
    /// The turn whose decisions matter most: its share of all decisions.
    public let concentration: Double?
  }

  /// A unit whose actions differ in value.
  public struct PivotalUnit: Sendable, Hashable {
    /// Turn and agent.
    public let unit: ScenarioFacts.Unit
    /// Probability of success after the worst action divided by that after the best; `nil` where success is impossible.
    public let recoverability: Double?
  }

  /// Computes the metadata of a solved scenario.
  public init(facts: ScenarioFacts, _ solution: ExactSolution) {
    let mdp = solution.mdp
    self.facts = facts
    agents = mdp.agents.indices.map { agent in
      let known = mdp.information.agent.indices.filter { Int(mdp.information.agent[$0]) == agent }
      let actions = Set(known.flatMap { mdp.information.choiceAction[mdp.information.choices(of: $0)] })
      return AgentSize(agent: mdp.agents[agent], informationStates: known.count, actions: actions.count)
    }
    states = mdp.stateCount
    nodes = mdp.nodeCount
    jointActions = mdp.jointActionCount
    outcomes = mdp.outcomeCount
    informationStates = mdp.informationStateCount
    publicStates = Set(mdp.nodes.publicKey).count
    privilegedStates = Set(mdp.nodes.privilegedKey).count
    turns = solution.episodeLengths()
    let decisions = solution.decisionMeans()
    legalActions = decisions.legalActions
    entropy = decisions.entropy
    tokens = decisions.tokens
    value = solution.value
    successProbability = solution.successProbability
    upperBound = solution.fullInformationOptimum()
    shares = Shares(
      solution.varianceLedger(), scale: solution.cells.value.reduce(0) { max($0, abs($1)) })
    aliasingGap = solution.aliasingGap()
    let pivotal = solution.pivotalUnits()
    pivotalUnits = solution.recoverabilities().filter { pivotal.contains($0.unit) }
    unitCount = solution.units().count
  }
}

extension ScenarioMetadata.Shares {
  /// - Parameter scale: Largest size of a value, in reward units: a variance that is rounding beside it is none.
  fileprivate init?(_ ledger: VarianceLedger, scale: Double) {
    let variance = ledger.total
    guard variance > 1e-24 * scale * scale else { return nil }
    let decisions = ledger.decisions.reduce(0, +)
    start = ledger.start / variance
    self.decisions = decisions / variance
    luck = ledger.luck.reduce(0, +) / variance
    final = ledger.final / variance
    concentration = decisions > 0 ? (ledger.decisions.max() ?? 0) / decisions : nil
  }
}

extension ExactSolution {
  /// Fewest, median and most turns of an episode under the policy.
  fileprivate func episodeLengths() -> (least: Int, median: Int, most: Int) {
    let stopping = (0...mdp.horizon).map { turn in
      cells.cells(ofTurn: turn).reduce(0) { cells.stops($1) ? $0 + cells.visitation[$1] : $0 }
    }
    var cumulative = 0.0
    let median = stopping.indices.first { turn in
      cumulative += stopping[turn]
      return cumulative >= 0.5 - 1e-12
    }
    return (
      stopping.firstIndex { $0 > 0 } ?? 0, median ?? mdp.horizon, stopping.lastIndex { $0 > 0 } ?? mdp.horizon
    )
  }

  /// Means over decisions of their legal actions and entropies; mean tokens of an episode.
  fileprivate func decisionMeans() -> (legalActions: Double, entropy: Double, tokens: Double?) {
    var weight = 0.0
    var actions = 0.0
    var entropy = 0.0
    var tokens = 0.0
    for cell in 0..<cells.count where !cells.stops(cell) && cells.visitation[cell] > 0 {
      for slot in mdp.nodes.slots(of: Int(cells.node[cell])) {
        let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
        weight += cells.visitation[cell]
        actions += cells.visitation[cell] * Double(choices.count)
        for choice in choices where policy.probability[choice] > 0 {
          let probability = policy.probability[choice]
          entropy -= cells.visitation[cell] * probability * policy.logProbability[choice]
          tokens += cells.visitation[cell] * probability * Double(mdp.information.choiceTokens?[choice] ?? 0)
        }
      }
    }
    return (actions / weight, entropy / weight, mdp.information.choiceTokens == nil ? nil : tokens)
  }

  /// V of the best joint actions of agents that see the whole state: backward induction with a maximum.
  fileprivate func fullInformationOptimum() -> Double {
    var best = cells.value
    for turn in (0..<mdp.horizon).reversed() {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) {
        best[cell] = mdp.nodes.rows(of: Int(cells.node[cell])).reduce(-.infinity) { largest, row in
          let value = mdp.nodes.outcomes(of: row).reduce(0.0) { sum, outcome in
            let next = cells.index(turn: turn + 1, node: Int(mdp.nodes.outcomeNode[outcome]))
            let gained = mdp.nodes.outcomeReward[outcome] + cells.carry(into: next, mdp) * best[next]
            return sum + mdp.nodes.outcomeProbability[outcome] * gained
          }
          return max(largest, value)
        }
      }
    }
    return mdp.start.reduce(0) { $0 + $1.probability * best[cells.index(turn: 0, node: Int($1.node))] }
  }

  /// E[Var(credit | turn, information state, own action)], per decision: over the states and the other agents' actions
  /// that the agent does not know.
  fileprivate func aliasingGap() -> Double {
    let known = informationStateCredits()
    let table = ExactCreditTable(self)
    var probabilities = JointProbabilities(mdp, policy)
    var weight = 0.0
    var gap = 0.0
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let slots = mdp.nodes.slots(of: Int(cells.node[cell]))
        let choices = slots.map { mdp.information.choices(of: Int(mdp.nodes.slotInformation[$0])).count }
        weight += cells.visitation[cell] * Double(slots.count)
        for (row, probability) in probabilities.ofRows(of: Int(cells.node[cell])).enumerated()
        where probability > 0 {
          var stride = choices.reduce(1, *)
          for (place, credit) in table.credits(ofRow: row, in: cell).enumerated() {
            stride /= choices[place]
            let mean =
              known.credit(
                turn: turn, information: Int(mdp.nodes.slotInformation[slots.lowerBound + place]),
                choice: row / stride % choices[place]) ?? 0
            gap += cells.visitation[cell] * probability * (credit - mean) * (credit - mean)
          }
        }
      }
    }
    return gap / weight
  }

  /// For every unit: P(success) after the worst own action divided by that after the best.
  fileprivate func recoverabilities() -> [ScenarioMetadata.PivotalUnit] {
    var result: [ScenarioMetadata.PivotalUnit] = []
    for (index, agent) in mdp.agents.enumerated() {
      for turn in 0..<mdp.horizon {
        var (worst, best, acts) = (0.0, 0.0, false)
        for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
          for (place, slot) in mdp.nodes.slots(of: Int(cells.node[cell])).enumerated()
          where Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])]) == index {
            let success = ownActionSuccess(ofSlot: place, in: cell)
            worst += cells.visitation[cell] * (success.min() ?? 0)
            best += cells.visitation[cell] * (success.max() ?? 0)
            acts = true
          }
        }
        if acts {
          result.append(
            ScenarioMetadata.PivotalUnit(
              unit: ScenarioFacts.Unit(turn: turn, agent: agent),
              recoverability: best > 0 ? worst / best : nil))
        }
      }
    }
    return result
  }
}
