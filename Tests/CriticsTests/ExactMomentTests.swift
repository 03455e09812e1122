import CreditMethods
@testable import Critics
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Critics with infinitely many episodes: the solvers on the exact visitation moments of Dec-Tiger.
@Suite struct ExactMomentTests {
  private static func solution(
    _ policy: [String: [Double]], horizon: Int = 2, memory: Memory = .lastObservation
  ) throws -> ExactSolution {
    let mdp = try TurnMDP(
      compiling: try ScenarioCatalogue.entry(named: "dec-tiger").scenario([("horizon", "\(horizon)")]),
      memory: memory)
    let actions = ["listen", "open-left", "open-right"]
    return try ExactSolution(
      of: mdp,
      under: try TabularPolicy(.probabilities, on: mdp) { _, known, action in
        let last = ["hear-left", "hear-right"].first { known.hasSuffix($0) } ?? "none"
        return actions.firstIndex(of: action).flatMap { policy[last]?[$0] }
      })
  }

  private static let repeating = ["none": [1.0, 0, 0], "hear-left": [1, 0, 0], "hear-right": [0, 1, 0]]
  private static let mixed = [
    "none": [0.5, 0.25, 0.25], "hear-left": [0.2, 0.1, 0.7], "hear-right": [0.2, 0.7, 0.1],
  ]

  private func fit(
    _ solution: ExactSolution, _ view: CriticView, _ objective: Objective, usesTurn: Bool = true,
    function: FitSettings.Function = .tabular
  ) throws -> (moments: ExactMoments, problem: FitProblem, values: FittedValues) {
    let moments = ExactMoments(solution)
    let problem = moments.problem(view, usesTurn: usesTurn, objective)
    var settings = FitSettings()
    settings.objective = objective
    settings.tolerance = 1e-13
    settings.function = function
    let fitter = CriticFitter(settings: settings, method: "test", seed: 0, threads: 1)
    let values = try fitter.fit(problem, "values") { .cells(problem.cellCount) }
    return (moments, problem, values)
  }

  /// The largest distance of fitted from exact values over the cells that are visited.
  private func error(
    _ fitted: (moments: ExactMoments, problem: FitProblem, values: FittedValues), _ exact: [Double]
  ) -> Double {
    fitted.problem.cell.indices.reduce(0) { worst, row in
      guard fitted.problem.weight[row] > 0 else { return worst }
      let value = fitted.values.values[Int(fitted.problem.cell[row])]
      return max(worst, abs(value - exact[fitted.moments.solutionCell[row]]))
    }
  }

  /// Monte Carlo returns give every critic the exact conditional values (statement 2), and so does a linear function of
  /// one indicator a cell.
  @Test(arguments: [CriticView.information, .privileged, .both], [FitSettings.Function.tabular, .linear])
  func monteCarloIsConsistent(view: CriticView, function: FitSettings.Function) throws {
    for policy in [Self.repeating, Self.mixed] {
      for horizon in 1...3 {
        let solution = try Self.solution(policy, horizon: horizon)
        let fitted = try fit(solution, view, .lambda(1), function: function)
        #expect(error(fitted, solution.conditionalValues(view)) < 1e-8)
      }
    }
  }

  /// Under policies of the last observation, what agents saw last and the state together tell all that the future
  /// depends on: every bootstrapped objective has the exact values.
  @Test(
    arguments: [Objective.lambda(0), .lambda(0.8), .steps(1), .steps(2)],
    [FitSettings.Function.tabular, .linear])
  func bootstrappingFromAllThereIsToKnowIsConsistent(objective: Objective, function: FitSettings.Function)
    throws
  {
    for policy in [Self.repeating, Self.mixed] {
      let solution = try Self.solution(policy, horizon: 3)
      let fitted = try fit(solution, .both, objective, function: function)
      #expect(error(fitted, solution.conditionalValues(.both)) < 1e-8)
      #expect(fitted.values.fit.hasConverged && fitted.values.fit.iterations <= 5)
    }
  }

