/// How the fit of a critic ended: what a reader must know before trusting what rests on it.
public struct CriticFit: Sendable, Hashable, Codable {
  /// What was fitted, in words that follow "fit of".
  public let what: String
  /// Number of fitted parameters.
  public let parameters: Int
  /// Sweeps, Newton steps or gradient steps; 0 for a fit in closed form.
  public let iterations: Int
  /// The loss at the end, in the objective's unit.
  public let loss: Double
  /// When the fit stops, in words that follow "stops when".
  public let rule: String
  /// The number that the rule looks at, as it was at the end; 0 for a fit in closed form.
  public let residual: Double
  /// Whether the rule was met; `false` where the limit of iterations came first.
  public let hasConverged: Bool

  /// A fit and its end.
  public init(
    what: String, parameters: Int, iterations: Int, loss: Double, rule: String, residual: Double,
    hasConverged: Bool
  ) {
    self.what = what
    self.parameters = parameters
    self.iterations = iterations
    self.loss = loss
    self.rule = rule
    self.residual = residual
    self.hasConverged = hasConverged
  }

  /// A fit that a direct solver computed.
  ///
  /// - Parameters:
  ///   - what: What was fitted.
  ///   - parameters: Number of fitted parameters.
  ///   - loss: The loss at the solution.
  public static func closedForm(_ what: String, parameters: Int, loss: Double) -> CriticFit {
    CriticFit(
      what: what, parameters: parameters, iterations: 0, loss: loss, rule: "the system is solved",
      residual: 0, hasConverged: true)
  }
}

/// The fits of a method over batches or tasks, summed up: sums that do not depend on how the batches were cut, as long as
/// each fit belongs to one.
public struct CriticFits: Sendable, Hashable, Codable {
  /// Number of fits.
  public private(set) var count = 0
  /// Fits whose stopping rule was met.
  public private(set) var converged = 0
  /// The most iterations that a fit took.
  public private(set) var mostIterations = 0
  /// The most parameters that a fit had.
  public private(set) var mostParameters = 0
  /// The fit that ended worst: the first that did not converge, or else the one of the largest residual.
  public private(set) var worst: CriticFit?

  /// No fits.
  public init() {}

  /// Adds fits in their order.
  public static func += (sum: inout CriticFits, fits: [CriticFit]) {
    for fit in fits {
      sum.count += 1
      if fit.hasConverged { sum.converged += 1 }
      sum.mostIterations = max(sum.mostIterations, fit.iterations)
      sum.mostParameters = max(sum.mostParameters, fit.parameters)
      sum.keepWorst(of: fit)
    }
  }

  /// Adds the sums of later fits.
  package mutating func merge(_ other: CriticFits) {
    count += other.count
    converged += other.converged
    mostIterations = max(mostIterations, other.mostIterations)
    mostParameters = max(mostParameters, other.mostParameters)
    if let fit = other.worst { keepWorst(of: fit) }
  }

  private mutating func keepWorst(of fit: CriticFit) {
    guard let worst else {
      worst = fit
      return
    }
    let isWorse = fit.hasConverged ? fit.residual > worst.residual : true
    if worst.hasConverged, isWorse { self.worst = fit }
  }
}
