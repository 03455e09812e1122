import AscribeTesting
import CreditMethods
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Axioms hold for methods that claim them, and fail for ones that break them slightly.
@Suite struct AxiomTests {
  /// Credits of a method of the catalogue on simulated episodes.
  private func credits(_ call: String, on rollouts: Rollouts) throws -> [Double] {
    let solution = try ExactSolution(of: rollouts.mdp, under: rollouts.policy)
    return try method(call).attribute(
      rollouts.batch, in: AttributionContext(simulation: rollouts, solution: solution, seed: 2)
    ).credits
  }

  /// The Shapley value of a turn's action game divides Q - V of that turn; "or" has one turn, and success pays 1.
  @Test func shapleyIsEfficientAndComaIsNot() throws {
    let rollouts = try simulated(groups: 20)
    let batch = rollouts.batch
    let solution = try ExactSolution(of: rollouts.mdp, under: rollouts.policy)
    let totals = EpisodeTotal.values(batch.episodes.score.map { $0 - solution.value })
    let grand = try credits("shapley", on: rollouts)
    let sums = (0..<batch.episodeCount).map { episode in
      batch.decisions(ofEpisode: episode).reduce(0) { $0 + grand[$1] }
    }
    expectEfficiency(grand, of: batch, sumTo: .values(sums))
    let found = issues { expectEfficiency(grand, of: batch, sumTo: .values(sums.map { $0 + 1e-6 })) }
    #expect(found.first?.hasPrefix("20 of 20 episodes do not sum to their total:") == true)
    #expect(found.first?.hasSuffix("and 10 more") == true)
    let coma = try credits("coma", on: rollouts)
    #expect(issues { expectEfficiency(coma, of: batch, sumTo: totals) }.count == 1)
  }

  @Test func totalsOfEpisodes() throws {
    let batch = try simulated(groups: 8).batch
    let halves = batch.episodes.score.flatMap { [$0 / 2, $0 / 2] }
    expectEfficiency(halves, of: batch, sumTo: .score)
    let reward = (0..<8).flatMap { episode in
      let turn = batch.turns(of: episode).lowerBound
      return [batch.turns.reward[turn] - 1, 1]
    }
    expectEfficiency(reward, of: batch, sumTo: .reward)
    #expect(
      issues { expectEfficiency(halves, of: batch, sumTo: .values([1])) } == [
        "16 credits and 1 totals; the batch has 16 decisions and 8 episodes"
      ])
    var wrong = halves
    wrong[3] = .nan
    #expect(issues { expectEfficiency(wrong, of: batch, sumTo: .score) }.count == 1)
  }

  @Test func groupsSumToZero() throws {
    let rollouts = try simulated(groups: 4, groupSize: 8)
    expectZeroSumGroups(try credits("grpo", on: rollouts), of: rollouts.batch)
    // Episodes of "or" have two decisions each.
    expectZeroSumGroups(try credits("rloo", on: rollouts), of: rollouts.batch, counting: .decisions)
    var leaning = try credits("grpo", on: rollouts)
    leaning[0] += 1e-6
    let found = issues { expectZeroSumGroups(leaning, of: rollouts.batch) }
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("1 of 4 groups do not sum to 0:\n  task ") == true)
    #expect(
      issues { expectZeroSumGroups([1], of: rollouts.batch) } == ["1 credits; the batch has 64 decisions"])
  }

  @Test func theNullPlayerHasNoCredit() throws {
    let rollouts = try simulated("typed", groups: 4, groupSize: 5)
    let names = rollouts.batch.symbols.agents.names
    let coma = try credits("coma", on: rollouts)
    // Of tool and format only the tool matters.
    let agents = names.filter { name in
      let symbol = rollouts.batch.symbols.agents.symbol(of: name)
      return coma.indices.allSatisfy {
        rollouts.batch.decisions.agent[$0] != symbol || abs(coma[$0]) < 1e-12
      }
    }
    let null = try #require(agents.first)
    #expect(agents.count == 1)
    expectNullPlayer(coma, of: rollouts.batch, agent: AgentID(null))
    let broadcast = try credits("mc", on: rollouts)
    let found = issues { expectNullPlayer(broadcast, of: rollouts.batch, agent: AgentID(null)) }
    #expect(found.first?.contains("decisions of the null player have a credit:") == true)
    #expect(
      issues { expectNullPlayer(coma, of: rollouts.batch, agent: "nobody") }.first?.hasPrefix(
        "nothing to check: agent \"nobody\" has 0 of") == true)
  }

  @Test func exchangeableAgentsAreTreatedAlike() throws {
    let rollouts = try simulated(groups: 20)
    let coma = try credits("coma", on: rollouts)
    expectSymmetry(coma, of: rollouts.batch, between: "agent-0", and: "agent-1")
    let biased = zip(coma, rollouts.batch.decisions.agent).map { $1 == 0 ? $0 + 1e-6 : $0 }
    let found = issues {
      expectSymmetry(biased, of: rollouts.batch, between: "agent-0", and: "agent-1")
    }
    #expect(
      found.first?.contains("turns in which both agents do the same give them different credits:") == true)
    #expect(
      issues { expectSymmetry(coma, of: rollouts.batch, between: "agent-0", and: "nobody") }.count == 1)
  }
}
