import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Glibc
import Testing
import TestSupport
import Trajectories
import Simulation

/// One decision replayed, with everything that is reported of it.
@Suite struct ReplayStudyTests {
  private func rollouts(_ name: String, episodes: Int = 16, seed: UInt64 = 3) throws -> (
    Rollouts, ExactSolution
  ) {
    let solution = try solved(name)
    return (
      try Rollouts.simulate(
        Rollouts.Plan(groups: episodes, groupSize: 1, seed: seed), on: solution.mdp, policy: solution.policy),
      solution
    )
  }

  /// Without a named action the exact contrast is the exact counterfactual credit, decision by decision.
  @Test(arguments: ["and", "coupling", "two-step", "memory"])
  func theExactContrastIsTheCounterfactualCredit(name: String) throws {
    let (rollouts, solution) = try rollouts(name, episodes: 6)
    let credits = ExactCreditTable(solution).credits(of: rollouts)
    let batch = rollouts.batch
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: index) {
          let plan = try ReplayPlan(
            of: rollouts, episode: episode, turn: turn,
            agent: AgentID(batch.symbols.agents[batch.decisions.agent[decision]]), continuations: 2, seed: 1)
          let result = try ReplayStudy(plan, solution).run()
          let exact = try #require(result.difference.exact)
          #expect(abs(exact - credits[decision]) < 1e-12)
          let action = batch.symbols.actions[batch.decisions.action[decision]]
          #expect(result.taken == action && result.factual.action == action)
          #expect(result.alternatives.contains { $0.action == action })
          #expect(abs(result.alternatives.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
          // The policy's draw is the mean over its actions.
          let mean = try result.alternatives.reduce(0) {
            $0 + $1.probability * (try #require($1.exact).return)
          }
          let drawn = try #require(result.counterfactual.exact).return
          #expect(abs(mean - drawn) < 1e-12)
          #expect(
            result.factual.path.return
              == batch.turns.reward[index..<batch.turns(of: episode).upperBound].reduce(0, +))
        }
      }
    }
  }

  /// The fork of `single`: success .9 after one action, .1 after the other. Replicas of a branch of probability p end
  /// differently with probability 2p(1 - p) = .18, and their difference has the same variance. By Hoeffding's inequality,
  /// shares of 4000 are off by more than .043 with probability 1e-6 at most.
  @Test func theForkOfSingle() throws {
    let (rollouts, solution) = try rollouts("single")
    let taken = try ReplayStudy(
      ReplayPlan(of: rollouts, episode: 0, turn: 3, agent: "solver", continuations: 2, seed: 9), solution
    ).run().taken
    let other = taken == "right" ? "wrong" : "right"
    let plan = try ReplayPlan(
      of: rollouts, episode: 0, turn: 3, agent: "solver", action: other, continuations: 4000, seed: 9)
    let result = try ReplayStudy(plan, solution).run()
    let sign = taken == "right" ? 1.0 : -1
    let exact = try #require(result.difference.exact)
    #expect(abs(exact - sign * 0.8) < 1e-12)
    let mean = try #require(result.difference.mean.optional)
    #expect(abs(mean - sign * 0.8) < 2 * 0.043)
    let interval = try #require(result.difference.interval.optional)
    #expect(interval.contains(mean))
    #expect(abs(result.factual.outcomes.successShare - (0.5 + sign * 0.4)) < 0.043)
    #expect(abs(result.counterfactual.outcomes.successShare - (0.5 - sign * 0.4)) < 0.043)
    let counts = try #require(result.factual.outcomes.counts)
    #expect(counts.map(\.value) == [0, 1] && counts.reduce(0) { $0 + $1.count } == 4000)
    #expect(result.factual.outcomes.quantiles.first == 0 && result.factual.outcomes.quantiles.last == 1)
    #expect(result.noiseFloor.map(\.restored) == [.privileged, .public, .actions])
    for floor in result.noiseFloor {
      #expect(abs(floor.disagreement - 0.18) < 0.043)
      let spread = try #require(floor.spread.optional)
      #expect(abs(spread * spread - 0.18) < 0.06)
      #expect(floor.unreached == 0 && floor.substitutions == 0)
      let replicas = try #require(floor.difference.mean.optional)
      #expect(abs(replicas) < 2 * 0.043)
    }
    // Two branches and two actions of three turns each, and two replicas of 3, 3 and 6 turns.
    #expect(result.simulatedTurns == 4000 * (4 * 3 + 2 * (3 + 3 + 6)))
  }

  /// In the witness worlds the reward is certain given the hidden Z, so exact replicas agree; replicas from the public
  /// state draw Z anew, and half of the pairs differ in it. By Hoeffding's inequality a share of 2000 is off by more than
  /// .061 with probability 1e-6 at most.
  @Test(arguments: [("witness-plus", 0.5), ("witness-minus", -0.5)])
  func theFloorTellsWhatIsRestored(name: String, contrast: Double) throws {
    let (rollouts, solution) = try rollouts(name)
    var plan = try ReplayPlan(
      of: rollouts, episode: 1, turn: 0, agent: "solver", continuations: 2000, grade: .public, seed: 4)
    plan.action = "act-0"
    let zero = try ReplayStudy(plan, solution).run()
    plan.action = "act-1"
    let one = try ReplayStudy(plan, solution).run()
    let means = try [one, zero].map { try #require($0.counterfactual.exact).return }
    #expect(abs(means[0] - means[1] - contrast) < 1e-12)
    #expect(plan.contrast.tier == .observationalCausal)
    let exact = one.noiseFloor[0]
    #expect(exact.restored == .privileged && exact.disagreement == 0 && exact.spread == .value(0))
    let blurred = one.noiseFloor[1]
    #expect(blurred.restored == .public)
    let p = try #require(one.factual.exact).success
    #expect(abs(blurred.disagreement - 2 * p * (1 - p)) < 0.061)
  }

  @Test func threadsAndTheRecordChangeNothing() throws {
    let (rollouts, solution) = try rollouts("coupling")
    let text = { (rollouts: Rollouts, threads: Int, noise: Replay.Noise) throws -> String in
      let plan = try ReplayPlan(
        of: rollouts, episode: 2, turn: 0, agent: "planner", continuations: 700, noise: noise, seed: 5,
        threads: threads)
      return try json(ResultFile(ReplayStudy(plan, solution).run()))
    }
    for noise in [Replay.Noise.common, .independent] {
      let one = try text(rollouts, 1, noise)
      #expect(try text(rollouts, 3, noise) == one)
    }
    // The same episodes read back from their trace: everything but the one continuation that had the record's draws.
    var bytes: [UInt8] = []
    TraceWriter.append(
      rollouts.batch, origin: TraceOrigin(of: rollouts.mdp, scenario: "coupling"), to: &bytes)
    let read = try TraceReader.read(bytes, named: "trace.jsonl")
    let match = try TraceMatch(read, on: rollouts.mdp, policy: rollouts.policy)
    let results = try [rollouts, match.rollouts].map { rollouts in
      try ReplayStudy(
        ReplayPlan(of: rollouts, episode: 2, turn: 0, agent: "planner", continuations: 50, seed: 5), solution
      ).run()
    }
    #expect(results[0].difference.mean == results[1].difference.mean)
    #expect(results[0].factual.outcomes.quantiles == results[1].factual.outcomes.quantiles)
    #expect(results[0].factual.path.steps == results[1].factual.path.steps)
    #expect(results[0].simulatedTurns == results[1].simulatedTurns)
  }

  @Test func numbersOutOfRangeAreRefused() throws {
    let (rollouts, solution) = try rollouts("and")
    let message = { (continuations: Int, threads: Int) -> String in
      do throws(StudyError) {
        _ = try ReplayPlan(
          of: rollouts, episode: 0, turn: 0, agent: "agent-0", continuations: continuations, seed: 0,
          threads: threads)
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(message(0, 1) == "continuations is 0; accepted: a whole number in 1...1000000.")
    #expect(message(1, 0) == "threads is 0; accepted: a whole number in 1...1024.")
    var plan = try ReplayPlan(of: rollouts, episode: 0, turn: 0, agent: "agent-0", continuations: 1, seed: 0)
    let single = try ReplayStudy(plan, nil).run()
    #expect(single.difference.interval == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(single.difference.exact == nil && single.noiseFloor.map(\.restored) == [.privileged, .actions])
    plan.grade = .public
    #expect(throws: ReplayError.unsolved) { try ReplayStudy(plan, nil).run() }
    #expect(ReplayError.unsolved.description.contains("restored from an exact solution"))
    plan.confidence = 1
    #expect(throws: StudyError.confidenceNotAccepted(found: 1)) { try ReplayStudy(plan, solution).run() }
  }
}
