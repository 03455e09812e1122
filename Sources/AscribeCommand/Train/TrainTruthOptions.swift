import ArgumentParser
import Ascribe
import Trajectories

/// How returns are found.
struct TrainTruthOptions: ParsableArguments {
  @Option(
    help:
      "How returns are found: exact, sampled(episodes=512,every=10), on as many fresh episodes at the start, after every so many updates and at the end, which the budget does not pay for, or bounded(cells=20000,every=1), between bounds, after every update. (default: exact where the scenario can be solved, otherwise sampled)"
  )
  var truth: String?

  /// What was asked for.
  enum Choice {
    /// Exact where it can be, otherwise sampled.
    case best
    case exact
    case bounded(cells: Int, width: Double, every: Int)
    case sampled(episodes: Int, every: Int)
  }

  /// What was asked for.
  ///
  /// - Throws: ``UsageError`` for what cannot be read, `ParameterError` for settings that are not accepted.
  func choice() throws -> Choice {
    guard let truth else { return .best }
    let call = try TruthCall(truth, accepting: [.exact, .bounded, .sampled])
    switch call.kind {
    case .bounded:
      let values = try call.values(for: Self.bounding)
      return .bounded(
        cells: values.integer("cells"), width: values.number("width"), every: values.integer("every"))
    case .sampled:
      let values = try call.values(for: Self.parameters)
      return .sampled(episodes: values.integer("episodes"), every: values.integer("every"))
    case .exact, .none: return .exact
    }
  }

  private static let parameters = [
    ParameterSpecification.integer(
      "episodes", in: 2...1_000_000, default: 512, "Episodes that a policy is evaluated on."),
    every(10),
  ]

  private static let bounding = [
    ParameterSpecification.integer(
      "cells", in: 1...1_000_000_000, default: 20_000,
      "Cells (state and turn) that may be found to bound the return of a policy."),
    .number(
      "width", in: 0...1e300, default: 0,
      "Distance of the bounds of a return at which the expansion stops; 0: at the limit only."),
    every(1),
  ]

  private static func every(_ usual: Int) -> ParameterSpecification {
    .integer("every", in: 1...65_536, default: usual, "Updates from one evaluation to the next.")
  }
}
