@testable import Ascribe
import CreditMethods
import Foundation
import Scenarios
import Simulation
import TestSupport
import Testing
import Trajectories

/// Signals as a whole: where they are written, that nothing else depends on them, and what is refused.
@Suite struct SignalTests {
  @Test func withoutSignalsNothingIsWritten() throws {
    let batch = try SignalFixture(telling: SimulatedSignals()).judged().rollouts.batch
    #expect(batch.turns.belief == nil && batch.turns.process == nil && batch.episodes.finalBelief == nil)
    #expect(batch.decisions.judge == nil && batch.decisions.entropy == nil && batch.decisions.factors == nil)
    #expect(batch.decisions.referenceLogProbability == nil && batch.episodes.counterfactuals == nil)
    let record = try json(PlanSummary(SignalFixture(telling: SimulatedSignals()).plan))
    #expect(!record.contains("signals"))
  }

  @Test func playDoesNotDependOnSignalsNorOneSignalOnAnother() throws {
    let plain = try SignalFixture(telling: SimulatedSignals()).judged().rollouts.batch
    let all = try SignalFixture(telling: .all).judged().rollouts.batch
    #expect(all.decisions.action == plain.decisions.action && all.turns.state == plain.turns.state)
    let judge = SimulatedSignals.all.judge
    let alone = try SignalFixture(telling: .with { $0.judge = judge }).judged().rollouts.batch
    #expect(alone.decisions.judge == all.decisions.judge && alone.turns.process == all.turns.process)
  }

  @Test func threadsDoNotChangeABit() throws {
    let texts = try [1, 3].map { threads in
      let judged = try SignalFixture(threads: threads, telling: .all).judged()
      return try lines(of: judged.rollouts.batch)
    }
    #expect(texts[0] == texts[1])
  }

