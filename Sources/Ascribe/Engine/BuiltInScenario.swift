package import Simulation
package import Scenarios

extension TurnMDP {
  /// A built-in scenario, compiled for agents that remember their last observation: what the package's own studies run on.
  ///
  /// - Parameter name: `NAME` or `NAME(key=value,...)`.
  /// - Throws: What the call, its settings or the compilation refuse.
  package init(builtIn name: String) throws {
    self = try TurnMDP(compiling: ScenarioCatalogue.builtIn(name), memory: .lastObservation)
  }
}

extension ScenarioCatalogue {
  /// A built-in scenario.
  ///
  /// - Parameter name: `NAME` or `NAME(key=value,...)`.
  /// - Throws: What the call or its settings refuse.
  package static func builtIn(_ name: String) throws -> any Scenario {
    let call = try Call(name)
    return try entry(named: call.name).scenario(call.settings.map { ($0.name, $0.value) })
  }
}
