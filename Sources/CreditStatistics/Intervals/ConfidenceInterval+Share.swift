public import Ground

extension ConfidenceInterval {
  /// Wilson's score interval of a share: the chances that a two-sided normal test of the share would not reject.
  ///
  /// Its coverage is near the confidence on average over the chances, above and below it at single ones. With 0
  /// successes the lower end is 0, with all the upper end is 1. Undefined for no trials, and, with
  /// `UndefinedReason/notAccepted(_:)`, for more successes than trials or a negative number of either.
  ///
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927); Brown,
  /// Cai and DasGupta, Statistical Science 16 (2001), for its coverage.
  public static func wilson(
    successes: Int, trials: Int, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    share(successes, trials, confidence, .wilson) { tail in
      wilsonEnds(
        successes: Double(successes), trials: Double(trials),
        z: Distributions.normalQuantile(upperTail: tail))
    }
  }

  /// The ends of Wilson's interval, for numbers of trials that need not be whole.
  static func wilsonEnds(successes k: Double, trials n: Double, z: Double) -> (Double, Double) {
    let center = (k + z * z / 2) / (n + z * z)
    let margin = z / (n + z * z) * (k * (n - k) / n + z * z / 4).squareRoot()
    return (k <= 0 ? 0 : max(0, center - margin), k >= n ? 1 : min(1, center + margin))
  }

  /// Clopper and Pearson's interval of a share: the chances that neither one-sided binomial test would reject. It
  /// covers with at least the confidence at every chance, and mostly with more.
  ///
  /// With 0 successes the lower end is 0, with all the upper end is 1. Undefined as
  /// ``wilson(successes:trials:confidence:)``.
  ///
  /// Source: Clopper and Pearson, Biometrika 26 (1934); the ends are quantiles of beta distributions.
  public static func clopperPearson(
    successes: Int, trials: Int, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    share(successes, trials, confidence, .clopperPearson) { tail in
      let (k, n) = (Double(successes), Double(trials))
      return (
        successes == 0 ? 0 : Distributions.betaQuantile(tail, k, n - k + 1),
        successes == trials ? 1 : Distributions.betaQuantile(upperTail: tail, k + 1, n - k)
      )
    }
  }

  private static func share(
    _ successes: Int, _ trials: Int, _ confidence: Double, _ method: Method,
    _ ends: (Double) -> (Double, Double)
  ) -> Measured<ConfidenceInterval> {
    guard trials >= 0 else { return .notAccepted("trials", trials, accepted: "0 or more") }
    guard (0...trials).contains(successes) else {
      return .notAccepted("successes", successes, accepted: "0...\(trials), the trials")
    }
    guard let tail = tail(of: confidence) else { return .unaccepted(confidence: confidence) }
    guard trials > 0 else { return .undefined(.tooFew(found: 0, needed: 1)) }
    let (lower, upper) = ends(tail)
    return .value(
      ConfidenceInterval(
        estimate: Double(successes) / Double(trials), lower: lower, upper: upper, confidence: confidence,
        units: trials, method: method, resampling: nil))
  }
}
