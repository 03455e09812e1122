import CreditMethods
import Simulation
import TestSupport
import Trajectories

@testable import Ascribe

/// A plan of training on a built-in scenario.
func trainingPlan(
  _ scenario: String, _ settings: String = "", memory: Memory = .lastObservation, methods: String = "grpo",
  episodes: Int = 16, groupSize: Int = 4, updates: Int = 5, starts: Int = 2, seeds: Int = 1,
  fitEpisodes: Int = 0, threads: Int = 1, seed: UInt64 = 3,
  _ configure: (inout TrainingPlan) throws -> Void = { _ in }
) throws -> TrainingPlan {
  let mdp = try compiled(scenario, settings, memory: memory)
  let arms = try Call.list(methods).map { call -> TrainingArm in
    guard call.name != TrainingArm.exactGradientName else { return TrainingArm(.exactGradient) }
    return TrainingArm(
      .method(
        try MethodRequest(call, in: MethodCatalogue.builtIn.withControls, defaults: mdp.rewardSettings)))
  }
  let study = try StudyPlan(
    mdp: mdp, policy: .behaviour(of: mdp), methods: [], episodes: episodes, groupSize: groupSize, batches: 1,
    fitEpisodes: fitEpisodes, seed: seed, threads: threads)
  return try TrainingPlan(study, arms: arms, budget: updates * max(1, study.turns(ofEpisodes: episodes))) {
    $0.starts = starts
    $0.seeds = seeds
    try configure(&$0)
  }
}

/// Some logits of a scenario's choices.
func logits(on mdp: TurnMDP, seed: UInt64, size: Double = 1) -> [Double] {
  var random = SplitMix64(seed: seed)
  return random.numbers(mdp.information.choiceAction.count, in: -size..<size)
}

/// The softmax policy of logits that are finite.
func softmax(_ logits: [Double], on mdp: TurnMDP) -> TabularPolicy {
  guard let policy = TabularPolicy(logits: logits, on: mdp) else { preconditionFailure("not finite") }
  return policy
}

/// A study was told to stop.
struct Interrupted: Error {}

/// Trains into a folder, up to a number of new runs.
func train(_ plan: TrainingPlan, in path: String, stoppingAfter limit: Int = .max) throws {
  let folder = try TrainingFolder(path, plan: plan)
  var curves = folder.finished
  var done = 0
  let result = try Training(plan).run(
    finished: curves,
    keep: { curve in
      guard done < limit else { throw Interrupted() }
      done += 1
      try folder.append(curve)
      curves.append(curve)
    })
  try folder.finish(curves, arms: plan.arms.map(\.label), results: json(ResultFile(result)))
}
