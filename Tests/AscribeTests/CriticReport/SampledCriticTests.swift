import Ground
import CreditMethods
import CreditStatistics
import Critics
import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Ascribe

/// Critics as they are fitted to batches: gradients, calibration and errors.
@Suite struct SampledCriticTests {
  /// Every course that an episode can take, once, with its probability; the probabilities sum to 1 when none is missing.
  private func courses(of solution: ExactSolution) throws -> [(probability: Double, rollouts: Rollouts)] {
    let mdp = solution.mdp
    var found: [[Int32]: (probability: Double, rollouts: Rollouts)] = [:]
    var total = 0.0
    var seed: UInt64 = 0
    while total < 1 - 1e-9, seed < 20_000 {
      let rollouts = try Rollouts.simulate(
        Rollouts.Plan(groups: 1, groupSize: 1, seed: seed), on: mdp, policy: solution.policy)
      seed += 1
      let course = rollouts.node + rollouts.choice
      guard found[course] == nil else { continue }
      var probability = mdp.start.first { $0.node == rollouts.node[0] }?.probability ?? 0
      for choice in rollouts.choice { probability *= solution.policy.probability[Int(choice)] }
      for turn in rollouts.node.indices.dropLast() {
        let row = mdp.nodes.rows(of: Int(rollouts.node[turn])).lowerBound + rollouts.row(ofTurn: turn)
        probability *= mdp.nodes.outcomes(of: row).filter {
          mdp.nodes.outcomeNode[$0] == rollouts.node[turn + 1]
        }.reduce(0) { $0 + mdp.nodes.outcomeProbability[$1] }
      }
      found[course] = (probability, rollouts)
      total += probability
    }
    #expect(abs(total - 1) < 1e-9)
    return found.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { found[$0] }
  }

  /// The expectation over all courses of the gradient that exact credits induce is the exact gradient: with a discount, with
  /// one agent a turn and with two at once.
  @Test(arguments: [
    ("and", "", 1.0), ("coupling", "", 1.0), ("two-step", "", 1.0), ("chain", "", 1.0),
    ("dec-tiger", "horizon=1", 1.0), ("two-step", "discount=0.5", 0.5),
  ])
  func exactCreditsInduceTheExactGradient(scenario: String, settings: String, discount: Double) throws {
    let mdp = try compiled(scenario, settings)
    #expect(mdp.discount == discount)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let table = ExactCreditTable(solution)
    var expected = [Double](repeating: 0, count: mdp.information.choiceAction.count)
    for course in try courses(of: solution) {
      let gradient = InducedGradient.gradient(
        of: course.rollouts, credits: table.credits(of: course.rollouts))
      for choice in gradient.indices { expected[choice] += course.probability * gradient[choice] }
    }
    let exact = solution.policyGradient()
    #expect(near(expected, exact, 1e-10 * max(1, exact.reduce(0) { max($0, abs($1)) })))
  }