  /// With perfect recall histories are information states: the history critic is consistent with every objective.
  @Test(arguments: [Objective.lambda(1), .lambda(0), .lambda(0.8), .steps(2)])
  func bootstrappingFromHistoriesIsConsistent(objective: Objective) throws {
    let solution = try Self.solution(Self.mixed, horizon: 2, memory: .history)
    for view in [CriticView.history, .historyAndState] {
      #expect(error(try fit(solution, view, objective), solution.conditionalValues(view)) < 1e-8)
    }
  }

  /// Statement 3 and 4: with "repeat", V_1 is what conditioning on what is seen at turn 1 gives, and V_0 bootstraps from
  /// it. From the state nothing is lost for the value of the start: -2 + (-28.325 + 16.7)/2 = -7.8125. The same holds for
  /// what was heard, because at the start it is drawn after the action.
  @Test(arguments: [CriticView.privileged, .information]) func fixedPointOfOneStep(view: CriticView) throws {
    let solution = try Self.solution(Self.repeating)
    let fitted = try fit(solution, view, .lambda(0))
    let start = (0..<fitted.problem.cell.count).filter {
      solution.cells.turn(of: fitted.moments.solutionCell[$0]) == 0
    }
    let mean = start.reduce(0) {
      $0 + fitted.problem.weight[$1] * fitted.values.values[Int(fitted.problem.cell[$1])]
    }
    #expect(abs(mean + 7.8125) < 1e-10)
    #expect(error(fitted, solution.conditionalValues(view)) < 1e-8)
  }

  /// Statement 4: with three turns, bootstrapping from what was heard last has another fixed point than conditional
  /// expectations, since what was heard before tells of the state too; lambda = 1 has not. Only a policy without the symmetry
  /// of left and right shows it.
  @Test func fixedPointsDependOnLambda() throws {
    let policy = ["none": [1.0, 0, 0], "hear-left": [0.8, 0.1, 0.1], "hear-right": [0.3, 0.6, 0.1]]
    let solution = try Self.solution(policy, horizon: 3)
    let exact = solution.conditionalValues(.information)
    let errors = try [0, 0.8, 1].map { error(try fit(solution, .information, .lambda($0)), exact) }
    #expect(errors[0] > 1e-6 && errors[1] > 1e-6 && errors[1] < errors[0] && errors[2] < 1e-8, "\(errors)")
  }

  /// Statement 6: without the turn, the state critic mixes both turns. "Repeat" values the first turn V(left) = -30.325
  /// (-2 and -28.325) and the second -28.325: their mean, since both are visited equally often.
  @Test func poolingTurnsAliases() throws {
    let solution = try Self.solution(Self.repeating)
    let fitted = try fit(solution, .privileged, .lambda(1), usesTurn: false)
    #expect(fitted.problem.cellCount == 2)
    let values = fitted.values.values.sorted()
    #expect(abs(values[0] - (-30.325 - 28.325) / 2) < 1e-10)
    #expect(abs(values[1] - (14.7 + 16.7) / 2) < 1e-10)
  }

  /// The solution of TD(0) without the turn by hand: V(s) = mean over both turns of r + V(s'), where the second turn
  /// ends. In tiger-left: 2 V = (-2 + V) + (-28.325), so V = -30.325; in tiger-right V = -2 + 16.7 = 14.7.
  @Test func pooledFixedPointByHand() throws {
    let solution = try Self.solution(Self.repeating)
    let fitted = try fit(solution, .privileged, .lambda(0), usesTurn: false)
    let values = fitted.values.values.sorted()
    #expect(abs(values[0] + 30.325) < 1e-9)
    #expect(abs(values[1] - 14.7) < 1e-9)
    // TD(1/2): first-turn target -2 + V/2 - 28.325/2, so 2 V = -2 + V/2 - 28.325/2 - 28.325.
    let half = try fit(solution, .privileged, .lambda(0.5), usesTurn: false).values.values.sorted()
    #expect(abs(half[0] - (-2 - 1.5 * 28.325) / 1.5) < 1e-9)
    #expect(abs(half[1] - (-2 + 1.5 * 16.7) / 1.5) < 1e-9)
  }

