import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// What methods that replay, or read the forks of a trace, refuse.
extension ReplayMethodTests {
  @Test(arguments: [
    "aristocrat", "difference", "wonderful_life", "step_deletion", "c3",
  ])
  func aTraceCannotBeReplayed(id: String) throws {
    let error = try refusal(id, workedTrace(.e1))
    #expect(
      error
        == "method \"\(id)\" needs replay in the simulator. Recorded traces cannot be replayed: run it on a scenario (ascribe run SCENARIO --methods \(id))."
    )
  }

  @Test(arguments: [
    ("vineppo", "values=trace"), ("spo", "values=trace"), ("treerpo", "values=trace"),
    ("int", "values=trace"),
    ("mathshepherd", "values=trace"), ("omegaprm", "values=trace"), ("carl", "tree=trace"),
    ("at2po", "tree=trace"), ("ccpo", "source=trace"), ("ccpo_v1", "source=trace"), ("sharp", "source=trace"),
  ])
  func aTraceHasAFormOfItsOwn(id: String, setting: String) throws {
    let error = try refusal(id, replayTrace("demo"))
    #expect(error.hasSuffix("--methods \(id)), or use \(setting)."), "\(error)")
  }

  @Test func whatATraceLacksIsNamed() throws {
    let team = try replayTrace("team")
    #expect(
      try refusal("ccpo(source=trace,removed=all)", team)
        == "method \"ccpo\" needs a counterfactual score for every agent. Episode \"m0\" has none without agent \"solver\". Add it, or use missing=unremovable."
    )
    #expect(
      try refusal("difference(source=trace)", workedTrace(.e1))
        == "method \"difference\" needs counterfactual scores. Record \"counterfactuals\" of the episodes, or run it on a scenario (ascribe run SCENARIO --methods difference)."
    )
    #expect(
      try refusal("sharp(source=trace,variant=exact)", team)
        == "method \"sharp\" needs replays of every coalition with variant=exact. A trace has single marginals only: use variant=leaveOneOut."
    )
    #expect(
      try refusal("spo(values=trace)", workedTrace(.e1))
        == "method \"spo\" needs \"logProbability\" of every decision. Write the field \"logProbability\" on every decision of the trace, or use shape=tree."
    )
    #expect(
      try refusal("int(values=trace,emit=gain)", replayTrace("demo"))
        == "method \"int\" needs the exact solution. Only a scenario has one: run it on a scenario (ascribe run SCENARIO --methods int)."
    )
  }

  @Test(arguments: [
    ("nobody", 1, "is a fork of \"nobody\", which its task lacks."),
    ("f1", 1, "is a fork of itself."),
    ("f0", nil, "does not say how many turns it shares (forkTurn)."),
    ("f3", 3, "shares more turns with \"f3\" than that has."),
  ])
  func forksThatFormNoTreeAreRefused(parent: String, turn: Int?, reason: String) throws {
    var batch = try replayTrace("fork")
    batch.episodes.fork?[1] = .init(episode: parent, turn: turn)
    #expect(
      try refusal("carl(tree=trace)", batch)
        == "method \"carl\" needs forks that form a tree. Episode \"f1\" \(reason)")
  }

  /// A parent may stand after its fork in the file.
  @Test func forksAreFoundInAnyOrder() throws {
    var batch = try replayTrace("fork")
    batch.episodes.names = .recorded(["f1", "f0", "f2", "f3"])
    batch.episodes.fork = [.init(episode: "f0", turn: 1), nil, .init(episode: "f0", turn: 1), nil]
    let found = try credits(CARL.self, batch, "tree=trace")
    // The score of the root's first child is the mean of 1, 0 and 0.
    expectEqual(
      found, [-1 / 3, 2 / 3, 0, -1 / 3, -1 / 3, 0, -1 / 3, -1 / 3, 0, 1 / 3, 0], within: 1e-12)
  }

  /// Without forks all credit of a recorded tree is on the first turn.
  @Test func withoutForksTheFirstTurnHasAll() throws {
    var batch = try replayTrace("fork")
    batch.episodes.fork = nil
    expectEqual(
      try credits(CARL.self, batch, "tree=trace"), [0.5, 0, 0, -0.5, 0, 0, -0.5, 0, 0, 0.5, 0], within: 1e-15
    )
  }

  @Test func treesOutOfProportionAreRefused() throws {
    let simulated = try Simulated("or", episodes: 1, seed: 0)
    for id in ["spo(shape=tree", "treerpo("] {
      let call = id + (id.hasSuffix("(") ? "" : ",") + "branching=64,levels=20)"
      let error = #expect(throws: AttributionError.self) { try attribution(call, simulated) }
      #expect(
        error?.description.hasSuffix(
          "branching=64 levels=20 makes more than 1048576 leaves an episode; lower one.") == true)
    }
  }

  @Test func coalitionsOutOfProportionAreRefused() throws {
    let simulated = try Simulated(compiling: Crowd(), episodes: 1, seed: 0)
    let error = #expect(throws: AttributionError.self) { try attribution("sharp(variant=exact)", simulated) }
    #expect(
      error?.description
        == "method \"sharp\": variant=exact plays 2^13 coalitions of every episode; at most 12 agents are accepted. Use variant=leaveOneOut."
    )
  }

  @Test(arguments: [
    "vineppo(continuations=0)", "c3(alternatives=0)", "c3(continuations=0)", "treerpo(branching=1)",
    "spo(rho=1.5)", "carl(forks=-1)", "int(judgeError=2)", "ccpo(weightBonus=-1)", "sharp(continuations=0)",
    "aristocrat(continuations=0)", "c3(weightExact=1.5)", "difference(absence=nobody)",
  ])
  func settingsOutOfRangeAreRefused(call: String) throws {
    #expect(throws: ParameterError.self) { try MethodRequest(try Call(call)) }
  }

  private func refusal(_ call: String, _ batch: TrajectoryBatch) throws -> String {
    let request = try MethodRequest(try Call(call))
    let error = try #require(throws: AttributionError.self) {
      try request.attribute(batch, in: AttributionContext())
    }
    return error.description
  }
}

/// Thirteen agents, the first of whom acts once.
private struct Crowd: Scenario {
  let agents = (0..<13).map { AgentID("agent-\($0)") }
  let horizon = 1
  let initialStates = Distribution(0)

  func actingAgents(in state: Int) -> [AgentID] { state == 0 ? [agents[0]] : [] }
  func legalActions(for agent: AgentID, in state: Int) -> [String] { ["go", "stay"] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
    Distribution(Transition(to: 1, reward: 1))
  }
}
