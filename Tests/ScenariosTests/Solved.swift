import Scenarios
import Synchronization
import Simulation

/// Exact solutions of the catalogue under the scenarios' own behaviour, computed once for all tests.
struct Solved: Sendable {
  let solution: ExactSolution
  let ledger: VarianceLedger

  private static let known = Mutex<[String: Solved]>([:])

  static func scenario(_ name: String) throws -> Solved {
    try known.withLock { known in
      if let solved = known[name] { return solved }
      let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: name).scenario())
      let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
      let solved = Solved(solution: solution, ledger: solution.varianceLedger())
      known[name] = solved
      return solved
    }
  }
}