  /// Statement 7: given what was heard, the state critic's mean differs from the value; over all of it, it does not.
  @Test func theBiasOfTheStateCriticAveragesOut() throws {
    let solution = try Self.solution(Self.mixed, horizon: 3)
    let state = try fit(solution, .privileged, .lambda(1))
    let heard = try fit(solution, .information, .lambda(1))
    for turn in 1..<3 {
      var gaps: [Int32: (weight: Double, sum: Double)] = [:]
      for row in state.problem.cell.indices
      where solution.cells.turn(of: state.moments.solutionCell[row]) == turn {
        let weight = state.problem.weight[row]
        let gap =
          state.values.values[Int(state.problem.cell[row])]
          - heard.values.values[Int(heard.problem.cell[row])]
        gaps[heard.problem.cell[row], default: (0, 0)].weight += weight
        gaps[heard.problem.cell[row], default: (0, 0)].sum += weight * gap
      }
      #expect(abs(gaps.values.reduce(0) { $0 + $1.sum }) < 1e-10)
      #expect(gaps.values.contains { abs($0.sum) > 1e-3 * $0.weight })
    }
  }

  /// Statement 1: as a pure baseline the state critic leaves the gradient as it is, because the action is independent of
  /// the state given what is observed: sum over cells of d V(s) grad pi(a | o) is 0 for every choice. Statement 5: Q of
  /// state and joint action is exact, so the gradient from it is too.
  @Test func baselinesOfTheStateAreUnbiased() throws {
    let solution = try Self.solution(Self.mixed, horizon: 3)
    let mdp = solution.mdp
    let state = try fit(solution, .privileged, .lambda(1))
    var gradient = [Double](repeating: 0, count: mdp.information.choiceAction.count)
    for row in state.problem.cell.indices {
      let cell = state.moments.solutionCell[row]
      let value = state.values.values[Int(state.problem.cell[row])]
      for slot in mdp.nodes.slots(of: Int(solution.cells.node[cell])) {
        let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
        for logit in choices {
          for taken in choices {
            let score = (taken == logit ? 1 : 0) - solution.policy.probability[logit]
            gradient[logit] +=
              state.problem.weight[row] * value * solution.policy.probability[taken] * score
          }
        }
      }
    }
    #expect(gradient.allSatisfy { abs($0) < 1e-10 })
    // r + V(o', s') averaged over outcomes is Q(s, a) to the last digits, whatever the state's own value.
    let found = solution.policyGradient(bootstrappingFrom: .both)
    for (found, exact) in zip(found, solution.policyGradient()) { #expect(abs(found - exact) < 1e-9) }
  }

  /// Example B: agent 0's logit gradient of the first turn, with fitted values as the bootstrap. From everything it is
  /// exact; from the state alone and from what was heard alone it is not (statements 3 and 4).
  @Test(arguments: [Objective.lambda(1), .lambda(0), .lambda(0.5)])
  func gradientsOfTheFirstTurn(objective: Objective) throws {
    let solution = try Self.solution(Self.mixed)
    let mdp = solution.mdp
    let expected: [(view: CriticView, gradient: [Double])] = [
      (.both, [10.499625, -5.2498125, -5.2498125]), (.privileged, [6.9375, -3.46875, -3.46875]),
      (.information, [8.161095, -4.080547, -4.080547]),
    ]
    for (view, expected) in expected {
      let fitted = try fit(solution, view, objective)
      var gradient = [Double](repeating: 0, count: 3)
      for (start, probability) in mdp.start {
        let slots = mdp.nodes.slots(of: Int(start)).map { Int(mdp.nodes.slotInformation[$0]) }
        for (row, joint) in mdp.nodes.rows(of: Int(start)).enumerated() {
          var weight = probability
          var result = 0.0
          for (state, action) in zip(slots, [row / 3, row % 3]) {
            weight *= solution.policy.probability[mdp.information.choices(of: state).lowerBound + action]
          }
          for outcome in mdp.nodes.outcomes(of: joint) {
            let cell = solution.cells.index(turn: 1, node: Int(mdp.nodes.outcomeNode[outcome]))
            let place = Int(fitted.problem.cell[Int(fitted.moments.row[cell])])
            result +=
              mdp.nodes.outcomeProbability[outcome]
              * (mdp.nodes.outcomeReward[outcome] + fitted.values.values[place])
          }
          let own = mdp.information.choices(of: slots[0])
          for logit in 0..<3 {
            let score = (row / 3 == logit ? 1 : 0) - solution.policy.probability[own.lowerBound + logit]
            gradient[logit] += weight * score * result
          }
        }
      }
      expectEqual(gradient, expected, within: view == .information ? 5e-7 : 1e-9, "\(view)")
    }
  }

  /// Example A: the mean squared gap to V(o, s) of the second turn is 944.472188 for the state critic, and 824.835151 for
  /// the one of what was heard.
  @Test func squaredGapsOfTheSecondTurn() throws {
    let solution = try Self.solution(Self.repeating)
    let whole = try fit(solution, .both, .lambda(1))
    for (view, expected) in [(CriticView.privileged, 944.472188), (.information, 824.835151)] {
      let fitted = try fit(solution, view, .lambda(1))
      let rows = fitted.problem.cell.indices.filter {
        solution.cells.turn(of: fitted.moments.solutionCell[$0]) == 1
      }
      let gap = rows.reduce(0) { sum, row in
        let distance =
          fitted.values.values[Int(fitted.problem.cell[row])]
          - whole.values.values[Int(whole.problem.cell[row])]
        return sum + fitted.problem.weight[row] * distance * distance
      }
      #expect(abs(gap - expected) < 1e-6)
    }
  }

  /// What one agent knows: the mean over the acting agents, between what they know together and what a stranger does.
  @Test func ownInformationStates() throws {
    let solution = try Self.solution(Self.repeating)
    let own = solution.conditionalValues(.own)
    // Heard left: (.745/2 (-2) + .255/2 (-46)) / .5 = -13.22; heard right: (.3725 · 17.885906 + .1275 (-46)) / .5 = 1.595.
    let cells = solution.cells.cells(ofTurn: 1).filter { solution.cells.visitation[$0] > 0 }
    let left = (0.3725 * -2 + 0.1275 * -46) / 0.5
    let right = (0.3725 * (13.325 / 0.745) + 0.1275 * -46) / 0.5
    let expected = Set([left, (left + right) / 2, right].map { ($0 * 1e9).rounded() })
    #expect(Set(cells.map { (own[$0] * 1e9).rounded() }) == expected)
  }

  /// A policy gradient that never settles is named: sweeps over a growing operator.
  @Test func divergenceIsAnError() throws {
    let problem = FitProblem(
      cell: [0], cellCount: 1, weight: [1], isClosed: false, targets: { [1 + 2 * $0[0]] }, returns: { [1] })
    let fitter = CriticFitter(settings: FitSettings(), method: "test", seed: 0, threads: 1)
    let error = try #require(throws: AttributionError.self) {
      try fitter.fit(problem, "values") { .cells(1) }
    }
    #expect(
      error.description
        == "method \"test\": the fit of values diverges in sweep 20; its last finite loss is 274877906944.0. Use another objective, averaging below 1, or a ridge."
    )
  }

  /// A limit that comes first is reported, not hidden; averaging reaches the same values by shorter steps.
  @Test func convergenceIsReported() throws {
    let moments = ExactMoments(try Self.solution(Self.mixed, horizon: 3))
    let problem = moments.problem(.privileged, usesTurn: false, .lambda(0))
    var settings = FitSettings()
    settings.objective = .lambda(0)
    settings.sweeps = 2
    let fitter = { CriticFitter(settings: $0, method: "test", seed: 0, threads: 1) }
    let early = try fitter(settings).fit(problem, "values") { .cells(problem.cellCount) }
    #expect(!early.fit.hasConverged && early.fit.iterations == 2 && early.fit.residual > 1e-9)
    settings.sweeps = 1000
    let whole = try fitter(settings).fit(problem, "values") { .cells(problem.cellCount) }
    settings.averaging = 0.3
    settings.tolerance = 1e-12
    let slow = try fitter(settings).fit(problem, "values") { .cells(problem.cellCount) }
    #expect(whole.fit.hasConverged && slow.fit.hasConverged)
    #expect(slow.fit.iterations > whole.fit.iterations)
    expectEqual(slow.values, whole.values, within: 1e-6)
  }
}
