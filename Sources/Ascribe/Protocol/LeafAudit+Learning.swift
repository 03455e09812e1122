import CreditMethods
import Simulation

/// The audit by learning: each method trains the scenario's own policy, all for the same number of simulated turns.
extension LeafAudit {
  /// What each method's credits gain: the mean exact return over the budget less that of the start, in standard deviations of the
  /// start's return. All runs draw at the same addresses.
  ///
  /// - Parameter obstacles: Why methods cannot run, by identifier.
  func learned(
    _ task: Task, updates: Int, lane: Int, leavingOut obstacles: [String: String]
  ) throws -> Scores {
    let ids = Self.methods.filter { obstacles[$0] == nil }
    let plan = try training(ids, on: task, updates: updates, lane: lane)
    let table = try Training(plan).commonTable()
    let start = task.truth.solution.value
    let deviation = task.truth.solution.returnDeviation
    var score: [String: Double] = [:]
    for (arm, id) in ids.enumerated() where deviation > 0 {
      for area in table.areas(arm) { score[id] = (area - start) / deviation }
    }
    return Scores(score: score, leftOut: obstacles)
  }

  /// Why methods cannot learn on a task, by identifier: each is tried for one update. What reads the exact solution has what no
  /// trainer has, and is not tried.
  func obstaclesToLearning(on task: Task, lane: Int) throws -> [String: String] {
    try Self.obstacles { id in
      if try request(id, on: task).card.needs.contains(.exactSolution) {
        return "it needs the exact solution, which no trainer has"
      }
      _ = try Training(try training([id], on: task, updates: 1, lane: lane)).commonTable()
      return nil
    }
  }

  /// Most episodes of an update: what one group of a method that plays many continuations may cost.
  private static let mostEpisodes = 4096

  /// One run of each method from the scenario's own policy, with as many episodes an update as the dearest of them needs for a
  /// group. Nothing is told beside what happened: policies that move would need another judge at every update.
  private func training(_ ids: [String], on task: Task, updates: Int, lane: Int) throws -> TrainingPlan {
    var episodes = episodes
    while true {
      do {
        return try training(ids, on: task, updates: updates, episodes: episodes, lane: lane)
      } catch TrainingError.episodes(_, _, _, _, let accepted)
        where accepted > episodes && accepted <= Self.mostEpisodes
      {
        episodes = accepted
      }
    }
  }

  private func training(
    _ ids: [String], on task: Task, updates: Int, episodes: Int, lane: Int
  ) throws -> TrainingPlan {
    let arms = try ids.map { TrainingArm(.method(try request($0, on: task))) }
    let study = try StudyPlan(
      mdp: task.mdp, policy: task.policy, methods: arms.compactMap(\.method), episodes: episodes,
      groupSize: groupSize, batches: 1, fitEpisodes: fitEpisodes, seed: seed &+ UInt64(lane) << 32,
      threads: threads)
    let turns = max(1, try study.turns(ofEpisodes: episodes))
    return try TrainingPlan(study, arms: arms, budget: updates * turns) { plan in
      plan.start = StartingPolicy(.behaviour)
      (plan.starts, plan.seeds, plan.checks) = (1, 1, 1)
    }
  }
}
