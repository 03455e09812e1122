import AscribeTesting
import CreditMethods
import Scenarios
import Synchronization
import Testing
import Trajectories
import Simulation

/// What the expectations accept, and the issues that they record: each helper must fail when it should.
@Suite struct ExpectationTests {
  @Test(arguments: ["or", "memory", "two-step"]) func builtInScenariosConform(name: String) throws {
    expectConforms(try ScenarioCatalogue.entry(named: name).scenario(), episodes: 20, seed: 3)
  }

  @Test func eachViolationIsAnIssue() {
    let found = issues { expectConforms(Misdeclared(), episodes: 10) }
    #expect(
      found == [
        "determinism: random play: no randomness; declared not deterministic.",
        "observability: random play: no two states look the same to an agent; declared \"partial\" observability.",
      ])
  }

  @Test func equalCreditsAreNoIssue() throws {
    let batch = try simulated().batch
    expectCredits([1, 2, 3, .infinity, -0.0, 0.1 + 0.2], equal: [1, 2, 3, .infinity, 0, 0.3], of: batch)
    expectCredits([1, 2, 3, 4, 5, 6.5], equal: [1, 2, 3, 4, 5, 6], of: batch, tolerance: 0.5)
    expectCredits([], equal: [], of: TrajectoryBatch())
  }

  @Test func onlyWhatDiffersIsShown() throws {
    let batch = try simulated().batch
    let found = issues {
      expectCredits([1, 2.5, 3, 4, .nan, 6], equal: [1, 2, 3, 4, 0, 6 + 1e-10], of: batch)
    }
    #expect(
      found == [
        """
        2 of 6 credits differ by more than 1e-09:
          episode "b0-e0", turn 0, agent "agent-1": 2.5, expected 2.0
          episode "b0-e2", turn 0, agent "agent-0": nan, expected 0.0
        """
      ])
  }

  @Test func tenDifferencesAreListedAndTheRestCounted() throws {
    let batch = try simulated(groups: 6).batch
    let found = issues {
      expectCredits(Array(repeating: 1, count: 12), equal: Array(repeating: 0, count: 12), of: batch)
    }
    let lines = try #require(found.first).split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines[12] == "  all are the expected ones plus 1.0")
    #expect(lines[0] == "12 of 12 credits differ by more than 1e-09:")
    #expect(lines[10] == "  episode \"b0-e4\", turn 0, agent \"agent-1\": 1.0, expected 0.0")
    #expect(lines[11] == "  and 2 more")
  }

  @Test func creditsOfAnotherBatchAreAnIssue() throws {
    let batch = try simulated().batch
    #expect(
      issues { expectCredits([1, 2], equal: [1, 2, 3], of: batch) } == [
        "2 credits, expected 3; the batch has 6 decisions"
      ])
  }

  @Test func laterTurnsAreCountedWithinTheirEpisode() throws {
    let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: "coupling").scenario())
    let batch = try Rollouts.simulate(
      Rollouts.Plan(groups: 2, groupSize: 1, seed: 1), on: mdp, policy: .uniform(on: mdp)
    ).batch
    let found = issues { expectCredits([0, 0, 0, 7], equal: [0, 0, 0, 0], of: batch) }
    #expect(
      found == [
        """
        1 of 4 credits differ by more than 1e-09:
          episode "b0-e1", turn 1, agent "executor": 7.0, expected 0.0
        """
      ])
  }

  @Test func methodsOfTheLibraryAreDeterministic() throws {
    let rollouts = try simulated()
    let c3 = try C3(ParameterValues(for: C3.fullCard.parameters, of: ""))
    try expectDeterministic(c3, on: rollouts.batch, in: AttributionContext(simulation: rollouts, seed: 4))
  }

  @Test func aMethodThatReadsItsThreadsIsFound() throws {
    let batch = try simulated().batch
    let found = try issues {
      try expectDeterministic(ThreadCounting(), on: batch, threads: [1, 4])
    }
    #expect(
      found == [
        """
        1 of 6 credits differ from the first run's (threads: 4; of the first: 1):
          episode "b0-e0", turn 0, agent "agent-0": 4.0, expected 1.0
        """,
        "replays differ from the first run's (threads: 4; of the first: 1): 4 of 8 turns, expected 1 of 2",
      ])
  }

  @Test func aMethodThatChangesFromRunToRunIsFound() throws {
    let batch = try simulated().batch
    let found = try issues {
      try expectDeterministic(Forgetful(), on: batch, threads: [1])
    }
    #expect(found.count == 1)
  }

  @Test func aMethodThatCannotRunThrows() throws {
    let batch = try simulated().batch
    #expect(throws: AttributionError.self) {
      try expectDeterministic(
        try COMA(ParameterValues(for: COMA.fullCard.parameters, of: COMA.card.id)), on: batch)
    }
  }
}

/// Declares two things of itself that are not so.
private struct Misdeclared: Scenario {
  let agents: [AgentID] = ["a", "b"]
  let horizon = 2
  let initialStates = Distribution(0)
  let facts = ScenarioFacts(turnOrder: .mixed, isDeterministic: false, observability: .partial)

  func actingAgents(in state: Int) -> [AgentID] { state == 0 ? ["a"] : ["a", "b"] }
  func legalActions(for agent: AgentID, in state: Int) -> [Int] { [1, 2] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<Int>) -> Distribution<Transition<Int>> {
    Distribution(Transition(to: state + 1))
  }
}

/// Credits the first decision with the number of threads.
private struct ThreadCounting: CreditMethod {
  static let card = AscribeTestingTests.card("thread-counting")

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    credits[0] = Double(context.threads)
    return Attribution(credits: credits, replays: context.threads, replayedTurns: 2 * context.threads)
  }
}

/// Credits the first decision with the number of attributions so far.
private struct Forgetful: CreditMethod {
  static let card = AscribeTestingTests.card("forgetful")
  private static let runs = Atomic(0)

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    credits[0] = Double(Self.runs.wrappingAdd(1, ordering: .relaxed).newValue)
    return Attribution(credits: credits)
  }
}
