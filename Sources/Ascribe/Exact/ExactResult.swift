import CreditStatistics
public import Trajectories
public import Simulation

/// The exact solution of a scenario: values, and every exact credit of every decision.
public struct ExactResult: StoredResult {
  /// `ascribe.exact/1`.
  public static let schema = "ascribe.exact/1"

  /// The scenario as it was asked for.
  public let scenario: String
  /// The scenario, and what it is.
  public let title: String
  /// The policy as it was asked for.
  public let policy: String
  /// What agents remember.
  public let memory: String
  /// Largest number of turns.
  public let horizon: Int
  /// Per-turn discount.
  public let discount: Double
  /// Expected return of an episode.
  public let value: Double
  /// Probability of success.
  public let successProbability: Double
  /// Where the variance of the return comes from.
  public let ledger: Ledger
  /// The event of the hindsight posteriors; absent where there is none.
  public let hindsightEvent: Event?
  /// The states of every turn.
  public let turns: [Turn]
  /// The policy gradient with respect to softmax logits; actions with gradient 0 are listed too.
  public let policyGradient: [GradientEntry]
  /// The agents, in the scenario's order.
  public let agents: [AgentID]
  /// The counterfactual credit by agent and turn.
  public let units: [ExactUnit]
  /// What was asked to be shown.
  public var view: ResultView

  /// What does not fit together in a result that was read.
  public var flaw: String? {
    if ledger.decisions.count != ledger.luck.count { return "ledger has not one luck a turn of decisions" }
    let outside = units.first { !(0..<max(0, horizon)).contains($0.turn) }
    return outside.map { "units has the turn \($0.turn), the horizon is \(horizon)" }
  }

  /// Parts of the return's variance.
  public struct Ledger: Codable, Sendable {
    package let variance, start: Double
    package let decisions, luck: [Double]
    package let final, total: Double
  }

  /// What hindsight conditions on.
  public struct Event: Codable, Sendable {
    /// `success`, or `return above` the threshold.
    let kind: String
    let threshold: Double?
    let probability: Double
  }

  /// One turn.
  public struct Turn: Codable, Sendable {
    let turn: Int
    package let states: [State]
  }

  /// One state at one turn, together with what agents remember.
  public struct State: Codable, Sendable {
    let state, publicState: String
    let probability: Double
    package let value: Double
    let successProbability: Double
    /// Whether an episode stops here.
    let stops: Bool
    let agents: [AgentEntry]
    /// Only where several agents act.
    let jointActions: [JointEntry]?
  }

  /// One acting agent: credits are averaged over the other agents' actions.
  public struct AgentEntry: Codable, Sendable {
    let agent, informationState: String
    let actions: [ActionEntry]
  }

  /// One action of one agent.
  public struct ActionEntry: Codable, Sendable {
    let action: String
    let probability, actionValue: Double
    let advantage, counterfactual, difference, shapley: Double
    /// Q less the mean of Q over the agent's actions, each alike.
    let contrastUniform: Double
    /// E[Q - V | information state, action] at this turn; absent where the policy never is.
    let informationState: Double?
    /// P(action | state, event); absent where the event is impossible.
    let hindsight: Double?
  }

  /// One joint action.
  public struct JointEntry: Codable, Sendable {
    /// Action by agent.
    let actions: [String: String]
    let probability, actionValue, advantage: Double
    /// Credits by agent.
    let counterfactual, difference, shapley: [String: Double]
  }

  /// One logit.
  public struct GradientEntry: Codable, Sendable {
    let agent, informationState, action: String
    let gradient: Double
  }
}

extension ExactResult {
  /// The result of a solution.
  ///
  /// - Parameters:
  ///   - solution: The solution.
  ///   - scenario: The scenario as the user asked for it.
  ///   - policy: The policy as the user asked for it.
  ///   - title: The scenario, and what it is; its name if not given.
  ///   - view: What is to be shown.
  public init(
    _ solution: ExactSolution, scenario: String, policy: String, title: String? = nil,
    view: ResultView = ResultView()
  ) {
    let mdp = solution.mdp
    self.scenario = scenario
    self.title = title ?? scenario
    self.view = view
    agents = mdp.agents
    units = solution.units()
    self.policy = policy
    memory = mdp.memory.description
    horizon = mdp.horizon
    discount = mdp.discount
    value = solution.value
    successProbability = solution.successProbability
    let ledger = solution.varianceLedger()
    self.ledger = Ledger(
      variance: ledger.variance, start: ledger.start, decisions: ledger.decisions, luck: ledger.luck,
      final: ledger.final, total: ledger.total)
    let event = solution.hindsightEvent()
    hindsightEvent = event.map { event in
      switch event.kind {
      case .success: Event(kind: "success", threshold: nil, probability: event.probability)
      case .returnAbove(let bound):
        Event(kind: "return above", threshold: bound, probability: event.probability)
      }
    }
    let source = ResultSource(solution: solution, event: event, known: solution.informationStateCredits())
    turns = (0...mdp.horizon).map { turn in
      // What lies beside the policy's ways has values, but not of every joint action.
      let cells = solution.cells.cells(ofTurn: turn).filter {
        mdp.coverage == .complete || solution.cells.visitation[$0] > 0
      }
      return Turn(turn: turn, states: cells.map { source.state(cell: $0, turn: turn) })
    }
    policyGradient = source.gradient()
  }
}

/// What the entries of a result are read from.
private struct ResultSource {
  let solution: ExactSolution
  let event: HindsightEvent?
  let known: InformationStateCredits
  private var mdp: TurnMDP { solution.mdp }
  private var cells: CellTable { solution.cells }

