import DecPOMDP
import Trajectories
import Simulation

/// A problem file as a scenario.
struct ProblemFile {
  let scenario: DecPOMDPScenario
  /// Path with horizon and, if it was overridden, discount.
  let label: String
  let parameters: ParameterValues
  let notes: [DPOMDPNote]

  /// Most outcomes of joint actions that are spelled out in tables: they take some 100 bytes each while they are made.
  private static let mostOutcomes = 20_000_000

  /// Whether a scenario's name is the path of a problem file.
  static func isOne(_ name: String) -> Bool { name.hasSuffix(".dpomdp") || name.hasSuffix(".dpomdp.gz") }

  /// The model in a file, with its own discount or another one.
  static func model(
    of path: String, discount: Double?, notes: Bool, limits: DPOMDPLimits
  ) throws -> (model: DecPOMDPModel, notes: [DPOMDPNote]) {
    let file = try DPOMDPFile(reading: path, notes: notes, limits: limits)
    return (try discount.map { try file.model.discounted(by: $0) } ?? file.model, file.notes)
  }

  /// Reads a file.
  init(
    _ path: String, horizon: Int, discount: Double?, notes: Bool, limits: DPOMDPLimits
  ) throws {
    let (model, notes) = try Self.model(of: path, discount: discount, notes: notes, limits: limits)
    let sizes = { (lists: [[String]]) in lists.map { "\($0.count)" }.joined(separator: " x ") }
    scenario = DecPOMDPScenario(
      model, horizon: horizon,
      summary:
        "\(model.stateCount) states, \(sizes(model.actions)) joint actions, \(sizes(model.observations)) joint "
        + "observations")
    self.notes = notes
    let settings =
      [(name: "horizon", value: "\(horizon)")]
      + (discount.map { [(name: "discount", value: ParameterValue.number($0).description)] } ?? [])
    label = "\(path)(\(settings.map { "\($0.name)=\($0.value)" }.joined(separator: ",")))"
    parameters = try ParameterValues(
      settings,
      for: [
        .integer("horizon", in: 1...1_000_000, default: horizon, "Turns of an episode."),
        .number("discount", in: 0...1, default: model.discount, "Discount of a turn."),
      ], of: "problem \"\(path)\"")
  }

  /// Refuses a problem whose tables would not fit in memory.
  func checkSize() throws(UsageError) {
    let bound = scenario.outcomeBound
    guard bound <= Self.mostOutcomes else {
      throw UsageError(
        description:
          "Problem \"\(label)\" has up to \(bound) outcomes of joint actions, too many for tables (at most "
          + "\(Self.mostOutcomes)). `ascribe exact --value` gives the value of a policy without tables.")
    }
  }
}
