import Ground
import Scenarios
package import Simulation

/// A compiled built-in scenario, its parameters given one by one.
package func compiled(
  _ name: String, _ settings: [(name: String, value: String)] = [], memory: Memory = .lastObservation
) throws -> TurnMDP {
  try TurnMDP(compiling: try ScenarioCatalogue.entry(named: name).scenario(settings), memory: memory)
}

/// The same, the parameters as `name=value` parted by blanks.
package func compiled(
  _ name: String, _ settings: String, memory: Memory = .lastObservation
) throws -> TurnMDP {
  try compiled(name, pairs(settings), memory: memory)
}

/// A built-in scenario solved for its own behaviour policy, once for all tests that ask for it.
package func solved(_ name: String, _ settings: String = "") throws -> ExactSolution {
  let key = "\(name) \(settings)"
  if let known = solutions.withLock({ $0[key] }) { return known }
  let mdp = try compiled(name, settings)
  let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
  solutions.withLock { $0[key] = solution }
  return solution
}

private let solutions = Locked<[String: ExactSolution]>([:])
