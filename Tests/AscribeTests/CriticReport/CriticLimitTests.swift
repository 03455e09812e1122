import Ground
import CreditStatistics
import Critics
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Ascribe

/// What views leave to be desired, exactly.
@Suite struct CriticLimitTests {
  /// What a critic with a view would have, of states unless said otherwise.
  private func limit(
    _ solution: ExactSolution, _ view: CriticView, _ kind: TurnValues.Kind = .state, seesTurn: Bool = true
  ) -> CriticLimit {
    let critic = ViewOnly(view: view, seesTurn: seesTurn)
    return CriticLimit(CriticReference(kind, of: critic, solution), solution, GradientReference(solution))
  }

  /// Listen; then listen after hear-left and open the left door after hear-right. V of the state is -28.325 (left) and
  /// 16.7 (right) at turn 1; of what was heard -2, -46, -46 and 13.325 / .745.
  @Test func exampleOfTheStateCritic() throws {
    let solution = try TigerPolicy.repeated.solution()
    let state = limit(solution, .privileged)
    let gap = try #require(state.gaps.first { $0.slice == DecisionSlice(agent: nil, turn: 1) })
    #expect(abs(gap.meanSquare - 944.472188) < 5e-7)
    #expect(abs(gap.rootMeanSquare - gap.meanSquare.squareRoot()) < 1e-12)
    // One opens the tiger's door at -101, where the critic has -28.325.
    #expect(abs(gap.worst - (101 - 28.325)) < 1e-10)
    #expect(abs(gap.turns - 1) < 1e-12)
    for agent in solution.mdp.agents {
      let ofAgent = try #require(state.gaps.first { $0.slice == DecisionSlice(agent: agent, turn: 1) })
      #expect(abs(ofAgent.meanSquare - gap.meanSquare) < 1e-10)
    }
    let all = try #require(state.gaps.first)
    #expect(all.slice == DecisionSlice(agent: nil, turn: nil))
    #expect(abs(all.meanSquare - gap.meanSquare / 2) < 1e-10)
    let observation = limit(solution, .information)
    let aliasing = try #require(observation.gaps.first { $0.slice == DecisionSlice(agent: nil, turn: 1) })
    #expect(abs(aliasing.meanSquare - 824.835151) < 5e-7)
  }

  @Test func conditionalBiasesOfTheStateCritic() throws {
    let state = limit(try TigerPolicy.repeated.solution(), .privileged)
    let together = state.informationStates.filter { $0.agent == nil && $0.turn == 1 }
    let byName = Dictionary(uniqueKeysWithValues: together.map { ($0.name, $0) })
    let expected: [(String, Double, Double, Double)] = [
      ("agent-0: hear-left, agent-1: hear-left", 0.3725, -2, -24.965185),
      ("agent-0: hear-left, agent-1: hear-right", 0.1275, -46, 40.1875),
      ("agent-0: hear-right, agent-1: hear-left", 0.1275, -46, 40.1875),
      ("agent-0: hear-right, agent-1: hear-right", 0.3725, 17.885906, -2.545721),
    ]
    #expect(together.count == 4)
    for (name, probability, value, bias) in expected {
      let found = try #require(byName[name])
      #expect(abs(found.probability - probability) < 1e-12)
      #expect(abs(found.value - value) < 5e-7)
      #expect(abs(found.bias - bias) < 5e-7)
      #expect(abs(found.criticValue - found.value - found.bias) < 1e-12)
    }
    let summary = try #require(state.biases.first { $0.slice == DecisionSlice(agent: nil, turn: 1) })
    #expect(abs(summary.mean) < 1e-12)
    #expect(abs(summary.meanAbsolute - 2 * 0.3725 * (24.965185 + 2.545721)) < 1e-6)
    #expect(summary.worst.name == "agent-0: hear-left, agent-1: hear-right")
    // Alone an agent that heard left has (.3725 · -24.965185 + .1275 · 40.1875) / .5, and the other half the rest.
    let alone = state.informationStates.filter { $0.agent == "agent-1" && $0.turn == 1 }
    #expect(alone.map(\.name).sorted() == ["hear-left", "hear-right"])
    for heard in alone {
      #expect(abs(heard.bias - (heard.name == "hear-left" ? -8.35125 : 8.35125)) < 1e-5)
    }
  }

