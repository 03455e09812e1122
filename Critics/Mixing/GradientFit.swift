import CreditNumerics
import Ground
import Simulation

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
    guard let descent = rules.descent else { preconditionFailure("no rules of gradient steps") }
    var parameters = start(noise: descent.noise, seed: seed)
    var older = parameters
    var aims = targets.values(bootstrappingFrom: self, older)
    let renewed = { (older: inout [Double], parameters: [Double]) in
      for index in older.indices { older[index] += descent.averaging * (parameters[index] - older[index]) }
      return targets.values(bootstrappingFrom: self, older)
    }
    var adam = Adam(count: parameters.count)
    var gradient = [Double](repeating: 0, count: parameters.count)
    var (loss, residual) = (Double.nan, Double.infinity)
    var (steps, stepsOfCopy, hasConverged) = (0, 0, false)
    while true {
      if stepsOfCopy == descent.copy {
        aims = renewed(&older, parameters)
        stepsOfCopy = 0
      }
      for index in gradient.indices { gradient[index] = 0 }
      let found = self.loss(parameters, aims, gradient: &gradient)
      residual = gradient.reduce(0) { max($0, abs($1)) }
      guard found.isFinite, residual.isFinite else {
        throw MixingDivergence(step: steps, lastFiniteLoss: steps == 0 ? nil : loss)
      }
      loss = found
      let isMet = residual <= rules.tolerance
      if isMet {
        let newer = renewed(&older, parameters)
        let moved = zip(newer, aims).reduce(0) { max($0, abs($1.0 - $1.1)) } / descent.averaging
        residual = max(residual, moved)
        hasConverged = moved <= rules.tolerance
        aims = newer
        stepsOfCopy = 0
      }
      if hasConverged || steps == rules.steps { break }
      steps += 1
      // On targets that are met, a step would follow what is left of the last gradients.
      guard !isMet else { continue }
      adam.step(&parameters, down: gradient, rate: descent.rate)
      stepsOfCopy += 1
    }
    return MixingFit(
      parameters: parameters, iterations: steps, loss: loss,
      rule: "the gradient and the move of targets are at most \(rules.tolerance)", residual: residual,
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
