import Foundation
import Scenarios
import Trajectories
import Simulation

/// `name=value` pairs parted by blanks.
func pairs(_ settings: String) -> [(name: String, value: String)] {
  settings.split(separator: " ").map { setting in
    let parts = setting.split(separator: "=", maxSplits: 1)
    return (name: String(parts[0]), value: String(parts[1]))
  }
}

/// A compiled built-in scenario, its parameters as `name=value` parted by blanks.
func compiled(_ name: String, _ settings: String = "") throws -> TurnMDP {
  try TurnMDP(compiling: try ScenarioCatalogue.entry(named: name).scenario(pairs(settings)))
}

/// A built-in scenario solved for its own behaviour policy.
func solved(_ name: String, _ settings: String = "") throws -> ExactSolution {
  let mdp = try compiled(name, settings)
  return try ExactSolution(of: mdp, under: .behaviour(of: mdp))
}

/// JSON with sorted keys. A NaN or an infinity is an error.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// Whether two lists of numbers are equal within a tolerance.
func near(_ left: [Double], _ right: [Double], _ tolerance: Double = 1e-12) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance }
}
