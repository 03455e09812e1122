import Trajectories

/// A judge's two evaluation factors of every decision, written as `factors`: 1 if it helps and 0 otherwise, and 1 if it
/// harms and 0 otherwise, by the sign of its exact counterfactual credit.
///
/// With probability ``error`` the judge gives another of the three answers (helps, harms, neither), each alike.
public struct FactorSignal: Sendable, Hashable, Codable {
  /// The probability of a wrong answer, in `0...1`.
  public var error: Double

  /// Factors; without arguments those of a judge who never errs.
  public init(error: Double = 0) { self.error = error }

  /// Reads settings: `error=0.1`, or `exact`.
  ///
  /// - Throws: ``SignalError/malformed(reason:)`` for an unknown setting or a value that is not accepted.
  public init(_ text: String) throws(SignalError) {
    let settings = try SignalSettings(
      text, of: "factors", [.number("error", in: 0...1, default: 0, "probability of a wrong answer")])
    self.init(error: settings.number("error"))
  }
}

extension FactorSignal: CustomStringConvertible {
  /// The settings.
  public var description: String { "error=\(ParameterValue.number(error))" }
}

/// Scores of replays in which one agent takes its default action in all of its turns, written as `counterfactuals`: one
/// score for each agent of the team.
///
/// What it plays is not charged to the methods that read it. With one continuation, the score is that of a single replay with
/// the draws of the recorded episode; the mean of more has an error of 1 / sqrt(continuations) standard deviations of the
/// score.
public struct CounterfactualSignal: Sendable, Hashable, Codable {
  /// What the other agents do.
  public enum Others: String, Sendable, Hashable, Codable, CaseIterable {
    /// The policy draws their actions anew.
    case resampled
    /// They do what they did, where it is legal.
    case kept
  }

  /// Accepted numbers of continuations.
  static let range = 1...4096

  /// Replays whose mean score is recorded.
  public var continuations: Int
  /// What the other agents do.
  public var others: Others

  /// Replays; without arguments one in which the other agents decide anew.
  public init(continuations: Int = 1, others: Others = .resampled) {
    self.continuations = continuations
    self.others = others
  }

  /// Reads settings: `continuations=16,others=kept`, each of which may be missing.
  ///
  /// - Throws: ``SignalError/malformed(reason:)`` for an unknown setting or a value that is not accepted.
  public init(_ text: String) throws(SignalError) {
    let settings = try SignalSettings(
      text, of: "counterfactuals",
      [
        .integer("continuations", in: Self.range, default: 1, "replays whose mean score is recorded"),
        .word("others", Others.self, "what the other agents do"),
      ])
    self.init(
      continuations: settings.integer("continuations"), others: settings.word("others", or: .resampled))
  }
}

extension CounterfactualSignal: CustomStringConvertible {
  /// The settings, all of them.
  public var description: String { "continuations=\(continuations),others=\(others.rawValue)" }
}
