import Trajectories

/// A judge who labels decisions, or turns, as good or bad, and errs as often as is stated.
///
/// What is true is exact: a decision is good if its exact counterfactual credit is at least 0, a turn if the exact
/// advantage Q - V of its joint action is; what differs from 0 by rounding alone is 0. The label of every decision is
/// written as `judge`; a judge of turns gives all decisions of a turn the same label, and writes it as the turn's
/// `process` score, too: 1 for good and -1 for bad, or the label itself where there are three.
///
/// Errors are drawn once a unit, independently of all others.
public struct JudgeSignal: Sendable, Hashable, Codable {
  /// How errors are spread.
  public enum Bias: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every label is wrong with probability `error`.
    case none
    /// With probability `error` the judge says what the outcome says, good in a success and bad otherwise: it errs with
    /// this probability where the outcome contradicts the truth, and never where it does not.
    case outcome
    /// The judge remembers the end better than the beginning: at turn t of T, from 0, a label is wrong with probability
    /// `error` · (T - 1 - t) / (T - 1): `error` at the first turn, 0 at the last, and 0 in episodes of one turn.
    case recency
  }

  /// What is judged.
  public enum Granularity: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every decision, by its exact counterfactual credit.
    case decision
    /// Every turn, by the exact advantage of its joint action.
    case turn
  }

  /// What labels there are.
  public enum Labels: String, Sendable, Hashable, Codable, CaseIterable {
    /// 1 for good and 0 for bad.
    case binary
    /// 1 for good, 0 for bad, and -1 for the one major deviation of the episode, the unit with the most negative credit,
    /// the first of equals. A wrong label is either of the other two alike. Then only the first -1 of an episode stands;
    /// later ones become 0.
    case deviation
  }

  /// What a unit is whose credit is 0.
  public enum Ties: String, Sendable, Hashable, Codable, CaseIterable {
    /// It did no harm.
    case good
    /// It did not help.
    case bad
  }

  /// The probability of a wrong label, in `0...1`, as ``bias`` spreads it.
  public var error: Double
  /// How errors are spread.
  public var bias: Bias
  /// What is judged.
  public var granularity: Granularity
  /// What labels there are.
  public var labels: Labels
  /// What a unit is whose credit is 0.
  public var ties: Ties

  /// A judge; without arguments one who never errs.
  public init(
    error: Double = 0, bias: Bias = .none, granularity: Granularity = .decision, labels: Labels = .binary,
    ties: Ties = .good
  ) {
    self.error = error
    self.bias = bias
    self.granularity = granularity
    self.labels = labels
    self.ties = ties
  }

  /// Reads settings: `error=0.2,bias=outcome,granularity=turn,labels=deviation,ties=bad`, each of which may be missing,
  /// or `exact`.
  ///
  /// - Throws: ``SignalError/malformed(reason:)`` for an unknown setting or a value that is not accepted.
  public init(_ text: String) throws(SignalError) {
    let settings = try SignalSettings(
      text, of: "judge",
      [
        .number("error", in: 0...1, default: 0, "probability of a wrong label"),
        .word("bias", Bias.self, "how errors are spread"),
        .word("granularity", Granularity.self, "what is judged"),
        .word("labels", Labels.self, "what labels there are"),
        .word("ties", Ties.self, "what a unit is whose credit is 0"),
      ])
    self.init(
      error: settings.number("error"), bias: settings.word("bias", or: .none),
      granularity: settings.word("granularity", or: .decision), labels: settings.word("labels", or: .binary),
      ties: settings.word("ties", or: .good))
  }

  /// The probability that the truth is not what is said of a unit.
  ///
  /// - Parameters:
  ///   - turn: Its turn, from 0.
  ///   - turns: Turns of its episode.
  func probability(atTurn turn: Int, of turns: Int) -> Double {
    guard bias == .recency else { return error }
    return turns > 1 ? error * Double(turns - 1 - turn) / Double(turns - 1) : 0
  }
}

extension JudgeSignal: CustomStringConvertible {
  /// The settings, all of them.
  public var description: String {
    "error=\(ParameterValue.number(error)),bias=\(bias.rawValue),granularity=\(granularity.rawValue),"
      + "labels=\(labels.rawValue),ties=\(ties.rawValue)"
  }
}
