import Ascribe
import CreditMethods
import CreditStatistics
import Foundation
import Ground
import Simulation
import Trajectories

/// What `attribute --summary` says of credits: the means of agents over tasks, and which signs are certain.
///
/// The unit of the means is the task, the episodes of one start: repetitions are drawn from one long run of tasks, whose mean is to
/// be covered. A sign that a task of few episodes calls certain is held to the credit that the same decision gets when its task has
/// many more episodes.
struct TrustRepetitions {
  /// Tasks of a repetition.
  let counts: [Int]
  /// How many repetitions at each number of tasks.
  let repetitions: Int
  /// Tasks of the long run.
  let pool: Int
  /// Episodes of a task.
  let size: Int
  /// Episodes of the tasks that signs are held to.
  let many: Int
  let requests: [MethodRequest]
  let stage: Stage
  let seed: UInt64
  let threads: Int

  /// How often the intervals of agents' mean credits cover.
  func tally() throws -> Tally {
    let sums = try taskSums()
    var tally = Tally(counts)
    for (place, count) in counts.enumerated() {
      let groups = Groups(of: count, in: pool, repetitions: repetitions).groups
      let found = parallelMap(count: groups.count, threads: threads) { means(of: groups[$0], sums) }
      for found in found { tally.add(found, at: place) }
    }
    tally.judge(by: means(of: Array(0..<pool), sums))
    return tally
  }

  /// Sums of a task's credits: by method, by task, by agent.
  private typealias Sums = [[[(sum: Double, count: Int)]]]

  private func taskSums() throws -> Sums {
    let batch = try play(tasks: pool, of: size, batch: 0)
    let groups = Trajectories.Groups(of: batch)
    let agents = batch.symbols.agents.count
    let context = AttributionContext(threads: threads)
    return try requests.map { request in
      let credits = try request.attribute(batch, in: context).credits
      return (0..<groups.count).map { group in
        var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: agents)
        for decision in groups[group].lazy.flatMap({ batch.decisions(ofEpisode: Int($0)) }) {
          sums[Int(batch.decisions.agent[decision])].sum += credits[decision]
          sums[Int(batch.decisions.agent[decision])].count += 1
        }
        return sums
      }
    }
  }

  private func means(of tasks: [Int], _ sums: Sums) -> [Named] {
    zip(requests, sums).flatMap { request, sums in
      stage.mdp.agents.indices.map { agent in
        let own = tasks.map { sums[$0][agent] }.filter { $0.count > 0 }
        let mean = TraceResult.Trust.AgentMean(of: stage.mdp.agents[agent], tasks: own)
        return Named("mean credit of an agent", of: request.label, part: mean.agent.name, mean.mean)
      }
    }
  }

  /// The signs of one method's credits.
  private struct Signs {
    var judged = 0
    var signed = 0
    var certain = 0
    /// Certain signs that many episodes confirm, and those that they turn round; they leave the others at 0.
    var confirmed = 0
    var turned = 0
    /// Credits that are not 0 within 1.96 errors of what many episodes say.
    var covered = 0

    static func += (left: inout Signs, right: Signs) {
      left.judged += right.judged
      left.signed += right.signed
      left.certain += right.certain
      left.confirmed += right.confirmed
      left.turned += right.turned
      left.covered += right.covered
    }
  }

  /// A table of what becomes of signs.
  func signs(title: String) throws -> String {
    let tasks = (repetitions + size - 1) / size
    let found = parallelMap(count: tasks, threads: threads) { task in
      Result { try signs(ofTask: task) }
    }
    var all = [Signs](repeating: Signs(), count: requests.count)
    for found in found { for (method, signs) in try found.get().enumerated() { all[method] += signs } }
    let share = { (count: Int, of: Int) in of > 0 ? String(format: "%.3f", Double(count) / Double(of)) : "–" }
    let rows = zip(requests, all).map { request, signs in
      let cells = [
        request.label, "\(signs.judged)", share(signs.signed, signs.judged),
        share(signs.certain, signs.judged),
        share(signs.confirmed, signs.certain), share(signs.turned, signs.certain),
        share(signs.covered, signs.signed),
      ]
      return "| " + cells.joined(separator: " | ") + " |"
    }
    return
      ([
        "### \(title)\n",
        "| method | credits | not 0 | certain | of these confirmed | turned round | within 1.96 errors |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
      ] + rows).joined(separator: "\n") + "\n"
  }

  private func signs(ofTask task: Int) throws -> [Signs] {
    let large = try play(tasks: 1, of: many, batch: UInt32(task) + 1)
    let small = large.selecting(0..<size)
    let groups = [Array(0..<size)]
    return try requests.map { request in
      let context = AttributionContext()
      let attribution = try request.attribute(small, in: context)
      let without = try LeftOutCredits.all(of: attribution, by: request, on: small, groups, in: context)
      let limit = try request.attribute(large, in: AttributionContext()).credits
      var signs = Signs()
      for (decision, credit) in attribution.credits.enumerated() {
        signs.judged += 1
        guard credit != 0 else { continue }
        signs.signed += 1
        if abs(credit - limit[decision]) <= 1.96 * without[decision].standardError { signs.covered += 1 }
        guard without[decision].isCertain(credit) else { continue }
        signs.certain += 1
        if credit * limit[decision] > 0 { signs.confirmed += 1 }
        if credit * limit[decision] < 0 { signs.turned += 1 }
      }
      return signs
    }
  }

  private func play(tasks: Int, of size: Int, batch: UInt32) throws -> TrajectoryBatch {
    try CompiledSimulator(stage.mdp, policy: stage.policy).play(
      Rollouts.Plan(groups: tasks, groupSize: size, seed: seed, batch: batch), threads: 1
    ).batch
  }
}