  init(solution: ExactSolution, event: HindsightEvent?, known: InformationStateCredits) {
    self.solution = solution
    self.event = event
    self.known = known
  }

  func state(cell: Int, turn: Int) -> ExactResult.State {
    let node = Int(cells.node[cell])
    let slots = cells.stops(cell) ? [] : Array(mdp.nodes.slots(of: node))
    let joint = slots.isEmpty ? [] : jointEntries(cell: cell, slots: slots)
    return ExactResult.State(
      state: mdp.symbols.keys[mdp.nodes.privilegedKey[node]],
      publicState: mdp.symbols.keys[mdp.nodes.publicKey[node]], probability: cells.visitation[cell],
      value: cells.value[cell], successProbability: cells.success[cell], stops: cells.stops(cell),
      agents: slots.indices.map { agent(slots[$0], place: $0, cell: cell, turn: turn, joint) },
      jointActions: slots.count > 1 ? joint.map(\.entry) : nil)
  }

  /// A joint action with its own actions by slot.
  private typealias Joint = (choices: [Int], credits: [ExactCredit], entry: ExactResult.JointEntry)

  private func jointEntries(cell: Int, slots: [Int]) -> [Joint] {
    var probabilities = JointProbabilities(mdp, solution.policy)
    let weights = probabilities.ofRows(of: Int(cells.node[cell]))
    return weights.indices.map { row in
      let choices = choices(ofRow: row, slots: slots)
      let credits = solution.credits(ofRow: row, in: cell)
      let names = slots.map { agentName(ofSlot: $0) }
      let byAgent = { (credit: (ExactCredit) -> Double) in
        Dictionary(uniqueKeysWithValues: zip(names, credits.map(credit)))
      }
      let actions = choices.map { mdp.symbols.actions[mdp.information.choiceAction[$0]] }
      let entry = ExactResult.JointEntry(
        actions: Dictionary(uniqueKeysWithValues: zip(names, actions)), probability: weights[row],
        actionValue: cells.actionValue[cells.rowStart[cell] + row], advantage: credits[0].advantage,
        counterfactual: byAgent(\.counterfactual), difference: byAgent(\.difference),
        shapley: byAgent(\.shapley))
      return (choices, credits, entry)
    }
  }

  /// Each slot's choice in a joint action, as indices of the tables.
  private func choices(ofRow row: Int, slots: [Int]) -> [Int] {
    var rest = row
    let reversed = slots.reversed().map { slot in
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      defer { rest /= choices.count }
      return choices.lowerBound + rest % choices.count
    }
    return reversed.reversed()
  }

  private func agent(
    _ slot: Int, place: Int, cell: Int, turn: Int, _ joint: [Joint]
  ) -> ExactResult.AgentEntry {
    let information = Int(mdp.nodes.slotInformation[slot])
    let choices = mdp.information.choices(of: information)
    let own = solution.ownActionValues(ofSlot: place, in: cell)
    let uniform = own.reduce(0, +) / Double(own.count)
    let posterior = event.flatMap { solution.hindsightPosterior(ofSlot: place, in: cell, given: $0) }
    return ExactResult.AgentEntry(
      agent: agentName(ofSlot: slot), informationState: mdp.symbols.keys[mdp.information.key[information]],
      actions: choices.enumerated().map { index, choice in
        ExactResult.ActionEntry(
          action: mdp.symbols.actions[mdp.information.choiceAction[choice]],
          probability: solution.policy.probability[choice], actionValue: own[index],
          advantage: own[index] - cells.value[cell], counterfactual: own[index] - cells.value[cell],
          difference: own[index] - own[Int(mdp.nodes.slotDefault[slot])],
          shapley: meanShapley(of: choice, place: place, joint), contrastUniform: own[index] - uniform,
          informationState: known.credit(turn: turn, information: information, choice: index),
          hindsight: posterior?[index])
      })
  }

  /// The mean of an agent's Shapley value over the other agents' actions, for one of its own.
  private func meanShapley(of choice: Int, place: Int, _ joint: [Joint]) -> Double {
    joint.reduce(0) { sum, row in
      guard row.choices[place] == choice else { return sum }
      let others = row.choices.indices.reduce(1.0) {
        $1 == place ? $0 : $0 * solution.policy.probability[row.choices[$1]]
      }
      return sum + others * row.credits[place].shapley
    }
  }

  func gradient() -> [ExactResult.GradientEntry] {
    let gradient = solution.policyGradient()
    return informationStates.flatMap { information in
      mdp.information.choices(of: information).map { choice in
        ExactResult.GradientEntry(
          agent: mdp.agents[Int(mdp.information.agent[information])].name,
          informationState: mdp.symbols.keys[mdp.information.key[information]],
          action: mdp.symbols.actions[mdp.information.choiceAction[choice]], gradient: gradient[choice])
      }
    }
  }

  /// All information states, or those that the policy reaches where the tables have no more.
  private var informationStates: [Int] {
    guard mdp.coverage != .complete else { return Array(mdp.information.agent.indices) }
    var reached = [Bool](repeating: false, count: mdp.information.agent.count)
    for cell in 0..<cells.count where cells.visitation[cell] > 0 && !cells.stops(cell) {
      for slot in mdp.nodes.slots(of: Int(cells.node[cell])) {
        reached[Int(mdp.nodes.slotInformation[slot])] = true
      }
    }
    return reached.indices.filter { reached[$0] }
  }

  private func agentName(ofSlot slot: Int) -> String {
    mdp.agents[Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])])].name
  }
}
