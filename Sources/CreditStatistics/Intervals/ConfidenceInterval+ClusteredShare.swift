package import Ground

extension ConfidenceInterval {
  /// Wilson's score interval of a share whose units depend on each other within clusters, which are independent.
  ///
  /// The units count for as many independent ones as would give the share the variance that its clusters show: n over the
  /// design effect, which is the linearised variance of the ratio over clusters divided by p (1 - p) / n, and at least 1. The
  /// number is made smaller again by (z / t)², t with one degree of freedom less than there are clusters, because the design
  /// effect is itself estimated. Undefined for fewer than 2 clusters with a unit.
  ///
  /// Source: Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts
  /// estimated from survey data", Survey Methodology 24 (1998), for the effective size; Dean and Pagano, Journal of Survey
  /// Statistics and Methodology 3 (2015), for Wilson's interval with it.
  ///
  /// - Parameters:
  ///   - clusters: Of each cluster its successes and its units; one without units is passed over.
  ///   - confidence: Between 0 and 1.
  package static func wilson(
    clusters: [(successes: Double, units: Int)], confidence: Double
  ) -> Measured<ConfidenceInterval> {
    guard let tail = tail(of: confidence) else { return .unaccepted(confidence: confidence) }
    let clusters = clusters.filter { $0.units > 0 }
    guard clusters.count >= 2 else { return .undefined(.tooFew(found: clusters.count, needed: 2)) }
    let units = clusters.reduce(0) { $0 + $1.units }
    let n = Double(units)
    let share = clusters.reduce(0.0) { $0 + $1.successes } / n
    let count = Double(clusters.count)
    let squares = clusters.reduce(0.0) { sum, cluster in
      let residual = cluster.successes - share * Double(cluster.units)
      return sum + residual * residual
    }
    let binomial = share * (1 - share) / n
    let variance = count / (count - 1) * squares / (n * n)
    let effect = binomial > 0 ? max(1, variance / binomial) : 1
    let z = Distributions.normalQuantile(upperTail: tail)
    let t = Distributions.studentTQuantile(upperTail: tail, degrees: count - 1)
    let size = n / effect * (z / t) * (z / t)
    let (lower, upper) = wilsonEnds(successes: share * size, trials: size, z: z)
    return .value(
      ConfidenceInterval(
        estimate: share, lower: lower, upper: upper, confidence: confidence, units: clusters.count,
        method: .wilson, resampling: nil))
  }
}
