import CreditMethods
import CreditStatistics
import Ground
import Trajectories

/// How much better the states of a key tell an episode's return than its task does, on episodes that are not looked at.
///
/// A turn's return is predicted from the other episodes of its task that were in its state, and from the mean of all others of the
/// task, which counts as one more of them. The skill is 1 - (mean squared error of that) / (mean squared error of the task's
/// mean alone): below 0, the states mislead. An episode counts once, whatever its length.
///
/// Sources: Murphy, Skill scores based on the mean square error and their relationships to the correlation coefficient, Monthly
/// Weather Review 116 (1988), equation 4; the jackknife over tasks for the interval.
struct ReturnPrediction {
  let skill: Measured<Double>
  /// Over tasks.
  let interval: Measured<ConfidenceInterval>
  /// Tasks of at least two episodes whose returns differ.
  let tasks: Int

  /// Fewest tasks of an interval.
  static let leastTasks = 10

  /// - Complexity: O(turns).
  init(of batch: TrajectoryBatch, _ states: BatchStates, returns: [Double], confidence: Double) {
    let groups = Groups(of: batch)
    // Visits of episodes, each once a state.
    var lastVisitor = [Int](repeating: -1, count: states.nodes.count)
    var sum = [Double](repeating: 0, count: states.nodes.count)
    var count = [Int](repeating: 0, count: states.nodes.count)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode) {
        let node = Int(states.nodes.turn[turn])
        guard lastVisitor[node] != episode else { continue }
        lastVisitor[node] = episode
        sum[node] += returns[episode]
        count[node] += 1
      }
    }
    var errors: [(key: Double, task: Double)] = []
    for group in 0..<groups.count {
      let members = groups[group].map(Int.init).filter { !batch.turns(of: $0).isEmpty }
      guard members.count >= 2, !Standardisation.areEqual(members.map { returns[$0] }) else { continue }
      let total = members.reduce(0) { $0 + returns[$1] }
      var error = (key: 0.0, task: 0.0)
      for episode in members {
        let own = returns[episode]
        let mean = (total - own) / Double(members.count - 1)
        var squares = 0.0
        for turn in batch.turns(of: episode) {
          let node = Int(states.nodes.turn[turn])
          let predicted = (sum[node] - own + mean) / Double(count[node])
          squares += (own - predicted) * (own - predicted)
        }
        error.key += squares / Double(batch.turns(of: episode).count)
        error.task += (own - mean) * (own - mean)
      }
      errors.append(error)
    }
    tasks = errors.count
    let key = errors.reduce(0) { $0 + $1.key }
    let task = errors.reduce(0) { $0 + $1.task }
    skill = task > 0 ? .value(Self.skill(key, task)) : .undefined(.noVariance)
    let without = errors.map { task > $0.task ? Self.skill(key - $0.key, task - $0.task) : nil }
    interval =
      tasks < Self.leastTasks
      ? .undefined(.tooFew(found: tasks, needed: Self.leastTasks))
      : Jackknife.ofBatches(skill, without: without, batches: tasks).flatMap {
        $0.interval(confidence: confidence)
      }
  }

  /// The skill of an error beside the task's; what rounding alone makes of equal errors is none.
  private static func skill(_ key: Double, _ task: Double) -> Double {
    let skill = 1 - key / task
    return skill.magnitude < 1e-12 ? 0 : skill
  }
}
