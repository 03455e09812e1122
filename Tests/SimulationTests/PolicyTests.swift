import Glibc
import Testing
import Trajectories
import Simulation

@Suite struct PolicyTests {
  @Test func softmaxHasExactLogProbabilities() throws {
    let mdp = try decTiger(horizon: 1)
    // Logits far apart: the probability of the second underflows, its log-probability does not.
    let policy = try TabularPolicy(.logits, on: mdp) { _, _, action in
      ["listen": 0, "open-left": -1000, "open-right": log(3)][action]
    }
    #expect(abs(policy.logProbability[0] - log(0.25)) < 1e-15)
    #expect(abs(policy.logProbability[1] - (-1000 - log(4))) < 1e-12)
    #expect(policy.probability[1] == 0)
    #expect(abs(policy.probability[2] - 0.75) < 1e-15)
  }

  @Test func aDrawNeverTakesAnActionOfProbabilityZero() throws {
    let mdp = try decTiger(horizon: 1)
    let policy = try mdp.policy(none: [0, 1, 0], left: [1, 0, 0], right: [1, 0, 0])
    #expect(Array(policy.threshold[0..<3]) == [0, .infinity, 1])
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 3000, groupSize: 1, seed: 1), on: mdp, policy: policy)
    #expect(rollouts.batch.decisions.logProbability?.allSatisfy { $0 == 0 } == true)
  }

  @Test func tablesMustFit() throws {
    let mdp = try decTiger(horizon: 2)
    let table = { (value: @escaping (String, String) -> Double?) in
      try TabularPolicy(.probabilities, on: mdp) { _, known, action in value(known, action) }
    }
    do throws(PolicyError) {
      _ = try TabularPolicy(.probabilities, on: mdp) { _, known, _ in known == "none" ? 1.0 / 3 : nil }
      Issue.record("a policy without hear-left was accepted")
    } catch {
      #expect(
        error.description
          == "agent \"agent-0\", information state \"hear-left\": no number for action \"listen\"; every legal action needs one."
      )
    }
    #expect(throws: PolicyError.sum(agent: "agent-0", informationState: "none", found: 1.5)) {
      try table { _, _ in 0.5 }
    }
    #expect(throws: PolicyError.self) { try table { _, action in action == "listen" ? -1 : 1 } }
    let rest = try TabularPolicy(.probabilities, otherwise: .uniform(on: mdp), on: mdp) { _, known, action in
      known == "none" ? (action == "listen" ? 1 : 0) : nil
    }
    #expect(Array(rest.probability[0..<6]) == [1, 0, 0, 1, 0, 0])
    #expect(abs(rest.probability[6] - 1.0 / 3) < 1e-15)
  }
}
