import Trajectories

/// Why a scenario cannot be compiled, or does not hold what it declares.
public enum ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
  /// More states than the bound allows.
  case tooManyStates(found: Int, limit: Int, memory: Memory)
  /// More entries of a table than can be numbered.
  case tooManyEntries(of: String, limit: Int)
  /// Outcomes at one place are a product of too many to be listed: the scenario can be played and sampled, not solved.
  case factored(place: String, limit: Int)
  /// No scenario of the catalogue has that name.
  case unknown(name: String, accepted: [String])
  /// A rule of the scenario is broken at one place.
  case invalid(place: String, found: String, expected: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .tooManyStates(let found, let limit, let memory):
      "The scenario has more than \(limit) states under memory \"\(memory)\" (\(found) were found before "
        + "stopping). Shorten the horizon, use a shorter memory, or raise the state limit."
    case .tooManyEntries(let what, let limit):
      "The scenario has more than \(limit) \(what), too many for its tables. Shorten the horizon, use a shorter memory, "
        + "or use fewer agents or actions."
    case .factored(let place, let limit):
      "\(place): there are more than \(limit) outcomes, which are drawn factor by factor, so that the scenario can be "
        + "played and sampled, not solved."
    case .unknown(let name, let accepted):
      "There is no scenario \"\(name)\".\(NearestName.hint(for: name, among: accepted))"
    case .invalid(let place, let found, let expected): "\(place): found \(found); expected \(expected)."
    }
  }
}
