import Ascribe
import CreditStatistics
import Ground
import Simulation

/// Values and credits that are sampled of scenarios that can be solved, with other draws each time.
struct SampledRepetitions {
  /// Numbers in the columns of the table; as many times ``step`` are the plays of a repetition.
  let counts: [Int]
  /// How many repetitions at each budget.
  let repetitions: Int
  let stage: Stage
  let threads: Int

  static let step = 400

  func tally() throws -> Tally {
    let truth = try stage.exact
    var tally = Tally(counts)
    for (place, count) in counts.enumerated() {
      let all = parallelMap(count: repetitions, threads: threads) { repetition in
        Result {
          try found(
            budget: Self.step * count, seed: UInt64(place * repetitions + repetition), truth)
        }
      }
      for found in all { tally.add(try found.get(), at: place) }
    }
    let exact = [
      Named("value", .value(truth.solution.value), .undefined(.noTruth)),
      Named("success", .value(truth.solution.successProbability), .undefined(.noTruth)),
    ]
    // Of credits the errors are held to 0, because every repetition has other decisions.
    tally.judge(
      by: exact
        + (0..<Self.most).map { Named("all credits", part: "\($0)", .value(0), .undefined(.noTruth)) })
    return tally
  }

  /// Most decisions with a credit.
  private static let most = 10

  private func found(budget: Int, seed: UInt64, _ truth: ExactTruth) throws -> [Named] {
    let simulator = CompiledSimulator(stage.mdp, policy: stage.policy)
    var plan = SampledValuePlan(
      simulator, reason: "It is measured.", returnBounds: stage.returnBounds, seed: seed)
    plan.hasBinaryReturns = stage.hasBinaryReturns
    plan.budget = budget
    plan.decisions = Self.most
    let result = try SampledValueStudy(plan).run()
    let rollouts = try simulator.play(Rollouts.Plan(groups: 64, groupSize: 1, seed: seed), threads: 1)
    let exact = truth.credits.credits(of: rollouts)
    var found = [
      Named("value", .value(result.value), result.valueInterval),
      Named("success", .value(result.success), result.successInterval),
    ]
    for (number, decision) in result.decisions.enumerated() {
      let batch = rollouts.batch
      let turn = batch.turns(of: decision.episode).lowerBound + decision.turn
      guard
        let index = batch.decisions(of: turn).first(where: {
          batch.symbols.agents[batch.decisions.agent[$0]] == decision.agent
        })
      else { continue }
      var named = Named(
        "all credits", part: "\(number)", .value(decision.credit - exact[index]),
        decision.interval.map { shown in shown.mapped { $0 - exact[index] } })
      named.isJoint = true
      found.append(named)
    }
    return found
  }
}
