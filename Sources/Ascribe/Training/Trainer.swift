import CreditMethods
import Ground
import Simulation
import Trajectories

/// Does the runs of a study of learning.
protocol RunTrainer: Sendable {
  /// What is done.
  var plan: TrainingPlan { get }

  /// One run.
  ///
  /// - Parameters:
  ///   - task: Which arm, from which start, at which rate.
  ///   - seed: Seed of every draw of the run; the starting policy has the plan's.
  /// - Throws: ``TrainingError/overflow(arm:rate:update:lastValue:)``, and what the method throws.
  func run(_ task: TrainingTask, seed: UInt64) throws -> TrainingCurve
}

/// Trains one arm from one start, on tables, with the exact return after every update.
struct Trainer: RunTrainer {
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
      curve.lengths += step.lengths
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
    var lengths = EpisodeLengths()
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
    var own = plan.update(of: arm, playing: CompiledSimulator(mdp, policy: policy))
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
    let batch = TrainingBatch(judged, plan, &memory)
    var step = Step(cost: batch.cost, extra: batch.extra, lengths: batch.lengths)
    if checked {
      let measured = try StudyMeasure(own, truth).measure(judged).methods[0].quantities
      step.check = check(measured, policy, updater.start, batch.occupancy, at: turns, truth.solution)
    }
    step.isFinite = batch.move(
      &updater, under: policy, draws: PhiloxStream(seed: seed, purpose: .training, lane: UInt32(lane)))
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

/// One run of a study of learning.
struct TrainingTask: Hashable, Sendable {
  /// Which arm, which starting policy, which run from it.
  let arm, start, seed: Int
  /// The rate of its updates.
  let rate: Double
}
