import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Glibc
import Testing
import TestSupport
import Trajectories
import Simulation

/// C3's three diagnostics: fidelity with all candidates, which is the rank correlation, within-group variance, influence.
@Suite struct DiagnosticTests {
  private func study(_ scenario: String, _ methods: String, episodes: Int = 64, batches: Int = 3) throws
    -> StudyResult
  {
    let mdp = try compiled(scenario)
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: try Call.list(methods).map { try MethodRequest($0) },
      episodes: episodes, groupSize: 8, batches: batches, seed: 3, threads: 1)
    return try Study(plan).run()
  }

  /// The exact credit agrees with itself, and its variance is its own.
  @Test func theExactMethodIsItsOwnReference() throws {
    let result = try study("coupling", "coma,grpo")
    let coma = result.methods[0]
    let fidelity = try #require(coma[.spearman].mean.optional)
    #expect(abs(fidelity - 1) < 1e-12)
    #expect(coma[.withinGroupVariance].mean == result.exact?.withinGroupVariance.mean)
    let other = try #require(result.methods[1][.spearman].mean.optional)
    #expect(other < 1)
  }

  /// The planner of `coupling` sends one of two messages, each with probability 1/2. After one the executor is right
  /// with probability .9, after the other with .2: the information is that of a binary channel.
  @Test func influenceOfTheCouplingIsThatOfItsChannel() throws {
    let result = try study("coupling", "coma", episodes: 512, batches: 2)
    let entropy = { (p: Double) in -p * log(p) - (1 - p) * log(1 - p) }
    // Nobody acts after the executor, whose contexts are left out.
    let channel = entropy(0.55) - (entropy(0.9) + entropy(0.2)) / 2
    let exact = try #require(result.exact?.influence.mean.optional)
    #expect(abs(exact - channel) < 1e-12)
    // The standard deviation of a plug-in information of 512 samples is at most sqrt(E log^2(p(y|j)/p(y)) / 512), below
    // 1/sqrt(512) = .044; smoothing moves it by less than .01.
    let plugIn = try #require(result.influence.mean.optional)
    #expect(abs(plugIn - channel) < 5 * 0.044 + 0.01)
  }

  /// One agent alone influences nobody.
  @Test func aLoneAgentHasNoInfluence() throws {
    let result = try study("single", "coma", episodes: 32)
    #expect(result.influence.mean == .undefined(.noUnits))
    #expect(result.exact?.influence.mean == .undefined(.noUnits))
    // The fork's two credits +-.4 in one context of six: population variance .16 p(1 - p) 4, the rest 0.
    let variance = try #require(result.exact?.withinGroupVariance.mean.optional)
    #expect(variance > 0 && variance <= 0.16 / 6 + 1e-12)
  }

  /// A batch whose contexts all have one decision says nothing of them.
  @Test func singleDecisionsSayNothing() throws {
    let mdp = try compiled("and")
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: [try MethodRequest(Call("coma"))], episodes: 1,
      groupSize: 1,
      batches: 1, seed: 0, threads: 1)
    let result = try Study(plan).run()
    #expect(result.exact?.withinGroupVariance.mean == .undefined(.noUnits))
    #expect(result.methods[0][.withinGroupVariance].mean == .undefined(.noUnits))
    #expect(result.influence.mean.optional == nil)
    let text = try json(ResultFile(result))
    #expect(text.contains("\"withinGroupVariance\":{\"batches\":0,\"interval\":{\"because\":"))
  }
}
