import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// What every method that replays does on simulated episodes, whatever it estimates.
@Suite struct ReplayMethodTests {
  /// Every method of the catalogue that replays, in its variants that do.
  static let calls = [
    "c3(alternatives=3)", "c3(alternatives=3,pool=true,noise=common)", "c3(candidates=all,continuations=2)",
    "c3(alternatives=3,candidates=uniform)", "coma(q=replay)", "aristocrat(noise=common)",
    "difference(continuations=2)", "difference(absence=policy,noise=common)", "wonderful_life",
    "step_deletion(continuations=2)", "step_deletion(later=resampled,noise=common)", "ccpo",
    "ccpo(others=kept)",
    "ccpo_v1(removed=all)", "sharp(continuations=2)", "sharp(variant=exact)", "vineppo(continuations=2)",
    "vineppo(continuations=2,restore=public)", "spo(continuations=2)", "spo(shape=tree,branching=2)",
    "spo(shape=tree,branching=2,norm=parent,segment=2)", "treerpo(branching=2)", "carl",
    "carl(entropy=exact)",
    "at2po", "mathshepherd(continuations=2)", "omegaprm(continuations=2)",
    "int(continuations=2,judgeError=0.2)", "shapley(worth=replay)",
    "shapley(worth=replay,estimator=permutation,players=agent-turn)", "banzhaf(worth=replay)",
    "owen(worth=replay)", "scar(worth=replay,continuations=2)", "leave_one_out(worth=replay)",
    "nucleolus(worth=replay,game=policy,absent=uniform)", "red(continuations=2,noise=0.1)",
    "acpo(continuations=2)", "counterfactual_shapley",
    "counterfactual_shapley(players=agent-turn,estimator=permutation,orders=3)",
  ]

  @Test func everyReplayingMethodIsHere() throws {
    let tested = try Set(Self.calls.map { try Call($0).name })
    let replaying = Set(
      MethodCatalogue.builtIn.cards.filter { $0.needs.contains(.replay) }.map(\.id))
    #expect(replaying.isSubset(of: tested))
  }

  func attribution(
    _ call: String, _ simulated: Simulated, seed: UInt64 = 17, threads: Int = 1
  ) throws -> Attribution {
    try MethodRequest(try Call(call)).attribute(
      simulated.batch,
      in: AttributionContext(
        simulation: simulated.rollouts, solution: simulated.solution, seed: seed, threads: threads))
  }

  /// Neither threads nor the company of other episodes change a bit; the seed is that of the draws.
  @Test(arguments: calls) func drawsHaveAddresses(call: String) throws {
    let simulated = try Simulated("dec-tiger", episodes: 12, seed: 10)
    let one = try attribution(call, simulated)
    let three = try attribution(call, simulated, threads: 3)
    #expect(one.credits.map(\.bitPattern) == three.credits.map(\.bitPattern))
    #expect(one.replays == three.replays)
    #expect(one.replayedTurns == three.replayedTurns)
    #expect(one.credits.count == simulated.batch.decisionCount)
    #expect(one.credits.allSatisfy { $0.isFinite })
    #expect(one.replays > 0)
    #expect(one.replayedTurns >= one.replays)
  }

