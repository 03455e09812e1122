import Ascribe
import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// Episodes that the horizon cut off: what a critic makes of them is no blame for being cut.
@Suite struct TruncationTests {
  /// From s, x leads to u three times and y once; from u a success follows, but the episode with y is cut there. In truth y
  /// is as good as x.
  private static func batch(_ status: OutcomeStatus = .truncated, second agent: AgentID? = nil) throws
    -> TrajectoryBatch
  {
    let decisions = { (action: String) in
      [Decision(agent: "a", action: action)] + (agent.map { [Decision(agent: $0, action: "z")] } ?? [])
    }
    let turn = { (state: String, action: String, reward: Double) in
      Turn(state: state, reward: reward, decisions: decisions(action), privileged: state, signal: "")
    }
    var episodes = (0..<3).map { index in
      Episode(
        task: "q", name: "B\(index)", status: .success, turns: [turn("s", "x", 0), turn("u", "x", 1)],
        final: "Z")
    }
    episodes.append(Episode(task: "q", name: "A", status: status, turns: [turn("s", "y", 0)], final: "u"))
    return try TrajectoryBatch(building: episodes)
  }

  private static let critics =
    ["symmetric", "symmetric(view=own)", "symmetric(objective=td)", "symmetric(objective=nstep,n=1)"]
    + ["symmetric(objective=tdlambda,targetLambda=0.5)", "symmetric(turnIndex=false)", "pinto", "asymmetric"]
    + ["informed", "mappo(norm=none,gamma=1)", "symmetric(function=linear,features=cells)"]
    + [
      "coma_learned(gamma=1)", "coma_learned(gamma=1,objective=mc)",
      "coma_learned(gamma=1,objective=expected)",
    ]
    + [
      "turn_ppo(gamma=1)", "archer(gamma=1)", "poad(gamma=1)", "poad(gamma=1,order=average)",
      "bilevel(gamma=1)", "agentprm",
    ]

  private func credits(
    _ text: String, _ batch: TrajectoryBatch, context: AttributionContext = AttributionContext()
  ) throws -> Attribution {
    let call = try Call(text)
    let settings = call.settings + [Call.Setting(name: "reward", value: "trace")]
    return try MethodRequest(Call(name: call.name, settings: settings)).attribute(batch, in: context)
  }

  /// Every target is the 1 that follows, so that no decision made a difference.
  @Test(arguments: critics) func theCutEpisodeIsNotBlamed(_ critic: String) throws {
    let found = try credits(critic, Self.batch())
    expectEqual(found.credits, [Double](repeating: 0, count: 7), within: 1e-9, "\(critic)")
    #expect(found.cuts == CutEpisodes(bootstrapped: 1))
  }

  /// A terminal score says no more of what would have followed than rewards do.
  @Test(arguments: critics) func aScoreIsNoBlameEither(_ critic: String) throws {
    let call = try Call(critic)
    let scored = { (more: [Call.Setting]) in
      Call(name: call.name, settings: call.settings + [Call.Setting(name: "reward", value: "score")] + more)
    }
    let found = try MethodRequest(scored([])).attribute(Self.batch(), in: AttributionContext())
    let first = found.credits[0]
    expectEqual(found.credits, [Double](repeating: first, count: 7), within: 1e-9, "\(critic)")
    #expect(abs(first) < 1e-9 && found.cuts == CutEpisodes(bootstrapped: 1))
    let failing = try MethodRequest(scored([Call.Setting(name: "truncated", value: "failure")]))
      .attribute(Self.batch(), in: AttributionContext())
    #expect(failing.credits[6] < -0.1, "\(critic)")
  }