  /// One turn, both agents do or skip with probability 1/2: the credit of a decision, times 1/2 for what was done and -1/2
  /// for what was not, divided by the number of episodes.
  @Test func theGradientOfOneBatchByHand() throws {
    let mdp = try compiled("and")
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 3, groupSize: 1, seed: 4), on: mdp, policy: .uniform(on: mdp))
    let credits: [Double] = [1, 2, 3, -4, 5, 6]
    let gradient = InducedGradient.gradient(of: rollouts, credits: credits)
    var expected = [Double](repeating: 0, count: 4)
    for (decision, credit) in credits.enumerated() {
      let taken = Int(rollouts.choice[decision])
      expected[taken] += credit / 2 / 3
      expected[taken ^ 1] -= credit / 2 / 3
    }
    #expect(near(gradient, expected))
  }

  @Test func agreementWithTheExactGradient() throws {
    let mdp = try compiled("and")
    let reference = GradientReference(try ExactSolution(of: mdp, under: .uniform(on: mdp)))
    #expect(near(reference.exact, [0.125, -0.125, 0.125, -0.125]))
    // Agent 0 is twice too long, agent 1 at a right angle.
    let found = reference.agreement(of: [0.25, -0.25, 0.125, 0.125])
    #expect(found.map(\.agent) == [nil, "agent-0", "agent-1"])
    let cosines = found.compactMap { $0.cosine.optional }
    #expect(near(cosines, [0.0625 / (0.15625.squareRoot() * 0.25), 1, 0]))
    let errors = found.compactMap { $0.relativeError.optional }
    // Differences: (1/8, -1/8) and (0, 1/4).
    #expect(near(errors, [(0.03125 + 0.0625).squareRoot() / 0.25, 1, 2.0.squareRoot()]))
    let zero = reference.agreement(of: [0, 0, 0, 0])
    #expect(zero[0].cosine == .undefined(.allZero))
    #expect(zero[0].relativeError == .value(1))
    let lost = reference.agreement(of: [.nan, 0, 0, 0])
    #expect(lost[0].cosine == .undefined(.outOfRange))
    #expect(lost[2].relativeError == .value(1))
  }

  func plan(_ scenario: String = "and", batches: Int = 2) throws -> StudyPlan {
    let mdp = try compiled(scenario)
    return try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [try MethodRequest(critic: Call("pinto"), on: mdp)],
      episodes: 8, groupSize: 1, batches: batches, seed: 3, threads: 1)
  }

  /// In `and` all that a critic can see is the start: V is 1/4, its value the share of successes among all that it was fitted
  /// to, so that the errors of a batch are all the same.
  @Test func errorsByHand() throws {
    let plan = try plan(batches: 4)
    let result = try CriticStudy(plan).run()
    let tables = try #require(plan.tables)
    let shares = try (0..<4).map { batch -> Double in
      let rollouts = try tables.play(
        Rollouts.Plan(groups: 8, groupSize: 1, seed: 3, batch: UInt32(batch)), threads: 1)
      return Double(rollouts.batch.episodes.status.count { $0 == .success }) / 8
    }
    let errors = shares.map { $0 - 0.25 }
    let meanError = errors.reduce(0, +) / 4
    let meanSquare = errors.map { $0 * $0 }.reduce(0, +) / 4
    let fitted = result.critics[0].fitted
    #expect(
      fitted.errors.map(\.slice) == [
        DecisionSlice(agent: nil, turn: nil), DecisionSlice(agent: nil, turn: 0),
        DecisionSlice(agent: "agent-0", turn: nil), DecisionSlice(agent: "agent-0", turn: 0),
        DecisionSlice(agent: "agent-1", turn: nil), DecisionSlice(agent: "agent-1", turn: 0),
      ])
    for error in fitted.errors {
      #expect(error.turns == 32)
      for summary in [error.fromTruth, error.fromLimit] {
        #expect(abs(try #require(summary.mean.mean.optional) - meanError) < 1e-12)
        #expect(abs(summary.rootMeanSquare - meanSquare.squareRoot()) < 1e-12)
        #expect(errors.contains { abs($0 - summary.worst) < 1e-12 })
        #expect(errors.allSatisfy { abs($0) <= abs(summary.worst) + 1e-12 })
        #expect(try #require(summary.mean.interval.optional).units == 4)
      }
    }
    let meanReturn = try #require(result.meanReturn.mean.optional)
    #expect(abs(meanReturn - 0.25 - meanError) < 1e-12)
    #expect(result.sampled.turns == 32)
    #expect(result.sampled.decisions == 64)
    #expect(fitted.fits.count == 4)
    #expect(fitted.fittedTurns == 0)
    // Within a batch the value is constant, but not over batches: the line is that of four points, each on the diagonal.
    if Set(shares).count > 1 {
      #expect(abs(try #require(fitted.calibration.realised.slope.optional) - 1) < 1e-10)
      #expect(abs(try #require(fitted.calibration.realised.intercept.optional)) < 1e-10)
      // What is expected is 1/4 whatever the critic says.
      #expect(abs(try #require(fitted.calibration.expected.slope.optional)) < 1e-10)
      #expect(abs(try #require(fitted.calibration.expected.intercept.optional) - 0.25) < 1e-10)
    }
  }

  /// A critic of states and actions whose values are Q itself is off by nothing.
  @Test func valuesOfActionsAreHeldAgainstTheJointActionThatWasTaken() throws {
    let plan = try plan("dec-tiger", batches: 2)
    let tables = try #require(plan.tables)
    let solution = try ExactSolution(of: tables.mdp, under: tables.policy)
    let reference = CriticReference(
      .stateAndAction, of: ViewOnly(view: .information, seesTurn: true), solution)
    let gradients = GradientReference(solution)
    var collector = FittedCriticCollector(reference, gradients, tables.mdp)
    for index in 0..<2 {
      let rollouts = try tables.play(plan.rollouts(ofBatch: index, episodes: plan.episodes), threads: 1)
      let batch = rollouts.batch
      var values: [Double] = []
      for episode in 0..<batch.episodeCount {
        for (turn, place) in batch.turns(of: episode).enumerated() {
          let cell = solution.cells.index(turn: turn, node: Int(rollouts.node[place]))
          values.append(
            solution.cells.actionValue[solution.cells.rowStart[cell] + rollouts.row(ofTurn: place)])
        }
      }
      let fit = CriticFit.closedForm("values", parameters: 1, loss: 0)
      let credits = [Double](repeating: 1, count: batch.decisionCount)
      let judged = JudgedTurns(
        TurnValues(kind: .stateAndAction, values: values, fit: fit),
        Attribution(credits: credits, fits: [fit]),
        of: rollouts, solution, gradients)
      collector.add(judged, of: CriticBatch(rollouts, returns: values, critics: [judged]))
    }
    let found = try collector.findings(plan, scale: 100)
    #expect(!found.errors.isEmpty)
    for error in found.errors {
      #expect(error.fromTruth.rootMeanSquare == 0)
      #expect(error.fromLimit.rootMeanSquare > 1)
    }
    #expect(abs(try #require(found.calibration.realised.slope.optional) - 1) < 1e-12)
    #expect(abs(try #require(found.calibration.expected.slope.optional) - 1) < 1e-12)
    // Credits of 1 everywhere point nowhere on average, but not in a batch.
    #expect(found.gradients.count == 3)
    #expect(found.gradients[0].cosine.batches == 2)
  }

  /// The mean of 20 batches' mean errors from the limit is 0 but for noise: by Student's t with 19 degrees of freedom it is
  /// beyond 8.6 standard errors with probability 6e-8. Three critics: false alarms below 2e-7.
  @Test func errorsFromTheLimitAreNoise() throws {
    let solution = try TigerPolicy.opening.solution()
    var plan = try StudyPlan(
      mdp: solution.mdp, policy: solution.policy,
      methods: try ["pinto", "symmetric", "asymmetric"].map {
        try MethodRequest(critic: Call($0), on: solution.mdp)
      }, episodes: 100, groupSize: 1, batches: 20, fitEpisodes: 400, seed: 11, threads: 2)
    plan.resamples = 20
    let result = try CriticStudy(plan).run()
    for critic in result.critics {
      let mean = try #require(critic.fitted.errors.first).fromLimit.mean
      let error = try #require(mean.standardError.optional)
      #expect(abs(try #require(mean.mean.optional)) < 8.6 * error)
      #expect(critic.fitted.fittedTurns == 20 * 400 * 2)
    }
    // The view's own gap, 20.6 on average, is there however many episodes there are.
    let pinto = try #require(result.critics[0].fitted.errors.first)
    #expect(2 * pinto.fromLimit.rootMeanSquare < pinto.fromTruth.rootMeanSquare)
  }
}