  /// Turns of `single` are always 6, so that a continuation from turn t plays 6 - t of them: 21 for each turn once.
  @Test(arguments: [
    ("vineppo(continuations=3)", 6 * 3, 21 * 3),
    ("aristocrat", 6 * 1, 21),
    ("aristocrat(continuations=2)", 6 * 3, 21 * 3),
    ("coma(q=replay,continuations=2)", 6 * 4, 21 * 4),
    ("difference", 6, 21),
    ("difference(continuations=3)", 6 * 5, 21 * 5),
    ("step_deletion(later=resampled)", 6, 21),
    ("wonderful_life", 6, 21),
    // A label for each turn but the last needs continuations from turns 1 to 5.
    ("mathshepherd(continuations=2)", 5 * 2, 15 * 2),
    ("sharp(continuations=2)", 2, 12),
    ("ccpo(removed=all)", 1, 6),
    ("ccpo", 0, 0),
    ("sharp(variant=exact)", 1, 6),
    ("counterfactual_shapley", 1, 6),
    ("counterfactual_shapley(players=agent-turn)", 63, 63 * 6),
    // Two from turn 0 on, one of which forks again at turn 1, as the trunk does.
    ("treerpo(branching=2,levels=2)", 3, 6 + 5 + 5),
    ("spo(shape=tree,branching=3,levels=2,segment=2)", 8, 6 + 6 + 3 * 2 * 4),
    ("carl(forks=0)", 0, 0),
    ("c3(candidates=all)", 6, 21),
    ("c3(alternatives=1,baseline=value)", 0, 0),
  ])
  func costsAreCounted(call: String, replays: Int, turns: Int) throws {
    let simulated = try Simulated("single", episodes: 5, seed: 9)
    let found = try attribution(call, simulated)
    // A choice of two at the fork, and of one elsewhere, is what the cost of alternatives is about.
    let choices = simulated.rollouts.mdp.information.choiceStart
    let counts = Set(zip(choices, choices.dropFirst()).map { $1 - $0 })
    #expect(counts == [2])
    #expect(found.replays == 5 * replays)
    #expect(found.replayedTurns == 5 * turns)
  }

  /// Bisection of six turns takes at most three looks at a failure, of k continuations each.
  @Test func bisectionIsCheap() throws {
    let simulated = try Simulated("single", episodes: 40, seed: 12)
    let found = try attribution("omegaprm(continuations=4)", simulated)
    let failures = simulated.batch.episodes.status.count { $0 != .success }
    #expect(failures > 0)
    #expect(found.replays >= 2 * 4 * failures && found.replays <= 3 * 4 * failures)
  }

  /// With common random numbers the mean stays, and on `single` the variance does not grow: what differs from the record
  /// is the outcome alone, which hangs on one lottery.
  @Test(arguments: ["difference", "aristocrat", "c3(alternatives=2)"])
  func commonRandomNumbersLowerTheVariance(call: String) throws {
    let simulated = try Simulated("single", episodes: 400, seed: 13)
    let parsed = try Call(call)
    let common = Call(
      name: parsed.name, settings: parsed.settings + [.init(name: "noise", value: "common")])
    let credits = [
      try attribution(call, simulated).credits, try attribution(common.description, simulated).credits,
    ]
    let exact = simulated.perDecision { _, _, _, kind in
      call == "difference" ? simulated.exact(kind, \.difference) : simulated.exact(kind, \.counterfactual)
    }
    let squares = credits.map { credits in
      zip(credits, exact).map { credit, exact in (credit - exact) * (credit - exact) }.reduce(0, +)
    }
    #expect(squares[1] < squares[0])
  }

  // MARK: Identities

  /// With a segment for every turn, exact values and no mask, all of these are V after the turn less V before it.
  @Test func exactValuesMakeOneMethod() throws {
    let simulated = try Simulated("two-step", episodes: 30, seed: 14)
    let vines = try attribution("vineppo(values=exact)", simulated).credits
    for call in [
      "spo(values=exact,rho=1,interval=1,mask=false)", "spo(values=exact,shape=tree,segment=1,levels=20)",
    ] {
      expectEqual(try attribution(call, simulated).credits, vines, within: 1e-12, "\(call)")
    }
    #expect(vines.contains { abs($0) > 1e-3 })
  }

