import Scenarios
import Testing
import Simulation

/// Built-in scenarios, compiled.
enum Compiled {
  /// The scenario of a catalogue entry, with some parameters set.
  static func scenario(_ name: String, _ settings: [(name: String, value: String)] = []) throws -> TurnMDP {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario(settings)
    return try TurnMDP(compiling: scenario)
  }
}
