import Glibc
package import Trajectories

/// ECPO, evidence-calibrated policy optimisation: the episode's relative return, plus the place of the turn's action among those
/// taken in its state, as far as the evidence tells them apart.
///
/// Means of actions that were seldom taken are drawn toward the state's mean, and the term is weighed by the share of the
/// variance that actions explain. Where all actions of a state were taken equally often the drawing cancels in the
/// standardisation: only unequal counts are calibrated.
package struct ECPO: CreditMethod {
  /// What the means of actions are standardised over.
  private enum Over: String, CaseIterable {
    /// The turns of the state.
    case rows
    /// The actions taken there.
    case actions
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "ecpo", name: "ECPO, evidence-calibrated policy optimisation",
    source: "arXiv 2606.05885 (2026)",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "The sign of Q - V at the turn's state by every-visit means of returns, in units of the spread of the actions' means "
      + "and shrunk where returns vary within actions; on top of the episode's relative return.",
    formula:
      "A = z(R) + weightAction rho z(m_a), m_a = (n_a mean G_a + kappa mean G) / (n_a + kappa), "
      + "rho = tanh(n / tau) B / (B + W + epsGate), B and W the variance between and within actions",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    unverified: [
      .init("tau", where: "tau", is: .number(4)),
      .init("the weight of the term", where: "weightAction", is: .number(1)),
      .init("what the means are standardised over, and which return they are of"),
    ])

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  private let comparison = ComparisonParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter("turns that the state's mean counts as, in the mean of an action", in: 0...) private var kappa =
    2.0
  @Parameter("visits of a state at which the evidence counts by 3/4", in: 1e-9...) private var tau = 4.0
  @Parameter("weight of the actions' term", in: 0...) private var weightAction = 1.0
  @Parameter("added to the variance that is explained a share of", in: 0...) private var epsGate = 1e-6
  @Parameter("means are standardised over the turns of the state, or over its actions") private var over =
    Over.rows

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
    let states = context.states(of: batch, by: key).turnsByNode
    let actions = batch.turnsByJointAction(within: states)
    let returns = rewards.returnsToGo(discount: gamma)
    let evidence = Evidence(of: returns, states: states, actions: actions, kappa: kappa, counting: isOwn)
    // An action stands in for all of its turns, or for one of them.
    let isCounted = over == .rows ? isOwn : actions.firstCounted(isOwn)
    var standardise = standardisation.standardise
    standardise.norm = .std
    let place = standardise(evidence.calibrated, in: states, counting: isCounted)
    let (tau, epsGate, weight) = (tau, epsGate, weightAction)
    let gates = (0..<states.count).map { state in
      let (between, within) = (evidence.between[state], evidence.within[state])
      let sum = between + within + epsGate
      return weight * (sum > 0 ? tanh(evidence.visits[state] / tau) * between / sum : 0)
    }
    let term = place.combined(with: states.group) { gates[Int($1)] * $0 }
    let step = batch.copiedToActingAgents(term)
    let credit = episode.term.combined(with: episode.shared?.copied(step, in: batch) ?? step, +)
    return try episode.attribution(finite: credit, of: batch, Self.card)
  }
}

/// What the returns from a state say of the actions taken there.
private struct Evidence {
  /// Counted turns of each state. Shape `[states]`.
  private(set) var visits: [Double]
  /// Variance of the returns between actions, and within them. Shape `[states]`.
  private(set) var between: [Double]
  private(set) var within: [Double]
  /// The mean of each turn's action, drawn toward the state's. Shape `[turns]`.
  private(set) var calibrated: [Double]

  init(of returns: [Double], states: Grouping, actions: Grouping, kappa: Double, counting isCounted: [Bool]?)
  {
    let ones = [Double](repeating: 1, count: returns.count)
    visits = states.sums(of: ones, counting: isCounted)
    let taken = actions.sums(of: ones, counting: isCounted)
    let mean = states.means(of: returns, counting: isCounted)
    let ofAction = actions.means(of: returns, counting: isCounted)
    var (between, within) = (ones, ones)
    var calibrated = ones
    for turn in returns.indices {
      let (state, action) = (Int(states.group[turn]), Int(actions.group[turn]))
      let (shift, rest) = (ofAction[action] - mean[state], returns[turn] - ofAction[action])
      between[turn] = shift * shift
      within[turn] = rest * rest
      let weight = taken[action] + kappa
      calibrated[turn] =
        weight > 0 ? (taken[action] * ofAction[action] + kappa * mean[state]) / weight : mean[state]
    }
    self.between = states.means(of: between, counting: isCounted)
    self.within = states.means(of: within, counting: isCounted)
    self.calibrated = calibrated
  }
}

extension Grouping {
  /// The sum of the counted values of every group. Shape `[groups]`.
  fileprivate func sums(of x: [Double], counting isCounted: [Bool]?) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for (row, group) in group.enumerated() where isCounted?[row] ?? true { result[Int(group)] += x[row] }
    return result
  }

  /// Whether each row is the first counted one of its group. Shape `[rows]`.
  fileprivate func firstCounted(_ isCounted: [Bool]?) -> [Bool] {
    var seen = [Bool](repeating: false, count: count)
    return group.enumerated().map { row, group in
      guard isCounted?[row] ?? true, !seen[Int(group)] else { return false }
      seen[Int(group)] = true
      return true
    }
  }
}
