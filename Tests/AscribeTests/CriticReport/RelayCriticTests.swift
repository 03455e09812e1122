import Critics
import Scenarios
import Simulation
import TestSupport
import Testing
import Trajectories

@testable import Ascribe

/// What privileged critics do in `relay`, whose investigator remembers what the simulator's state does not hold.
@Suite struct RelayCriticTests {
  private static func limit(_ solution: ExactSolution, _ view: CriticView) -> CriticLimit {
    let critic = ViewOnly(view: view, seesTurn: true)
    return CriticLimit(CriticReference(.state, of: critic, solution), solution, GradientReference(solution))
  }

  /// Of `relay` as it is, once for all tests.
  private static let limits = Result {
    let solution = try solved("relay")
    return Dictionary(uniqueKeysWithValues: views.map { ($0, limit(solution, $0)) })
  }

  private func ofRelay(_ view: CriticView) throws -> CriticLimit { try #require(Self.limits.get()[view]) }

  fileprivate static let views: [CriticView] = [.information, .privileged, .signal, .both]

  /// The table of the README, from a program in another language that shares nothing with this one: gap (root mean
  /// square), mean size of the bias given what is known, and cosines of the gradient, of all agents and of each.
  @Test(arguments: [
    (
      CriticView.information, 0.156850490, 0.0,
      [0.993116292, 0.995509499, 0.995214968, 0.851041512, 0.999881443]
    ),
    (.privileged, 0.049639915, 0.008903023, [0.873096113, 1, 0.333041005, 1, 1]),
    (.signal, 0.015363374, 0, [0.999826345, 0.999781304, 1, 0.998709701, 1]),
    (.both, 0, 0, [1, 1, 1, 1, 1]),
  ])
  func figuresAreThoseOfAnotherProgram(
    view: CriticView, gap: Double, bias: Double, cosines: [Double]
  ) throws {
    let found = try ofRelay(view)
    #expect(abs(try #require(found.gaps.first).rootMeanSquare - gap) < 1e-8)
    #expect(abs(try #require(found.biases.first).meanAbsolute - bias) < 1e-8)
    #expect(found.gradientAgreement.map { $0.agent?.name } == [nil] + solvedAgents)
    for (agreement, cosine) in zip(found.gradientAgreement, cosines) {
      #expect(abs(try #require(agreement.cosine.optional) - cosine) < 1e-8, "\(view), \(agreement)")
    }
  }

  private let solvedAgents = ["planner", "investigator", "coder", "reviewer"]

  /// V of the state is off where the investigator knows its notes, and nowhere else: too low for a trace that blames the
  /// component, too high for a weak word that clears it.
  @Test func theStateIsBiasedForTheInvestigatorAlone() throws {
    let found = try ofRelay(.privileged)
    for state in found.informationStates where abs(state.bias) > 1e-12 {
      #expect(state.agent == nil || state.agent == "investigator")
      #expect(state.name.contains("notes:"))
    }
    let known = Dictionary(
      uniqueKeysWithValues: found.informationStates
        .filter { $0.agent == "investigator" && $0.turn == 2 }.map { ($0.name, $0.bias) })
    #expect(try #require(known["ticket:cache|plan:cache|notes:strong-cache"]) < -0.05)
    #expect(try #require(known["ticket:cache|plan:cache|notes:weak-not-cache"]) > 0.05)
    // Given what agents know, a critic that sees that as well is not biased.
    for view in [CriticView.information, .signal, .both] {
      #expect(try ofRelay(view).informationStates.allSatisfy { abs($0.bias) < 1e-12 })
    }
  }

  /// The state after a look is the same whatever was found: bootstrapping from its V gives the way of looking nothing,
  /// where the exact gradient is for tracing.
  @Test func theStateGivesLookingNoGradient() throws {
    let solution = try solved("relay")
    let (mdp, exact) = (solution.mdp, solution.policyGradient())
    let found = try ofRelay(.privileged).gradient
    var traces = 0
    for choice in found.indices {
      let known = Int(mdp.information.choiceInformation[choice])
      let sees = mdp.symbols.keys[mdp.information.key[known]]
      guard mdp.agents[Int(mdp.information.agent[known])] == "investigator" else { continue }
      if sees.contains("notes:") {
        #expect(abs(found[choice] - exact[choice]) < 1e-12)
      } else {
        #expect(abs(found[choice]) < 1e-12)
        if mdp.symbols.actions[mdp.information.choiceAction[choice]] == "trace" {
          #expect(exact[choice] > 1e-4)
          traces += 1
        }
      }
    }
    #expect(traces == 9)
  }

  /// The same by plain recursion over the functions of the scenario, without tables.
  @Test(arguments: ["components=2 horizon=5", "components=2 horizon=7 subtleShare=0.5"])
  func gapsAndBiasesArePlainMeans(settings: String) throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario(
      settings.split(separator: " ").map { setting in
        let parts = setting.split(separator: "=").map(String.init)
        return (name: parts[0], value: parts[1])
      })
    let plain = offBy(scenario)
    let solution = try solved("relay", settings)
    #expect(abs(plain.value - solution.value) < 1e-12)
    for view in Self.views {
      let found = Self.limit(solution, view)
      let expected = try #require(plain.views[view])
      #expect(abs(try #require(found.gaps.first).rootMeanSquare - expected.gap) < 1e-10, "\(view)")
      #expect(abs(try #require(found.biases.first).meanAbsolute - expected.bias) < 1e-10, "\(view)")
      if view == .privileged { #expect(expected.bias > 0.01) }
      if view == .both { #expect(expected.gap < 1e-12) }
    }
  }
}

/// The value of a scenario, and how far critics of some views are off it.
private func offBy(
  _ scenario: some Scenario
) -> (value: Double, views: [CriticView: (gap: Double, bias: Double)]) {
  let plain = PlainCritic(scenario)
  return (
    plain.value,
    Dictionary(uniqueKeysWithValues: RelayCriticTests.views.map { ($0, plain.offBy($0)) })
  )
}

/// Values of a scenario of taking turns, whose rewards come with the endings, and what critics would make of them: plain
/// recursion over the scenario's functions.
private struct PlainCritic<S: Scenario> {
  private let scenario: S
  /// Probability and value of each state, turn by turn; of those that go on.
  private var layers: [[(state: S.State, probability: Double, value: Double)]] = []
  private(set) var value = 0.0

  init(_ scenario: S) {
    self.scenario = scenario
    var reached: [S.State: Double] = [:]
    for start in scenario.initialStates.outcomes { reached[start.element, default: 0] += start.probability }
    let starts = reached
    var visits: [[S.State: Double]] = []
    for _ in 0..<scenario.horizon {
      visits.append(reached)
      var next: [S.State: Double] = [:]
      for (state, probability) in reached {
        for (action, taken) in Self.policy(scenario, state) {
          for outcome in Self.outcomes(scenario, state, action) {
            next[outcome.element.state, default: 0] += probability * taken * outcome.probability
          }
        }
      }
      reached = next
    }
    var later: [S.State: Double] = [:]
    for (turn, visited) in visits.enumerated().reversed() {
      var values: [S.State: Double] = [:]
      for state in visited.keys where !scenario.actingAgents(in: state).isEmpty {
        values[state] = Self.policy(scenario, state).reduce(0) { sum, choice in
          Self.outcomes(scenario, state, choice.action).reduce(sum) { sum, outcome in
            let next = outcome.element.state
            let isOver = turn + 1 == scenario.horizon || scenario.actingAgents(in: next).isEmpty
            let ending = scenario.endings(in: next).outcomes.reduce(0) {
              $0 + $1.probability * $1.element.reward
            }
            return sum + choice.probability * outcome.probability * (isOver ? ending : later[next] ?? 0)
          }
        }
      }
      layers.insert(
        visited.compactMap { state, probability in
          values[state].map { (state, probability, $0) }
        }, at: 0)
      later = values
    }
    value = starts.reduce(0) { $0 + $1.value * (later[$1.key] ?? 0) }
  }

  private static func policy(_ scenario: S, _ state: S.State) -> [(action: S.Action, probability: Double)] {
    scenario.actingAgents(in: state).flatMap { agent in
      let actions = scenario.legalActions(for: agent, in: state)
      let weights = scenario.behaviour(
        of: agent, observing: scenario.observation(for: agent, in: state), over: actions)
      return zip(actions, weights).map { ($0, $1 / weights.reduce(0, +)) }
    }
  }

  private static func outcomes(
    _ scenario: S, _ state: S.State, _ action: S.Action
  ) -> [(element: Transition<S.State>, probability: Double)] {
    let agent = scenario.actingAgents(in: state)[0]
    return scenario.step(state, JointAction([(agent, action)])).outcomes.map { ($0.element, $0.probability) }
  }

  /// What a critic sees of a state.
  private func look(_ view: CriticView, _ state: S.State) -> [String?] {
    let agent = scenario.actingAgents(in: state)[0]
    let known = [agent.name, scenario.label(ofObservation: scenario.observation(for: agent, in: state))]
    return switch view {
    case .privileged: [scenario.privilegedKey(of: state)]
    case .both: known + [scenario.privilegedKey(of: state)]
    case .signal: known + [scenario.signal(of: state)]
    default: known
    }
  }

  /// Root mean square of the critic's value less the true one, and the mean size of its mean given what is known.
  func offBy(_ view: CriticView) -> (gap: Double, bias: Double) {
    var (square, size, turns) = (0.0, 0.0, 0.0)
    for layer in layers {
      var (sum, weight, off): ([[String?]: Double], [[String?]: Double], [[String?]: Double]) = (
        [:], [:], [:]
      )
      for cell in layer {
        sum[look(view, cell.state), default: 0] += cell.probability * cell.value
        weight[look(view, cell.state), default: 0] += cell.probability
      }
      for cell in layer {
        let key = look(view, cell.state)
        let gap = (sum[key] ?? 0) / (weight[key] ?? 1) - cell.value
        square += cell.probability * gap * gap
        turns += cell.probability
        off[look(.information, cell.state), default: 0] += cell.probability * gap
      }
      size += off.values.reduce(0) { $0 + abs($1) }
    }
    return ((square / turns).squareRoot(), size / turns)
  }
}
