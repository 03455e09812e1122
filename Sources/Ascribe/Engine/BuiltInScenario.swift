package import Simulation
import Scenarios

extension TurnMDP {
  /// A built-in scenario, compiled for agents that remember their last observation: what the package's own studies run on.
  ///
  /// - Parameter name: `NAME` or `NAME(key=value,...)`.
  /// - Throws: What the call, its settings or the compilation refuse.
  package init(builtIn name: String) throws {
    let call = try Call(name)
    let scenario = try ScenarioCatalogue.entry(named: call.name).scenario(
      call.settings.map { ($0.name, $0.value) })
    self = try TurnMDP(compiling: scenario, memory: .lastObservation)
  }
}