  /// A deterministic policy has no gradient: nothing is near to it or far from it.
  @Test func aGradientOfZeroHasNoDirection() throws {
    let found = limit(try TigerPolicy.repeated.solution(), .privileged)
    #expect(found.gradientAgreement.map(\.agent) == [nil, "agent-0", "agent-1"])
    for agreement in found.gradientAgreement {
      #expect(agreement.cosine == .undefined(.allZero))
      #expect(agreement.relativeError == .undefined(.allZero))
    }
  }

  /// The gradient of agent 0's first decision by hand; at the last turn nothing is bootstrapped, and all views agree.
  @Test func exampleOfTheGradients() throws {
    let solution = try TigerPolicy.opening.solution()
    let information = solution.mdp.information
    let key = { (choice: Int) in
      solution.mdp.symbols.keys[information.key[Int(information.choiceInformation[choice])]]
    }
    let first = information.choiceAction.indices.filter {
      information.agent[Int(information.choiceInformation[$0])] == 0 && key($0) == "none"
    }
    let exact = solution.policyGradient()
    for (view, listen) in [
      (CriticView.privileged, 6.9375), (.information, 8.161095), (.both, 10.499625),
    ] {
      let found = limit(solution, view)
      #expect(near(first.map { found.gradient[$0] }, [listen, -listen / 2, -listen / 2], 1e-6))
      // What is left of the difference is that of the first decisions, of either agent alike.
      let difference = (10.499625 - listen) * (1.5).squareRoot()
      for agreement in found.gradientAgreement {
        let agents = agreement.agent == nil ? 2.0 : 1
        let size = exact.indices.filter {
          agents == 2
            || solution.mdp.agents[Int(information.agent[Int(information.choiceInformation[$0])])]
              == agreement.agent
        }.reduce(0) { $0 + exact[$1] * exact[$1] }.squareRoot()
        let relative = try #require(agreement.relativeError.optional)
        #expect(abs(relative - agents.squareRoot() * difference / size) < 1e-6)
        let cosine = try #require(agreement.cosine.optional)
        #expect(view == .both ? abs(cosine - 1) < 1e-12 : cosine < 1 - 1e-4)
      }
    }
  }

  /// Q of state and joint action is exact for agents that remember their last observation; V of the state is not.
  @Test func aCriticOfStatesAndActionsIsHeldAgainstQ() throws {
    let solution = try TigerPolicy.opening.solution()
    let found = limit(solution, .privileged, .stateAndAction)
    for gap in found.gaps { #expect(gap.rootMeanSquare < 1e-10) }
    #expect(found.biases.allSatisfy { abs($0.worst.bias) < 1e-10 })
    #expect(try #require(found.gradientAgreement[0].relativeError.optional) < 1e-12)
    // Given what was heard, the tiger's side is left open: (.1840625 · 20 - .0965625 · 50) / .280625.
    let known = limit(solution, .information, .stateAndAction)
    let both = try #require(
      known.informationStates.first {
        $0.name == "agent-0: hear-left > open-right, agent-1: hear-left > open-right"
      })
    #expect(abs(both.probability - 0.280625 * 0.49) < 1e-12)
    #expect(abs(both.value - (0.1840625 * 20 - 0.0965625 * 50) / 0.280625) < 1e-10)
    #expect(abs(both.bias) < 1e-12)
    #expect(known.informationStates.contains { $0.agent == "agent-0" && $0.name == "hear-left > listen" })
    let gap = try #require(known.gaps.first { $0.slice == DecisionSlice(agent: nil, turn: 1) })
    #expect(gap.rootMeanSquare > 1)
  }

  /// A critic that is not told the turn has the mean of both turns, (-82.35075 - 44.47575) / 2: off by 18.9375 either way.
  @Test func timeIsASecondThingToBeAliased() throws {
    let found = limit(try TigerPolicy.opening.solution(), .privileged, seesTurn: false)
    for (turn, bias) in [(0, 18.9375), (1, -18.9375)] {
      let summary = try #require(found.biases.first { $0.slice == DecisionSlice(agent: nil, turn: turn) })
      #expect(abs(summary.mean - bias) < 1e-10)
    }
    let all = try #require(found.biases.first)
    #expect(abs(all.mean) < 1e-12)
  }

  /// The built-in scenarios, the large ones with fewer turns.
  private static let scenarios = ScenarioCatalogue.builtIn.map(\.name).map { name in
    let shortened = [
      "relay": "components=2 horizon=5", "box-pushing": "horizon=2", "meeting-grid": "horizon=2",
      "broadcast-channel": "horizon=3", "recycling-robots": "horizon=3",
    ].merging(settingsOfFamilies) { own, _ in own }
    return (name: name, settings: shortened[name] ?? "")
  }

