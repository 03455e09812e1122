import Ground
import Trajectories

/// One run of a plan.
struct SweepCell {
  /// What the command is given, but for the store.
  let arguments: [String]
  /// The values of the axes, in their order.
  let values: [String]
  /// Tells it from all other cells, in this plan and in others: the same command has the same.
  let id: String

  /// A cell.
  ///
  /// - Parameters:
  ///   - command: The command.
  ///   - axes: `scenario`, then parameters of scenarios in brackets, then options.
  ///   - values: A value of each axis.
  ///   - options: Words that all cells have.
  init(_ command: String, _ axes: [String], _ values: [String], _ options: [String]) {
    self.values = values
    let pairs = Array(zip(axes, values))
    let settings = pairs.filter { $0.0.hasPrefix("(") }.map { "\($0.0.dropFirst().dropLast())=\($0.1)" }
    let words = pairs.dropFirst().filter { !$0.0.hasPrefix("(") }.flatMap { name, value in
      // A flag is there or not.
      value == "true" ? ["--\(name)"] : value == "false" ? [] : ["--\(name)=\(value)"]
    }
    arguments = [command, Self.scenario(values[0], with: settings)] + words + options
    var hash = StableHash(AscribeVersion.current)
    for argument in arguments { hash.follow(by: argument) }
    id = hash.digits
  }

  /// A scenario with further parameters.
  private static func scenario(_ text: String, with settings: [String]) -> String {
    guard !settings.isEmpty else { return text }
    let joined = settings.joined(separator: ",")
    return text.hasSuffix(")") ? "\(text.dropLast()),\(joined))" : "\(text)(\(joined))"
  }
}
