public import Ground

extension Association {
  /// Pearson's correlation with Fisher's interval: the inverse hyperbolic tangent of the correlation is about normal with
  /// standard error 1 / sqrt(n - 3). For pairs from a bivariate normal distribution.
  ///
  /// Undefined as ``pearson(_:_:)``, for fewer than 4 pairs, and with `UndefinedReason/onTheBoundary` for a correlation of
  /// -1 or 1.
  ///
  /// Source: Fisher, Metron 1 (1921).
  public static func pearson(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    let count = first.withNumbers { $0.count }
    guard count >= 4 else { return .undefined(.tooFew(found: count, needed: 4)) }
    return pearson(first, second).flatMap { correlation in
      ConfidenceInterval.fisherZ(
        correlation: correlation, standardError: 1 / Double(count - 3).squareRoot(), confidence: confidence,
        units: count)
    }
  }

  /// Spearman's correlation with Bonett and Wright's interval: on Fisher's scale the standard error is sqrt((1 + r² / 2) /
  /// (n - 3)). Near its confidence for |r| up to 0.95 without many ties; otherwise
  /// ``Bootstrap/distribution(ofSpearman:_:)`` serves.
  ///
  /// Undefined as ``spearman(_:_:)``, for fewer than 4 pairs, and with `UndefinedReason/onTheBoundary` for a correlation
  /// of -1 or 1.
  ///
  /// Source: Bonett and Wright, Psychometrika 65 (2000).
  public static func spearman(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    let count = first.withNumbers { $0.count }
    guard count >= 4 else { return .undefined(.tooFew(found: count, needed: 4)) }
    return spearman(first, second).flatMap { correlation in
      ConfidenceInterval.fisherZ(
        correlation: correlation,
        standardError: ((1 + correlation * correlation / 2) / Double(count - 3)).squareRoot(),
        confidence: confidence, units: count)
    }
  }

  /// Lin's concordance correlation: how near the pairs lie to the line of equality,
  /// 2 s₁₂ / (s₁² + s₂² + (m₁ - m₂)²) with (co)variances of denominator *n*; in `-1...1`. The interval is normal on
  /// Fisher's scale.
  ///
  /// Undefined for fewer than 4 pairs, when both samples are constant, when either is (the interval needs the correlation),
  /// when the squares leave the range of `Double`, and with `UndefinedReason/onTheBoundary` for a concordance of -1 or 1.
  ///
  /// Source: Lin, "A concordance correlation coefficient to evaluate reproducibility", Biometrics 45 (1989), with the
  /// variance as corrected in Biometrics 56 (2000), 324.
  public static func concordance(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    let count = first.withNumbers { $0.count }
    guard count >= 4 else { return .undefined(.tooFew(found: count, needed: 4)) }
    return pearson(first, second).flatMap { correlation in
      first.measured(with: second, atLeast: 4) { first, second in
        first.populationVariance.flatMap { firstVariance in
          second.populationVariance.flatMap { secondVariance in
            let shift = first.mean - second.mean
            let scale = (firstVariance * secondVariance).squareRoot()
            let bias = 2 * scale / (firstVariance + secondVariance + shift * shift)
            let location = shift * shift / scale
            let concordance = correlation * bias
            guard bias.isFinite, location.isFinite else { return .undefined(.outOfRange) }
            let rest = 1 - concordance * concordance
            guard rest > 0 else { return .undefined(.onTheBoundary) }
            // Lin's variance with concordance / correlation written as the bias factor, which a correlation of 0 leaves
            // defined.
            let variance =
              ((1 - correlation * correlation) * bias * bias / rest
                + 2 * concordance * concordance * bias * (1 - concordance) * location / (rest * rest)
                - concordance * concordance * bias * bias * location * location / (2 * rest * rest))
              / Double(count - 2)
            return ConfidenceInterval.fisherZ(
              correlation: concordance, standardError: max(0, variance).squareRoot(), confidence: confidence,
              units: count)
          }
        }
      }
    }
  }

  /// The expected top-k recall, ``topRecall(_:of:against:)``, with its percentile bootstrap over the units: as many units
  /// are drawn as there are, and the `k` largest of those are compared.
  ///
  /// Undefined as the recall itself, and for fewer than 2 units.
  public static func topRecall(
    _ k: Int, of estimates: some Numbers, against references: some Numbers, confidence: Double,
    bootstrap: Bootstrap
  ) -> Measured<ConfidenceInterval> {
    topRecall(k, of: estimates, against: references).flatMap { _ in
      estimates.measured(with: references, atLeast: 2) { estimates, references in
        bootstrap.distribution(.independent(references.count)) { units in
          topRecall(k, of: units.map { estimates[$0] }, against: units.map { references[$0] }).optional
        }.flatMap { $0.percentile(confidence: confidence) }
      }
    }
  }
}
