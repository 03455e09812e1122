import TurnMDP

/// A model whose parameters are fitted by gradient steps.
protocol GradientModel: MixingModel {
  /// Parameters to begin with, the same for all cells and agents that nothing tells apart.
  func start(noise: Double, seed: UInt64) -> [Double]

  /// The loss of all rows.
  ///
  /// - Parameters:
  ///   - parameters: Where it is taken.
  ///   - targets: What Q_tot of each row should be.
  ///   - gradient: Zeros, to which the derivative of the loss by each parameter is added.
  func loss(_ parameters: [Double], _ targets: [Double], gradient: inout [Double]) -> Double
}

extension GradientModel {
  /// Fits the parameters with Adam on all rows at once. Targets are computed anew every so many steps, and as soon as the
  /// gradient vanishes; the fit ends when they then stay where they were.
  func fitted(
    to targets: MixingTargets, by rules: MixingRules, seed: UInt64
  ) throws(MixingDivergence) -> MixingFit {
    var parameters = start(noise: rules.noise, seed: seed)
    var older = parameters
    var aims = targets.values(bootstrappingFrom: self, older)
    var adam = Adam(count: parameters.count)
    var gradient = [Double](repeating: 0, count: parameters.count)
    var (loss, residual) = (Double.nan, Double.infinity)
    var (steps, stepsOfCopy, hasConverged) = (0, 0, false)
    while true {
      for index in gradient.indices { gradient[index] = 0 }
      let found = self.loss(parameters, aims, gradient: &gradient)
      residual = gradient.reduce(0) { max($0, abs($1)) }
      guard found.isFinite, residual.isFinite else {
        throw MixingDivergence(step: steps, lastFiniteLoss: steps == 0 ? nil : loss)
      }
      loss = found
      if steps == rules.steps { break }
      steps += 1
      if residual <= rules.tolerance || stepsOfCopy == rules.copy {
        for index in older.indices { older[index] += rules.averaging * (parameters[index] - older[index]) }
        let newer = targets.values(bootstrappingFrom: self, older)
        let moved = zip(newer, aims).reduce(0) { max($0, abs($1.0 - $1.1)) }
        residual = max(residual, moved)
        hasConverged = residual <= rules.tolerance * rules.averaging
        if hasConverged { break }
        aims = newer
        stepsOfCopy = 0
      } else {
        adam.step(&parameters, down: gradient, rate: rules.rate)
        stepsOfCopy += 1
      }
    }
    return MixingFit(
      parameters: parameters, iterations: steps, loss: loss,
      rule: "neither the gradient nor a target moves more than \(rules.tolerance)", residual: residual,
      hasConverged: hasConverged)
  }

  /// Utilities to begin with, one a choice: 0 but for noise, which depends on names and not on the order of the trace.
  func startingUtilities(noise: Double, seed: UInt64) -> [Double] {
    guard noise > 0 else { return Array(repeating: 0, count: rows.choiceCount) }
    let stream = PhiloxStream(seed: seed, purpose: .mixing)
    return rows.choiceHash.map { hash in
      noise * (2 * stream.units(episode: 0, turn: 0, draw: hash).0 - 1)
    }
  }
}