  /// Given what is known, biases cancel on average, at every turn and for everybody, whatever the view and the scenario. What
  /// a mean over the acting agents' own values gives one of them does so only where the same agents act at every place of a
  /// turn: otherwise the others' values are means over places where that agent does not act.
  @Test(arguments: scenarios)
  func biasesCancel(scenario: String, settings: String) throws {
    let solution = try solved(scenario, settings)
    let scale = solution.cells.actionValue.reduce(1) { max($0, abs($1)) }
    let facts = try ScenarioCatalogue.entry(named: scenario).scenario(pairs(settings)).facts
    for view in CriticView.allCases where view != .own || facts.turnOrder != .mixed {
      for kind in [TurnValues.Kind.state, .stateAndAction] {
        let found = limit(solution, view, kind)
        #expect(found.biases.contains { $0.slice.turn != nil })
        for bias in found.biases { #expect(abs(bias.mean) < 1e-12 * scale, "\(view), \(bias.slice)") }
        // The information states of a turn are together as probable as the turn.
        for gap in found.gaps where gap.slice.turn != nil && gap.slice.agent == nil {
          let states = found.informationStates.filter { $0.agent == nil && $0.turn == gap.slice.turn }
          #expect(abs(states.reduce(0) { $0 + $1.probability } - gap.turns) < 1e-10)
        }
      }
    }
  }

  /// What all agents can see leaves nothing open: the first three views are the same, and none has a gap.
  @Test(arguments: [
    "and", "or", "coupling", "two-step", "chain", "repair", "luck",
  ])
  func aFullyObservedScenarioHasNoGaps(scenario: String) throws {
    let entry = try ScenarioCatalogue.entry(named: scenario)
    #expect(try entry.scenario([]).facts.observability == .full)
    let solution = try solved(scenario)
    for view in [CriticView.information, .privileged, .both] {
      let found = limit(solution, view)
      for gap in found.gaps { #expect(gap.rootMeanSquare < 1e-12 && abs(gap.worst) < 1e-12) }
      for state in found.informationStates { #expect(abs(state.bias) < 1e-12) }
      let error = found.gradientAgreement[0].relativeError
      #expect(error.optional.map { $0 < 1e-12 } ?? (error == .undefined(.allZero)))
    }
  }

  /// Where all act at every turn, the state and whole histories are the node itself.
  @Test(arguments: 1...2) func historyAndStateLeaveNoGap(horizon: Int) throws {
    let solution = try TigerPolicy.opening.solution(horizon: horizon, memory: .history)
    let found = limit(solution, .both)
    for gap in found.gaps { #expect(gap.rootMeanSquare < 1e-10) }
    if horizon == 2 { #expect(try #require(limit(solution, .privileged).gaps.last).rootMeanSquare > 1) }
  }

  /// Names are names: other ones in another order of states change no number.
  @Test(arguments: CriticView.allCases, [true, false])
  func renamingChangesNoNumber(view: CriticView, seesTurn: Bool) throws {
    let found = try [("", false), ("zz-", true)].map { prefix, isReversed in
      let mdp = try TurnMDP(compiling: Whispers(prefix: prefix, isReversed: isReversed))
      let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
      return limit(solution, view, seesTurn: seesTurn)
    }
    #expect(found[0].gaps.count == found[1].gaps.count)
    for (one, other) in zip(found[0].gaps, found[1].gaps) {
      #expect(one.slice.turn == other.slice.turn)
      #expect(abs(one.meanSquare - other.meanSquare) < 1e-12)
      #expect(abs(abs(one.worst) - abs(other.worst)) < 1e-12)
    }
    for (one, other) in zip(found[0].biases, found[1].biases) {
      #expect(abs(one.meanAbsolute - other.meanAbsolute) < 1e-12)
      #expect(abs(one.worst.bias - other.worst.bias) < 1e-12)
      #expect(other.worst.name.contains("zz-"))
    }
    for (one, other) in zip(found[0].gradientAgreement, found[1].gradientAgreement) {
      #expect(abs((one.cosine.optional ?? 0) - (other.cosine.optional ?? 0)) < 1e-12)
      #expect(abs((one.relativeError.optional ?? 0) - (other.relativeError.optional ?? 0)) < 1e-12)
    }
    if view == .information { #expect(try #require(found[0].gaps.first).meanSquare > 0.01) }
  }
}
