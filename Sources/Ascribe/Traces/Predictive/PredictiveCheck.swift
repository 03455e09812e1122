import CreditStatistics
import Ground

/// Whether recorded episodes look like those that a Markov model of them predicts, given its counts.
///
/// Given how often each start, and each outcome of a state and joint action, was counted, what a Markov model predicts depends
/// neither on its probabilities nor on a prior: every way to join the recorded pieces is as probable as any other. So the checks
/// reject a true model with no more than their level, at any number of episodes, and what they reject is that the state says
/// all that matters.
///
/// From the recorded episodes a random walk leads to a hub, and walks of the same length lead from there to the others: recorded
/// and other episodes are then exchangeable, however far a walk gets.
///
/// Sources: Besag and Clifford, Generalized Monte Carlo significance tests, Biometrika 76 (1989), section 2, for the hub; Besag and
/// Mondal, Exact goodness-of-fit tests for Markov chains, Biometrics 69 (2013); Phipson and Smyth, Permutation p-values should
/// never be zero, Statistical Applications in Genetics and Molecular Biology 9 (2010), for p-values that count the recorded episodes.
struct PredictiveCheck {
  /// Steps of a walk for each turn.
  static let stepsPerTurn = 4

  /// What was recorded, and the mean over the other episodes.
  let recorded, predicted: [Double]
  /// Two-sided p-values; one-sided, upwards, for what the turn before tells.
  let pValues: [Double]

  /// Checks episodes; `nil` if they have no state in common, so that nothing can be joined anew.
  ///
  /// - Parameters:
  ///   - others: How many other sets of episodes are made, at least 1.
  ///   - threads: At most so many are used.
  /// - Complexity: O(others · turns · (turns of an episode + log turns)).
  init?(_ paths: RecordedPaths, others: Int, stream: PhiloxStream, threads: Int) {
    let start = RejoinedEpisodes(paths)
    guard start.exchangeable > 0 else { return nil }
    let summary = PredictiveSummary(paths)
    let steps = Self.stepsPerTurn * paths.state.count
    var hub = start
    hub.walk(steps, stream, number: 0)
    let found = summary(start).all
    let drawn = parallelMap(count: others, threads: threads) { [hub] number in
      var episodes = hub
      episodes.walk(steps, stream, number: number + 1)
      return summary(episodes).all
    }
    recorded = found
    predicted = found.indices.map { place in drawn.reduce(0) { $0 + $1[place] } / Double(others) }
    pValues = found.indices.map { place in
      // Sums of the same numbers in another order differ by rounding.
      let tolerance = 1e-9 * max(1, abs(found[place]))
      let above = drawn.count { $0[place] >= found[place] - tolerance }
      let below = drawn.count { $0[place] <= found[place] + tolerance }
      let (upper, lower) = (Double(above + 1) / Double(others + 1), Double(below + 1) / Double(others + 1))
      return TraceResult.Prediction.Kind.allCases[place] == .order ? upper : min(1, 2 * min(upper, lower))
    }
  }
}

extension TraceResult {
  /// Whether the episodes look like those that the model of a method with intervals predicts: see ``CreditTrust``.
  public struct Prediction: Sendable, Hashable, Codable {
    /// What is compared.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// How much episodes differ in length: standard deviation, in turns.
      case length
      /// How much actions differ in the share of successes after them: standard deviation.
      case success
      /// What an action tells of the state two turns on, in bits a turn.
      case twoSteps
      /// What the turn before tells once the state is known: order 2 against order 1, in bits a turn.
      case order
    }

    /// One number, as recorded and as the model predicts it.
    public struct Check: Sendable, Hashable, Codable {
      /// Which number.
      public let kind: Kind
      /// As it was recorded, and its mean over the episodes that the model predicts.
      public let recorded, predicted: Double
      /// Probability of a number as far off if the model holds, and the same for all checks together (Holm).
      public let pValue, adjusted: Measured<Double>

      /// Whether the model's prediction failed.
      public var isRejected: Bool { adjusted.optional.map { $0 <= TraceResult.Prediction.level } ?? false }
    }

    /// Turns that were checked, of how many.
    public let checkedTurns, turns: Int
    /// The checks; empty if no two episodes share a state.
    public let checks: [Check]

    /// Largest probability of rejecting any prediction of a true model.
    public static let level = 0.05
    /// Sets of episodes that the recorded ones are compared with.
    public static let others = 199

    /// Whether any prediction failed.
    public var isRejected: Bool { checks.contains(where: \.isRejected) }

    init(_ paths: RecordedPaths, seed: UInt64, threads: Int) {
      checkedTurns = paths.state.count
      turns = paths.turns
      let stream = PhiloxStream(seed: seed, resample: .rejoining)
      guard
        let check = PredictiveCheck(paths, others: Self.others, stream: stream, threads: threads)
      else {
        checks = []
        return
      }
      let adjusted = MultipleComparisons.holm(check.pValues.map { .value($0) })
      checks = Kind.allCases.enumerated().map { place, kind in
        Check(
          kind: kind, recorded: check.recorded[place], predicted: check.predicted[place],
          pValue: .value(check.pValues[place]), adjusted: adjusted[place])
      }
    }
  }
}
