import Trajectories

extension ParameterSpecification {
  /// A probability strictly between 0 and 1, so that no legal action becomes impossible and no chance certain: what a
  /// scenario declares then holds for every accepted value.
  static func openProbability(_ name: String, default value: Double, _ help: String) -> ParameterSpecification
  {
    .number(name, in: 0.001...0.999, default: value, help)
  }
}
