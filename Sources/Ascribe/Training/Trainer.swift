import CreditMethods
import Ground
import Simulation
import Trajectories

/// Trains one arm from one start.
struct Trainer: Sendable {
  let plan: TrainingPlan
  let evaluator: PolicyEvaluator
  private let solver: ExactSolver
  let policies: PolicyClass
  let behaviour: TabularPolicy

  private var mdp: TurnMDP { evaluator.mdp }

  init(_ plan: TrainingPlan) throws {
    let tables = try plan.study.requireTables()
    self.plan = plan
    evaluator = try PolicyEvaluator(tables.mdp)
    solver = try ExactSolver(tables.mdp)
    policies = PolicyClass(plan.policyClass, on: tables.mdp)
    behaviour = tables.policy
  }

  /// The policy of a start.
  func startingPolicy(_ index: Int) throws(TrainingError) -> TabularPolicy {
    guard let policy = TabularPolicy(logits: policies.logits(parameters(ofStart: index)), on: mdp) else {
      throw .overflow(
        arm: "the start", rate: plan.rule.rate, update: 0, lastValue: evaluator.value(of: behaviour))
    }
    return policy
  }

  private func parameters(ofStart index: Int) -> [Double] {
    plan.start.parameters(index, of: policies, near: behaviour, on: mdp, seed: plan.study.seed)
  }

  /// One run.
  ///
  /// - Parameters:
  ///   - task: Which arm, from which start, at which rate.
  ///   - seed: Seed of every draw of the run; the starting policy has the plan's.
  /// - Throws: ``TrainingError/overflow(arm:rate:update:lastValue:)``, and what the method throws.
  func run(_ task: TrainingTask, seed: UInt64) throws -> TrainingCurve {
    let arm = task.arm
    var rule = plan.rule
    rule.rate = task.rate
    guard var updater = Updater(rule, of: policies, on: mdp, from: parameters(ofStart: task.start)),
      var policy = updater.policy
    else {
      throw TrainingError.overflow(
        arm: plan.arms[arm].label, rate: rule.rate, update: 0, lastValue: evaluator.value(of: behaviour))
    }
    var memory = CriticMemory(window: plan.arms[arm].method?.isFitted == true ? plan.criticWindow : 1)
    var curve = TrainingCurve(arm: arm, start: task.start, seed: task.seed, rate: task.rate)
    curve.value = [evaluator.value(of: policy)]
    let budget = Double(plan.budget) * (1 + 1e-12)
    var (spent, expected) = (0.0, Double(plan.turnsOfUpdate))
    while spent + expected <= budget, curve.updates < TrainingPlan.mostUpdates - 1 {
      let isChecked = spent >= Double(curve.checks.count * plan.budget) / Double(plan.checks)
      let step =
        if plan.arms[arm].method == nil {
          try exactStep(&updater, policy, checked: isChecked, at: spent)
        } else {
          try sampledStep(
            &updater, &memory, policy, arm,
            lane: plan.lane(ofProblem: task.start * plan.seeds + task.seed, update: curve.updates),
            seed: seed, checked: isChecked, at: spent)
        }
      guard let moved = updater.policy, step.isFinite else {
        throw TrainingError.overflow(
          arm: plan.arms[arm].label, rate: rule.rate, update: curve.updates + 1,
          lastValue: curve.value[curve.updates])
      }
      policy = moved
      if let check = step.check { curve.checks.append(check) }
      curve.extraTurns += step.extra
      spent += step.cost
      expected = step.cost
      curve.turns.append(spent)
      curve.value.append(evaluator.value(of: policy))
    }
    return curve
  }

  /// What an update took, and what was found at it.
  private struct Step {
    var cost: Double
    var extra = 0.0
    var check: TrainingCheck?
    var isFinite = true
  }

  /// An update along the exact gradient, which costs what a batch would.
  private func exactStep(
    _ updater: inout Updater, _ policy: TabularPolicy, checked: Bool, at turns: Double
  ) throws -> Step {
    var step = Step(cost: Double(plan.turnsOfUpdate))
    let proximal = updater.rule.proximal
    // As many steps as a proximal update takes, but no ratios: the gradient is that of the policy of each step.
    let steps =
      updater.rule.kind == .ppo ? proximal.epochs * min(proximal.minibatches, plan.study.episodes) : 1
    for place in 0..<steps {
      guard let current = place == 0 ? policy : updater.policy else { return step }
      var (gradient, occupancy) = evaluator.values(of: current).gradient()
      if checked, place == 0 {
        let solution = try solver.solution(under: policy)
        step.check = check([], policy, updater.start, occupancy, at: turns, solution)
      }
      if updater.rule.kind == .ppo {
        updater.regularise(&gradient, under: current, weights: occupancy)
      }
      updater.move(along: gradient, under: current, weights: occupancy)
    }
    return step
  }

