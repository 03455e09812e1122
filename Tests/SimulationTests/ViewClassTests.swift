import Testing
import Simulation
import TestSupport

/// What critics have in the limit that value joint actions, or are not told the turn. Agents of Dec-Tiger listen with
/// probability 1/2 first, else open a door, and open the door away from the tiger that they heard with probability .7.
@Suite struct ViewClassTests {
  private func solution(horizon: Int = 2, memory: Memory = .lastObservation) throws -> ExactSolution {
    let mdp = try decTiger(horizon: horizon, memory: memory)
    return try ExactSolution(
      of: mdp,
      under: try mdp.policy(none: [0.5, 0.25, 0.25], left: [0.2, 0.1, 0.7], right: [0.2, 0.7, 0.1]))
  }

  /// The next observations are drawn after the actions, so Q is a function of state and joint action: a critic of both
  /// has it exactly, and its gradient is exact.
  @Test func actionValuesOfTheStateAreExact() throws {
    for horizon in 1...3 {
      let solution = try solution(horizon: horizon)
      let values = solution.conditionalActionValues(.privileged)
      #expect(near(values, solution.cells.actionValue, 1e-12 * 200))
      #expect(near(solution.policyGradient(ofActionValues: values), solution.policyGradient()))
    }
  }

  /// Both heard left: with probability 1/4 both had listened, and the tiger is left with .7225 to .0225; else it was
  /// placed anew and heard by chance. P(left) = .25 · .5 · .7225 + .75 · .5 · .25 = .1840625, P(right) = .0965625.
  @Test func actionValuesOfObservationsAreMeansOverTheTiger() throws {
    let solution = try solution()
    let values = solution.conditionalActionValues(.information)
    let mdp = solution.mdp
    let (left, right) = (0.1840625, 0.0965625)
    var seen = 0
    for cell in solution.cells.cells(ofTurn: 1)
    where mdp.known(solution.cells.node[cell]) == ["hear-left", "hear-left"] {
      let rows = solution.cells.rows(of: cell)
      #expect(abs(values[rows.lowerBound] + 2) < 1e-12)
      let openRight = (left * 20 - right * 50) / (left + right)
      let openLeft = (right * 20 - left * 50) / (left + right)
      #expect(abs(values[rows.lowerBound + 8] - openRight) < 1e-12)
      #expect(abs(values[rows.lowerBound + 4] - openLeft) < 1e-12)
      seen += 1
    }
    #expect(seen == 2)
  }

  /// A joint action that the policy never takes keeps its own value.
  @Test func actionsThatAreNeverTakenKeepTheirValues() throws {
    let mdp = try decTiger(horizon: 2)
    let solution = try ExactSolution(
      of: mdp, under: try mdp.policy(none: [1, 0, 0], left: [1, 0, 0], right: [0, 1, 0]))
    let values = solution.conditionalActionValues(.information)
    let first = try #require(solution.cell(turn: 0) { mdp.privileged($0) == "tiger-left" })
    let rows = solution.cells.rows(of: first)
    for row in rows.dropFirst() { #expect(values[row] == solution.cells.actionValue[row]) }
    #expect(abs(values[rows.lowerBound] + 7.8125) < 1e-12)
  }

  /// V of a state is -82.35075 at turn 0 and -44.47575 at turn 1, whichever the tiger's door is, by symmetry: a critic of
  /// the state that is not told the turn has their mean everywhere.
  @Test func valuesAcrossTurnsAreMeansOverAllVisits() throws {
    let solution = try solution()
    let values = solution.conditionalValuesAcrossTurns(.privileged)
    for turn in 0...1 {
      for cell in solution.cells.cells(ofTurn: turn) where solution.cells.visitation[cell] > 0 {
        #expect(abs(values[cell] - (-82.35075 - 44.47575) / 2) < 1e-10)
      }
    }
    // What agents know tells the turns apart here: nothing is heard before the first.
    let known = solution.conditionalValuesAcrossTurns(.information)
    #expect(near(known, solution.conditionalValues(.information)))
  }

  /// Values of cells as the bootstrap are the view's where they are its conditional values, and exact where they are V.
  @Test func anyValuesCanBeTheBootstrap() throws {
    let solution = try solution(horizon: 3)
    let own = solution.policyGradient(bootstrappingFromValues: solution.cells.value)
    #expect(near(own, solution.policyGradient()))
    for view in CriticView.allCases {
      let values = solution.conditionalValues(view)
      #expect(
        solution.policyGradient(bootstrappingFromValues: values)
          == solution.policyGradient(bootstrappingFrom: view)
      )
    }
  }
}
