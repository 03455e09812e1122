/// Exact values and credits of one scenario under one joint policy, by dynamic programming over (turn, node).
///
/// A **cell** is a node at a turn that some sequence of joint actions of the tables reaches, whatever the policy does; so
/// in complete tables the values of what the policy never does are known too. `V` is the expected return from the turn on (the turn's reward
/// undiscounted), `Q` that of a joint action.
public struct ExactSolution: Sendable {
  /// The tables that were solved.
  public let mdp: TurnMDP
  /// The joint policy.
  public let policy: TabularPolicy
  /// Expected return of an episode, in reward units.
  public let value: Double
  /// Probability that an episode ends in success.
  public let successProbability: Double

  package let cells: CellTable

  /// Solves a scenario for a policy.
  ///
  /// - Parameters:
  ///   - mdp: The compiled scenario.
  ///   - policy: The joint policy.
  ///   - cellLimit: Most cells before giving up.
  /// - Throws: ``ExactSolutionError`` for too many cells, and for a policy that leaves tables which were compiled for another.
  /// - Complexity: O(cells · joint actions · outcomes) time, O(cells · joint actions) memory.
  public init(of mdp: TurnMDP, under policy: TabularPolicy, cellLimit: Int = 50_000_000)
    throws(ExactSolutionError)
  {
    try self.init(of: mdp, under: policy, on: CellTable(reachableIn: mdp, limit: cellLimit))
  }

  /// - Parameter unsolved: The cells of the tables, without values.
  fileprivate init(
    of mdp: TurnMDP, under policy: TabularPolicy, on unsolved: CellTable
  ) throws(ExactSolutionError) {
    self.mdp = mdp
    self.policy = policy
    var cells = unsolved
    try cells.evaluate(mdp, policy)
    cells.visit(mdp, policy)
    self.cells = cells
    value = mdp.start.reduce(0) {
      $0 + $1.probability * cells.value[cells.index(turn: 0, node: Int($1.node))]
    }
    successProbability = mdp.start.reduce(0) {
      $0 + $1.probability * cells.success[cells.index(turn: 0, node: Int($1.node))]
    }
  }
}

/// The exact solutions of many policies on the same tables: which cells there are is found out once.
package struct ExactSolver: Sendable {
  private let mdp: TurnMDP
  private let cells: CellTable

  /// A solver.
  ///
  /// - Throws: ``ExactSolutionError/tooManyCells(found:limit:)``.
  /// - Complexity: O(cells · joint actions · outcomes).
  package init(_ mdp: TurnMDP, cellLimit: Int = 50_000_000) throws(ExactSolutionError) {
    self.mdp = mdp
    cells = try CellTable(reachableIn: mdp, limit: cellLimit)
  }

  /// The solution of a policy, the same to the last bit as one that is made alone.
  ///
  /// - Throws: ``ExactSolutionError/leavesTables(state:)``.
  package func solution(under policy: TabularPolicy) throws(ExactSolutionError) -> ExactSolution {
    try ExactSolution(of: mdp, under: policy, on: cells)
  }
}

/// Why a scenario cannot be solved exactly.
public enum ExactSolutionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// More (turn, node) cells than the bound allows.
  case tooManyCells(found: Int, limit: Int)
  /// The tables were compiled for another policy: this one takes a joint action of a state whose outcomes they lack.
  case leavesTables(state: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .tooManyCells(let found, let limit):
      "The exact solution needs more than \(limit) cells (state x turn; \(found) were found before stopping). "
        + "Shorten the horizon or use a shorter memory."
    case .leavesTables(let state):
      "In state \"\(state)\" the policy takes a joint action whose outcomes are not in the tables, which were compiled "
        + "for another policy."
    }
  }
}
