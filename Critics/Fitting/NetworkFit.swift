import CreditNumerics
import Ground
import CreditMethods
import Trajectories
import Simulation

/// Fits a neural network to a problem by Adam on the squared distance of values from targets.
///
/// An epoch passes over the rows once in a random order, in steps of some rows. Targets that follow from the values are
/// made anew before each epoch, from the running average of the parameters. The work of a step is cut into pieces of a
/// fixed size whose gradients are added in their order, so that the result does not depend on the number of threads.
struct NetworkFit {
  private let settings: FitSettings
  private let method: String
  private let seed: UInt64
  private let threads: Int
  private let progress: FitProgress?

  private static let piece = 128
  /// Epochs whose mean loss is compared with that of as many before.
  private static let window = 5

  init(
    _ settings: FitSettings, method: String, seed: UInt64, threads: Int, progress: FitProgress? = nil
  ) {
    self.settings = settings
    self.method = method
    self.seed = seed
    self.threads = threads
    self.progress = progress
  }

  /// What is being trained.
  private struct Training {
    let network: DenseNetwork
    let inputs: DesignRows
    let rows: [Int32]
    let cells: [Int32]
    let weights: [Double]
    var parameters: [Double]
    var adam: Adam
  }

  /// Fits a problem.
  func fit(
    _ problem: FitProblem, _ what: String, _ features: CellFeatures
  ) throws(AttributionError) -> FittedValues {
    let design = LinearDesign(features, weights: problem.cellWeights, hasReference: false)
    let scale = try scale(of: problem)
    let rows = problem.cell.indices.filter { problem.weight[$0] > 0 }.map { Int32($0) }
    guard scale.deviation > 0, !rows.isEmpty else {
      return FittedValues(
        values: [Double](repeating: scale.mean, count: problem.cellCount), isKnown: design.isKnown,
        fit: .closedForm(what, parameters: 1, loss: 0))
    }
    let shape = settings.network
    let network = DenseNetwork(
      inputs: design.rows.columns, units: [Int](repeating: shape.hidden, count: shape.layers) + [1],
      activations: [Activation](repeating: shape.activation, count: shape.layers) + [.identity])
    let mean = rows.reduce(0) { $0 + problem.weight[Int($1)] } / Double(rows.count)
    let parameters = network.initialParameters(
      drawnFrom: PhiloxStream(seed: seed, purpose: .criticNetwork), shown: features.blocks.count + 1)
    var training = Training(
      network: network, inputs: design.rows, rows: rows, cells: rows.map { problem.cell[Int($0)] },
      weights: rows.map { problem.weight[Int($0)] / mean }, parameters: parameters,
      adam: Adam(count: network.parameterCount))
    var averaged = parameters
    var targets = problem.isClosed ? problem.targets([]) : []
    var losses: [Double] = []
    var change = Double.infinity
    while losses.count < shape.epochs, change > shape.lossTolerance {
      if !problem.isClosed {
        targets = problem.targets(values(of: training, averaged).map { scale.mean + scale.deviation * $0 })
      }
      let standardised = rows.map { (targets[Int($0)] - scale.mean) / scale.deviation }
      let loss = train(&training, to: standardised, epoch: losses.count)
      guard loss.isFinite else {
        let last = losses.last.map { "\($0 * scale.deviation * scale.deviation)" } ?? "none"
        throw .numerical(
          method: method,
          reason:
            "the fit of \(what) diverges in epoch \(losses.count + 1); its last finite loss is \(last). Use a smaller "
            + "rate, or another objective.")
      }
      losses.append(loss)
      progress?(what, losses.count, shape.epochs)
      for place in averaged.indices {
        averaged[place] += settings.averaging * (training.parameters[place] - averaged[place])
      }
      change = Self.change(of: losses)
    }
    let found = values(of: training, training.parameters).map { scale.mean + scale.deviation * $0 }
    let loss = rows.reduce(0) { sum, row in
      let distance = targets[Int(row)] - found[Int(problem.cell[Int(row)])]
      return sum + distance * distance
    }
    return FittedValues(
      values: found, isKnown: design.isKnown,
      fit: CriticFit(
        what: what, parameters: network.parameterCount, iterations: losses.count,
        loss: loss / Double(rows.count),
        rule:
          "the mean loss of \(Self.window) epochs differs by at most \(shape.lossTolerance) of it from that of "
          + "the \(Self.window) before",
        residual: change.isFinite ? change : 1, hasConverged: change <= shape.lossTolerance))
  }

