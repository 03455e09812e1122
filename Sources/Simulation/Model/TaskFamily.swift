import Trajectories

/// A family of tasks of the field that a scenario models the structure of, from a size that is solved in a second to that
/// of the literature.
///
/// The scenario then has a parameter `size`: `small` is its defaults, `large` what the family says; single parameters
/// may be set beside it.
public struct TaskFamily: Sendable {
  /// What the family is called in the survey of credit assignment (arXiv 2604.09459, recommendation table): `F1` to `F6`,
  /// several joined by commas.
  public let code: String
  /// Benchmarks of this structure, as they are named in the literature.
  public let benchmarks: String
  /// Settings of the large size, each a parameter of the scenario.
  public let large: [(name: String, value: String)]

  /// A family.
  ///
  /// - Parameters:
  ///   - code: The survey's name of it.
  ///   - benchmarks: Benchmarks of this structure.
  ///   - large: Settings of the large size; every other parameter keeps its default.
  public init(code: String, benchmarks: String, large: KeyValuePairs<String, String>) {
    self.code = code
    self.benchmarks = benchmarks
    self.large = large.map { (name: $0.key, value: $0.value) }
  }

  /// The parameter that chooses a size.
  static let sizeParameter = ParameterSpecification.choice(
    "size", ["small", "large"],
    "What the other parameters are unless they are set: solved at once, or as in the literature.")

  /// What the size that was asked for says about parameters that were not set.
  func settings(beside settings: [(name: String, value: String)]) -> [(name: String, value: String)] {
    guard settings.contains(where: { $0.name == Self.sizeParameter.name && $0.value == "large" }) else {
      return []
    }
    return large.filter { setting in !settings.contains { $0.name == setting.name } }
  }
}
