import CreditMethods

/// How the fits of a method ended, as one object of a record.
struct FitsRecord: Encodable {
  let fits, converged, mostIterations, mostParameters: Int
  let worst: Worst

  /// The fit that ended worst.
  struct Worst: Encodable {
    let what, rule: String
    let iterations: Int
    let residual, loss: Double
    let converged: Bool
  }

  /// Records fits; `nil` if there are none.
  init?(_ found: CriticFits) {
    guard let fit = found.worst else { return nil }
    fits = found.count
    converged = found.converged
    mostIterations = found.mostIterations
    mostParameters = found.mostParameters
    worst = Worst(
      what: fit.what, rule: fit.rule, iterations: fit.iterations, residual: fit.residual, loss: fit.loss,
      converged: fit.hasConverged)
  }
}