  /// Weighted mean and standard deviation of the returns, by which targets are standardised; 0 and 1 where they are not.
  private func scale(of problem: FitProblem) throws(AttributionError) -> (mean: Double, deviation: Double) {
    guard settings.network.normalisesTargets else { return (0, 1) }
    let returns = problem.returns()
    var (weight, sum) = (0.0, 0.0)
    for (row, value) in returns.enumerated() where problem.weight[row] > 0 {
      weight += problem.weight[row]
      sum += problem.weight[row] * value
    }
    guard weight > 0 else { return (0, 0) }
    let mean = sum / weight
    var square = 0.0
    for (row, value) in returns.enumerated() where problem.weight[row] > 0 {
      square += problem.weight[row] * (value - mean) * (value - mean)
    }
    let deviation = (square / weight).squareRoot()
    guard mean.isFinite, deviation.isFinite else {
      throw .numerical(method: method, reason: "a value cannot be fitted: the returns are beyond the range")
    }
    // Returns that differ by rounding alone are equal.
    return (mean, deviation > 1e-12 * abs(mean) ? deviation : 0)
  }

  /// The relative change of the loss over two windows of epochs; infinite before there are two.
  private static func change(of losses: [Double]) -> Double {
    guard losses.count >= 2 * window else { return .infinity }
    let recent = losses.suffix(window).reduce(0, +)
    let before = losses.dropLast(window).suffix(window).reduce(0, +)
    return before > 0 ? abs(recent - before) / before : 0
  }

  /// The outputs of all cells.
  private func values(of training: Training, _ parameters: [Double]) -> [Double] {
    let pieces = (training.inputs.count + Self.piece - 1) / Self.piece
    return parallelMap(count: pieces, threads: threads) { piece in
      let cells = Array(
        Int32(piece * Self.piece)..<Int32(min((piece + 1) * Self.piece, training.inputs.count)))
      let found = training.network.activations(of: training.inputs, chosen: cells, parameters: parameters)
      return found[found.count - 1]
    }.flatMap(\.self)
  }

  /// One epoch; returns the mean loss of its steps.
  private func train(_ training: inout Training, to targets: [Double], epoch: Int) -> Double {
    let order = shuffled(training.rows.count, epoch: epoch)
    var loss = 0.0
    for first in stride(from: 0, to: order.count, by: settings.network.batch) {
      let step = order[first..<min(first + settings.network.batch, order.count)]
      let (found, gradient) = gradient(of: training, to: targets, at: step)
      loss += found
      training.adam.step(&training.parameters, down: gradient, rate: settings.network.rate)
    }
    return loss / Double(order.count)
  }

  /// The sum of the loss over some rows, and the gradient of their mean.
  private func gradient(
    of training: Training, to targets: [Double], at step: ArraySlice<Int32>
  ) -> (loss: Double, gradient: [Double]) {
    let pieces = (step.count + Self.piece - 1) / Self.piece
    let parts = parallelMap(count: pieces, threads: threads) { piece in
      let first = step.startIndex + piece * Self.piece
      let rows = step[first..<min(first + Self.piece, step.endIndex)]
      let cells = rows.map { training.cells[Int($0)] }
      let activations = training.network.activations(
        of: training.inputs, chosen: cells, parameters: training.parameters)
      var derivatives = activations[activations.count - 1]
      var loss = 0.0
      for (place, row) in rows.enumerated() {
        let distance = derivatives[place] - targets[Int(row)]
        let weight = training.weights[Int(row)]
        loss += weight * distance * distance
        derivatives[place] = 2 * weight * distance / Double(step.count)
      }
      var gradient = [Double](repeating: 0, count: training.network.parameterCount)
      training.network.addGradient(
        of: derivatives, at: activations, of: training.inputs, chosen: cells,
        parameters: training.parameters, to: &gradient)
      return (loss: loss, gradient: gradient)
    }
    var sum = parts[0]
    for part in parts.dropFirst() {
      sum.loss += part.loss
      for place in sum.gradient.indices { sum.gradient[place] += part.gradient[place] }
    }
    return sum
  }

  /// The rows of an epoch in a random order.
  private func shuffled(_ count: Int, epoch: Int) -> [Int32] {
    let stream = PhiloxStream(seed: seed, purpose: .criticNetwork)
    var order = (0..<Int32(count)).map(\.self)
    for last in stride(from: count - 1, to: 0, by: -1) {
      let word = stream.word(episode: 1, turn: UInt64(epoch), draw: UInt64(last))
      order.swapAt(last, Int(word.multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return order
  }
}
