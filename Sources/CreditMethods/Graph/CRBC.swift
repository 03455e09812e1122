package import Trajectories

/// CRBC, cross-rollout Bellman closure: the advantage of a turn's action in the model that the rollouts of its task make together.
///
/// Transitions of all rollouts are counted, and the values that are consistent with them are solved for, to any depth: after no
/// round every visit of a state counts with its own outcome, and each round lets evidence cross to other rollouts over one more
/// edge. Where states are Markov and episodes many this tends to the exact advantage. Q - V is `beta` times the credit of a
/// tabular critic fitted to the same episodes: the closure is its fixed point, and claims no more.
package struct CRBC: CreditMethod {
  /// How far evidence crosses between rollouts.
  private enum Closure: String, CaseIterable {
    /// To the fixed point.
    case infinite
    /// So many rounds.
    case finite
  }

  /// What an episode's end is worth.
  private enum Boundary: String, CaseIterable {
    /// 1 for a success, 0 for anything else.
    case success
    /// The terminal score.
    case score
  }

  /// Whose action is valued.
  private enum Action: String, CaseIterable {
    /// All of a turn together.
    case joint
    /// The decision's own.
    case own
  }

  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The group's term and the step's.
    case advantage
    /// The step's term.
    case step
    /// Q - V.
    case raw
    /// V.
    case value
    /// Q.
    case q
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "crbc", name: "CRBC, cross-rollout Bellman closure",
    source: "Ren et al. 2026, arXiv 2609.35082",
    granularity: .turn, methodology: .temporalDifference,
    estimand:
      "Q - V of the joint action in the Markov model of the recorded states, which tends to the exact discounted advantage of "
      + "the behaviour policy where the state is Markov; in units of its deviation, on top of the episode's relative return.",
    formula:
      "A = weightGroup z(R) + weightStep (Q - V) / max(sigma, sigmaMin), V(s) = beta mean of V(s') over the turns from s, "
      + "Q(s, a) = beta mean of V(s') over those with a; V = 1 after a success, 0 after another end",
    needs: [.trajectories],
    cost: "no continuations; O(decisions) and the solution of the states that lie on cycles")

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  private let comparison = ComparisonParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("the anchors: states, or histories of states and joint actions", among: [.state, .history])
  private var node = TreeNodes.state
  @Parameter("discount of a turn", in: 1e-6...1) private var beta = 0.98
  @Parameter("least deviation that the step's term is divided by", in: 0...) private var sigmaMin = 0.1
  @Parameter("weight of the episode's relative return", in: 0...) private var weightGroup = 1.0
  @Parameter("weight of the step's term", in: 0...) private var weightStep = 5.0
  @Parameter("how far evidence crosses between rollouts: to the fixed point, or k rounds")
  private var closure = Closure.infinite
  @Parameter("rounds (finite)", in: 0...1 << 20) private var k = 1
  @Parameter("what an end is worth: success 1, or the terminal score") private var boundary = Boundary.success
  @Parameter("whose action is valued: all of a turn together, or the decision's own") private var action =
    Action.joint
  @Parameter("both terms, the step's, Q - V, V, or Q") private var emit = Emission.advantage

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let episode = try comparison.compare(
      rewards.episodeScores, by: episodes.term(standardisation.standardise), of: batch, for: Self.card)
    let isOwn = episode.shared?.isOwn
    let ends =
      boundary == .score ? batch.episodes.score : batch.episodes.status.map { $0 == .success ? 1.0 : 0 }
    let nodes = node.turns(of: batch, by: key, in: context)
    let model = BellmanClosure(of: batch, nodes: nodes, boundary: ends, discount: beta, counting: isOwn)
    let worth = closure == .infinite ? try model.solution(for: Self.card.id) : model.rounds(k)
    let joint = ActionValues(
      of: worth, by: batch.turnsByJointAction(within: nodes), in: nodes, counting: isOwn)
    guard action == .own else {
      let credit = credits(batch.copiedToActingAgents(emitted(joint)), episode.term)
      return try episode.attribution(finite: credit, of: batch, Self.card)
    }
    let states = Grouping(batch.repeatedPerDecision(nodes.group), count: nodes.count)
    let contexts = Grouping(
      states.split(by: batch.decisions.agent, symbolCount: batch.symbols.agents.count))
    let choices = Grouping(
      contexts.split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count))
    let own = ActionValues(
      of: batch.copiedToActingAgents(joint.q), by: choices, in: contexts,
      counting: isOwn.map { batch.repeatedPerDecision($0) })
    return try episode.attribution(finite: credits(emitted(own), episode.term), of: batch, Self.card)
  }

  /// What is given out of the values, without the group's term.
  private func emitted(_ values: ActionValues) -> [Double] {
    switch emit {
    case .value: values.v
    case .q: values.q
    case .raw: values.advantages
    case .advantage, .step: values.advantages(inUnitsAbove: sigmaMin)
    }
  }

  /// The credits, given what is given out of the values.
  private func credits(_ step: [Double], _ group: [Double]) -> [Double] {
    guard emit == .advantage else { return step }
    let (weightGroup, weightStep) = (weightGroup, weightStep)
    return group.combined(with: step) { weightGroup * $0 + weightStep * $1 }
  }
}

/// What turns or decisions are worth by what was done, and by the state that it was done in.
private struct ActionValues {
  private let choices, states: Grouping
  private let ofChoice, ofState: [Double]
  /// Deviation of Q at each state, over its rows.
  private let sigma: [Double]
  /// Whether several actions were seen at each state.
  private let isChosen: [Bool]

  /// Means of numbers of rows by choice and state.
  init(of x: [Double], by choices: Grouping, in states: Grouping, counting isCounted: [Bool]?) {
    let (q, v) = (choices.means(of: x, counting: isCounted), states.means(of: x, counting: isCounted))
    var seen = [UInt32?](repeating: nil, count: states.count)
    var isChosen = [Bool](repeating: false, count: states.count)
    var deviations = [Double](repeating: 0, count: x.count)
    for row in x.indices {
      let (choice, state) = (choices.group[row], Int(states.group[row]))
      let difference = q[Int(choice)] - v[state]
      deviations[row] = difference * difference
      if let first = seen[state], first != choice { isChosen[state] = true }
      seen[state] = choice
    }
    sigma = states.means(of: deviations, counting: isCounted).map { $0.squareRoot() }
    (self.choices, self.states, ofChoice, ofState, self.isChosen) = (choices, states, q, v, isChosen)
  }

  /// Q of each row. Shape `[rows]`.
  var q: [Double] { choices.group.map { ofChoice[Int($0)] } }

  /// V of each row. Shape `[rows]`.
  var v: [Double] { states.group.map { ofState[Int($0)] } }

  /// Q - V of each row. Shape `[rows]`.
  var advantages: [Double] { zip(choices.group, states.group).map { ofChoice[Int($0)] - ofState[Int($1)] } }

  /// Q - V of each row in units of its state's deviation, or of a least one; 0 where one action alone was seen. Shape
  /// `[rows]`.
  func advantages(inUnitsAbove least: Double) -> [Double] {
    zip(choices.group, states.group).map { choice, state in
      let scale = max(sigma[Int(state)], least)
      return isChosen[Int(state)] && scale > 0 ? (ofChoice[Int(choice)] - ofState[Int(state)]) / scale : 0
    }
  }
}
