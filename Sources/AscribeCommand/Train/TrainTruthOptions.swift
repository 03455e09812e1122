import ArgumentParser
import Ascribe
import Trajectories

/// How returns are found.
struct TrainTruthOptions: ParsableArguments {
  @Option(
    help:
      "How returns are found: exact, or sampled(episodes=512,every=10), on as many fresh episodes at the start, after every so many updates and at the end, which the budget does not pay for. (default: exact where the scenario can be solved, otherwise sampled)"
  )
  var truth: String?

  /// What was asked for.
  enum Choice {
    /// Exact where it can be, otherwise sampled.
    case best
    case exact
    case sampled(episodes: Int, every: Int)
  }

  /// What was asked for.
  ///
  /// - Throws: ``UsageError`` for what cannot be read, `ParameterError` for settings that are not accepted.
  func choice() throws -> Choice {
    guard let truth else { return .best }
    let call: Call
    do throws(CallError) {
      call = try Call(truth)
    } catch {
      throw UsageError(description: "--truth: \(error)")
    }
    switch call.name {
    case "exact":
      if let setting = call.settings.first {
        throw UsageError(description: "--truth exact takes no \"\(setting.name)\": it has no settings.")
      }
      return .exact
    case "sampled":
      let values = try ParameterValues(call.pairs, for: Self.parameters, of: "--truth sampled")
      return .sampled(episodes: values.integer("episodes"), every: values.integer("every"))
    default:
      throw UsageError(description: "--truth is \"\(call.name)\"; accepted: exact, sampled.")
    }
  }

  private static let parameters: [ParameterSpecification] = [
    .integer("episodes", in: 2...1_000_000, default: 512, "Episodes that a policy is evaluated on."),
    .integer("every", in: 1...65_536, default: 10, "Updates from one evaluation to the next."),
  ]
}