  /// The credits of an episode add up to its return less the value of its start, whatever estimates the values: one
  /// continuation of a success or a failure, the exact solution, or the mean of a group of one.
  @Test(arguments: ["vineppo(continuations=1)", "vineppo(values=exact)", "vineppo(values=trace)"])
  func valuesTelescope(call: String) throws {
    let simulated = try Simulated("single", episodes: 30, seed: 15)
    let credits = try attribution(call, simulated).credits
    for episode in 0..<30 {
      let rows = simulated.batch.decisions(ofEpisode: episode)
      let total = simulated.batch.turns.reward[simulated.batch.turns(of: episode)].reduce(0, +)
      let start = total - credits[rows].reduce(0, +)
      let expected =
        call.contains("exact") ? [simulated.solution.value] : call.contains("trace") ? [total] : [0, 1]
      #expect(expected.contains { abs($0 - start) < 1e-12 })
    }
  }

  /// The tree of AT2PO with plain means and differences is that of CARL, as long as both fork alike.
  @Test func plainMeansMakeAT2POIntoCARL() throws {
    for name in ["single", "coupling", "repair"] {
      let simulated = try Simulated(name, episodes: 20, seed: 16)
      expectEqual(
        try attribution("at2po(forks=0,leafNorm=false,value=childMean,adv=diffParent)", simulated).credits,
        try attribution("carl(forks=0)", simulated).credits, within: 1e-12)
    }
  }

  /// With every episode on its own, the tree has one way and nothing to compare.
  @Test func treesWithoutForksHaveNoCredit() throws {
    let simulated = try Simulated("coupling", episodes: 20, seed: 17)
    for call in ["carl(forks=0)", "at2po(forks=0)"] {
      let credits = try attribution(call, simulated).credits
      #expect(credits.allSatisfy { $0 == 0 })
    }
  }

  /// The exact Shapley value shares out the score; leave-one-out leaves both agents of `or` nothing where both act.
  @Test func contributionsOfAGate() throws {
    let simulated = try Simulated("or", episodes: 40, seed: 18)
    let settings = "weightShapley=1,weightProcess=0"
    let exact = try attribution("sharp(variant=exact,\(settings))", simulated)
    let single = try attribution("sharp(\(settings))", simulated)
    #expect(exact.replays == 3 * 40)
    #expect(single.replays == 2 * 40)
  }

  /// On `chain` a wrong turn is fatal: with exact values both searches find the first one.
  @Test func fatalTurnsAreFound() throws {
    let simulated = try Simulated("chain", episodes: 60, seed: 19)
    let labels = try attribution("omegaprm(values=exact)", simulated).credits
    let blame = try attribution("int(values=exact)", simulated).credits
    let gain = try attribution("int(values=exact,emit=gain)", simulated).credits
    let weights = try attribution("int(values=exact,emit=imitation)", simulated).credits
    let cells = simulated.solution.cells
    for episode in 0..<60 {
      let turns = simulated.batch.turns(of: episode)
      let alive = turns.enumerated().map { turn, index in
        cells.success[cells.index(turn: turn, node: Int(simulated.rollouts.node[index]))] > 0
      }
      let failed = simulated.batch.episodes.status[episode] != .success
      let fatal = failed ? (alive.lastIndex(of: true) ?? 0) : turns.count
      let rows = simulated.batch.decisions(ofEpisode: episode)
      #expect(Array(labels[rows]) == turns.indices.map { $0 - turns.lowerBound < fatal ? 1 : 0 })
      #expect(blame[rows].enumerated().allSatisfy { ($0.element < 0) == (failed && $0.offset == fatal) })
      #expect(gain[rows].enumerated().allSatisfy { ($0.element > 0) == (failed && $0.offset == fatal) })
      #expect(Array(weights[rows]) == turns.indices.map { failed && $0 - turns.lowerBound <= fatal ? 1 : 0 })
    }
  }

  /// A state whose hidden part the policy's belief settles is restored either way.
  @Test func publicStatesThatTellAllAreEnough() throws {
    let simulated = try Simulated("single", episodes: 40, seed: 20)
    let whole = try attribution("vineppo(continuations=1)", simulated)
    let shown = try attribution("vineppo(continuations=1,restore=public)", simulated)
    expectEqual(shown.credits, whole.credits, within: 1e-12)
    #expect(shown.replayedTurns == whole.replayedTurns)
  }
}
