package import CreditMethods
package import Trajectories
package import Simulation

/// COMA with a learned critic: Q of what the critic sees and the joint action, fitted to lambda-returns, and the
/// counterfactual baseline of each agent's policy.
package struct COMALearned: TurnCritic {
  private enum Unseen: String, CaseIterable {
    /// Alternatives without a value are left out, and the rest of the policy is brought to a sum of 1.
    case renormalise
    /// They are an error.
    case error
  }

  /// What COMA is and needs.
  package static let card = MethodCard(
    id: "coma_learned", name: "COMA with a learned critic",
    source:
      "Foerster et al. 2018, arXiv 1705.08926, equation 4, and the released code (pymarl); fits in closed form or by "
      + "sweeps in place of its gradient steps are ours",
    granularity: .multiAgent, methodology: .critic,
    estimand:
      "Q(x, a) - E over the agent's own actions of Q(x, (b, a_-i)), as far as the critic's view, function and data "
      + "tell; the policy is the known one in a simulation, and how often an agent took an action given what it "
      + "observed in a recorded trace",
    formula:
      "Q = fit of TD(targetLambda) targets to (turn, view, joint action); A_i = Q(v, a) - sum over b of pi_i(b | o_i) "
      + "Q(v, (b, a_-i)), over the b that have a Q",
    needs: [.trajectories, .privilegedStates],
    spansTasks: true, cost: "no continuations; one fit, linear in turns a sweep")

  /// Whether it also sees the turn's number.
  package var seesTurn: Bool { turnIndex }

  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.99
  @Parameter("whether the critic also sees the turn's number") private var turnIndex = true
  @Parameter(RowWeighting.help) private var weighting = RowWeighting.turns
  private let rewarding = ReturnParameters()
  private let truncation = TruncationParameters()
  @Parameter(
    "what the critic sees beside the joint action",
    among: [.privileged, .information, .both, .history, .historyAndState])
  package var view = CriticView.privileged
  @Parameter("alternatives that were never tried are left out of the baseline, or are an error")
  private var unseen = Unseen.renormalise
  private let objective = ObjectiveParameters(among: [.tdlambda, .mc, .td, .nstep, .expected])
  private let fitting = FitParameters(crossFitting: true)

  /// The method with its defaults.
  package init() {}

  /// A fit to a batch.
  private struct Fitted {
    let cells: JointCells
    var values: [Double]
    /// Q of what was done at every turn.
    var taken: [Double] = []
    let isKnown: [Bool]
    var fits: [CriticFit]
    let cuts: CutEpisodes
  }

  /// The counterfactual advantage of every decision.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try credits(of: batch, in: context, fittedTo: fitting.fit).attribution(of: batch, Self.card, in: context)
  }

  private func credits(
    of batch: TrajectoryBatch, in context: AttributionContext, fittedTo episodes: FitSettings.Episodes
  ) throws(AttributionError) -> Folds.Judged {
    guard episodes != .folds else {
      return try Folds.credits(of: batch, folds: fitting.folds, method: Self.card.id, in: context) {
        (fold, context) throws(AttributionError) in try self.credits(of: fold, in: context, fittedTo: .other)
      }
    }
    let fitted = try fit(batch, in: context, fittedTo: episodes)
    let renormalises = unseen == .renormalise
    var baselines: [Double?] = []
    for alternatives in fitted.cells.alternatives {
      let known = alternatives.filter { fitted.isKnown[Int($0.cell)] }
      let sum = known.reduce(0) { $0 + $1.probability }
      let isComplete = known.count == alternatives.count
      baselines.append(
        sum > 0 && (isComplete || renormalises)
          ? known.reduce(0) { $0 + $1.probability * fitted.values[Int($1.cell)] } / sum : nil)
    }
    var credits: [Double] = []
    credits.reserveCapacity(batch.decisionCount)
    for turn in 0..<batch.turnCount {
      let value = fitted.taken[turn]
      for decision in batch.decisions(of: turn) {
        if let baseline = baselines[Int(fitted.cells.decisionAlternatives[decision])] {
          credits.append(value - baseline)
        } else if renormalises, !fitted.isKnown[Int(fitted.cells.cell[turn])] {
          // The fit says nothing of what was done, nor of anything that it could be compared with.
          credits.append(0)
        } else {
          throw untried(decision, turn, batch, fitted)
        }
      }
    }
    let isOfOwn = episodes == .all && fitting.settings(for: objective.targets).function == .tabular
    return Folds.Judged(
      credits: credits, fits: fitted.fits, cuts: fitted.cuts,
      support: isOfOwn
        ? ValueSupport(of: fitted.cells.cell, count: fitted.cells.count, judged: batch.turnCount)
        : ValueSupport())
  }

  /// The fitted Q of what was done at every turn of a batch.
  package func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues {
    guard fitting.fit != .folds else {
      return try Folds.values(of: batch, folds: fitting.folds, method: Self.card.id, in: context) {
        (fold, context) throws(AttributionError) in try values(of: fold, in: context, fittedTo: .other)
      }
    }
    return try values(of: batch, in: context, fittedTo: fitting.fit)
  }

  private func values(
    of batch: TrajectoryBatch, in context: AttributionContext, fittedTo episodes: FitSettings.Episodes
  ) throws(AttributionError) -> TurnValues {
    let fitted = try fit(batch, in: context, fittedTo: episodes)
    return TurnValues(
      kind: .stateAndAction, values: Array(fitted.taken[..<batch.turnCount]), fit: fitted.fits[0])
  }

  private func fit(
    _ judged: TrajectoryBatch, in context: AttributionContext, fittedTo episodes: FitSettings.Episodes
  ) throws(AttributionError) -> Fitted {
    try episodes.require(context, for: Self.card)
    let batch = context.fitting.map { judged.joined(with: $0) } ?? judged
    try batch.require(view, for: Self.card)
    let rows = CriticRows(of: batch, seenBy: view, usesTurn: turnIndex)
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let ends = TruncatedEnds(
      of: batch, judged: judged, usesTurn: turnIndex, truncation.bootstraps, episodes, in: context)
    let chains = RowChains(rows, of: batch, reward: rewards.reward, gamma: gamma, ends: ends)
    let policies = DecisionPolicies(of: batch, simulation: context.simulation)
    let cells = JointCells(rows, of: batch, policies)
    let weight = weighting.weights(
      of: rows, in: batch, fromTurn: episodes == .other ? judged.turnCount : 0)
    let problem = { (isClosed: Bool, targets: @escaping ([Double]) -> [Double]) in
      FitProblem(
        cell: cells.cell, cellCount: cells.count, weight: weight, isClosed: isClosed, targets: targets,
        returns: { chains.targets(.lambda(1), from: []) })
    }
    let settings = fitting.settings(for: objective.targets)
    let objective = settings.objective
    let returns = problem(objective.isClosed && ends.ends.isEmpty) { values in
      // Monte Carlo returns ask for no values.
      chains.targets(objective, from: values.isEmpty ? [] : cells.cell.map { values[Int($0)] })
    }
    let fitter = CriticFitter(
      settings: settings, method: Self.card.id, seed: context.seed, threads: context.threads,
      progress: context.fitProgress)
    let features = {
      cells.features(
        .of(rows, as: settings.features), isNested: settings.features == .cells, batch.symbols)
    }
    var chosen = returns
    if self.objective.objective == .expected {
      let isTried = returns.cellWeights.map { $0 > 0 }
      let expected = ExpectedValues(rows, of: batch, cells, policies, isKnown: isTried)
      chosen = problem(false) { chains.targets(.steps(1), from: expected($0)) }
    }
    let found = try fitter.fit(chosen, "joint action values of \(Self.card.id)", features: features)
    var fitted = Fitted(
      cells: cells, values: found.values, isKnown: found.isKnown, fits: [found.fit], cuts: ends.cuts)
    let isKnown = cells.cell.map { found.isKnown[Int($0)] }
    if fitting.unmet == .error {
      try rows.requireKnown(isKnown, for: chosen, judged: judged, method: Self.card.id)
    }
    if let penalty = rewards.rowPenalty {
      // It lowers its own row alone: no earlier turn bootstraps from it.
      let losses = FitProblem(
        cell: cells.cell, cellCount: cells.count, weight: weight, isClosed: true, targets: { _ in penalty },
        returns: { penalty })
      let lost = try fitter.fit(losses, "penalties of \(Self.card.id)", features: features)
      for cell in fitted.values.indices { fitted.values[cell] -= lost.values[cell] }
      fitted.fits.append(lost.fit)
    }
    fitted.taken = rows.filled(
      cells.cell.map { fitted.values[Int($0)] }, where: isKnown, weights: chosen.weight)
    return fitted
  }

  private func untried(
    _ decision: Int, _ turn: Int, _ batch: TrajectoryBatch, _ fitted: Fitted
  ) -> AttributionError {
    let (episode, number) = batch.place(ofTurn: turn)
    let alternatives = fitted.cells.alternatives[Int(fitted.cells.decisionAlternatives[decision])]
    let agent = batch.decisions.agent[decision]
    let missing = alternatives.first { !fitted.isKnown[Int($0.cell)] }
    let action = missing.flatMap { missing in
      fitted.cells.actions[Int(missing.cell)].first { $0.agent == agent }
    }
    return .refused(
      method: Self.card.id,
      reason:
        "action \"\(action.map { batch.symbols.actions[$0.action] } ?? "")\" of agent "
        + "\"\(batch.symbols.agents[agent])\" was never tried together with its teammates' actions of turn \(number) of "
        + "episode \"\(batch.episodeName(episode))\". Fit to more episodes, let the critic see less, or use "
        + "unseen=renormalise.")
  }
}