  /// An update on a batch of episodes.
  private func sampledStep(
    _ updater: inout Updater, _ memory: inout CriticMemory, _ policy: TabularPolicy, _ arm: Int, lane: Int,
    seed: UInt64, checked: Bool, at turns: Double
  ) throws -> Step {
    var own = plan.update(of: arm, under: policy, on: mdp)
    own.seed = seed
    // Nothing is held against the truth but at checks: a solution alone is made much faster.
    let isNeeded = checked || own.methods.contains { $0.card.needs.contains(.exactSolution) }
    let solution = isNeeded ? try solver.solution(under: policy) : nil
    let truth: Truth =
      if checked, let solution {
        .exact(ExactTruth(solution))
      } else {
        .none(reason: "no check at this update")
      }
    let engine = Engine(own, truth: truth, lending: solution)
    let judged = try engine.judge(lane, threads: 1, remembering: memory.batches)
    let attribution = judged.attributions[0]
    let rollouts = judged.rollouts
    let credits = plan.shaping.shaped(attribution.credits)
    let visits = GradientVisits(rollouts)
    let occupancy = visits.occupancy()
    // What is remembered was paid for when it was simulated.
    let extra = attribution.replayedTurns + attribution.fittedTurns - memory.turns
    memory.remember(rollouts.batch, judged.fitting)
    var step = Step(
      cost: Double(rollouts.batch.turnCount),
      extra: Double(extra) + plan.restorePrice * Double(attribution.replays))
    if plan.equality == .turns { step.cost += step.extra }
    if checked {
      let measured = try StudyMeasure(own, truth).measure(judged).methods[0].quantities
      step.check = check(measured, policy, updater.start, occupancy, at: turns, truth.solution)
    }
    if updater.rule.kind == .ppo {
      step.isFinite = updater.move(
        on: rollouts, credits, draws: PhiloxStream(seed: seed, purpose: .training, lane: UInt32(lane)))
    } else {
      var gradient = [Double](repeating: 0, count: policy.probability.count)
      visits.gradient(of: credits).add(to: &gradient)
      updater.move(along: gradient, under: policy, weights: occupancy)
    }
    return step
  }

  private func check(
    _ quantities: [Measured<Double>], _ policy: TabularPolicy, _ start: TabularPolicy, _ occupancy: [Double],
    at turns: Double, _ solution: ExactSolution?
  ) -> TrainingCheck {
    let ledger = solution?.varianceLedger()
    let variance = ledger?.variance ?? 0
    return TrainingCheck(
      turns: turns, quantities: quantities,
      entropy: PolicyDivergence.meanEntropy(of: policy, weights: occupancy, on: mdp.information),
      divergence: PolicyDivergence.mean(of: policy, from: start, weights: occupancy, on: mdp.information),
      decisionShare: ledger.flatMap { variance > 0 ? $0.decisions.reduce(0, +) / variance : nil },
      luckShare: ledger.flatMap { variance > 0 ? $0.luck.reduce(0, +) / variance : nil })
  }
}

/// The episodes of the last updates of a run, which its critic is fitted to beside those of the update of the moment.
private struct CriticMemory {
  /// The number of updates, that of the moment included.
  let window: Int
  /// What was simulated, the newest first; each update may have a batch that was judged and one for fits alone.
  private(set) var batches: [TrajectoryBatch] = []
  /// How many updates' worth that is, by their numbers of batches.
  private var sizes: [Int] = []

  init(window: Int) { self.window = window }

  /// Turns of all that is remembered.
  var turns: Int { batches.reduce(0) { $0 + $1.turnCount } }

  /// Remembers an update, and forgets the one that is too old.
  mutating func remember(_ judged: TrajectoryBatch, _ fitting: TrajectoryBatch?) {
    guard window > 1 else { return }
    let new = [judged] + (fitting.map { [$0] } ?? [])
    batches.insert(contentsOf: new, at: 0)
    sizes.insert(new.count, at: 0)
    if sizes.count > window - 1 { batches.removeLast(sizes.removeLast()) }
  }
}

/// One run of a study of learning.
struct TrainingTask: Hashable, Sendable {
  /// Which arm, which starting policy, which run from it.
  let arm, start, seed: Int
  /// The rate of its updates.
  let rate: Double
}
