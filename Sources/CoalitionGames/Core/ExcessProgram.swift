import CGLPK

/// The linear program of one stage: minimise the largest excess e over payoffs x with `x(C) + e >= worth(C)` for the
/// coalitions that may still gain, and x(C) given for those that are settled.
///
/// Solved by GLPK's simplex, whose solution is that of a basis: a system of zeros and ones with right-hand sides from the
/// game, accurate to rounding. GLPK's exact simplex does not serve: it first rounds the numbers to fractions, within 1e-9.
///
/// Safe, because the pointer never leaves the value, and indices are those of rows and columns that were added.
struct ExcessProgram: ~Copyable {
  /// Largest violation that is taken for rounding, in the units of the scaled game, whose worths are at most 1 in size.
  private static let tolerance = 1e-11

  private let problem: OpaquePointer
  private let players: Int

  /// The optimum of a stage.
  struct Optimum {
    /// The smallest largest excess.
    let excess: Double
    /// A payoff that has it.
    let payoff: [Double]
    /// Dual value of each row, in the order in which they were added: positive only where the constraint binds in
    /// every optimum.
    let duals: [Double]
  }

  /// A program with one column a player, and the excess.
  ///
  /// - Parameter lowest: Least payoff of each player; `nil` where payoffs are free.
  init(players: Int, lowest: [Double]?) {
    SolverThread.freeAtEnd()
    problem = glp_create_prob()
    self.players = players
    glp_set_obj_dir(problem, GLP_MIN)
    glp_add_cols(problem, Int32(players + 1))
    for player in 0...players {
      if let lowest, player < players {
        glp_set_col_bnds(problem, Int32(player + 1), GLP_LO, lowest[player], 0)
      } else {
        glp_set_col_bnds(problem, Int32(player + 1), GLP_FR, 0, 0)
      }
    }
    glp_set_obj_coef(problem, Int32(players + 1), 1)
  }

  deinit { glp_delete_prob(problem) }

  /// Adds `x(C) = payoff`.
  func settle(_ coalition: Int, payoff: Double) {
    addRow(coalition, withExcess: false, GLP_FX, payoff)
  }

  /// Adds `x(C) + e >= worth`.
  func bound(_ coalition: Int, worth: Double) { addRow(coalition, withExcess: true, GLP_LO, worth) }

  private func addRow(_ coalition: Int, withExcess: Bool, _ kind: Int32, _ bound: Double) {
    let row = glp_add_rows(problem, 1)
    // GLPK counts from 1 and skips the first entry of its arrays.
    var columns: [Int32] = [0]
    for player in 0..<players where coalition >> player & 1 == 1 { columns.append(Int32(player + 1)) }
    if withExcess { columns.append(Int32(players + 1)) }
    let ones = [Double](repeating: 1, count: columns.count)
    glp_set_mat_row(problem, row, Int32(columns.count - 1), columns, ones)
    glp_set_row_bnds(problem, row, kind, bound, bound)
  }

  /// Solves the program.
  ///
  /// - Throws: ``CoalitionError/solver(routine:code:)`` when GLPK finds no optimum.
  func solve() throws(CoalitionError) -> Optimum {
    var settings = glp_smcp()
    glp_init_smcp(&settings)
    settings.msg_lev = GLP_MSG_OFF
    settings.tol_bnd = Self.tolerance
    settings.tol_dj = Self.tolerance
    let code = glp_simplex(problem, &settings)
    guard code == 0 else { throw .solver(routine: "glp_simplex", code: Int(code)) }
    let status = glp_get_status(problem)
    guard status == GLP_OPT else { throw .solver(routine: "glp_simplex", code: Int(status)) }
    let rows = glp_get_num_rows(problem)
    return Optimum(
      excess: glp_get_obj_val(problem),
      payoff: (0..<players).map { glp_get_col_prim(problem, Int32($0 + 1)) },
      duals: (0..<rows).map { glp_get_row_dual(problem, $0 + 1) })
  }
}
