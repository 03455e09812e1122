import Ascribe
import CreditMethods
import DecPOMDP
import Simulation
import Trajectories

extension TrainCommand {
  /// The study of one scenario: with exact returns where it can be solved, otherwise with sampled ones.
  func training(
    on source: ScenarioSource, memory: Memory, truth: TrainTruthOptions.Choice
  ) throws -> Training {
    let isExact: Bool
    switch truth {
    case .sampled(let episodes, let every):
      var evaluation = TrainingEvaluation(of: source.scenario, reason: "It was asked for (--truth).")
      (evaluation.episodes, evaluation.every) = (episodes, every)
      return try evaluated(source, memory, evaluation)
    case .bounded(let cells, let width, let every):
      var evaluation = TrainingEvaluation(of: source.scenario, reason: "It was asked for (--truth).")
      evaluation.every = every
      evaluation.bounding = try TrainingEvaluation.Bounding(of: source.scenario, cells: cells, width: width)
      return try evaluated(source, memory, evaluation)
    case .exact: isExact = true
    case .best: isExact = false
    }
    do {
      let loaded = try play.load(source) {
        isExact
          ? try settings.compiled(source, memory: memory)
          : try settings.compiledForDescription(source, memory: memory)
      }
      let player = ScenarioPlayer(
        CompiledSimulator(loaded.mdp, policy: loaded.policy), rewardSettings: loaded.mdp.rewardSettings,
        returnBounds: nil)
      return try Training(
        plan(player, source.names(loaded.choice), nil), optimum: optimum(source, loaded))
    } catch let error as ScenarioError {
      guard !isExact, let reason = settings.reasonToPlay(error) else { throw error }
      return try sampled(source, memory, because: reason)
    } catch ExactSolutionError.tooManyCells(let found, let limit) where !isExact {
      return try sampled(
        source, memory, because: ExactSolutionError.tooManyCells(found: found, limit: limit).description)
    }
  }

  /// The study of a scenario whose returns are not to be exact.
  private func evaluated(
    _ source: ScenarioSource, _ memory: Memory, _ evaluation: TrainingEvaluation
  ) throws -> Training {
    let choice = try PolicyChoice(play.policy)
    let player = try settings.lazyPlayer(
      of: source, memory: memory, following: choice, because: evaluation.reason, likeTables: true)
    return try Training(plan(player, source.names(choice), evaluation))
  }

  /// The study of a scenario that cannot be solved.
  ///
  /// - Parameter reason: Why not.
  private func sampled(
    _ source: ScenarioSource, _ memory: Memory, because reason: String
  ) throws -> Training {
    let choice = try PolicyChoice(play.policy)
    let player = try settings.lazyPlayer(of: source, memory: memory, following: choice, because: reason)
    let evaluation = TrainingEvaluation(of: source.scenario, reason: reason)
    return try Training(plan(player, source.names(choice), evaluation))
  }

  private func plan(
    _ player: ScenarioPlayer, _ names: ScenarioNames, _ evaluation: TrainingEvaluation?
  ) throws -> TrainingPlan {
    let methods = self.methods ?? (evaluation == nil ? Self.defaultMethods : Self.sampledMethods)
    let catalogue =
      evaluation == nil ? AscribeCLI.methods.withControls : AscribeCLI.methods.withSampledControls
    let arms = try MethodArguments.calls(methods).map { call -> TrainingArm in
      guard call.name != TrainingArm.exactGradientName else {
        guard call.settings.isEmpty else {
          throw UsageError(description: "--methods: exact-gradient has no settings.")
        }
        return TrainingArm(.exactGradient)
      }
      return TrainingArm(
        .method(
          try MethodArguments.request(
            call, in: catalogue, rewardSettings: player.rewardSettings, discount: player.simulator.discount,
            episodes: amount.episodes)))
    }
    do {
      var study = try StudyPlan(
        simulator: player.simulator, methods: arms.compactMap(\.method), episodes: amount.episodes,
        groupSize: amount.groupSize, batches: 1, fitEpisodes: amount.fitEpisodes, seed: amount.draws.seed,
        threads: amount.draws.threadCount)
      study.names = names
      return try TrainingPlan(study, arms: arms, budget: budget) { plan in
        plan.evaluation = evaluation
        try amount.apply(to: &plan)
        try update.apply(to: &plan)
      }
    } catch let error as StudyError {
      throw UsageError(description: "--\(error)")
    } catch let error as TrainingError {
      switch error {
      case .notAccepted, .budget, .episodes, .tooManyUpdates, .noCritic, .cannotPersist:
        throw UsageError(description: "--\(error)")
      case .needsTruth: throw UsageError(description: "--methods: \(error)")
      case .noArms, .noScenario, .plansDiffer, .tablesOfAPolicy, .overflow, .everyRateFails, .notLazy:
        throw error
      }
    }
  }

  /// The best return of agents that remember everything, where the solver finds it at once.
  private func optimum(_ source: ScenarioSource, _ loaded: LoadedScenario) throws -> TrainingOptimum? {
    guard loaded.mdp.memory == .history, update.policyClass == .table,
      let states = try? settings.compiled(source, memory: .lastObservation)
    else { return nil }
    // A count rather than a clock, so that the result is always the same.
    var asked = 0
    let limits = SearchLimits(bytes: 1 << 28) {
      asked += 1
      return asked > 2000
    }
    guard let policy = try? OptimalPolicy(of: states, limits: limits), policy.solution.status == .optimal
    else {
      return nil
    }
    return TrainingOptimum(policy.solution.value, .optimal)
  }
}
