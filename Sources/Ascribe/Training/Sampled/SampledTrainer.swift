import CreditMethods
import Ground
import Simulation
import Trajectories

/// Trains one arm from one start in a world that is played lazily, with returns sampled on episodes of their own, or bounded.
///
/// A policy is a table that grows, or weights of words that grow, as information states are met. One thread does a run, and what a
/// parameter starts with depends on its name alone, so that a run is the same whatever is done beside it.
struct SampledTrainer: RunTrainer {
  let plan: TrainingPlan
  private let world: LazySimulator
  private let evaluation: TrainingEvaluation

  /// - Throws: ``TrainingError/notLazy`` for a plan on tables.
  init(_ plan: TrainingPlan, _ evaluation: TrainingEvaluation) throws(TrainingError) {
    guard let world = plan.study.simulator as? LazySimulator else { throw .notLazy }
    self.plan = plan
    self.world = world
    self.evaluation = evaluation
  }

  func run(_ task: TrainingTask, seed: UInt64) throws -> TrainingCurve {
    var run = SampledRun(task, of: plan, in: world, seed: seed)
    try run.evaluate(evaluation, after: 0)
    let budget = Double(plan.budget) * (1 + 1e-12)
    var (spent, expected, update) = (0.0, Double(plan.turnsOfUpdate), 0)
    func isOver() -> Bool { spent + expected > budget || update == TrainingPlan.mostUpdates - 1 }
    while !isOver() {
      update += 1
      expected = try run.update(update, at: spent)
      spent += expected
      if isOver() || update.isMultiple(of: evaluation.every) {
        run.curve.turns.append(spent)
        try run.evaluate(evaluation, after: update)
      }
    }
    return run.curve
  }
}

/// One run, as far as it has come.
private struct SampledRun {
  private let task: TrainingTask
  private let plan: TrainingPlan
  private let world: LazySimulator
  private let seed: UInt64
  private let rule: UpdateRule
  private var names: GrowingParameters
  /// There is none before the first batch.
  private var updater: Updater?
  private var memory: CriticMemory
  var curve: TrainingCurve
  private var sampled = SampledReturns()

  init(_ task: TrainingTask, of plan: TrainingPlan, in world: LazySimulator, seed: UInt64) {
    (self.task, self.plan, self.world, self.seed) = (task, plan, world, seed)
    var rule = plan.rule
    rule.rate = task.rate
    self.rule = rule
    names = GrowingParameters(plan, near: world.policy, start: task.start)
    memory = CriticMemory(window: plan.arms[task.arm].method?.isFitted == true ? plan.criticWindow : 1)
    curve = TrainingCurve(arm: task.arm, start: task.start, seed: task.seed, rate: task.rate)
  }

  /// What plays the policy of the moment.
  private var simulator: LazySimulator {
    world.following(GrowingPolicy(names: names, parameters: updater?.parameters ?? []))
  }

  private func lane(_ update: Int) -> Int {
    plan.lane(ofProblem: task.start * plan.seeds + task.seed, update: update)
  }

  /// Makes an update.
  ///
  /// - Parameters:
  ///   - number: Which one, from 1.
  ///   - turns: What was spent before.
  /// - Returns: What it took from the budget.
  mutating func update(_ number: Int, at turns: Double) throws -> Double {
    let lane = lane(number - 1)
    var own = plan.update(of: task.arm, playing: simulator)
    own.seed = seed
    let engine = Engine(own, truth: .none(reason: plan.evaluation?.reason ?? ""))
    let judged = try explaining(number) { try engine.judge(lane, threads: 1, remembering: memory.batches) }
    let policy = judged.rollouts.policy
    try prepare(on: judged.rollouts.mdp, update: number)
    guard var updater else { return 0 }
    let batch = TrainingBatch(judged, plan, &memory)
    if turns >= Double(curve.checks.count * plan.budget) / Double(plan.checks) {
      curve.checks.append(check(batch, policy, updater, at: turns))
    }
    let isFinite = batch.move(
      &updater, under: policy, draws: PhiloxStream(seed: seed, purpose: .training, lane: UInt32(lane)))
    guard isFinite, updater.policy != nil else { throw overflow(at: number) }
    self.updater = updater
    curve.extraTurns += batch.extra
    curve.lengths += batch.lengths
    return batch.cost
  }

  /// Takes in what a batch met that was not met before.
  private mutating func prepare(on mdp: TurnMDP, update: Int) throws {
    let policies = try names.policies(on: mdp)
    var next = updater
    let isFinite: Bool
    if next == nil {
      next = Updater(rule, of: policies, on: mdp, from: names.startValues)
      isFinite = next != nil
    } else {
      isFinite = next?.move(to: policies, on: mdp, from: names.startValues) ?? false
    }
    guard isFinite else { throw overflow(at: update) }
    updater = next
  }

  /// Finds the return of the policy of the moment.
  mutating func evaluate(_ evaluation: TrainingEvaluation, after update: Int) throws {
    sampled.updates.append(update)
    if let bounding = evaluation.bounding {
      try bound(bounding, after: update)
    } else {
      try sample(evaluation, after: update)
    }
    sampled.parameters = names.startValues.count
    curve.sampled = sampled
  }

  /// Between bounds, whose middle stands for it.
  private mutating func bound(_ bounding: TrainingEvaluation.Bounding, after update: Int) throws {
    let found = try explaining(update) {
      try simulator.boundedValue(ranges: bounding.ranges, width: bounding.width, limit: bounding.cells)
    }
    // Without bounds there was an error.
    let value = found.value ?? -.infinity ... .infinity
    sampled.lower.append(value.lowerBound)
    sampled.upper.append(value.upperBound)
    curve.value.append(value.middle)
  }

  /// On episodes that arms share and nothing else sees.
  private mutating func sample(_ evaluation: TrainingEvaluation, after update: Int) throws {
    let own = Rollouts.Plan(
      groups: evaluation.episodes, groupSize: 1, seed: TrainingEvaluation.seed(beside: seed),
      batch: UInt32(lane(update)))
    let rollouts = try explaining(update) { try simulator.play(own, threads: 1) }
    let returns = rollouts.episodeReturns
    let interval = try evaluation.interval(
      of: returns, look: sampled.updates.count, confidence: plan.study.confidence)
    sampled.lower.append(interval?.lower)
    sampled.upper.append(interval?.upper)
    sampled.turns += rollouts.batch.turnCount
    curve.value.append(returns.reduce(0, +) / Double(returns.count))
  }

  private func check(
    _ batch: TrainingBatch, _ policy: TabularPolicy, _ updater: Updater, at turns: Double
  ) -> TrainingCheck {
    let information = updater.mdp.information
    return TrainingCheck(
      turns: turns, quantities: [],
      entropy: PolicyDivergence.meanEntropy(of: policy, weights: batch.occupancy, on: information),
      divergence: PolicyDivergence.mean(
        of: policy, from: updater.start, weights: batch.occupancy, on: information),
      decisionShare: nil, luckShare: nil)
  }

  /// Plays under the policy of the moment, of which logits that are not finite leave no probabilities.
  private func explaining<Result>(_ update: Int, _ play: () throws -> Result) throws -> Result {
    do {
      return try play()
    } catch PolicyError.notAccepted(_, let found) where found.isNaN {
      throw overflow(at: update)
    }
  }

  private func overflow(at update: Int) -> TrainingError {
    .overflow(
      arm: plan.arms[task.arm].label, rate: task.rate, update: update, lastValue: curve.value.last ?? .nan)
  }
}