  /// Fewer episodes are the first of more; episodes for fits and other batches have errors of their own.
  @Test func everyEpisodeHasItsOwnDraws() throws {
    let signals = SimulatedSignals.with { $0.judge = JudgeSignal(error: 0.5) }
    let few = try #require(
      SignalFixture(episodes: 32, telling: signals).judged().rollouts.batch.decisions.judge)
    let many = try SignalFixture(episodes: 64, telling: signals).judged().rollouts.batch
    #expect(few == Array(try #require(many.decisions.judge).prefix(few.count)))
    let other = try SignalFixture(episodes: 64, telling: signals).judged(1).rollouts.batch
    #expect(other.decisions.judge != many.decisions.judge)
    let fitted = try SignalFixture(
      episodes: 16, methods: "symmetric", fitEpisodes: 16, telling: signals
    ).judged().fitting
    #expect(try #require(fitted).decisions.judge != nil)
  }

  @Test func referenceAndEntropyAreThoseOfThePolicies() throws {
    let mdp = try compiled("relay", "components=2 horizon=6")
    for (reference, power) in [(ReferenceSignal.uniform, 0.0), (.tempered(2), 0.5), (.scenarioDefault, 1)] {
      let judged = try SignalFixture(
        telling: .with {
          $0.reference = reference
          $0.recordsEntropy = true
        }
      ).judged()
      let rollouts = judged.rollouts
      let found = try #require(rollouts.batch.decisions.referenceLogProbability)
      let entropy = try #require(rollouts.batch.decisions.entropy)
      for (decision, choice) in rollouts.choice.enumerated() {
        let choices = mdp.information.choices(of: Int(mdp.information.choiceInformation[Int(choice)]))
        let own = rollouts.policy.probability
        let total = choices.reduce(0.0) { $0 + pow(own[$1], power) }
        #expect(abs(exp(found[decision]) - pow(own[Int(choice)], power) / total) < 1e-12)
        #expect(found[decision] <= 0)
        let exact = choices.reduce(0.0) { own[$1] > 0 ? $0 - own[$1] * log(own[$1]) : $0 }
        #expect(abs(entropy[decision] - exact) < 1e-12)
      }
    }
  }

  /// A method sees the same columns in a run and in the trace that the run writes.
  @Test func theTraceOfARunGivesTheSameCredits() throws {
    let methods = "lare,ccpo(source=trace),ccpo_v1(source=trace)"
    let judged = try SignalFixture("coupling", "", methods: methods, telling: .all).judged()
    let batch = try TraceReader.read(lines(of: judged.rollouts.batch), named: "trace")
    for (call, found) in zip(try Call.list(methods), judged.attributions) {
      let again = try MethodRequest(call).attribute(batch, in: AttributionContext()).credits
      #expect(found.credits == again, "\(call)")
    }
    // The recorded replays are those that a method plays by itself, of all agents.
    let replayed = try MethodRequest(Call("ccpo(removed=all)"))
      .attribute(judged.rollouts.batch, in: judged.context)
    var once = SimulatedSignals()
    once.counterfactuals = CounterfactualSignal()
    let recorded = try SignalFixture("coupling", "", methods: "ccpo(source=trace)", telling: once).judged()
    #expect(recorded.attributions[0].credits == replayed.credits)
  }

  @Test func whatNeedsNoTablesWorksWithoutThem() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario(pairs("components=2 horizon=6"))
    let simulator = try LazySimulator(scenario, policy: BehaviourPolicy())
    var plan = try StudyPlan(
      simulator: simulator, methods: [try MethodRequest(Call("grpo"))], episodes: 64, groupSize: 8,
      batches: 1,
      seed: 3, threads: 1)
    plan.signals = .with {
      $0.reference = .tempered(2)
      $0.recordsEntropy = true
    }
    let truth = Truth.none(reason: "It is played lazily.")
    try plan.checkSignals(with: truth)
    let lazy = try Engine(plan, truth: truth).judge(0, threads: 1).rollouts.batch
    let compiled = try SignalFixture(telling: plan.signals).judged().rollouts.batch
    #expect(lazy.decisions.entropy == compiled.decisions.entropy)
    #expect(lazy.decisions.referenceLogProbability == compiled.decisions.referenceLogProbability)
    for signals in [
      SimulatedSignals.with { $0.judge = JudgeSignal() }, .with { $0.belief = BeliefSignal() },
      .with { $0.factors = FactorSignal() },
    ] {
      plan.signals = signals
      let error = SignalError.noSolution(signal: signals.solved[0], reason: "It is played lazily.")
      #expect(throws: error) { try plan.checkSignals(with: truth) }
      #expect(error.description.hasPrefix("--\(signals.solved[0]) is made from the exact solution"))
      #expect(throws: SignalError.self) { try Engine(plan, truth: truth).judge(0, threads: 1) }
    }
  }

  @Test func settingsAreReadAndWritten() throws {
    #expect(try JudgeSignal("exact") == JudgeSignal())
    let judge = JudgeSignal(
      error: 0.25, bias: .recency, granularity: .turn, labels: .deviation, ties: .bad)
    #expect(try JudgeSignal(judge.description) == judge)
    #expect(try BeliefSignal("noise=0.1,given=node") == BeliefSignal(noise: 0.1, given: .node))
    #expect(try BeliefSignal("exact") == BeliefSignal())
    #expect(try FactorSignal("error=0.5") == FactorSignal(error: 0.5))
    #expect(
      try CounterfactualSignal("others=kept,continuations=3")
        == CounterfactualSignal(continuations: 3, others: .kept))
    for reference in [ReferenceSignal.uniform, .scenarioDefault, .tempered(0.5)] {
      #expect(try ReferenceSignal(reference.description) == reference)
    }
    let data = try JSONEncoder().encode(SimulatedSignals.all)
    #expect(try JSONDecoder().decode(SimulatedSignals.self, from: data) == .all)
  }

  @Test func badSettingsAreNamed() {
    let messages: [(String, (String) throws -> Void, String)] = [
      (
        "error=1.5", { _ = try JudgeSignal($0) },
        #"--judge: parameter "error" is "1.5"; accepted: a number in 0...1."#
      ),
      ("eror=1", { _ = try JudgeSignal($0) }, #"--judge has no parameter "eror". Did you mean "error"?"#),
      ("error=0.1,error=0.2", { _ = try JudgeSignal($0) }, #"--judge: parameter "error" is given twice."#),
      (
        "0.2", { _ = try JudgeSignal($0) },
        #"--judge: "0.2" is not name=value; accepted: exact, or name=value,..."#
      ),
      (
        "given=future", { _ = try BeliefSignal($0) },
        #"--belief: parameter "given" is "future"; accepted: history or state or node."#
      ),
      (
        "noise=-1", { _ = try BeliefSignal($0) },
        #"--belief: parameter "noise" is "-1"; accepted: a number in 0...1."#
      ),
      (
        "continuations=0", { _ = try CounterfactualSignal($0) },
        #"--counterfactuals: parameter "continuations" is "0"; accepted: a whole number in 1...4096."#
      ),
      (
        "tempered:-1", { _ = try ReferenceSignal($0) },
        #"--reference: the policy is "tempered:-1"; accepted: uniform, default, or tempered:T with a temperature T above 0."#
      ),
      (
        "best", { _ = try ReferenceSignal($0) },
        #"--reference: the policy is "best"; accepted: uniform, default, or tempered:T with a temperature T above 0."#
      ),
    ]
    for (text, read, message) in messages {
      do {
        try read(text)
        Issue.record("\(text) was accepted")
      } catch {
        #expect("\(error)" == message)
      }
    }
  }

  @Test func aPlanRefusesWhatIsOutOfRange() throws {
    for change in [
      { $0.judge = JudgeSignal(error: 1.1) }, { $0.belief = BeliefSignal(noise: .nan) },
      { $0.factors = FactorSignal(error: -0.1) }, { $0.reference = .tempered(0) },
      { $0.counterfactuals = CounterfactualSignal(continuations: 0) },
    ] as [(inout SimulatedSignals) -> Void] {
      let plan = try SignalFixture(telling: .with(change)).plan
      #expect(throws: SignalError.self) { try Study(plan).run() }
    }
  }

  @Test func aReferenceThatNeverTakesAnActionIsRefused() throws {
    let own = try TurnMDP(compiling: OneSided())
    var plan = try StudyPlan(
      mdp: own, policy: .uniform(on: own), methods: [try MethodRequest(Call("grpo"))], episodes: 64,
      groupSize: 8,
      batches: 1, seed: 1, threads: 1)
    plan.signals = .with { $0.reference = .scenarioDefault }
    do {
      _ = try Study(plan).run()
      Issue.record("a reference without an action was accepted")
    } catch let error as SignalError {
      #expect(
        error
          == .excluded(reference: "default", agent: "solver", informationState: "start", action: "right"))
    }
  }

  /// One decision, of which the scenario's own policy takes one action alone.
  private struct OneSided: Scenario {
    let agents: [AgentID] = ["solver"]
    let horizon = 1
    var initialStates: Distribution<String> { Distribution("start") }
    func actingAgents(in state: String) -> [AgentID] { state == "start" ? agents : [] }
    func legalActions(for agent: AgentID, in state: String) -> [String] { ["left", "right"] }
    func observation(for agent: AgentID, in state: String) -> String { state }
    func step(_ state: String, _ actions: JointAction<String>) -> Distribution<Transition<String>> {
      Distribution(Transition(to: "over"))
    }
    func behaviour(of agent: AgentID, observing observation: String, over actions: [String]) -> [Double] {
      [1, 0]
    }
  }

  private func lines(of batch: TrajectoryBatch) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      try TraceWriter.write([batch], to: "\(folder)/trace.jsonl")
      return Array(try Data(contentsOf: URL(filePath: "\(folder)/trace.jsonl")))
    }
  }
}