  /// Methods that read values, success or a tree from the trace: from u everybody else succeeds.
  @Test(arguments: [
    ("mathshepherd(values=trace)", 1.0), ("omegaprm(values=trace)", 1), ("int(values=trace)", 0),
    ("vineppo(values=trace)", 0), ("vineppo(values=trace,node=state)", 0),
    ("spo(values=trace,shape=tree)", 0),
    ("treerpo(values=trace)", 0), ("treerpo(values=trace,node=state)", 0), ("graphpo", 0),
  ]) func methodsOfTracesDoNotBlameIt(_ method: String, credit: Double) throws {
    let found = try MethodRequest(method).attribute(Self.batch(), in: AttributionContext())
    expectEqual(found.credits, [Double](repeating: credit, count: 7), within: 1e-12, "\(method)")
    #expect(found.cuts == CutEpisodes(bootstrapped: 1))
    let call = try Call(method)
    let with = { (word: String) in
      Call(name: call.name, settings: call.settings + [Call.Setting(name: "truncated", value: word)])
    }
    let failing = try MethodRequest(with("failure")).attribute(Self.batch(), in: AttributionContext())
    #expect(failing.credits[6] < credit - 0.1 && failing.cuts == CutEpisodes())
    #expect(
      failing.credits
        == (try MethodRequest(method).attribute(Self.batch(.failure), in: AttributionContext()).credits))
    let omitting = try MethodRequest(with("omit")).attribute(Self.batch(), in: AttributionContext())
    #expect(omitting.reasons == [nil, nil, nil, nil, nil, nil, .truncated])
  }

  /// Where nobody goes on, nothing is known: the cut counts as a failure, and is told.
  @Test(arguments: ["mathshepherd(values=trace)", "int(values=trace)", "graphpo", "vineppo(values=trace)"])
  func aCutWhereNobodyGoesOn(_ method: String) throws {
    let lost = Episode(
      task: "q", name: "A", status: .truncated,
      turns: [Turn(state: "s", decisions: [Decision(agent: "a", action: "y")])], final: "nowhere")
    let won = Episode(
      task: "q", name: "B", status: .success,
      turns: [Turn(state: "s", decisions: [Decision(agent: "a", action: "x")])], final: "Z")
    let batch = try TrajectoryBatch(building: [lost, won])
    let found = try MethodRequest(method).attribute(batch, in: AttributionContext())
    #expect(found.cuts == CutEpisodes(bootstrapped: 1, withoutValue: 1))
    let call = try Call(method)
    let failing = Call(
      name: call.name, settings: call.settings + [Call.Setting(name: "truncated", value: "failure")])
    #expect(found.credits == (try MethodRequest(failing).attribute(batch, in: AttributionContext()).credits))
  }

  /// With truncated=failure it is the failure that it was read as before, and a failure is one whatever the word.
  @Test(arguments: critics) func aFailureIsAnotherThing(_ critic: String) throws {
    let call = try Call(critic)
    let asFailure = Call(
      name: call.name, settings: call.settings + [Call.Setting(name: "truncated", value: "failure")]
    ).description
    let cut = try credits(asFailure, Self.batch()).credits
    #expect(cut[6] < -0.4, "\(critic)")
    #expect(try credits(asFailure, Self.batch(.failure)).credits == cut)
    #expect(try credits(critic, Self.batch(.failure)).credits == cut)
  }

  @Test(arguments: ["vdn(target=policy)", "qmix(target=policy)", "vdn(target=mc)", "dop", "lica"])
  func mixersDoNotBlameIt(_ critic: String) throws {
    let batch = try Self.batch(second: "b")
    for (decision, credit) in try credits(critic, batch).credits.enumerated() {
      #expect(abs(credit) < 1e-3, "\(critic), decision \(decision)")
    }
    let call = try Call(critic)
    let failing = Call(
      name: call.name, settings: call.settings + [Call.Setting(name: "truncated", value: "failure")])
    #expect(try credits(failing.description, batch).credits[12] < -0.1, "\(critic)")
  }

  /// Left out, the episode has no credit and the others have those of a trace without it.
  @Test(arguments: critics) func whatIsOmittedIsNotThere(_ critic: String) throws {
    let call = try Call(critic)
    let omitting = Call(
      name: call.name, settings: call.settings + [Call.Setting(name: "truncated", value: "omit")]
    ).description
    let found = try credits(omitting, Self.batch())
    #expect(found.reasons == [nil, nil, nil, nil, nil, nil, .truncated])
    let alone = try credits(critic, Self.batch().selecting([0, 1, 2]))
    #expect(Array(found.credits[..<6]) == alone.credits && found.credits[6] == 0)
    #expect(alone.reasons == nil)
  }

  /// In an unknown state nothing follows, and that is counted.
  @Test func anUnknownStateIsWorthNothing() throws {
    let known = try Self.batch()
    var episodes = [
      Episode(
        task: "q", name: "A", status: .truncated,
        turns: [Turn(state: "s", reward: 2, decisions: [Decision(agent: "a", action: "y")])], final: "nowhere"
      )
    ]
    let batch = try TrajectoryBatch(building: episodes)
    let found = try credits("symmetric", batch)
    #expect(found.credits == [0] && found.cuts == CutEpisodes(bootstrapped: 1, withoutValue: 1))
    // Other episodes, to which it is fitted beside, know the state.
    episodes[0].final = "u"
    let beside = AttributionContext(fitting: known)
    let other = try credits(
      "symmetric(turnIndex=false)", TrajectoryBatch(building: episodes), context: beside)
    #expect(other.cuts == CutEpisodes(bootstrapped: 1))
  }

  /// Two cut episodes that lead into each other earn what they saw and no more.
  @Test func circlesEnd() throws {
    let episodes = [("A", "s", "u"), ("B", "u", "s")].map { name, state, final in
      Episode(
        task: "q", name: name, status: .truncated,
        turns: [Turn(state: state, decisions: [Decision(agent: "a", action: "x")])], final: final)
    }
    let batch = try TrajectoryBatch(building: episodes)
    for critic in [
      "symmetric(turnIndex=false)", "turn_ppo", "archer(gamma=1)", "poad", "bilevel", "agentprm",
    ] {
      #expect(try credits(critic, batch).credits == [0, 0], "\(critic)")
    }
    let loop = Episode(
      task: "q", name: "A", status: .truncated,
      turns: [Turn(state: "s", reward: 1, decisions: [Decision(agent: "a", action: "x")])], final: "s")
    #expect(try credits("archer(gamma=1)", TrajectoryBatch(building: [loop])).credits == [0])
  }
}
